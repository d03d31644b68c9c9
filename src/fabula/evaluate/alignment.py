"""Which predicted quotation is which gold one, whatever marks or blanks their spans take in."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.schema.story import Span

_MIN_OVERLAP = 0.5
_MARKS = frozenset("\"'`“”„‟‘’‚‛«»‹›「」『』—–―-_")


class Ink:
    """Running count of the characters that are neither white space nor quotation marks."""

    def __init__(self, text: str) -> None:
        inked = [not (char.isspace() or char in _MARKS) for char in text]
        self._before: NDArray[np.int64] = np.concatenate(([0], np.cumsum(inked, dtype=np.int64)))

    def trim(self, span: Span) -> Span:
        """The span in ink coordinates: equal for spans that differ in marks and blanks."""
        last = len(self._before) - 1
        return int(self._before[min(span[0], last)]), int(self._before[min(span[1], last)])


def align(
    text: str, gold: Sequence[Sequence[Span]], predicted: Sequence[Sequence[Span]]
) -> list[int | None]:
    """For each gold quotation the predicted one it shares most with, or None.

    Overlap is intersection over union of all pieces together, at least one half, counted
    without white space and marks. Spans of one quotation must not overlap each other.
    """
    ink = Ink(text)
    return align_pieces(
        [_trimmed(ink, spans) for spans in gold], [_trimmed(ink, spans) for spans in predicted]
    )


def align_pieces(
    gold: Sequence[Sequence[Span]], predicted: Sequence[Sequence[Span]]
) -> list[int | None]:
    """The same for spans in any unit, taken as they are."""
    sizes = [_size(pieces) for pieces in predicted]
    index = _PieceIndex(predicted)
    aligned: list[int | None] = []
    for pieces in gold:
        size = _size(pieces)
        shared = index.shared(pieces)
        # On a tie the earlier quotation goes before a later one.
        overlap, best = max(
            ((common / (size + sizes[i] - common), -i) for i, common in shared.items()),
            default=(0.0, 0),
        )
        aligned.append(-best if overlap >= _MIN_OVERLAP else None)
    return aligned


def same_pieces(
    text: str, gold: Sequence[Sequence[Span]], predicted: Sequence[Sequence[Span]]
) -> tuple[set[Span], set[Span]]:
    """All pieces of either side in ink coordinates, to be compared as sets."""
    ink = Ink(text)
    return (
        {piece for spans in gold for piece in _trimmed(ink, spans)},
        {piece for spans in predicted for piece in _trimmed(ink, spans)},
    )


class _PieceIndex:
    """Finds the quotations that overlap a span; nested ones make spans overlap each other."""

    def __init__(self, quotations: Sequence[Sequence[Span]]) -> None:
        pieces = sorted((*piece, i) for i, spans in enumerate(quotations) for piece in spans)
        self._starts = [start for start, _, _ in pieces]
        self._pieces = pieces
        # The furthest end so far tells how far back an overlapping piece may begin.
        self._reach = np.maximum.accumulate([end for _, end, _ in pieces] or [0]).tolist()

    def shared(self, pieces: Sequence[Span]) -> dict[int, int]:
        found: dict[int, int] = defaultdict(int)
        for start, end in pieces:
            at = bisect_left(self._starts, end) - 1
            while at >= 0 and self._reach[at] > start:
                other_start, other_end, number = self._pieces[at]
                common = min(end, other_end) - max(start, other_start)
                if common > 0:
                    found[number] += common
                at -= 1
        return found


def _trimmed(ink: Ink, spans: Sequence[Span]) -> list[Span]:
    pieces = (ink.trim(span) for span in spans)
    return [(start, end) for start, end in pieces if start < end]


def _size(pieces: Sequence[Span]) -> int:
    return sum(end - start for start, end in pieces)
