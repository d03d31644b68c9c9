"""What the vectors say of each paragraph as the opening of a scene."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fabula.heads.openings import opening_vectors, paragraph_starts, score_openings


def test_paragraphs_begin_where_the_number_changes() -> None:
    paragraph = np.array([0, 0, 2, 2, 2, 5], np.int32)
    assert paragraph_starts(paragraph).tolist() == [0, 2, 5]
    assert paragraph_starts(paragraph[:0]).tolist() == []


def test_a_paragraph_is_its_first_words_its_opening_itself_and_the_end_of_the_last() -> None:
    vectors = np.arange(30, dtype=np.float32)[:, None]
    first, second = opening_vectors(vectors, np.array([0, 25], np.int32), range(2))
    assert first.tolist() == [1.5, 9.5, 12.0, 0.0]  # nothing stands before it
    assert second.tolist() == [26.5, 27.0, 27.0, 14.5]


def test_scores_go_by_the_number_of_the_paragraph() -> None:
    vectors = np.array([[1.0], [3.0], [5.0]], np.float32)
    weights = {
        "openings.weight": np.array([[0.0, 0.0, 1.0, 0.0]], np.float32),
        "openings.bias": np.array([-1.0], np.float32),
    }
    scores = score_openings(weights, vectors, np.array([1, 1, 3], np.int32))
    assert scores.tolist() == [0.0, 1.0, 0.0, 4.0]
    assert score_openings({}, vectors, np.array([1, 1, 3], np.int32)).tolist() == [0.0] * 4


def test_many_paragraphs_are_scored_like_one() -> None:
    """Several batches, each paragraph of three words with the end of the one before."""
    count = 1_300
    paragraph = np.repeat(np.arange(count), 3).astype(np.int32)
    vectors = np.random.default_rng(1).normal(size=(3 * count, 2)).astype(np.float32)
    weight = np.random.default_rng(2).normal(size=(1, 8)).astype(np.float32)
    scores = score_openings({"openings.weight": weight}, vectors, paragraph)
    means = vectors.reshape(count, 3, 2).mean(axis=1)
    before = np.concatenate([np.zeros((1, 2), np.float32), means[:-1]])
    expected = np.concatenate([means, means, means, before], axis=1) @ weight[0]
    assert np.allclose(scores, expected, atol=1e-4)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=12))
def test_every_paragraph_of_any_length_has_finite_vectors(lengths: list[int]) -> None:
    paragraph = np.repeat(np.arange(len(lengths)), lengths).astype(np.int32)
    vectors = np.random.default_rng(0).normal(size=(len(paragraph), 3)).astype(np.float32)
    starts = paragraph_starts(paragraph)
    rows = opening_vectors(vectors, starts, range(len(starts)))
    assert rows.shape == (len(lengths), 12) and np.isfinite(rows).all()
