"""Mentions are scored in chunks; where these end changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from fabula.encoder.bundle import load_bundle
from fabula.heads import antecedents
from fabula.heads.mentions import WordMentions


def test_scores_do_not_depend_on_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(2)
    m = 150
    vectors = draw.normal(size=(3 * m, 384)).astype(np.float32)
    spans = np.array([[3 * i, 3 * i + 1 + i % 2] for i in range(m)], np.int32)
    zero = np.zeros(m, np.int32)
    mentions = WordMentions(spans, zero, zero, np.ones(m, np.float32))
    reference, keys = draw.integers(0, 3, m, np.int32), draw.integers(0, 9, (m, 3), np.int32)
    weights = load_bundle().weights
    monkeypatch.setattr(antecedents, "NEAR", 50)

    def scored(block: int) -> np.ndarray:
        monkeypatch.setattr(antecedents, "BLOCK", block)
        found = antecedents.score_antecedents(weights, vectors, mentions, reference, keys, zero - 1)
        return np.sort(np.where(found.candidates < 0, -1e6, found.scores), axis=1)

    whole = scored(64 * 100)
    assert (whole[60:] > -1e6).all()
    np.testing.assert_allclose(scored(64), whole, atol=1e-3)
