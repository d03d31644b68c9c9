"""Which mentions a quotation's speaker and addressee are looked for among."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fabula.heads.features import PARAGRAPH_BUCKETS, RANK_BUCKETS, bucket
from fabula.schema.tokens import IntArray

BEFORE, AFTER, INSIDE = 8, 4, 4
CANDIDATES = BEFORE + AFTER + INSIDE
PLACE_CLASSES = 3
INSIDE_PLACE = 2
UNKNOWN_PARAGRAPH = PARAGRAPH_BUCKETS - 1

WordSpan = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class SpeakerCandidates:
    """Candidates of q quotations, all arrays of shape (q, 16).

    mention: mention indices, -1 for none; distance, rank, paragraph, place: feature
    classes (place: 0 in narration, 1 in another quotation, 2 in this one).
    """

    mention: IntArray
    distance: IntArray
    rank: IntArray
    paragraph: IntArray
    place: IntArray


def find_candidates(
    quotes: Sequence[Sequence[WordSpan]],
    starts: IntArray,
    persons: IntArray,
    quote_of: IntArray,
    paragraph: IntArray | None,
) -> SpeakerCandidates:
    """Find the nearest person mentions of each quotation.

    quotes: word spans of each quotation's pieces; starts: first words of all mentions,
    ascending, shape (m,); persons: indices of the person mentions, ascending; quote_of:
    the quotation each word stands in, -1 for narration; paragraph: paragraph number of
    each word, None where the corpus does not tell.
    """
    shape = (len(quotes), CANDIDATES)
    columns = {
        name: np.zeros(shape, np.int32) for name in ("distance", "rank", "paragraph", "place")
    }
    mention = np.full(shape, -1, np.int32)
    positions = starts[persons]
    for q, pieces in enumerate(quotes):
        chosen, ranks = _nearest(pieces, positions)
        k = len(chosen)
        if not k:
            continue
        at = positions[chosen]
        mention[q, :k] = persons[chosen]
        columns["rank"][q, :k] = ranks
        columns["distance"][q, :k] = bucket(_distance(pieces, at))
        columns["place"][q, :k] = _place(pieces, at, quote_of)
        if paragraph is None:
            columns["paragraph"][q, :k] = UNKNOWN_PARAGRAPH
        else:
            columns["paragraph"][q, :k] = _paragraph_class(pieces, at, paragraph)
    return SpeakerCandidates(mention=mention, **columns)


def _nearest(pieces: Sequence[WordSpan], positions: IntArray) -> tuple[IntArray, IntArray]:
    """Indices into ``positions`` in text order, and each one's rank class."""
    first, last = pieces[0][0], pieces[-1][1]
    lo, hi = (int(i) for i in np.searchsorted(positions, np.array((first, last), np.int32)))
    within = np.arange(lo, hi)
    inside = np.zeros(len(within), bool)
    for start, end in pieces:
        inside |= (positions[within] >= start) & (positions[within] < end)
    before = np.arange(max(0, lo - BEFORE), lo)
    spoken = within[inside][:INSIDE]
    after = np.concatenate([within[~inside], np.arange(hi, min(len(positions), hi + AFTER))])
    after = after[:AFTER]
    half = RANK_BUCKETS // 2
    ranks = np.concatenate(
        [
            np.minimum(np.arange(len(before))[::-1], half - 1),
            np.minimum(np.arange(len(after)), 3) + half,
            np.minimum(np.arange(len(spoken)), 1) + half + 4,
        ]
    )
    chosen = np.concatenate([before, after, spoken])
    return chosen.astype(np.int32), ranks.astype(np.int32)


def _distance(pieces: Sequence[WordSpan], at: IntArray) -> IntArray:
    gaps = [np.where(at < s, s - at, np.where(at >= e, at - e + 1, 0)) for s, e in pieces]
    nearest: IntArray = np.minimum.reduce(gaps).astype(np.int32)
    return nearest


def _place(pieces: Sequence[WordSpan], at: IntArray, quote_of: IntArray) -> IntArray:
    place = (quote_of[at] >= 0).astype(np.int32)
    for start, end in pieces:
        place[(at >= start) & (at < end)] = INSIDE_PLACE
    return place


def _paragraph_class(pieces: Sequence[WordSpan], at: IntArray, paragraph: IntArray) -> IntArray:
    """0 same before, 1 same after, 2-4 one, two, more back, 5 next, 6 later."""
    here_first = paragraph[pieces[0][0]]
    here_last = paragraph[max(pieces[-1][1] - 1, pieces[0][0])]
    there = paragraph[at]
    out = np.where(at < pieces[0][0], 0, 1)
    out = np.where(there < here_first, np.minimum(here_first - there, 3) + 1, out)
    out = np.where(there > here_last, np.minimum(there - here_last, 2) + 4, out)
    return out.astype(np.int32)
