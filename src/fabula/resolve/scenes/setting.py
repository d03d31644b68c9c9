"""Where a scene is set, and where the action moves within it."""

from __future__ import annotations

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

import numpy as np

from fabula.resolve.clauses import Clause
from fabula.resolve.places import PlaceMention, Places
from fabula.resolve.places.relation import RELATIONS, Relations
from fabula.resources import word_groups, words
from fabula.schema.spans import Coreference, Mention, Move, SceneSpan
from fabula.schema.story import Story
from fabula.schema.tokens import FloatArray, Tokens, column, small_words

NAMES = (
    "first place",
    "first sentence",
    "opening",
    "earliness",
    "mentions",
    "share",
    "in speech",
    "static",
    "static opening",
    "somebody in it",
    "somebody in it, opening",
    "towards",
    "away",
    "still here",
    "goes there",
    "goes there late",
    "subject",
    "predicate",
    "compared",
    "indefinite",
    "earlier",
    "owner",
    "name",
    "unlisted",
    "part",
    "room",
    "building",
    "outdoors",
    "vehicle",
    "region",
    "bare",
    *(f"related: {relation}" for relation in RELATIONS),
    "whole story",
    "things",
    "absent",
    "place before",
    "place of a scene before",
    "cast as there",
    "named just before",
    "goes there just before",
    "introduced",
    "placelike early",
    "first words",
    "of",
    "once",
)
_STATIC = frozenset({"in", "at", "on", "inside", "outside", "under", "aboard", "within", "by"})
_TOWARDS = frozenset({"into", "to", "onto", "through", "up", "down", "along", "across", "over"})
_AWAY = frozenset({"from", "out of", "past", "towards", "toward", "off", "for"})
_COMPARED = frozenset({"like", "as", "than", "of"})
_ENTERED = frozenset({"into", "to", "onto", "in", "up", "down", "out to"})
_FIRST_SENTENCE, _OPENING, _JUST_BEFORE = 120, 500, 300  # characters of a scene, or before it
_FIRST_WORDS, _EARLY = 60, 250
_PLACELIKE = frozenset({"room", "building", "outdoors", "vehicle"})
_READ = 8  # mentions of a place in a scene beside which people are looked for
_OFTEN = 10  # mentions in the story after which more say no more
_BACK = 12  # scenes whose places a later one may come back to


@dataclass(frozen=True, slots=True)
class PlaceModel:
    """One weight for each of ``NAMES``, and the probability a place needs.

    A softmax over the places of a scene (McFadden 1974); see ``train/layers.py``.
    """

    weights: FloatArray
    threshold: float


@cache
def place_model() -> PlaceModel:
    """The model that comes with the package."""
    text = files("fabula.resources").joinpath("place_weights.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    weights = [data["weights"].get(name, 0.0) for name in NAMES]
    return PlaceModel(np.array(weights, dtype=np.float32), float(data["threshold"]))


class Settings:
    """The settings of the scenes of one story."""

    def __init__(
        self,
        story: Story,
        tokens: Tokens,
        mentions: Sequence[Mention],
        coref: Coreference,
        clauses: Sequence[Clause],
        places: Places,
    ) -> None:
        self.mentions, self.coref, self.places, self.clauses = mentions, coref, places, clauses
        self.clause_starts = [clause.start for clause in clauses]
        self.starts = [mention.span[0] for mention in places.mentions]
        self.mention_starts = [mention.start for mention in mentions]
        self.still = words("motion", "still")
        self.going = words("motion", "go") | words("motion", "come") | words("motion", "arrive")
        self.governor = {o.row: clause for clause in clauses for o in clause.obliques}
        self.predicates = {clause.row for clause in clauses if clause.predicate}
        self.at_row = {m.row: number for number, m in enumerate(places.mentions)}
        self.relations = Relations(story, tokens, mentions)
        self.things = _things(story, tokens)
        self.thing_starts = [start for start, _ in self.things]

    def place(self, start: int, end: int, earlier: Sequence[SceneSpan]) -> tuple[int | None, float]:
        """The place the scene speaks most for, and its probability; None if it is too low.

        ``earlier`` are the scenes before, with their places.
        """
        model = place_model()
        scores = {
            place: exp(float(values @ model.weights))
            for place, values in self.candidates(start, end, earlier)
        }
        best = max(scores, key=lambda place: (scores[place], -place), default=None)
        if best is None:
            return None, 0.0
        probability = scores[best] / sum(scores.values())
        return best if probability >= model.threshold else None, probability

    def candidates(
        self, start: int, end: int, earlier: Sequence[SceneSpan]
    ) -> Iterator[tuple[int, FloatArray]]:
        """Places of a stretch, just before it, of earlier scenes; values as in ``NAMES``."""
        by_place = self._by_place(start, end)
        count = sum(map(len, by_place.values()))
        just = self._by_place(max(0, start - _JUST_BEFORE), start)
        earlier = earlier[-_BACK:]
        told = {place: [m for m in own if m.quotation is None] for place, own in by_place.items()}
        first = next((place for place, own in told.items() if any(map(_is_setting, own))), None)
        others = [*just, *(scene.place for scene in earlier if scene.place is not None)]
        for place in dict.fromkeys((*by_place, *others)):
            own = by_place.get(place, [])
            named = self._mentioned(own, told.get(place, []), start, end)
            named["first place"] = float(place == first)
            named["share"] = len(own) / max(count, 1)
            named["absent"] = float(not own)
            named["named just before"] = float(place in just)
            named["goes there just before"] = float(any(map(self._goes, just.get(place, ()))))
            self._known(place, start, end, earlier, named)
            yield place, np.array([named.get(name, 0.0) for name in NAMES], dtype=np.float32)

    def _by_place(self, start: int, end: int) -> dict[int, list[PlaceMention]]:
        found: dict[int, list[PlaceMention]] = {}
        for index in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
            found.setdefault(self.places.place_of[index], []).append(self.places.mentions[index])
        return found

    def _mentioned(
        self, own: Sequence[PlaceMention], told: Sequence[PlaceMention], start: int, end: int
    ) -> dict[str, float]:
        """What the mentions of a place in the scene say; ``told`` are those of the narration."""
        if not own:
            return {}
        earliest = min((m.span[0] for m in told), default=end) - start
        here = [self.governor[m.row] for m in told if m.row in self.governor]
        static = [m for m in told if m.preposition in _STATIC]
        somebody = [m for m in static if self._holds_somebody(m)]
        kinds = {m.kind for m in own}
        goes = [m for m in told if self._goes(m)]
        return {
            "first sentence": float(earliest < _FIRST_SENTENCE),
            "opening": float(earliest < _OPENING),
            "earliness": 1 - earliest / max(end - start, 1),
            "mentions": log(1 + len(told)),
            "in speech": log(1 + len(own) - len(told)),
            "static": float(bool(static)),
            "static opening": float(any(m.span[0] < start + _OPENING for m in static)),
            "somebody in it": float(bool(somebody)),
            "somebody in it, opening": float(any(m.span[0] < start + _OPENING for m in somebody)),
            "towards": float(any(m.preposition in _TOWARDS for m in told)),
            "away": float(any(m.preposition in _AWAY for m in told)),
            "still here": float(any(clause.form in self.still for clause in here)),
            "goes there": float(bool(goes)),
            "goes there late": float(any(m.span[0] > (start + end) / 2 for m in goes)),
            "subject": float(any(not m.preposition for m in told)),
            "predicate": float(any(m.row in self.predicates for m in told)),
            "compared": float(all(m.preposition in _COMPARED for m in own)),
            "indefinite": float(all(m.indefinite for m in own)),
            "earlier": float(bool(here) and all(clause.perfect for clause in here)),
            "owner": float(any(m.owner is not None for m in own)),
            "name": float(any(m.proper for m in own)),
            "unlisted": float(kinds == {None} and not any(m.proper for m in own)),
            "bare": float(all(m.span[1] - m.span[0] == len(m.head) for m in own)),
            "first words": float(earliest < _FIRST_WORDS),
            "placelike early": float(
                any(m.kind in _PLACELIKE and m.span[0] < start + _EARLY for m in told)
            ),
            "of": float(any(m.preposition == "of" for m in told)),
            **{kind: 1.0 for kind in kinds if kind is not None},
            **self._related(told),
        }

    def _related(self, told: Sequence[PlaceMention]) -> dict[str, float]:
        """Where people are in relation to the place, at most."""
        named: dict[str, float] = {}
        for mention in told[:_READ]:
            shares = self.relations.shares(mention.span)
            if shares is not None:
                for relation, share in zip(RELATIONS, shares.tolist(), strict=True):
                    key = f"related: {relation}"
                    named[key] = max(named.get(key, 0.0), share)
        return named

    def _known(
        self,
        place: int,
        start: int,
        end: int,
        earlier: Sequence[SceneSpan],
        named: dict[str, float],
    ) -> None:
        """What the rest of the story says of a place: scenes set there, what is found there."""
        spans = self.places.clusters[place].spans
        named["whole story"] = log(min(len(spans), _OFTEN))
        named["once"] = float(len(spans) == 1)
        named["introduced"] = float(start <= spans[0][0] < start + _JUST_BEFORE)
        head = self.places.mentions[self._first_of(place)].head
        lo, hi = bisect_left(self.thing_starts, start), bisect_left(self.thing_starts, end)
        named["things"] = log(1 + sum(head in at for _, at in self.things[lo:hi]))
        named["place before"] = float(bool(earlier) and earlier[-1].place == place)
        there = [scene for scene in earlier if scene.place == place]
        named["place of a scene before"] = float(bool(there))
        cast = self._cast(start, end)
        named["cast as there"] = max(
            (_alike(cast, self._cast(scene.start, scene.end)) for scene in there), default=0.0
        )

    def _first_of(self, place: int) -> int:
        start = self.places.clusters[place].spans[0][0]
        return bisect_right(self.starts, start) - 1

    def _cast(self, start: int, end: int) -> frozenset[int]:
        """Who is mentioned in a stretch."""
        lo, hi = bisect_left(self.mention_starts, start), bisect_left(self.mention_starts, end)
        found = (
            self.coref.entity_of[index]
            for index in range(lo, hi)
            if self.mentions[index].type == "PER"
        )
        return frozenset(who for who in found if who is not None)

    def _holds_somebody(self, mention: PlaceMention) -> bool:
        """ "Ann sat in the kitchen", as told: not denied, not earlier, not only possible."""
        clause = self.governor.get(mention.row)
        if clause is None or clause.negated or clause.perfect or clause.modality != "asserted":
            return False
        return bool(self._persons(clause))

    def _goes(self, mention: PlaceMention) -> bool:
        """ "She went into the walk-in"."""
        clause = self.governor.get(mention.row)
        if clause is None or mention.preposition not in _ENTERED:
            return False
        return clause.form in self.going and not clause.negated and clause.modality == "asserted"

    def moves(self, scene: SceneSpan) -> tuple[Move, ...]:
        """Clauses in which somebody goes to another place: "They went down to the yard"."""
        found: list[Move] = []
        here = scene.place
        lo = bisect_left(self.clause_starts, scene.start)
        hi = bisect_left(self.clause_starts, scene.end)
        for clause in self.clauses[lo:hi]:
            if clause.quotation is not None or clause.perfect:
                continue
            for oblique in clause.obliques:
                number = self.at_row.get(oblique.row)
                if number is None or not self._goes(self.places.mentions[number]):
                    continue
                to = self.places.place_of[number]
                who = self._persons(clause)
                kind = self.places.mentions[number].kind
                if who and to != here and kind not in (None, "part"):
                    found.append(Move(clause.start, to, who))
                    here = to
        return tuple(found)

    def _persons(self, clause: Clause) -> tuple[int, ...]:
        found = (
            self.coref.entity_of[index]
            for index in clause.subjects
            if self.mentions[index].type == "PER"
        )
        return tuple(who for who in found if who is not None)


def _is_setting(mention: PlaceMention) -> bool:
    """Whether a phrase may say where one is: no part, nothing only likened to."""
    return mention.kind != "part" and mention.preposition not in _COMPARED


def _alike(one: frozenset[int], other: frozenset[int]) -> float:
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def _things(story: Story, tokens: Tokens) -> list[tuple[int, frozenset[str]]]:
    """Words for things one finds in some places only: offset, and nouns of these places."""
    places: dict[str, set[str]] = {}
    for place, found in word_groups("place_things").items():
        for thing in found:
            places.setdefault(thing, set()).add(place)
    frozen = {thing: frozenset(at) for thing, at in places.items()}
    words = zip(column(tokens.starts), small_words(story.text, tokens), strict=True)
    return [(start, frozen[word]) for start, word in words if word in frozen]
