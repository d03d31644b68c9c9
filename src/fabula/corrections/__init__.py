"""The corrections file: what people decided about a story, replayed on every reading."""

from __future__ import annotations

from fabula.corrections.file import append, dumps, load, parse, undo
from fabula.corrections.place import anchor, place
from fabula.corrections.point import beside, character, quotation
from fabula.corrections.seeds import load_cast

__all__ = [
    "anchor",
    "append",
    "beside",
    "character",
    "dumps",
    "load",
    "load_cast",
    "parse",
    "place",
    "quotation",
    "undo",
]
