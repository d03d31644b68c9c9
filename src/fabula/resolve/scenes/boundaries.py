"""Which paragraphs begin a scene: those the layout marks, and those that read like it."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

import numpy as np

from fabula.resolve.scenes.features import NAMES, Opening
from fabula.schema.story import BreakKind
from fabula.schema.tokens import FloatArray

_BYLINE = 0.9  # confidence
_MOST = 0.95  # confidence of what nothing marks
_TIME = ("time strong", "time weak", "time of day", "time later", "time clause", "time inside")
_PLACE = ("place fronted", "place static", "place new", "place aside", "moved")
_CAST = ("cast new", "cast changed", "cast gone", "subject met", "subject away")
_REASONS = (
    ("time", _TIME),
    ("place", _PLACE),
    ("cast", _CAST),
)


@dataclass(frozen=True, slots=True)
class Boundary:
    """Block ``number`` begins a scene; reason and confidence as in ``SceneSpan``."""

    number: int
    opens: BreakKind
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class BoundaryModel:
    """A logistic regression: one weight for each of ``NAMES``; see ``train/openings.py``.

    ``threshold`` is what the chance of a paragraph, and ``beside`` times those of its
    neighbours, must come to; ``apart`` how many paragraphs the inferred beginnings of two
    scenes lie apart at least.
    """

    weights: FloatArray
    threshold: float
    apart: int
    beside: float


@cache
def boundary_model() -> BoundaryModel:
    """The model that comes with the package."""
    text = files("fabula.resources").joinpath("scene_weights.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    weights = np.array([data["weights"].get(name, 0.0) for name in NAMES], dtype=np.float32)
    return BoundaryModel(
        weights, float(data["threshold"]), int(data["apart"]), float(data["beside"])
    )


def find_boundaries(
    openings: Sequence[Opening],
    model: BoundaryModel,
    pinned: Collection[int] = (),
    bylines: Collection[int] = (),
    entries: Collection[int] = (),
) -> list[Boundary]:
    """Beginnings of scenes in text order; ``openings[i]`` is of block i + 1, block 0 begins one.

    ``pinned`` are offsets where people said that a scene starts, ``bylines`` those of lines
    that name a new teller, ``entries`` those of dated entries. Inferred beginnings are
    taken best first, none close to another.
    """
    found = {0: Boundary(0, "chapter", 1.0, "chapter")}
    for number, opening in enumerate(openings, start=1):
        block = opening.block
        if block.opens is not None:
            found[number] = Boundary(number, block.opens, 1.0, block.opens)
        elif any(block.start <= at < block.end for at in pinned):
            found[number] = Boundary(number, "inferred", 1.0, "correction")
        elif block.start in bylines:
            found[number] = Boundary(number, "inferred", _BYLINE, "telling")
        elif block.start in entries:
            found[number] = Boundary(number, "inferred", _BYLINE, "time")
    chances = _chances(openings, model)
    taken = set(found)
    # Of neighbours that all may begin it, one is likely to, whichever it is.
    around = [
        chance + model.beside * (sum(chances[max(0, n - 1) : n + 2]) - chance)
        for n, chance in enumerate(chances)
    ]
    for index in sorted(range(len(around)), key=lambda i: (-around[i], i)):
        if around[index] < model.threshold:
            break
        number = index + 1
        near = range(number - model.apart + 1, number + model.apart)
        if taken.isdisjoint(near):
            taken.add(number)
            confidence = round(min(around[index], _MOST), 4)
            reason = _reason(openings[index], model)
            found[number] = Boundary(number, "inferred", confidence, reason)
    return [found[number] for number in sorted(found)]


def _chances(openings: Sequence[Opening], model: BoundaryModel) -> list[float]:
    """How likely each paragraph is to begin a scene; 1 where the layout says so."""
    return [
        1.0 if o.block.opens is not None else 1 / (1 + exp(-float(o.values @ model.weights)))
        for o in openings
    ]


def _reason(opening: Opening, model: BoundaryModel) -> str:
    """The group of features that says most for it; ``telling`` where the vectors say more."""
    votes = dict(zip(NAMES, (opening.values * model.weights).tolist(), strict=True))
    sums = {reason: sum(votes[name] for name in names) for reason, names in _REASONS}
    best = max(sums, key=lambda reason: sums[reason])
    return best if sums[best] > max(votes["vectors"], 0.0) else "telling"
