"""Windows cover every word once and never pass the size unless one word does."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fabula.encoder.windows import cut_windows


@given(
    st.lists(st.integers(1, 8), max_size=200),
    st.integers(8, 64),
    st.integers(0, 16),
)
def test_kept_ranges_partition_the_words(pieces: list[int], size: int, context: int) -> None:
    first = np.concatenate([[0], np.cumsum(pieces)]).astype(np.int32)
    at = 0
    for window in cut_windows(first, size, context):
        assert window.keep_start == at < window.keep_end
        assert window.start <= window.keep_start and window.keep_end <= window.end
        assert first[window.end] - first[window.start] <= max(size, context + 16)
        at = window.keep_end
    assert at == len(pieces)


def test_words_in_the_middle_have_context_on_both_sides() -> None:
    first = np.arange(101, dtype=np.int32)
    windows = list(cut_windows(first, 40, 10))
    assert all(w.keep_start - w.start == 10 for w in windows[1:])
    assert all(w.end - w.keep_end == 10 for w in windows[:-1])


def test_a_book_without_words_has_no_windows() -> None:
    assert list(cut_windows(np.zeros(1, np.int32), 40, 10)) == []
