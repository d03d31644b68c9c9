"""Antecedent scores of each mention against the mentions shortly before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fabula.heads.features import REFERENCE_CLASSES, bucket, quote_class, string_class
from fabula.heads.mentions import WordMentions
from fabula.heads.weights import Weights, linear, relu, span_vectors
from fabula.schema.spans import AntecedentScores
from fabula.schema.tokens import FloatArray, IntArray
from fabula.schema.vectors import Vectors

Halves = NDArray[np.float16]

NEAR = 300
"""How many mentions back an antecedent is looked for: keeps cost and memory linear."""
TOP = 40
CHUNK = 64


def score_antecedents(
    weights: Weights,
    vectors: Vectors,
    mentions: WordMentions,
    reference: IntArray,
    keys: IntArray,
    quote: IntArray,
) -> AntecedentScores:
    """Score up to ``TOP`` of the last ``NEAR`` mentions as antecedents of each mention.

    vectors: (n, 384); reference (m,), keys (m, 3): features of the mentions' words;
    quote: (m,), the quotation each mention starts in, -1 for narration.
    """
    count = len(mentions.spans)
    candidates = np.full((count, TOP), -1, np.int32)
    scores = np.full((count, TOP), -np.inf, np.float32)
    g = _mention_vectors(weights, vectors, mentions.spans)
    for lo in range(0, count, CHUNK):
        hi = min(lo + CHUNK, count)
        rows, chosen, coarse = _prune(weights, g, lo, hi)
        if not chosen.shape[1]:
            continue
        k = chosen.shape[1]
        features = _features(mentions.spans, rows, chosen, reference, keys, quote)
        fine = _score(weights, g, rows, chosen, features) + np.maximum(coarse, -1e4)
        valid = np.isfinite(coarse)
        candidates[lo:hi, :k] = np.where(valid, chosen, -1)
        scores[lo:hi, :k] = np.where(valid, fine, -np.inf)
    return AntecedentScores(candidates=candidates, scores=scores)


def _mention_vectors(weights: Weights, vectors: Vectors, spans: IntArray) -> Halves:
    """Vectors of all mentions (m, size), which live as long as any is scored: half precision."""
    parts = [
        span_vectors(weights, "antecedents.span", *_local(vectors, spans[i : i + 512]))
        for i in range(0, len(spans), 512)
    ]
    return np.concatenate([p.astype(np.float16) for p in parts] or [np.zeros((0, 1), np.float16)])


def _local(vectors: Vectors, spans: IntArray) -> tuple[FloatArray, IntArray]:
    """The vectors that spans touch in single precision, and the spans counted from there."""
    lo, hi = int(spans[:, 0].min()), int(spans[:, 1].max())
    return vectors[lo:hi], spans - lo


def _prune(weights: Weights, g: Halves, lo: int, hi: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Rows [lo, hi): the ``TOP`` earlier mentions by coarse score, best anywhere in the row."""
    base = max(0, lo - NEAR)
    rows = np.arange(lo, hi, dtype=np.int32)
    apart = rows[:, None] - np.arange(base, hi, dtype=np.int32)[None]
    near = g[base:hi].astype(np.float32)
    coarse = linear(weights, "antecedents.coarse", near[lo - base :]) @ near.T / g.shape[1] ** 0.5
    distance = weights["antecedents.coarse_distance.weight"][:, 0]
    coarse = coarse + distance[bucket(np.maximum(apart, 0))]
    coarse = np.where((apart > 0) & (apart <= NEAR), coarse, -np.inf)
    k = min(TOP, coarse.shape[1])
    chosen = np.argpartition(-coarse, k - 1, axis=1)[:, :k]
    top = np.take_along_axis(coarse, chosen, 1).astype(np.float32)
    return rows, (chosen + base).astype(np.int32), top


def _features(
    spans: IntArray,
    rows: IntArray,
    chosen: IntArray,
    reference: IntArray,
    keys: IntArray,
    quote: IntArray,
) -> dict[str, IntArray]:
    left = np.broadcast_to(rows[:, None], chosen.shape)
    words = np.maximum(spans[left, 0] - spans[chosen, 0], 0)
    return {
        "reference": reference[left] * REFERENCE_CLASSES + reference[chosen],
        "string": string_class(keys, left, chosen),
        "mentions_apart": bucket(np.maximum(left - chosen, 0)),
        "words_apart": bucket(words),
        "quote": quote_class(quote, left, chosen),
    }


def _score(
    weights: Weights,
    g: Halves,
    rows: IntArray,
    chosen: IntArray,
    features: dict[str, IntArray],
) -> FloatArray:
    base = int(chosen.min())
    near = g[base : int(rows[-1]) + 1].astype(np.float32)
    own = near[rows - base]
    right = linear(weights, "antecedents.right", near)[chosen - base]
    product = linear(weights, "antecedents.product", own[:, None] * near[chosen - base])
    hidden = linear(weights, "antecedents.left", own)[:, None] + right + product
    for name, values in features.items():
        hidden += weights[f"antecedents.{name}.weight"][values]
    return linear(weights, "antecedents.out", relu(hidden))[..., 0]
