"""Vectors in eight bits."""

from __future__ import annotations

import numpy as np

from fabula.schema.vectors import WordVectors


def test_vectors_come_back_nearly_as_they_were() -> None:
    given = np.random.default_rng(1).normal(size=(50, 384)).astype(np.float32)
    given[7] = 0  # nothing to scale by
    given[8] *= 1e-6
    kept = WordVectors(60, 384)
    kept[5:55] = given
    assert len(kept) == 60
    assert kept[5:55].dtype == np.float32
    allowed = np.abs(given).max(axis=1, keepdims=True) / 254 * 1.001
    assert (np.abs(kept[5:55] - given) <= allowed).all()
    assert not kept[:5].any()


def test_no_vectors() -> None:
    none = WordVectors(0, 384)
    none[0:0] = np.zeros((0, 384), np.float32)
    assert none[:].shape == (0, 384)
