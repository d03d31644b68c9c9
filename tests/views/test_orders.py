"""Orders of lines with few crossings, and heights that keep them."""

from __future__ import annotations

from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.views.heights import APART, TOGETHER, heights
from fabula.views.orders import Ints, Lines, count_crossings, gather, order_like, order_lines


def lines(*steps: str) -> Lines:
    """Steps like ``"0 1 | 2 / 3"``: who meets, who meets elsewhere; after / who is just drawn."""
    count = 1 + max(int(word) for step in steps for word in step if word.isdigit())
    active = np.zeros((len(steps), count), bool)
    meeting = np.full((len(steps), count), -1, np.int32)
    for number, step in enumerate(steps):
        met, _, drawn = step.partition("/")
        for group, among in enumerate(met.split("|")):
            meeting[number, [int(word) for word in among.split()]] = group
        active[number, [int(word) for word in drawn.split()]] = True
    return Lines(active | (meeting >= 0), meeting)


@st.composite
def charts(draw: st.DrawFn, most: int = 7) -> Lines:
    """Any lines, drawn and meeting at random."""
    count = draw(st.integers(1, most))
    states = st.sampled_from([-2, -1, 0, 0, 1])
    rows = draw(st.lists(st.lists(states, min_size=count, max_size=count), max_size=9))
    state = np.array(rows, np.int32).reshape(len(rows), count)
    return Lines(state > -2, np.maximum(state, -1))


def is_valid(chart: Lines, ranks: Ints) -> bool:
    """Drawn lines have the ranks 0, 1, …; those that meet stand side by side."""
    for active, meeting, row in zip(chart.active, chart.meeting, ranks):
        if sorted(row[active]) != list(range(active.sum())) or (row[~active] != -1).any():
            return False
        for group in set(meeting[meeting >= 0].tolist()):
            among = sorted(row[meeting == group])
            if among[-1] - among[0] != len(among) - 1:
                return False
    return True


def fewest(chart: Lines) -> int:
    """The least crossings of all orders there are."""
    orders = []
    for active in chart.active:
        drawn = np.flatnonzero(active)
        rows = []
        for order in permutations(range(len(drawn))):
            row = np.full(len(active), -1, np.int32)
            row[drawn] = order
            rows.append(row)
        orders.append(rows)
    valid = (np.stack(rows) for rows in product(*orders))
    return min(int(count_crossings(chart, r)) for r in valid if is_valid(chart, r))


def test_crossings_are_counted_between_lines_that_go_on() -> None:
    chart = lines("0 1 2", "0 1 2", "0 1")
    straight = np.array([[0, 1, 2], [0, 1, 2], [0, 1, -1]], np.int32)
    turned = np.array([[0, 1, 2], [2, 1, 0], [0, 1, -1]], np.int32)
    assert count_crossings(chart, straight) == 0
    assert count_crossings(chart, turned) == 3 + 1
    assert count_crossings(chart, np.stack([straight, turned])).tolist() == [0, 4]


def test_lines_gather_only_to_meet() -> None:
    chart = lines("/ 0 1 2", "0 2 / 1", "/ 0 1 2")
    ranks = gather(chart, np.array([0, 1, 2], np.int32))
    assert ranks[0].tolist() == ranks[2].tolist() == [0, 1, 2]
    assert abs(int(ranks[1, 0]) - int(ranks[1, 2])) == 1


@pytest.mark.parametrize(
    "steps",
    [
        ("0 2 / 1", "0 1 / 2", "1 2 / 0"),
        ("0 1 | 2 3", "0 2 | 1 3", "0 3 | 1 2"),
        ("0 1 / 2 3", "2 3 / 0 1", "0 3 / 1 2", "1 2"),
        ("0 3 / 1 2", "/ 1 2", "0 2 / 1"),
    ],
)
def test_small_charts_have_as_few_crossings_as_can_be(steps: tuple[str, ...]) -> None:
    chart = lines(*steps)
    ranks = order_lines(chart)
    assert is_valid(chart, ranks)
    assert count_crossings(chart, ranks) == fewest(chart)


@given(charts())
@settings(max_examples=60)
def test_orders_keep_those_together_who_meet(chart: Lines) -> None:
    ranks = order_lines(chart)
    assert is_valid(chart, ranks)
    start = gather(chart, np.arange(chart.active.shape[1], dtype=np.int32))
    assert is_valid(chart, start)
    assert count_crossings(chart, ranks) <= count_crossings(chart, start)


def test_lines_gather_past_one_whose_place_is_their_mean() -> None:
    chart = lines("0 2 4 5 / 1 3")
    assert is_valid(chart, gather(chart, np.arange(6, dtype=np.int32)))


@given(charts(), st.data())
@settings(max_examples=60)
def test_an_order_given_is_kept_where_lines_do_not_meet_otherwise(
    chart: Lines, data: st.DataObject
) -> None:
    ranks = order_lines(chart)
    y = heights(chart, ranks)
    assert (order_like(chart, y) == ranks).all()
    gone = data.draw(st.sets(st.integers(0, chart.active.shape[1] - 1)))
    y[:, list(gone)] = np.nan
    kept = order_like(chart, y)
    assert is_valid(chart, kept)
    for before, after in zip(ranks, kept):
        stay = [line for line in np.flatnonzero(before >= 0) if line not in gone]
        assert sorted(stay, key=before.__getitem__) == sorted(stay, key=after.__getitem__)


def test_two_families_are_told_apart() -> None:
    chart = lines(*["0 2 4 / 1 3 5", "1 3 5 / 0 2 4"] * 10)
    assert count_crossings(chart, order_lines(chart)) == 0


def test_a_long_cast_beats_random_orders_by_half() -> None:
    random = np.random.default_rng(7)
    home = np.arange(12) % 3
    meeting = np.full((60, 12), -1, np.int32)
    for row in meeting:
        row[random.random(12) < np.where(home == random.integers(3), 0.8, 0.05)] = 0
    chart = Lines(np.ones(meeting.shape, bool), meeting)
    orders = np.array([random.permutation(12) for _ in range(100)], np.int32)
    best = int(count_crossings(chart, gather(chart, orders)).min())
    assert count_crossings(chart, order_lines(chart)) * 2 <= best


def test_the_same_lines_are_always_ordered_the_same() -> None:
    chart = lines("0 3 / 1 2", "1 2 3 / 0", "0 1 / 2 3", "0 2 / 1 3")
    assert (order_lines(chart) == order_lines(chart)).all()


@given(charts())
@settings(max_examples=60)
def test_heights_keep_order_and_distance(chart: Lines) -> None:
    ranks = order_lines(chart)
    y = heights(chart, ranks)
    assert (np.isnan(y) == ~chart.active).all()
    if chart.active.any():
        assert np.nanmin(y) == pytest.approx(0)
    for active, meeting, row, height in zip(chart.active, chart.meeting, ranks, y):
        order = np.flatnonzero(active)[np.argsort(row[active])]
        for upper, lower in pairwise(order):
            met = meeting[upper] == meeting[lower] >= 0
            assert height[lower] - height[upper] >= (TOGETHER if met else APART) - 1e-6


def test_a_line_that_nothing_moves_is_level() -> None:
    chart = lines(*["0 1 / 2"] * 30)
    y = heights(chart, order_lines(chart))
    assert np.abs(np.diff(y, axis=0)).max() == pytest.approx(0, abs=1e-6)


def test_lines_bend_where_they_must_and_nowhere_else() -> None:
    chart = lines(*["0 1 / 2 3"] * 10, *["1 2 / 0 3"] * 10)
    y = heights(chart, order_lines(chart))
    bends = (np.abs(np.diff(y, axis=0)) > 1e-6).any(axis=1)
    assert bends.sum() <= 2
