"""Whether confidences keep their word, and what abstaining below a threshold would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers given with a confidence in one tenth of [0, 1]: how sure, and how often right."""

    count: int
    confidence: float
    accuracy: float


def reliability(confidence: Sequence[float], right: Sequence[bool]) -> list[Bin | None]:
    """The ten bins of a reliability diagram, None where there is no answer."""
    given, correct = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    bins = _bins(given)
    counts = np.bincount(bins, minlength=BINS).tolist()
    sums = zip(counts, _sum_by(bins, given).tolist(), _sum_by(bins, correct).tolist())
    return [Bin(n, sure / n, hits / n) if n else None for n, sure, hits in sums]


def expected_calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance of confidence and accuracy over ten equal bins (Guo et al. 2017)."""
    bins = [b for b in reliability(confidence, right) if b is not None]
    gaps = sum(b.count * abs(b.confidence - b.accuracy) for b in bins)
    return gaps / len(confidence) if confidence else 0.0


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


def _bins(confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    # A confidence of 1.0 belongs to the last bin.
    return np.clip((confidence * BINS).astype(np.int64), 0, BINS - 1)


def _sum_by(bins: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.bincount(bins, weights=values, minlength=BINS).astype(np.float64)
