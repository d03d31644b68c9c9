"""Fabula reads fiction and gives back the world in it, as data.

>>> import fabula
>>> world = fabula.read("story.epub")            # doctest: +SKIP
>>> [c.name for c in world.characters][:3]       # doctest: +SKIP
"""

from __future__ import annotations

import os
from pathlib import Path

from fabula import errors
from fabula.errors import FabulaError
from fabula.progress import Progress, silent
from fabula.schema.story import Story
from fabula.schema.world import World

__version__ = "0.1.0"
__all__ = ["FabulaError", "Story", "World", "errors", "open", "read"]


def read(story: str | os.PathLike[str], *, progress: Progress = silent) -> World:
    """Read a story into its World.

    ``story`` is the path of a file (txt, md, html, epub, docx), or the text itself: a
    ``str`` with a line break in it. Raises InputError where there is nothing to read.
    """
    from fabula import pipeline  # loads spaCy and ONNX Runtime, which takes a second

    if isinstance(story, str) and "\n" in story:
        return pipeline.read_text(story, progress=progress)
    return pipeline.read(Path(story), progress=progress)


def open(path: str | os.PathLike[str]) -> World:
    """The World in a ``.fabula`` file. Raises StoreError on any other file."""
    from fabula.store import load_world

    return load_world(Path(path))
