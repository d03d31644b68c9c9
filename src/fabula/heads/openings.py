"""How much each paragraph reads like the opening of a scene, by its vectors and those before."""

from __future__ import annotations

import numpy as np

from fabula.heads.weights import Weights, linear
from fabula.schema.tokens import FloatArray, IntArray
from fabula.schema.vectors import Vectors

_FIRST, _OPENING, _LONGEST = 4, 20, 200  # words of a paragraph whose mean is taken
_ENDING = 20  # words of the paragraph before
_AT_ONCE = 512  # paragraphs


def score_openings(weights: Weights, vectors: Vectors, paragraph: IntArray) -> FloatArray:
    """What the vectors (n, 384) add to the log-odds that a scene begins, by paragraph number.

    ``paragraph`` numbers the paragraph of each of the n words. 0 is about the average paragraph,
    and what those without words have, and all of them where the model lacks this head. Trained
    by ``train/openings.py``.
    """
    found = np.zeros(int(paragraph.max(initial=-1)) + 1, np.float32)
    if "openings.weight" not in weights:
        return found
    starts = paragraph_starts(paragraph)
    for lo in range(0, len(starts), _AT_ONCE):
        numbers = range(lo, min(lo + _AT_ONCE, len(starts)))
        rows = opening_vectors(vectors, starts, numbers)
        found[paragraph[starts[lo : lo + _AT_ONCE]]] = linear(weights, "openings", rows)[:, 0]
    return found


def paragraph_starts(paragraph: IntArray) -> IntArray:
    """The rows at which paragraphs with words begin."""
    return np.flatnonzero(np.diff(paragraph, prepend=-1)).astype(np.int32)


def opening_vectors(vectors: Vectors, starts: IntArray, numbers: range) -> FloatArray:
    """Means (k, 4 * 384) of the k paragraphs that begin at ``starts[numbers]``.

    Of its first words, its opening, its first page or so and the end of the one before.
    """
    rows = []
    for number in numbers:
        before = int(starts[number - 1]) if number else 0
        lo = int(starts[number])
        hi = int(starts[number + 1]) if number + 1 < len(starts) else len(vectors)
        own = vectors[lo : min(hi, lo + _LONGEST)]
        last = vectors[max(before, lo - _ENDING) : lo]
        ending = last.mean(0) if len(last) else np.zeros_like(own[0])
        means = (own[:_FIRST].mean(0), own[:_OPENING].mean(0), own.mean(0), ending)
        rows.append(np.concatenate(means))
    return np.array(rows, np.float32)
