"""How high each line runs at every step: in the order given, and as straight as may be.

First the sum of all rises and falls is made small (iteratively reweighted least squares,
split into smoothing along each line and keeping the order within each step by ADMM: Boyd
et al. 2011), then each line is given as few bends as its neighbours let it have. Linear in
the steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fabula.views.orders import Ints, Lines

Floats = NDArray[np.float64]

TOGETHER = 1.0  # the distance of lines that meet; all heights are in this unit
APART = 1.7  # of lines that do not
PASSES = 60
SHARPEN = 15  # passes between one reweighting and the next
STIFF = 0.35  # how strongly a pass holds on to the order
PULL = 0.004  # towards the middle, so that the chart stays compact
FLAT = 0.08  # changes of height smaller than this weigh alike
STRAIGHTENINGS = 4  # of every line
SLACK = 1e-6  # rounding
BELOW_ALL = 1e5  # where lines that are not drawn are put out of the way


def heights(lines: Lines, ranks: Ints) -> Floats:
    """Heights of lines, shape (steps, lines), from 0 downwards; NaN where not drawn."""
    if ranks.size == 0:
        return np.zeros(ranks.shape)
    by_rank = np.argsort(np.where(lines.active, ranks, ranks.shape[1]), axis=1, kind="stable")
    offsets = _least_offsets(lines, by_rank)
    count = lines.active.sum(axis=1)
    middle = offsets[np.arange(len(offsets)), np.maximum(count - 1, 0)] / 2
    target = np.where(lines.active, _unsorted(offsets - middle[:, None], by_rank), 0.0)
    kept, dual = target.copy(), np.zeros_like(target)
    smooth = target
    weight = lines.both.astype(np.float64)
    for number in range(PASSES):
        if number and number % SHARPEN == 0:
            weight = lines.both / np.maximum(np.abs(np.diff(kept, axis=0)), FLAT)
            weight /= max(float(np.median(weight[lines.both])) if lines.both.any() else 1.0, 1e-9)
        smooth = _along_lines(weight, STIFF * (kept - dual))
        kept = _in_order(smooth + dual, by_rank, offsets, lines)
        dual += np.where(lines.active, smooth - kept, 0.0)
    drawn = np.where(lines.active, kept, np.nan)
    for _ in range(STRAIGHTENINGS):
        for line in range(ranks.shape[1]):
            _straighten(drawn, line, by_rank, ranks, offsets)
    return drawn - np.nanmin(drawn) if lines.active.any() else drawn


def _straighten(
    drawn: Floats, line: int, by_rank: NDArray[np.intp], ranks: Ints, offsets: Floats
) -> None:
    """Lay a line, in place, in level pieces as long as its neighbours leave room for."""
    steps = np.flatnonzero(~np.isnan(drawn[:, line]))
    if not len(steps):
        return
    low, high = _room(drawn, line, steps, by_rank, ranks, offsets)
    own = drawn[steps, line]
    follows = np.diff(steps, prepend=-2) == 1
    first, floor, ceiling = 0, -np.inf, np.inf
    for index in range(len(steps) + 1):
        goes_on = index < len(steps) and (index == first or follows[index])
        if goes_on and max(floor, low[index]) <= min(ceiling, high[index]) + SLACK:
            floor, ceiling = max(floor, low[index]), min(ceiling, high[index])
            continue
        drawn[steps[first:index], line] = np.clip(np.median(own[first:index]), floor, ceiling)
        if index < len(steps):
            first, floor, ceiling = index, low[index], high[index]


def _room(
    drawn: Floats,
    line: int,
    steps: NDArray[np.intp],
    by_rank: NDArray[np.intp],
    ranks: Ints,
    offsets: Floats,
) -> tuple[list[float], list[float]]:
    """How high and how low a line may run at its steps, between the lines beside it."""
    count = by_rank.shape[1]
    rank = ranks[steps, line]
    before, after = np.maximum(rank - 1, 0), np.minimum(rank + 1, count - 1)
    own = offsets[steps, rank]
    above = drawn[steps, by_rank[steps, before]] + own - offsets[steps, before]
    below = drawn[steps, by_rank[steps, after]] + own - offsets[steps, after]
    low = np.where(rank == 0, -np.inf, above)
    high = np.where((rank == count - 1) | np.isnan(below), np.inf, below)
    return low.tolist(), np.maximum(low, high).tolist()  # rounding may have turned them over


def _least_offsets(lines: Lines, by_rank: NDArray[np.intp]) -> Floats:
    """By rank, how far below the topmost line a line must at least run."""
    met = np.take_along_axis(lines.meeting, by_rank, axis=1)
    together = (met[:, 1:] == met[:, :-1]) & (met[:, 1:] >= 0)
    gaps = np.where(together, TOGETHER, APART)
    offsets = np.zeros(by_rank.shape)
    np.cumsum(gaps, axis=1, out=offsets[:, 1:])
    return offsets


def _unsorted(values: Floats, by_rank: NDArray[np.intp]) -> Floats:
    """Values in the order of ranks, back in the order of lines."""
    result = np.empty_like(values)
    np.put_along_axis(result, by_rank, values, axis=1)
    return result


def _along_lines(weight: Floats, pulled: Floats) -> Floats:
    """The smoothest lines near ``pulled``: one tridiagonal system per line (Thomas)."""
    steps = len(pulled)
    diagonal = np.full_like(pulled, STIFF + PULL)
    diagonal[:-1] += weight
    diagonal[1:] += weight
    solution = pulled.copy()
    for step in range(1, steps):
        factor = weight[step - 1] / diagonal[step - 1]
        diagonal[step] -= factor * weight[step - 1]
        solution[step] += factor * solution[step - 1]
    solution[-1] /= diagonal[-1]
    for step in range(steps - 2, -1, -1):
        solution[step] = (solution[step] + weight[step] * solution[step + 1]) / diagonal[step]
    return solution


def _in_order(wanted: Floats, by_rank: NDArray[np.intp], offsets: Floats, lines: Lines) -> Floats:
    """The nearest heights that keep order and distances: isotonic regression at each step.

    Written as max over i <= k of min over j >= k of the mean of i..j.
    """
    count = by_rank.shape[1]
    free = np.take_along_axis(wanted, by_rank, axis=1) - offsets
    drawn = np.take_along_axis(lines.active, by_rank, axis=1)
    free = np.where(drawn, free, BELOW_ALL)
    sums = np.zeros((len(free), count + 1))
    np.cumsum(free, axis=1, out=sums[:, 1:])
    first, last = np.arange(count)[:, None], np.arange(count)[None, :]
    length = last - first + 1
    means = (sums[:, None, 1:] - sums[:, :-1, None]) / np.maximum(length, 1)
    means[:, length < 1] = np.inf
    lowest = np.minimum.accumulate(means[:, :, ::-1], axis=2)[:, :, ::-1].copy()
    lowest[:, length < 1] = -np.inf
    return _unsorted(lowest.max(axis=1) + offsets, by_rank)
