"""Word lists that ship with Fabula, as plain data files beside this module.

Every list has lines ``key: word word …``; ``#`` starts a comment line. Words are
case-folded on reading. Nothing here is language understanding: it is vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def word_groups(name: str) -> Mapping[str, tuple[str, ...]]:
    """Words of the list ``name`` by key, in file order; a key may have several lines."""
    groups: dict[str, tuple[str, ...]] = {}
    text = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            key, _, words = line.partition(":")
            groups[key] = groups.get(key, ()) + tuple(words.casefold().split())
    return MappingProxyType(groups)


@cache
def key_of_word(name: str) -> Mapping[str, str]:
    """The list ``name`` turned round: word to the first key it stands under."""
    table: dict[str, str] = {}
    for key, words in word_groups(name).items():
        for word in words:
            table.setdefault(word, key)
    return MappingProxyType(table)


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The words under one key of the list ``name``."""
    return frozenset(word_groups(name)[key])


@cache
def formal_names() -> Mapping[str, frozenset[str]]:
    """A pet form to the formal first names it stands for ("lizzy" to "elizabeth")."""
    table: dict[str, set[str]] = {}
    for formal, shorts in word_groups("nicknames").items():
        for short in shorts:
            table.setdefault(short, set()).add(formal)
    return MappingProxyType({short: frozenset(formal) for short, formal in table.items()})
