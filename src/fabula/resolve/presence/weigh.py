"""How likely the signs in a scene make somebody present: a logistic regression."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

import numpy as np

from fabula.resolve.presence.signs import ACTIVE, HERE, Sign
from fabula.schema.spans import Entity
from fabula.schema.tokens import FloatArray

_COUNTED = (
    "speech",
    "remote",
    "acts",
    "stays",
    "goes",
    "enters",
    "leaves",
    "undergoes",
    "with",
    "addressed",
    "before",
    "named",
    "spoken of",
)
NAMES = (
    "bias",
    "narrates",
    *_COUNTED,
    *(f"some {kind}" for kind in _COUNTED),
    "only spoken of",
    "all is remote",
    "proper name",
    "rare",
    "group",
    "share",
    "there before",
    "by name",
    "some by name",
    "acts by name",
)
_RARE = 3  # mentions in the whole story


@dataclass(frozen=True, slots=True)
class LinearModel:
    """One weight for each feature of a logistic regression; see ``train/layers.py``."""

    weights: FloatArray
    threshold: float

    def probability(self, values: FloatArray) -> float:
        return 1 / (1 + exp(-float(values @ self.weights)))


@cache
def presence_model() -> LinearModel:
    """Whether somebody is there, of the features ``NAMES``."""
    return load_model("presence_weights", NAMES)


def load_model(name: str, names: Sequence[str]) -> LinearModel:
    """A model that comes with the package; a feature it does not know weighs nothing."""
    text = files("fabula.resources").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    weights = [data["weights"].get(name, 0.0) for name in names]
    return LinearModel(np.array(weights, dtype=np.float32), float(data["threshold"]))


def presence_features(
    signs: Sequence[Sign], entity: Entity, in_scene: int, there_before: bool, remote: bool
) -> FloatArray:
    """Values as in ``NAMES`` for somebody's signs in one scene.

    ``in_scene`` is the number of all signs in it; ``there_before``: in the scene before;
    ``remote``: nobody does anything in the scene but speak over a distance.
    """
    counts: Counter[str] = Counter(sign.kind for sign in signs)
    named: dict[str, float] = {"bias": 1.0, "narrates": float("narrates" in counts)}
    for kind in _COUNTED:
        named[kind] = log(1 + counts[kind])
        named[f"some {kind}"] = float(counts[kind] > 0)
    named["only spoken of"] = float(not set(counts) - {"spoken of", "remote", "before"})
    named["all is remote"] = float(remote and counts["remote"] > 0)
    named["proper name"] = float(entity.named)
    named["rare"] = float(len(entity.mentions) <= _RARE)
    named["group"] = float(entity.group)
    named["share"] = len(signs) / max(in_scene, 1)
    named["there before"] = float(there_before)
    by_name = [sign.kind for sign in signs if sign.named and sign.kind in HERE]
    named["by name"] = log(1 + len(by_name))
    named["some by name"] = float(bool(by_name))
    named["acts by name"] = log(1 + sum(kind in ACTIVE for kind in by_name))
    return np.array([named[name] for name in NAMES], dtype=np.float32)
