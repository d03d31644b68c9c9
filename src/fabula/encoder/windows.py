"""Windows over the words of a book, and the way back from subword to word vectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fabula.schema.tokens import IntArray


@dataclass(frozen=True, slots=True)
class Window:
    """Words [start, end) are encoded together; only [keep_start, keep_end) are kept."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def cut_windows(first: IntArray, size: int, context: int) -> Iterator[Window]:
    """Cut words into windows of at most ``size`` subwords.

    first: shape (n + 1,), first subword of each word. Neighbouring windows overlap by
    about ``2 * context`` subwords, and each word is kept from the window where it stands
    further from an edge; together the kept ranges cover all words once.
    """
    count = len(first) - 1
    start = keep = 0
    while keep < count:
        end = int(np.searchsorted(first, first[start] + size, side="right")) - 1
        end = min(max(end, keep + 1), count)
        if end == count:
            keep_end = count
        else:
            keep_end = int(np.searchsorted(first, first[end] - context, side="left"))
            keep_end = min(max(keep_end, keep + 1), end)
        yield Window(start, end, keep, keep_end)
        keep = keep_end
        start = int(np.searchsorted(first, first[keep] - context, side="left"))
        start = min(start, keep)
