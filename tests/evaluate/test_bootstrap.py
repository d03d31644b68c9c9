from __future__ import annotations

import numpy as np
import pytest

from fabula.evaluate.bootstrap import estimate, f1, mean_f1, ratio
from fabula.evaluate.tally import Tally, total


def test_the_value_is_micro_and_the_interval_holds_it() -> None:
    rows = [(9, 10), (1, 10), (30, 40), (5, 10)]
    figure = estimate("x", rows, ratio, 70)
    assert figure.value == pytest.approx(45 / 70)
    assert figure.interval is not None
    low, high = figure.interval
    assert 0.1 <= low < figure.value < high <= 0.9


def test_equal_documents_leave_no_doubt() -> None:
    assert estimate("x", [(1, 2)] * 5, ratio, 10).interval == (0.5, 0.5)


def test_it_is_the_same_each_time() -> None:
    rows = [(1, 3), (2, 3), (0, 4)]
    assert estimate("x", rows, ratio, 10) == estimate("x", rows, ratio, 10)


def test_one_document_or_none_has_no_interval() -> None:
    assert estimate("x", [(1, 2)], ratio, 2).interval is None
    assert estimate("x", [], ratio, 0).value == 0
    # The second document has nothing of this kind, so it says nothing about the spread.
    assert estimate("x", [(1, 2), (0, 0)], ratio, 2).interval is None


def test_f1_over_rows_is_that_of_the_summed_tallies() -> None:
    tallies = [Tally(1, 3, 1, 2), Tally(2, 2, 2, 5), Tally(0, 0, 0, 1)]
    summed = total(tallies)
    assert float(f1(np.array(summed.row))) == pytest.approx(summed.f1)
    assert estimate("x", [t.row for t in tallies], f1, 8).value == pytest.approx(summed.f1)


def test_the_mean_of_several_f1() -> None:
    one, other = Tally(1, 2, 1, 2), Tally(3, 4, 3, 4)
    sums = np.array([*one.row, *other.row])
    assert float(mean_f1(sums)) == pytest.approx((0.5 + 0.75) / 2)
