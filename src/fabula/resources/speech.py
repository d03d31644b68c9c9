"""Word lists about tags (``she said``), elisions (``'tis``) and abbreviations, read once."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files


def _rows(name: str) -> list[list[str]]:
    text = files("fabula.resources").joinpath(name).read_text(encoding="utf-8")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return [row for row in lines if row]


def _finite(name: str) -> frozenset[str]:
    """All forms but the base (unless it stands alone) and the -ing form."""
    forms = (form for row in _rows(name) for form in row[1:] or row)
    return frozenset(form for form in forms if not form.endswith("ing"))


@lru_cache(maxsize=1)
def speech_verbs() -> frozenset[str]:
    """Third-person and past forms of the verbs that tag speech: said, says, cried, ..."""
    return _finite("speech_verbs.txt")


@lru_cache(maxsize=1)
def thought_verbs() -> frozenset[str]:
    """Third-person and past forms of the verbs that tag thought: thought, wonders, ..."""
    return _finite("thought_verbs.txt")


@lru_cache(maxsize=1)
def base_verbs() -> frozenset[str]:
    """Base forms of all these verbs, as after "I" or "they": say, think, ..."""
    return frozenset(row[0] for name in ("speech", "thought") for row in _rows(f"{name}_verbs.txt"))


@lru_cache(maxsize=1)
def elisions() -> tuple[frozenset[str], frozenset[str]]:
    """Lower-case words that lost their beginning ('tis) and their end (o'), no apostrophe."""
    kinds: dict[str, set[str]] = {"front": set(), "back": set()}
    for kind, *words in _rows("elisions.txt"):
        kinds[kind].update(words)
    return frozenset(kinds["front"]), frozenset(kinds["back"])


@lru_cache(maxsize=1)
def abbreviations() -> tuple[frozenset[str], frozenset[str]]:
    """Abbreviations with their full stop: those before a name, and all others."""
    kinds: dict[str, set[str]] = {"title": set(), "other": set()}
    for kind, *words in _rows("abbreviations.txt"):
        kinds[kind].update(f"{word}." for word in words)
        if kind == "title":
            kinds[kind].update(f"{word.upper()}." for word in words)
    return frozenset(kinds["title"]), frozenset(kinds["other"])
