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
_REASONS = (
    ("time", ("time strong", "time weak", "time of day", "time later", "time clause")),
    ("place", ("place fronted", "place static", "place new")),
    ("cast", ("cast new", "cast changed", "cast gone")),
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
    """A logistic regression: one weight for each of ``NAMES``; see ``train/scenes.py``.

    ``threshold`` is the log-odds a paragraph needs, ``apart`` how many paragraphs the
    inferred beginnings of two scenes lie apart at least.
    """

    weights: FloatArray
    threshold: float
    apart: int


@cache
def boundary_model() -> BoundaryModel:
    """The model that comes with the package."""
    text = files("fabula.resources").joinpath("scene_weights.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    weights = np.array([data["weights"].get(name, 0.0) for name in NAMES], dtype=np.float32)
    return BoundaryModel(weights, float(data["threshold"]), int(data["apart"]))


def find_boundaries(
    openings: Sequence[Opening],
    model: BoundaryModel,
    pinned: Collection[int] = (),
    bylines: Collection[int] = (),
) -> list[Boundary]:
    """Beginnings of scenes in text order; ``openings[i]`` is of block i + 1, block 0 begins one.

    ``pinned`` are offsets where people said that a scene starts, ``bylines`` those of lines
    that name a new teller. Inferred beginnings are
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
    scores = [float(opening.values @ model.weights) for opening in openings]
    taken = set(found)
    for index in sorted(range(len(scores)), key=lambda i: (-scores[i], i)):
        if scores[index] < model.threshold:
            break
        number = index + 1
        near = range(number - model.apart + 1, number + model.apart)
        if taken.isdisjoint(near):
            taken.add(number)
            confidence = 1 / (1 + exp(-scores[index]))
            reason = _reason(openings[index], model)
            found[number] = Boundary(number, "inferred", round(confidence, 4), reason)
    return [found[number] for number in sorted(found)]


def _reason(opening: Opening, model: BoundaryModel) -> str:
    """The group of features that says most for it."""
    votes = dict(zip(NAMES, (opening.values * model.weights).tolist(), strict=True))
    sums = {reason: sum(votes[name] for name in names) for reason, names in _REASONS}
    best = max(sums, key=lambda reason: sums[reason])
    return best if sums[best] > 0 else "telling"
