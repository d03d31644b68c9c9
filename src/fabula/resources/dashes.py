"""Word lists for dialogue without closing marks, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class DashWords:
    """The lists of ``dashes.toml``, which says what they are for."""

    spoken: frozenset[str]
    to_you: frozenset[str]
    from_me: frozenset[str]
    past: frozenset[str]
    beat: frozenset[str]
    clause: frozenset[str]
    subjects: frozenset[str]


@lru_cache(maxsize=1)
def dash_words() -> DashWords:
    """The word lists of ``dashes.toml``."""
    text = files("fabula.resources").joinpath("dashes.toml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = tomllib.loads(text)
    return DashWords(**{name: frozenset(words) for name, words in lists.items()})
