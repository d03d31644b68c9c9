"""Figures with 95 % intervals, by resampling documents (Efron & Tibshirani 1993)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

    The interval is None where fewer than two documents carry the figure. ``formula`` of the
    summed ``rows``, one for each document of the report, gives the value: two runs can be
    compared by these.
    """

    name: str
    value: float
    interval: tuple[float, float] | None
    count: int
    formula: Formula | None = None
    rows: tuple[tuple[float, ...], ...] = ()


def estimate(name: str, rows: Sequence[Sequence[float]], formula: Formula, count: int) -> Figure:
    """``formula`` of the summed counts, and its spread over resampled documents.

    rows: one row of k counts per document; formula: shape (…, k) to shape (…).
    """
    kept = tuple(tuple(map(float, row)) for row in rows)
    carrying = np.array([row for row in kept if any(row)], dtype=np.float64)
    value = float(formula(carrying.sum(axis=0))) if len(carrying) else 0.0
    interval = None
    if len(carrying) > 1:
        interval = middle(formula(resample(len(carrying)) @ carrying))
    return Figure(name, value, interval, count, formula, kept)


def resample(documents: int) -> Counts:
    """How often each document is drawn, for every resample: shape (``DRAWS``, documents)."""
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(documents, np.full(documents, 1 / documents), size=DRAWS)
    return drawn.astype(np.float64)


def middle(values: Counts) -> tuple[float, float]:
    """The middle 95 % of resampled values."""
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


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


FORMULAS: Mapping[str, Formula] = {"ratio": ratio, "f1": f1, "mean_f1": mean_f1}


def _divide(numerator: Counts, denominator: Counts) -> Counts:
    safe = np.where(denominator == 0, 1.0, denominator)
    return np.asarray(np.where(denominator == 0, 0.0, numerator / safe))
