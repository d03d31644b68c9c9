"""The weights that tell a character's own voice from the narrator's."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

import numpy as np

from fabula.resolve.thoughts.sentences import NAMES
from fabula.schema.tokens import FloatArray


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """A logistic regression over ``NAMES``; see ``train/thoughts.py``."""

    weights: FloatArray
    threshold: float

    def probability(self, values: FloatArray) -> float:
        return 1 / (1 + exp(-float(values @ self.weights)))


@cache
def voice_model() -> VoiceModel:
    """The model that comes with the package."""
    text = files("fabula.resources").joinpath("thought_weights.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    weights = np.array([data["weights"].get(name, 0.0) for name in NAMES], dtype=np.float32)
    return VoiceModel(weights, float(data["threshold"]))
