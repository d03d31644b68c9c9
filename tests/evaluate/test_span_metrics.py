from __future__ import annotations

import pytest

from fabula.evaluate.spans import score_entities, score_entities_by_type, score_events
from fabula.evaluate.tally import Tally, total

GOLD = {(0, 2, "PER"), (0, 5, "FAC"), (7, 8, "PER"), (9, 12, "LOC")}
# One exact, one nested exact, one with a wrong type, one with a wrong end.
PREDICTED = {(0, 2, "PER"), (0, 5, "FAC"), (7, 8, "GPE"), (9, 11, "LOC"), (20, 21, "PER")}


def test_span_and_type_must_both_agree() -> None:
    tally = score_entities(GOLD, PREDICTED)
    assert (tally.precision, tally.recall) == (2 / 5, 2 / 4)
    assert tally.f1 == pytest.approx(4 / 9)


def test_types_are_counted_apart() -> None:
    by_type = score_entities_by_type(GOLD, PREDICTED)
    assert list(by_type) == ["FAC", "GPE", "LOC", "PER"]
    assert by_type["PER"] == Tally(1, 2, 1, 2)
    assert by_type["GPE"] == Tally(0, 1, 0, 0)
    assert total(by_type.values()) == score_entities(GOLD, PREDICTED)


def test_events_are_single_words() -> None:
    assert score_events({3, 5, 9}, {5, 9, 11, 12}) == Tally(2, 4, 2, 3)


def test_micro_is_not_the_mean_of_documents() -> None:
    summed = score_events({1}, {1}) + score_events({1, 2, 3}, {4})
    assert (summed.precision, summed.recall) == (1 / 2, 1 / 4)


def test_nothing_found_is_zero_not_an_error() -> None:
    assert score_events(set(), set()).f1 == 0
