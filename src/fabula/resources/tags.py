"""Word lists for reading tags, beats and vocatives without a parser, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fabula.schema.spans import Gender

_Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class TagWords:
    """Verbs by form, and the closed word classes around them, all lower-case.

    ``phrasal`` maps a form to the particles with which it tags speech; ``hearer`` are the
    forms whose direct object is the addressee; ``closed`` maps a word class to its words.
    """

    speech: _Words
    thought: _Words
    hearer: _Words
    phrasal: Mapping[str, _Words]
    closed: Mapping[str, _Words]


@dataclass(frozen=True, slots=True)
class VocativeWords:
    """Words of address with the gender they tell (None for any), and what may precede them."""

    gender: Mapping[str, Gender | None]
    before: _Words


def _text(name: str) -> str:
    return files("fabula.resources").joinpath(name).read_text(encoding="utf-8")


def _lines(name: str) -> list[str]:
    return [line for line in _text(name).splitlines() if line and not line.startswith("#")]


def _forms(name: str) -> _Words:
    return frozenset(form for line in _lines(name) for form in line.split())


@lru_cache(maxsize=1)
def tag_words() -> TagWords:
    """The verbs and word classes of ``tag_words.toml`` and the verb files beside it."""
    phrasal: dict[str, set[str]] = {}
    for line in _lines("phrasal_speech_verbs.txt"):
        particles, forms = line.split("|")
        for form in forms.split():
            phrasal.setdefault(form, set()).update(particles.split())
    closed: dict[str, list[str]] = tomllib.loads(_text("tag_words.toml"))
    return TagWords(
        speech=_forms("speech_verbs.txt"),
        thought=_forms("thought_verbs.txt"),
        hearer=_forms("hearer_verbs.txt"),
        phrasal={form: frozenset(particles) for form, particles in phrasal.items()},
        closed={name: frozenset(words) for name, words in closed.items()},
    )


@lru_cache(maxsize=1)
def vocative_words() -> VocativeWords:
    """The words of ``vocatives.toml``."""
    lists: dict[str, list[str]] = tomllib.loads(_text("vocatives.toml"))
    gender: dict[str, Gender | None] = dict.fromkeys(lists["any"])
    gender.update(dict.fromkeys(lists["he"], "he"))
    gender.update(dict.fromkeys(lists["she"], "she"))
    return VocativeWords(gender=gender, before=frozenset(lists["before"]))
