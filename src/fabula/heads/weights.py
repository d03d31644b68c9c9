"""The arithmetic the heads share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from fabula.schema.tokens import FloatArray, IntArray

Weights = Mapping[str, FloatArray]
BLOCK = 4096


def linear(weights: Weights, name: str, x: FloatArray) -> FloatArray:
    """x (n, a) through the linear layer ``name`` (b, a), with its bias if it has one."""
    y: FloatArray = x @ weights[f"{name}.weight"].T
    bias = weights.get(f"{name}.bias")
    return y if bias is None else y + bias


def relu(x: FloatArray) -> FloatArray:
    return np.maximum(x, 0)


def sigmoid(x: FloatArray) -> FloatArray:
    return (1 / (1 + np.exp(-np.clip(x, -60, 60)))).astype(np.float32)


def softmax(x: FloatArray) -> FloatArray:
    """Over the last axis."""
    e = np.exp(x - x.max(-1, keepdims=True))
    y: FloatArray = e / e.sum(-1, keepdims=True)
    return y


def sentence_blocks(sentence: IntArray) -> Iterator[tuple[int, int]]:
    """Word ranges of about ``BLOCK`` words that end with a sentence, where sentences allow."""
    start, count = 0, len(sentence)
    while start < count:
        end = min(start + BLOCK, count)
        if end < count:
            cut = int(np.searchsorted(sentence, sentence[end]))
            end = cut if cut > start else end
        yield start, end
        start = end


def span_vectors(weights: Weights, name: str, x: FloatArray, spans: IntArray) -> FloatArray:
    """Vectors (m, size) of word spans (m, 2): first word, last word and mean of all."""
    mean = np.stack([x[a:b].mean(0) for a, b in spans]) if len(spans) else x[:0]
    mixed = linear(weights, f"{name}.first", x[spans[:, 0]])
    mixed = mixed + linear(weights, f"{name}.last", x[spans[:, 1] - 1])
    return relu(mixed + linear(weights, f"{name}.mean", mean))
