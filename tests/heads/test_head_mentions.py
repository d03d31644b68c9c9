"""Names that run over a clause are no mentions."""

from __future__ import annotations

import numpy as np
import pytest

from fabula.heads.mentions import WordMentions, without_clauses

NAME, NOMINAL = 0, 1


def left(
    spans: list[tuple[int, int]], xpos: str, kinds: list[int] | None = None
) -> list[tuple[int, int]]:
    """The spans of the mentions kept; names if not said otherwise."""
    m = len(spans)
    found = WordMentions(
        np.array(spans, np.int32),
        np.zeros(m, np.int32),
        np.array(kinds or [NAME] * m, np.int32),
        np.full(m, 0.9, np.float32),
    )
    return [(int(a), int(b)) for a, b in without_clauses(found, xpos.split(), NAME).spans]


def test_from_one_name_over_a_verb_to_the_next() -> None:
    assert left([(0, 3), (0, 1), (2, 3)], "NNP VBD NNP") == [(0, 1), (2, 3)]


def test_from_the_name_of_one_clause_to_that_of_the_next() -> None:
    spans = [(1, 5), (1, 2), (4, 5)]  # asked Ann, and Bo answered
    assert left(spans, "VBD NNP , CC NNP VBD") == [(1, 2), (4, 5)]
    assert left(spans, "VBD NNP , CC NNP .") == spans  # asked Ann, and Bo.
    joint = [(1, 4), (1, 2), (3, 4)]  # that Ann and Bo came
    assert left(joint, "VBD NNP CC NNP VBD") == joint


@pytest.mark.parametrize(
    ("spans", "xpos", "kinds"),
    [
        ([(0, 3), (0, 1), (2, 3)], "NNP CC NNP", None),  # Ann and Bo
        ([(0, 4), (0, 1), (3, 4)], "NNP POS JJ NN", [NOMINAL, NAME, NAME]),  # Ann's old friend
        ([(0, 5), (0, 2), (4, 5)], "DT NN VBD IN NNP", [NOMINAL, NOMINAL, NAME]),  # the man met by
        ([(0, 3), (2, 3)], "NNP VBZ NNP", None),  # no name of its own at the start
        ([(0, 3), (0, 1)], "NNP VBZ NNP", None),  # none at the end
    ],
)
def test_other_mentions_stay(
    spans: list[tuple[int, int]], xpos: str, kinds: list[int] | None
) -> None:
    assert left(spans, xpos, kinds) == spans


def test_nothing_found_is_nothing_left() -> None:
    assert left([], "NNP") == []
