"""Whether confidences keep their word, and what abstaining below a threshold would give."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BINS = 10


def expected_calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance of confidence and accuracy over ten equal bins (Guo et al. 2017)."""
    if not confidence:
        return 0.0
    given, correct = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    # A confidence of 1.0 belongs to the last bin.
    bins = np.clip((given * BINS).astype(np.int64), 0, BINS - 1)
    gaps = _sum_by(bins, given) - _sum_by(bins, correct)
    return float(np.abs(gaps).sum() / len(given))


def coverage_curve(
    confidence: Sequence[float], right: Sequence[bool], asked: int
) -> list[tuple[float, float, float]]:
    """(threshold, coverage, accuracy) at steps of a twentieth, as if we abstained below.

    ``asked`` counts all questions, those without an answer included; accuracy is over
    the answers kept, and left out where none is.
    """
    given, correct = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    curve = []
    for step in range(20):
        kept = given >= step / 20
        if kept.any():
            coverage = float(kept.sum()) / asked
            curve.append((step / 20, coverage, float(correct[kept].mean())))
    return curve


def _sum_by(bins: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.bincount(bins, weights=values, minlength=BINS).astype(np.float64)
