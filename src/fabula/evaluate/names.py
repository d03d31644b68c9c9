"""Which predicted character stands for which gold one, by the names both carry."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.schema.world import Character

Gender = Literal["M", "F"]

_ARTICLES = frozenset(("a", "an", "the"))
_MALE = frozenset(("mr", "mister", "sir", "lord", "master", "monsieur", "uncle", "king"))
_FEMALE = frozenset(
    ("mrs", "miss", "ms", "lady", "madam", "madame", "mademoiselle", "mistress", "aunt", "queen")
)
_NEUTRAL = frozenset(("dr", "doctor", "captain", "colonel", "professor", "reverend", "of", "de"))
_NOT_PARTS = _ARTICLES | _MALE | _FEMALE | _NEUTRAL
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# A full name says more than a part of one.
_PART_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class CastMember:
    """A gold character: its key, every name it carries, and its gender if it is certain."""

    key: str
    names: tuple[str, ...]
    gender: Gender | None = None


def map_characters(cast: Sequence[CastMember], characters: Sequence[Character]) -> dict[str, str]:
    """Predicted character ids to gold keys, one to one.

    Greedy by how often the predicted character goes by a name of the gold one (a part of a
    name, where only one gold character has it, counts half), then by lines and mentions.
    Who carries no gold name is left out, so no knowledge of the right answers leaks in.
    """
    book = _NameBook(cast)
    pairs = [
        (weight, character.lines, character.mentions, -order, character.id, key)
        for order, character in enumerate(characters)
        for key, weight in book.agreement(character).items()
    ]
    mapped: dict[str, str] = {}
    taken: set[str] = set()
    for *_, id_, key in sorted(pairs, reverse=True):
        if id_ not in mapped and key not in taken:
            mapped[id_] = key
            taken.add(key)
    return mapped


def normalise(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without full stops and a leading article."""
    words = tuple(word.replace("’", "'") for word in _WORD.findall(name.casefold()))
    return words[1:] if len(words) > 1 and words[0] in _ARTICLES else words


class _NameBook:
    """The gold names, indexed whole and by their words."""

    def __init__(self, cast: Sequence[CastMember]) -> None:
        self._gender: Mapping[str, Gender | None] = {m.key: m.gender for m in cast}
        self._whole: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._cores: dict[str, set[tuple[str, frozenset[str]]]] = defaultdict(set)
        for member in cast:
            for words in map(normalise, member.names):
                core = _core(words)
                self._whole[words].add(member.key)
                for word in core:
                    self._cores[word].add((member.key, core))

    def agreement(self, character: Character) -> dict[str, float]:
        """How often the character goes by a name of each gold character it may be."""
        weights: dict[str, float] = defaultdict(float)
        for form, count in _forms(character):
            whole = self._whole.get(form)
            for key in whole or self._bearers_of_part(form):
                weights[key] += count if whole else _PART_WEIGHT * count
        return dict(weights)

    def _bearers_of_part(self, form: tuple[str, ...]) -> set[str]:
        """The one gold character with a name that contains these words, or is in them."""
        core, gender = _core(form), _title_gender(form)
        bearers = {
            key
            for word in core
            for key, other in self._cores.get(word, ())
            if (core <= other or other <= core) and _may_agree(gender, self._gender[key])
        }
        return bearers if len(bearers) == 1 else set()


def _forms(character: Character) -> Iterable[tuple[tuple[str, ...], int]]:
    """Name forms and their counts; the main name counts at least once."""
    counts: Counter[tuple[str, ...]] = Counter()
    for alias in character.aliases:
        counts[normalise(alias.text)] += max(1, alias.count)
    counts[normalise(character.name)] += 0
    return [(form, max(1, count)) for form, count in counts.items() if form]


def _core(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words) - _NOT_PARTS


def _may_agree(one: Gender | None, other: Gender | None) -> bool:
    return one is None or other is None or one == other


def _title_gender(words: Iterable[str]) -> Gender | None:
    for word in words:
        if word in _MALE:
            return "M"
        if word in _FEMALE:
            return "F"
    return None
