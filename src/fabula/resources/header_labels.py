"""Header blocks of stories: their labels (``Rating:``, ``Pairing:``, ...), what authors say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def header_labels() -> Mapping[str, str]:
    """Spelling (lower case, straight apostrophe) to field."""
    text = files("fabula.resources").joinpath("header_labels.toml").read_text(encoding="utf-8")
    fields = tomllib.loads(text)
    return MappingProxyType(
        {label.replace("’", "'"): field for field, labels in fields.items() for label in labels}
    )


@cache
def author_talk() -> re.Pattern[str]:
    """Matches what authors say about their story, which the story itself does not."""
    text = files("fabula.resources").joinpath("author_talk.txt").read_text(encoding="utf-8")
    phrases = [line for line in text.splitlines() if line and not line.startswith("#")]
    return re.compile(rf"\b(?:{'|'.join(phrases)})", re.IGNORECASE)
