"""Scores of nearby person mentions as speaker and addressee of each quotation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.heads.mentions import WordMentions
from fabula.heads.speaker_candidates import (
    CANDIDATES,
    INSIDE_PLACE,
    SpeakerCandidates,
    WordSpan,
    find_candidates,
)
from fabula.heads.weights import Weights, linear, relu
from fabula.schema.spans import SpeakerScores
from fabula.schema.tokens import FloatArray, IntArray
from fabula.schema.vectors import Vectors

CHUNK = 64
LONGEST = 2000
"""Words of a quotation whose mean is taken; a longer one counts by its first ones."""


def score_speakers(
    weights: Weights,
    vectors: Vectors,
    mentions: WordMentions,
    reference: IntArray,
    quotes: Sequence[Sequence[WordSpan]],
    quote_of: IntArray,
    paragraph: IntArray,
) -> SpeakerScores:
    """Score candidates of q quotations given as word spans of their pieces.

    quote_of, paragraph: (n,), the quotation (-1: none) and paragraph of each word;
    reference: (m,), reference classes of the mentions. Type 0 is a person.
    """
    persons = np.flatnonzero(mentions.type == 0).astype(np.int32)
    shape = (len(quotes), CANDIDATES)
    scores = np.full((*shape, 2), -np.inf, np.float32)
    if not len(persons) or not len(quotes):
        empty = np.full(shape, -1, np.int32)
        return SpeakerScores(candidates=empty, speaker=scores[..., 0], addressee=scores[..., 1])
    found = find_candidates(quotes, mentions.spans[:, 0], persons, quote_of, paragraph)
    extents = np.array([(q[0][0], min(q[-1][1], q[0][0] + LONGEST)) for q in quotes], np.int32)
    for lo in range(0, len(quotes), CHUNK):
        rows = slice(lo, lo + CHUNK)
        scores[rows] = _score(weights, vectors, mentions.spans, reference, extents, found, rows)
    scores[found.mention < 0] = -np.inf
    # Who is named in a line says nothing about who speaks it.
    scores[found.place == INSIDE_PLACE, 0] = -np.inf
    return SpeakerScores(candidates=found.mention, speaker=scores[..., 0], addressee=scores[..., 1])


def _score(
    weights: Weights,
    vectors: Vectors,
    spans: IntArray,
    reference: IntArray,
    extents: IntArray,
    found: SpeakerCandidates,
    rows: slice,
) -> FloatArray:
    index = np.maximum(found.mention[rows], 0)
    used, back = np.unique(index, return_inverse=True)
    of_quote = _vectors(weights, "speakers.quote", vectors, extents[rows])[:, None]
    of_mention = _vectors(weights, "speakers.mention", vectors, spans[used])
    of_mention = of_mention[back.reshape(index.shape)]
    hidden = of_quote + of_mention + linear(weights, "speakers.product", of_quote * of_mention)
    features = {
        "distance": found.distance[rows],
        "rank": found.rank[rows],
        "paragraph": found.paragraph[rows],
        "place": found.place[rows],
        "reference": reference[index],
    }
    for name, values in features.items():
        hidden = hidden + weights[f"speakers.{name}.weight"][values]
    return linear(weights, "speakers.out", relu(hidden))


def _vectors(weights: Weights, name: str, vectors: Vectors, spans: IntArray) -> FloatArray:
    """Span vectors taken span by span, as quotations and mentions can lie far apart."""
    words = [vectors[a:b] for a, b in spans]
    first = np.stack([w[0] for w in words])
    last = np.stack([w[-1] for w in words])
    mean = np.stack([w.mean(0) for w in words])
    mixed = linear(weights, f"{name}.first", first) + linear(weights, f"{name}.last", last)
    return relu(mixed + linear(weights, f"{name}.mean", mean))
