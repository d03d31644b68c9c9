"""Figures with 95 % intervals, by resampling documents (Efron & Tibshirani 1993)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
Formula = Callable[[Counts], Counts]

DRAWS = 1000
SEED = 20250101


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or score in [0, 1], its 95 % interval, and the count it rests on.

    The interval is None where fewer than two documents carry the figure.
    """

    name: str
    value: float
    interval: tuple[float, float] | None
    count: int


def estimate(name: str, rows: Sequence[Sequence[float]], formula: Formula, count: int) -> Figure:
    """``formula`` of the summed counts, and its spread over resampled documents.

    rows: one row of k counts per document; formula: shape (…, k) to shape (…).
    """
    carrying = np.array([row for row in rows if any(row)], dtype=np.float64)
    if not len(carrying):
        return Figure(name, 0.0, None, count)
    value = float(formula(carrying.sum(axis=0)))
    documents = len(carrying)
    if documents < 2:
        return Figure(name, value, None, count)
    draws = np.random.default_rng(SEED).multinomial(
        documents, np.full(documents, 1 / documents), size=DRAWS
    )
    low, high = np.percentile(formula(draws @ carrying), [2.5, 97.5])
    return Figure(name, value, (float(low), float(high)), count)


def ratio(sums: Counts) -> Counts:
    """Counts (right, all) to the share that is right; 0 of 0 is 0."""
    return _divide(sums[..., 0], sums[..., 1])


def f1(sums: Counts) -> Counts:
    """Counts as in ``Tally.row`` to F1."""
    precision, recall = ratio(sums[..., 0:2]), ratio(sums[..., 2:4])
    return _divide(2 * precision * recall, precision + recall)


def mean_f1(sums: Counts) -> Counts:
    """Counts of several tallies side by side to the mean of their F1."""
    tallies = sums.reshape(*sums.shape[:-1], -1, 4)
    return np.asarray(f1(tallies).mean(axis=-1))


def _divide(numerator: Counts, denominator: Counts) -> Counts:
    safe = np.where(denominator == 0, 1.0, denominator)
    return np.asarray(np.where(denominator == 0, 0.0, numerator / safe))
