"""Where a scene is set, and where the action moves within it."""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

import numpy as np

from fabula.resolve.clauses import Clause
from fabula.resolve.places import PlaceMention, Places
from fabula.resources import words
from fabula.schema.spans import Coreference, Mention, Move, SceneSpan
from fabula.schema.tokens import FloatArray

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
    "towards",
    "away",
    "still here",
    "goes there",
    "subject",
    "definite",
    "name",
    "part",
    "room",
    "building",
    "outdoors",
    "vehicle",
    "region",
    "whole story",
    "place before",
    "bare",
    "absent",
)
_STATIC = frozenset({"in", "at", "on", "inside", "outside", "under", "aboard", "within", "by"})
_TOWARDS = frozenset({"into", "to", "onto", "through", "up", "down", "along", "across", "over"})
_AWAY = frozenset({"from", "out of", "past", "towards", "toward", "off", "for"})
_ENTERED = frozenset({"into", "to", "onto", "in", "up", "down", "out to"})
_FIRST_SENTENCE, _OPENING = 120, 500  # characters of a scene


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
        mentions: Sequence[Mention],
        coref: Coreference,
        clauses: Sequence[Clause],
        places: Places,
    ) -> None:
        self.mentions, self.coref, self.places, self.clauses = mentions, coref, places, clauses
        self.clause_starts = [clause.start for clause in clauses]
        self.starts = [mention.span[0] for mention in places.mentions]
        self.still = words("motion", "still")
        self.going = words("motion", "go") | words("motion", "come") | words("motion", "arrive")
        self.governor = {o.row: clause for clause in clauses for o in clause.obliques}
        self.at_row = {m.row: number for number, m in enumerate(places.mentions)}

    def place(self, start: int, end: int, before: SceneSpan | None) -> int | None:
        """The place that its phrases in the scene speak most for, if any does enough."""
        model = place_model()
        scores = {
            place: exp(float(values @ model.weights))
            for place, values in self.candidates(start, end, before)
        }
        best = max(scores, key=lambda place: (scores[place], -place), default=None)
        if best is None or scores[best] < model.threshold * sum(scores.values()):
            return None
        return best

    def candidates(
        self, start: int, end: int, before: SceneSpan | None
    ) -> Iterator[tuple[int, FloatArray]]:
        """The places mentioned in a stretch with their features, as in ``NAMES``."""
        lo, hi = bisect_left(self.starts, start), bisect_left(self.starts, end)
        by_place: dict[int, list[PlaceMention]] = {}
        for index in range(lo, hi):
            by_place.setdefault(self.places.place_of[index], []).append(self.places.mentions[index])
        first = next(
            (place for place, own in by_place.items() if any(m.quotation is None for m in own)),
            None,
        )
        if before is not None and before.place is not None:
            by_place.setdefault(before.place, [])
        for place, own in by_place.items():
            named = self._features(own, start, end)
            named["first place"] = float(place == first)
            named["share"] = len(own) / max(hi - lo, 1)
            named["absent"] = float(not own)
            named["whole story"] = log(len(self.places.clusters[place].spans))
            named["place before"] = float(before is not None and before.place == place)
            values = [named.get(name, 0.0) for name in NAMES]
            yield place, np.array(values, dtype=np.float32)

    def _features(self, own: Sequence[PlaceMention], start: int, end: int) -> dict[str, float]:
        told = [m for m in own if m.quotation is None]
        earliest = min((m.span[0] for m in told), default=end) - start
        here = [self.governor[m.row] for m in told if m.row in self.governor]
        static = [m for m in told if m.preposition in _STATIC]
        if not own:
            return {}
        kinds = {m.kind for m in own}
        return {
            "first sentence": float(earliest < _FIRST_SENTENCE),
            "opening": float(earliest < _OPENING),
            "earliness": 1 - earliest / max(end - start, 1),
            "mentions": log(1 + len(told)),
            "in speech": log(1 + len(own) - len(told)),
            "static": float(bool(static)),
            "static opening": float(any(m.span[0] < start + _OPENING for m in static)),
            "towards": float(any(m.preposition in _TOWARDS for m in told)),
            "away": float(any(m.preposition in _AWAY for m in told)),
            "still here": float(any(clause.form in self.still for clause in here)),
            "goes there": float(any(self._goes(m) for m in told)),
            "subject": float(any(not m.preposition for m in told)),
            "definite": float(any(not m.indefinite for m in own)),
            "name": float(None in kinds or any(m.proper for m in own)),
            "bare": float(all(m.span[1] - m.span[0] == len(m.head) for m in own)),
            **{kind: 1.0 for kind in kinds if kind is not None},
        }

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
