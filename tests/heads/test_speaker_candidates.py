"""Candidates of a quotation: nearest persons before, after and inside."""

from __future__ import annotations

import numpy as np

from fabula.heads.speaker_candidates import BEFORE, UNKNOWN_PARAGRAPH, find_candidates


def test_candidates_are_in_text_order_with_their_place() -> None:
    starts = np.array([0, 6, 12, 21], np.int32)
    quote_of = np.full(30, -1, np.int32)
    quote_of[5:10] = 0
    quote_of[20:25] = 1
    paragraph = np.array([0] * 4 + [1] * 11 + [2] * 15, np.int32)
    found = find_candidates([[(5, 10)]], starts, np.arange(4, dtype=np.int32), quote_of, paragraph)
    assert found.mention[0, :5].tolist() == [0, 2, 3, 1, -1]
    assert found.place[0, :4].tolist() == [0, 0, 1, 2]
    assert found.paragraph[0, :4].tolist() == [2, 1, 5, 1]
    assert found.distance[0, :4].tolist() == [5, 3, 6, 0]


def test_an_interrupted_quotation_has_its_tag_between_the_pieces() -> None:
    found = find_candidates(
        [[(0, 4), (8, 12)]],
        np.array([5], np.int32),
        np.array([0], np.int32),
        np.full(20, -1, np.int32),
        None,
    )
    assert found.mention[0, 0] == 0
    assert found.distance[0, 0] == 2
    assert found.paragraph[0, 0] == UNKNOWN_PARAGRAPH


def test_candidates_are_bounded() -> None:
    starts = np.arange(0, 100, dtype=np.int32)
    found = find_candidates([[(50, 52)]], starts, starts, np.full(200, -1, np.int32), None)
    before = found.mention[0][found.mention[0] < 50]
    assert len(before[before >= 0]) == BEFORE
