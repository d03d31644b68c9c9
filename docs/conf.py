"""The documentation site: Sphinx, MyST and Furo. Building it fetches nothing."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent / "src")]

from fabula import __version__  # noqa: E402  # needs the path

project = "Fabula"
release = version = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click", "from_code"]
exclude_patterns = ["_ext"]
myst_heading_anchors = 3  # so that page.md#a-heading works, as on a code host

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
# only names of our own must lead somewhere: those of others would need the network
nitpick_ignore_regex = [("py:.*", r"(?!fabula\.).*")]

html_theme = "furo"
html_title = "Fabula"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
