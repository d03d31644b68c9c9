"""Antecedent scores of each mention against the mentions shortly before it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fabula.heads.features import REFERENCE_CLASSES, bucket, quote_class, string_class
from fabula.heads.mentions import WordMentions
from fabula.heads.weights import Weights, linear, relu, span_vectors
from fabula.schema.spans import AntecedentScores
from fabula.schema.tokens import FloatArray, IntArray
from fabula.schema.vectors import Vectors

NEAR = 300
"""How many mentions back an antecedent is looked for: keeps cost and memory linear."""
TOP = 40
CHUNK = 64
BLOCK = 8 * CHUNK


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
    for base, lo, near in _chunks(weights, vectors, mentions.spans):
        hi = base + len(near)
        rows, chosen, coarse = _prune(weights, near, base, lo)
        if not chosen.shape[1]:
            continue
        k = chosen.shape[1]
        features = _features(mentions.spans, rows, chosen, reference, keys, quote)
        fine = _score(weights, near, base, rows, chosen, features) + np.maximum(coarse, -1e4)
        valid = np.isfinite(coarse)
        candidates[lo:hi, :k] = np.where(valid, chosen, -1)
        scores[lo:hi, :k] = np.where(valid, fine, -np.inf)
    return AntecedentScores(candidates=candidates, scores=scores)


def _chunks(
    weights: Weights, vectors: Vectors, spans: IntArray
) -> Iterator[tuple[int, int, FloatArray]]:
    """(base, lo, near): mentions from ``lo`` on to be scored, with the vectors from ``base`` on.

    Those further back than ``NEAR`` are let go, whatever the length of the book.
    """
    near = np.zeros((0, 1), np.float32)
    for first in range(0, len(spans), BLOCK):
        block = spans[first : first + BLOCK]
        own = span_vectors(weights, "antecedents.span", *_local(vectors, block))
        near = np.concatenate([near[-NEAR:], own]) if first else own
        start = first + len(own) - len(near)
        for lo in range(first, first + len(own), CHUNK):
            base = max(start, lo - NEAR)
            yield base, lo, near[base - start : min(lo + CHUNK, first + len(own)) - start]


def _local(vectors: Vectors, spans: IntArray) -> tuple[FloatArray, IntArray]:
    """The vectors that spans touch, and the spans counted from there."""
    lo, hi = int(spans[:, 0].min()), int(spans[:, 1].max())
    return vectors[lo:hi], spans - lo


def _prune(
    weights: Weights, near: FloatArray, base: int, lo: int
) -> tuple[IntArray, IntArray, FloatArray]:
    """Rows from ``lo`` on: the ``TOP`` earlier mentions by coarse score, anywhere in the row."""
    hi = base + len(near)
    rows = np.arange(lo, hi, dtype=np.int32)
    apart = rows[:, None] - np.arange(base, hi, dtype=np.int32)[None]
    coarse = (
        linear(weights, "antecedents.coarse", near[lo - base :]) @ near.T / near.shape[1] ** 0.5
    )
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
    near: FloatArray,
    base: int,
    rows: IntArray,
    chosen: IntArray,
    features: dict[str, IntArray],
) -> FloatArray:
    own = near[rows - base]
    right = linear(weights, "antecedents.right", near)[chosen - base]
    product = linear(weights, "antecedents.product", own[:, None] * near[chosen - base])
    hidden = linear(weights, "antecedents.left", own)[:, None] + right + product
    for name, values in features.items():
        hidden += weights[f"antecedents.{name}.weight"][values]
    return linear(weights, "antecedents.out", relu(hidden))[..., 0]
