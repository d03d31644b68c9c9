"""Words of headings: what the parts of a book are called, and numbers in words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def _table() -> Mapping[str, Any]:
    text = files("fabula.resources").joinpath("headings.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


@cache
def heading_words(kind: str) -> frozenset[str]:
    """Names of headings of a kind: part, chapter, story, front, either, contents, notes, ..."""
    return frozenset(_table()[kind])


@cache
def number_words() -> Mapping[str, int]:
    """``one`` to ``ninety-nine`` and ``first`` to ``ninety-ninth``, hyphen or space inside."""
    words = _table()["numbers"]
    values: dict[str, int] = {}
    for small in (words["units"], words["ordinals"]):
        values |= {word: n for n, word in enumerate(small, 1)}
    for i, ten in enumerate(words["tens"]):
        base = 10 * (i + 2)
        values[ten] = values[words["ordinal_tens"][i]] = base
        for small in (words["units"], words["ordinals"]):
            for n, word in enumerate(small[:9], 1):
                values[f"{ten}-{word}"] = values[f"{ten} {word}"] = base + n
    values["last"] = values["final"] = 0
    return MappingProxyType(values)
