"""What is read off the columns of a story's words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fabula.schema.tokens import Tokens, children_of, first_rows, small_words, words_of

HEADS = st.integers(0, 30).flatmap(
    lambda n: st.lists(st.integers(0, max(n - 1, 0)), min_size=n, max_size=n)
)


@given(HEADS)
def test_children_hang_on_their_heads(heads: list[int]) -> None:
    expected: list[list[int]] = [[] for _ in heads]
    for row, head in enumerate(heads):
        if head != row:
            expected[head].append(row)
    assert children_of(np.array(heads, np.int32)) == [tuple(rows) for rows in expected]


def test_words() -> None:
    text = "The end. The END"
    starts = np.array([0, 4, 7, 9, 13], np.int32)
    ends = np.array([3, 7, 8, 12, 16], np.int32)
    zero = np.zeros(5, np.int32)
    tokens = Tokens(starts, ends, zero, zero)
    words = words_of(text, tokens)
    assert words == ["The", "end", ".", "The", "END"]
    assert words[0] is words[3]
    assert small_words(text, tokens) == ["the", "end", ".", "the", "end"]


def test_first_rows() -> None:
    starts = np.array([0, 4, 9], np.int32)
    tokens = Tokens(starts, starts + 3, starts, starts)
    assert first_rows(tokens, [0, 1, 4, 10]).tolist() == [0, 1, 1, 3]
    assert first_rows(tokens, ((0, 9), (5, 99))).tolist() == [[0, 2], [2, 3]]
