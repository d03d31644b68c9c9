"""Realis events: words that assert something as having happened."""

from __future__ import annotations

import numpy as np

from fabula.heads.weights import BLOCK, Weights, linear, relu, sigmoid
from fabula.schema.tokens import FloatArray


def event_probabilities(weights: Weights, vectors: np.ndarray) -> FloatArray:
    """Probability of each word (n,) being an event trigger, from vectors (n, 384)."""
    out = np.zeros(len(vectors), np.float32)
    for lo in range(0, len(vectors), BLOCK):
        x = vectors[lo : lo + BLOCK].astype(np.float32)
        hidden = relu(linear(weights, "events.hidden", x))
        out[lo : lo + BLOCK] = sigmoid(linear(weights, "events.out", hidden)[:, 0])
    return out
