"""Where somebody is in relation to a place that is mentioned beside him.

The classes are those of Soni et al. 2023 (Grounding Characters and Places in Narrative
Texts): in it, near it, passing through, going to it, coming from it, or no relation.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from fabula.resources import key_of_word
from fabula.schema.spans import Mention
from fabula.schema.story import Span, Story
from fabula.schema.tokens import FloatArray, Tokens, column, small_words

RELATIONS = ("IN", "NEAR", "THRU", "TO", "FROM", "NO REL")
Range = tuple[int, int]
"""Words [lo, hi)."""

_NEAR = 4  # words before and after the place that are read
_WINDOW = 12  # words around both that are read, and between a person and a place at most
_BETWEEN = 10  # words between the two that are read, at most
_STOPS = frozenset(".!?;")
_UNREAL = frozenset(
    "would could should might may if wish want wanted hope never not n't n’t no ’d 'd will ll "
    "shall must can cannot without nor neither like think thought".split()
)


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Weights of shape (6,) by feature; a softmax over ``RELATIONS``."""

    weights: Mapping[str, FloatArray]

    def shares(self, features: Iterator[str]) -> FloatArray:
        """Probabilities of shape (6,)."""
        total = np.zeros(len(RELATIONS), dtype=np.float32)
        for feature in features:
            if feature in self.weights:
                total += self.weights[feature]
        powers = np.exp(total - total.max())
        shares: FloatArray = powers / powers.sum()
        return shares


@cache
def relation_model() -> RelationModel:
    """The model that comes with the package."""
    text = files("fabula.resources").joinpath("relation_weights.toml").read_text(encoding="utf-8")
    weights = tomllib.loads(text)["weights"]
    return RelationModel({k: np.array(v, dtype=np.float32) for k, v in weights.items()})


class Relations:
    """Who is where beside the mentions of places of one story."""

    def __init__(self, story: Story, tokens: Tokens, mentions: Sequence[Mention]) -> None:
        self.starts = column(tokens.starts)
        self.sentence = column(tokens.sentence)
        self.words = small_words(story.text, tokens)
        self.persons = sorted(self._rows((m.start, m.end)) for m in mentions if m.type == "PER")

    def shares(self, place: Span) -> FloatArray | None:
        """Probabilities of ``RELATIONS`` for the person nearest to the place in its sentence."""
        rows = self._rows(place)
        person = self._nearest(rows)
        if person is None:
            return None
        lo, hi = max(0, min(person[0], rows[0]) - _WINDOW), max(person[1], rows[1]) + _WINDOW
        window = self.words[lo:hi]
        shifted = (person[0] - lo, person[1] - lo), (rows[0] - lo, rows[1] - lo)
        return relation_model().shares(relation_features(window, *shifted))

    def _rows(self, span: Span) -> Range:
        lo = bisect_left(self.starts, span[0])
        return lo, max(lo + 1, bisect_left(self.starts, span[1]))

    def _nearest(self, place: Range) -> Range | None:
        """The last person before the place, else the first after it, in the same sentence."""
        at = bisect_left(self.persons, place)
        for number in (at - 1, at):
            if not 0 <= number < len(self.persons):
                continue
            person = self.persons[number]
            apart = max(place[0] - person[1], person[0] - place[1])
            same = self.sentence[person[0]] == self.sentence[place[0]]
            if same and apart <= _WINDOW:
                return person
        return None


def relation_features(words: Sequence[str], person: Range, place: Range) -> Iterator[str]:
    """What the words around a person and a place say of both; ``words`` are lower-case.

    The two may be nested in one another ("his room").
    """
    yield "bias"
    lo, hi = place
    for step in (1, 2, 3):
        yield f"before {step}: {words[lo - step]}" if lo >= step else f"before {step}:"
    yield f"after: {words[hi]}" if hi < len(words) else "after:"
    yield f"first: {words[lo]}"
    yield f"last: {words[hi - 1]}"
    for at in range(max(0, lo - _NEAR), min(len(words), hi + _NEAR)):
        if not lo <= at < hi and not person[0] <= at < person[1]:
            yield f"near: {words[at]}"
    led = _last_spatial(words[max(0, lo - 3) : lo])
    kind = key_of_word("place_nouns").get(words[hi - 1])
    yield f"led by {led}"
    yield f"led by {led}, person {'after' if person[0] > lo else 'first'}"
    yield f"kind: {kind}"
    yield f"kind: {kind}, led by {led}"
    yield from _person(words, person)
    yield from _apart(words, person, place, led)


def _last_spatial(words: Sequence[str]) -> str | None:
    """The class of the last word that tells where somebody is."""
    spatial = key_of_word("spatial")
    return next((spatial[word] for word in reversed(words) if word in spatial), None)


def _person(words: Sequence[str], person: Range) -> Iterator[str]:
    """The person, and what stands around."""
    lo, hi = person
    yield f"person: {words[lo]}" if hi - lo == 1 else "person: phrase"
    yield f"person then: {words[hi]}" if hi < len(words) else "person then:"
    yield f"then person: {words[lo - 1]}" if lo else "then person:"
    yield f"person does: {_last_spatial(words[hi : hi + 3])}"


def _apart(words: Sequence[str], person: Range, place: Range, led: str | None) -> Iterator[str]:
    """How the two stand to each other, and what is between them."""
    before = words[max(0, place[0] - 5) : place[0]]
    between: Sequence[str] = ()
    if person[1] <= place[0]:
        yield "person first"
        between = before = words[person[1] : place[0]]
    elif place[1] <= person[0]:
        yield "place first"
        between = words[place[1] : person[0]]
    else:
        inner = person[0] >= place[0] and person[1] <= place[1]
        yield "person in place" if inner else "place in person"
    yield f"apart: {min(3, len(between) // 3)}"
    if not _STOPS.isdisjoint(between):
        yield "stop between"
    spatial = key_of_word("spatial")
    around = (*before[-_BETWEEN:], *words[max(0, person[0] - 3) : person[0]])
    for kind in sorted({spatial[word] for word in around if word in spatial}):
        yield f"around: {kind}"
        yield f"around: {kind}, led by {led}"
    if not _UNREAL.isdisjoint((*before[-_BETWEEN:], *words[person[1] : person[1] + 4])):
        yield "unreal"
    for word in between[-_BETWEEN:]:
        yield f"between: {word}"
