from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fabula.evaluate.assignment import Weights, maximum_assignment


def best_by_trying(weights: Weights) -> float:
    if weights.shape[0] > weights.shape[1]:
        weights = weights.T
    rows, columns = weights.shape
    return max(
        sum(float(weights[row, column]) for row, column in enumerate(chosen))
        for chosen in permutations(range(columns), rows)
    )


def test_the_greedy_pairing_is_not_the_best() -> None:
    # Taking the 9 first leaves 0; 8 + 7 is better.
    assert maximum_assignment(np.array([[9.0, 8.0], [7.0, 0.0]])) == [(0, 1), (1, 0)]


@settings(deadline=None)
@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 5), st.integers(1, 5)),
        elements=st.floats(0, 1, width=16),
    )
)
def test_it_is_as_good_as_trying_everything(weights: Weights) -> None:
    pairs = maximum_assignment(weights)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert len(pairs) == min(weights.shape)
    assert sum(float(weights[pair]) for pair in pairs) == pytest.approx(best_by_trying(weights))


def test_no_rows_or_no_columns_pair_nothing() -> None:
    assert maximum_assignment(np.zeros((0, 3))) == []
    assert maximum_assignment(np.zeros((3, 0))) == []
