"""Realis events: words that assert something as having happened."""

from __future__ import annotations

import numpy as np

from fabula.heads.weights import BLOCK, Weights, linear, relu, sigmoid
from fabula.schema.tokens import FloatArray
from fabula.schema.vectors import Vectors


def event_probabilities(weights: Weights, vectors: Vectors) -> FloatArray:
    """Probability of each word (n,) being an event trigger, from vectors (n, 384)."""
    out = np.zeros(len(vectors), np.float32)
    for lo in range(0, len(vectors), BLOCK):
        hidden = relu(linear(weights, "events.hidden", vectors[lo : lo + BLOCK]))
        out[lo : lo + BLOCK] = sigmoid(linear(weights, "events.out", hidden)[:, 0])
    return out
