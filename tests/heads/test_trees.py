"""Heads of a sentence always make one tree."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fabula.heads.syntax import best_tree


@given(
    st.integers(1, 12).flatmap(
        lambda n: arrays(np.float32, (n, n), elements=st.floats(-5, 5, width=32))
    )
)
def test_every_word_hangs_on_the_one_root(scores: np.ndarray) -> None:
    head = best_tree(scores)
    roots = [i for i, h in enumerate(head) if i == h]
    assert len(roots) == 1
    for word in range(len(head)):
        for _ in head:
            word = int(head[word])
        assert word == roots[0]


def test_a_cycle_is_opened_where_it_costs_least() -> None:
    # 1 and 2 want each other; 0 is the root, and 2 would nearly as soon hang on it.
    scores = np.array([[9, 0, 0], [0, -9, 5], [4, 5, -9]], np.float32)
    assert best_tree(scores).tolist() == [0, 2, 0]
