"""Nested mentions: spans of up to ``width`` words with a type and a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.heads.weights import Weights, linear, relu, sentence_blocks, softmax
from fabula.schema.story import Span
from fabula.schema.tokens import FloatArray, IntArray
from fabula.schema.vectors import Vectors

_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})


@dataclass(frozen=True, slots=True, eq=False)
class WordMentions:
    """m mentions sorted by (start, -end), as columns.

    spans: (m, 2) word numbers, end exclusive; type, kind: class numbers; confidence:
    probability that the span is a mention.
    """

    spans: IntArray
    type: IntArray
    kind: IntArray
    confidence: FloatArray


def find_mentions(
    weights: Weights,
    vectors: Vectors,
    sentence: IntArray,
    quote_of: IntArray,
    width: int,
    threshold: float,
) -> WordMentions:
    """Find mentions in word vectors (n, 384); none crosses a sentence or another mention.

    quote_of: (n,) number of the quotation a word is in, -1 outside: a mention ends in the
    one, or in the narration, where it begins (in ``"Lucy!" called Cecil`` there are two).
    """
    parts = [
        _block(
            *(weights, vectors[a:b], sentence[a:b], quote_of[a:b]),
            *(width, threshold, a),
        )
        for a, b in sentence_blocks(sentence)
    ]
    if not parts:
        none = np.zeros(0, np.int32)
        return WordMentions(none.reshape(0, 2), none, none, np.zeros(0, np.float32))
    return WordMentions(*(np.concatenate(column) for column in zip(*parts)))


def _block(
    weights: Weights,
    x: FloatArray,
    sentence: IntArray,
    quote_of: IntArray,
    width: int,
    threshold: float,
    offset: int,
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    start = relu(linear(weights, "mentions.start", x))
    end = relu(linear(weights, "mentions.end", x))
    scores = _span_scores(weights, start, end, width)
    n = len(x)
    last = np.arange(n)[:, None] + np.arange(width)[None]
    inside = last < n
    last = np.minimum(last, n - 1)
    inside &= (sentence[last] == sentence[:, None]) & (quote_of[last] == quote_of[:, None])
    full = np.concatenate([np.zeros((n, width, 1), np.float32), scores], 2)
    probable = np.argwhere(inside & (scores.max(2) > -3))
    p = softmax(full[probable[:, 0], probable[:, 1]])
    keep = 1 - p[:, 0] > threshold
    spans, p = probable[keep], p[keep]
    spans[:, 1] += spans[:, 0] + 1
    order = np.lexsort((-spans[:, 1], spans[:, 0]))
    spans, p = spans[order], p[order]
    confidence = 1 - p[:, 0]
    free = _without_crossing(spans, confidence)
    spans, p, confidence = spans[free].astype(np.int32), p[free], confidence[free]
    kinds = linear(weights, "mentions.kind_start", start[spans[:, 0]])
    kinds = kinds + linear(weights, "mentions.kind_end", end[spans[:, 1] - 1])
    types = p[:, 1:].argmax(1).astype(np.int32)
    return spans + np.int32(offset), types, kinds.argmax(1).astype(np.int32), confidence


def _span_scores(weights: Weights, start: FloatArray, end: FloatArray, width: int) -> FloatArray:
    """Type scores (n, width, types) of all spans by first word and length."""
    ends = np.concatenate([end, np.zeros((width - 1, end.shape[1]), np.float32)])
    windows = np.lib.stride_tricks.sliding_window_view(ends, width, 0)  # (n, size, width)
    biaffine = weights["mentions.biaffine"]
    types, size, _ = biaffine.shape
    mixed = (start @ biaffine.transpose(1, 0, 2).reshape(size, -1)).reshape(-1, types, size)
    scores = np.matmul(mixed, windows).transpose(0, 2, 1)
    tail = linear(weights, "mentions.from_end", ends)
    tail = np.lib.stride_tricks.sliding_window_view(tail, width, 0).transpose(0, 2, 1)
    head = linear(weights, "mentions.from_start", start)[:, None]
    total: FloatArray = scores + head + tail + weights["mentions.widths.weight"][None]
    return total


def _without_crossing(spans: np.ndarray, confidence: FloatArray) -> list[int]:
    """Indices of the spans left when of two that partly overlap the less sure one goes."""
    kept: list[int] = []
    for i, (start, end) in enumerate(spans):
        drop = False
        for k in range(len(kept) - 1, -1, -1):
            other_start, other_end = spans[kept[k]]
            if start - other_start > 64:
                break
            if other_start < start < other_end < end:
                if confidence[kept[k]] >= confidence[i]:
                    drop = True
                    break
                del kept[k]
        if not drop:
            kept.append(i)
    return kept


def without_clauses(found: WordMentions, xpos: Sequence[str], name: int) -> WordMentions:
    """Leave out names that run from one name to the next: "Anne assured Diana" is two.

    They start with a name and end with a mention, and a finite verb stands between, or one
    before and one after: said "Anne, and Diana" answered. ``name`` is the kind of names.
    """
    spans = [(int(a), int(b)) for a, b in found.spans]
    named: dict[int, int] = {}
    last: dict[int, int] = {}
    for (start, end), kind in zip(spans, found.kind, strict=True):
        if kind == name:
            named[start] = min(end, named.get(start, end))
        last[end] = max(start, last.get(end, start))
    keep = [
        kind != name
        or not named[start] < end
        or not start < last[end]
        or not _of_two_clauses(xpos, (start, named[start]), (last[end], end))
        for (start, end), kind in zip(spans, found.kind, strict=True)
    ]
    columns = (found.spans, found.type, found.kind, found.confidence)
    return WordMentions(*(column[np.array(keep, dtype=bool)] for column in columns))


def _of_two_clauses(xpos: Sequence[str], one: Span, other: Span) -> bool:
    """Whether a finite verb stands between two names, or one before and one after them."""
    between = xpos[one[1] : other[0]]
    around = (*xpos[one[0] - 1 : one[0]], *xpos[other[1] : other[1] + 1])
    listed = len(around) == 2 and _FINITE.issuperset(around) and "," in between
    return listed or not _FINITE.isdisjoint(between)


def surfaces(words: Sequence[str], mentions: WordMentions) -> list[Sequence[str]]:
    """The words of each mention."""
    return [words[a:b] for a, b in mentions.spans]
