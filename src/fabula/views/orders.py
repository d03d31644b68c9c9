"""The order of the lines at every step, so that few of them cross.

Lines that meet must stand side by side. From several starting orders at once, each line
in turn is taken out and put back along the path that crosses fewest others (dynamic
programming over the steps), until no line can do better; the worse half of the orders is
dropped after every round. A line costs steps x lines^2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

STARTS = (2, 32)  # starting orders improved side by side: at least, at most
EFFORT = 2400  # steps of them all together, where that is within these bounds
ROUNDS = 12  # of taking out every line; most charts are done after 4
CROSSING = 16  # against 1 for a line that changes its rank while nobody sees why
FORBIDDEN = 1 << 28


@dataclass(frozen=True)
class Lines:
    """Which lines are drawn at which step, and which of them meet.

    active: shape (steps, lines); meeting: the same shape, the number of the meeting of a
    line in its step, -1 where it meets nobody. Only active lines meet.
    """

    active: Bools
    meeting: Ints

    @cached_property
    def both(self) -> Bools:
        """Lines drawn at a step and the next, shape (steps - 1, lines)."""
        both: Bools = self.active[:-1] & self.active[1:]
        return both


def count_crossings(lines: Lines, ranks: Ints) -> Ints:
    """Pairs of lines that change sides between neighbouring steps.

    ranks: shape (..., steps, lines); the answer has the leading shape.
    """
    above = ranks[..., :, None] < ranks[..., None, :]
    pairs = lines.both[:, :, None] & lines.both[:, None, :]
    changed = (above[..., :-1, :, :] != above[..., 1:, :, :]) & pairs
    total: Ints = (changed.sum(axis=(-1, -2, -3)) // 2).astype(np.int32)
    return total


def gather(lines: Lines, order: Ints) -> Ints:
    """The ranks when every line stays in one order, but for the meetings.

    order: shape (..., lines), the place of each line. Lines that meet come together at
    the mean of their places, in their order. Returns shape (..., steps, lines), -1 where
    a line is not drawn.
    """
    steps, count = lines.active.shape
    return _gathered(lines, np.broadcast_to(order[..., None, :], (*order.shape[:-1], steps, count)))


def _gathered(lines: Lines, places: Ints) -> Ints:
    """The same with places that change from step to step, shape (..., steps, lines)."""
    key = places.astype(np.float64)
    for number in range(int(lines.meeting.max(initial=-1)) + 1):
        among = lines.meeting == number
        size = np.maximum(among.sum(axis=-1, keepdims=True), 1)
        mean = (places * among).sum(axis=-1, keepdims=True) / size
        key = np.where(among, mean + 0.25 + number / 1024, key)
    # a mean may be the place of a line that is not there, or the mean of others
    return _ranks(lines.active, key, lines.meeting, places)


def order_lines(lines: Lines, seed: int = 1) -> Ints:
    """Ranks with few crossings, shape (steps, lines), -1 where a line is not drawn."""
    if lines.active.size == 0:
        return np.zeros(lines.active.shape, np.int32)
    ranks = gather(lines, _starting_orders(lines, seed))
    fewest = int(count_crossings(lines, ranks).min())
    for _ in range(ROUNDS):
        for line in range(lines.active.shape[1]):
            ranks = _reinsert(lines, ranks, line)
        crossings = count_crossings(lines, ranks)
        better_half = np.argsort(crossings, kind="stable")[: max(2, len(crossings) // 2)]
        ranks = ranks[better_half]
        if crossings.min() == fewest:
            break
        fewest = int(crossings.min())
    chosen: Ints = ranks[0]
    return chosen


def order_like(lines: Lines, heights: NDArray[np.float64]) -> Ints:
    """Ranks in the order of ``heights``, as far as the meetings allow it.

    heights: shape (steps, lines), NaN where there is none; a line that has none at all goes
    where it crosses fewest. Returns the ranks, shape (steps, lines), -1 where a line is not
    drawn.
    """
    placed: Bools = np.asarray(np.any(~np.isnan(heights), axis=0))
    order = np.argsort(np.argsort(_filled(heights), axis=1, kind="stable"), axis=1)
    known = _only(lines, placed)
    ranks = _gathered(known, order.astype(np.int32))
    for line in np.flatnonzero(~placed).tolist():
        placed[line] = True
        known = _only(lines, placed)
        ranks[:, line] = np.where(known.active[:, line], known.active.sum(axis=1) - 1, -1)
        ranks = _reinsert(known, ranks[None], line)[0]
    return ranks


def _only(lines: Lines, chosen: Bools) -> Lines:
    return Lines(lines.active & chosen, np.where(chosen, lines.meeting, -1))


def _filled(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each line as high as at the last step that tells, or the first one after."""
    filled = heights.copy()
    for line in filled.T:
        told = np.flatnonzero(~np.isnan(line))
        if len(told):
            before = np.searchsorted(told, np.arange(len(line)), side="right") - 1
            line[:] = line[told[np.maximum(before, 0)]]
    return filled


def _starting_orders(lines: Lines, seed: int) -> Ints:
    """By first appearance, by who meets whom, and at random; shape (starts, lines)."""
    steps, count = lines.active.shape
    starts = min(max(EFFORT // steps, STARTS[0]), STARTS[1])
    random = np.random.default_rng(seed)
    first = np.argsort(np.argsort(lines.active.argmax(axis=0), kind="stable"))
    orders = [first, np.argsort(np.argsort(_affinity(lines), kind="stable"))]
    orders += [random.permutation(count) for _ in range(starts - len(orders))]
    return np.array(orders, np.int32)


def _affinity(lines: Lines) -> NDArray[np.float64]:
    """A coordinate per line that is alike for lines that often meet (Fiedler vector)."""
    meets = np.zeros((lines.active.shape[1],) * 2)
    for number in range(int(lines.meeting.max(initial=-1)) + 1):
        among = (lines.meeting == number).astype(np.float64)
        meets += among.T @ among
    meets += 1e-3  # keeps parts of the cast that never meet in one piece
    laplacian = np.diag(meets.sum(axis=1)) - meets
    vector: NDArray[np.float64] = np.linalg.eigh(laplacian)[1][:, min(1, len(meets) - 1)]
    return vector.round(9)


def _ranks(active: Bools, *keys: NDArray[np.generic]) -> Ints:
    """The rank of each active line by ``keys``, most important first."""
    shape = np.broadcast_shapes(active.shape, *(key.shape for key in keys))
    wide = [np.broadcast_to(key, shape) for key in (~active, *keys)]
    ranks = np.argsort(np.lexsort(wide[::-1], axis=-1), axis=-1).astype(np.int32)
    ranks[np.broadcast_to(~active, shape)] = -1
    return ranks


def _reinsert(lines: Lines, ranks: Ints, line: int) -> Ints:
    """``ranks`` (starts, steps, lines) with one line led along its best path."""
    steps = np.flatnonzero(lines.active[:, line])
    if not len(steps):
        return ranks
    first, last = int(steps[0]), int(steps[-1]) + 1
    here = lines.active[:, line, None]
    others = ranks - (here & (ranks > ranks[:, :, line, None]))
    others[:, :, line] = -1
    allowed = _allowed(lines, others, line, first, last)
    turning = _turning(lines, others, line, first, last)
    drawn = lines.active[first:last, line]
    path = _cheapest_path(allowed, turning, drawn)[:, :, None]
    result = others.copy()
    result[:, first:last] += here[first:last] & (others[:, first:last] >= path)
    result[:, first:last, line] = np.where(drawn, path[:, :, 0], -1)
    return result


def _allowed(lines: Lines, others: Ints, line: int, first: int, last: int) -> Bools:
    """At which of the ranks 0..lines-1 the line may go; shape (starts, steps, lines)."""
    count = lines.active.shape[1]
    meeting = lines.meeting[first:last]
    ranks = others[:, first:last]
    places = np.arange(count)
    drawn = lines.active[first:last].copy()
    drawn[:, line] = False
    allowed = np.broadcast_to(places <= drawn.sum(axis=1)[:, None], (*ranks.shape[:2], count))
    for number in range(int(meeting.max(initial=-1)) + 1):
        among = (meeting == number) & drawn
        own = (meeting[:, line] == number)[None, :, None]
        low = np.where(among, ranks, count).min(axis=2)[:, :, None]
        high = np.where(among, ranks, -1).max(axis=2)[:, :, None]
        inside = (places > low) & (places <= high)
        beside = (places >= low) & (places <= high + 1)
        anybody = among.any(axis=1)[None, :, None]
        allowed = allowed & np.where(own, beside | ~anybody, ~inside)
    return allowed


def _turning(lines: Lines, others: Ints, line: int, first: int, last: int) -> Ints:
    """What it costs to go from rank p to rank q; shape (starts, steps - 1, lines, lines)."""
    starts, _, count = others.shape
    between = lines.both[first : last - 1].copy()
    between[:, line] = False
    step, other = np.nonzero(between)
    # common[p, q]: lines with a rank below p at one step and below q at the next
    common = np.zeros((starts, last - first - 1, count + 1, count + 1), np.int32)
    start = np.arange(starts)[:, None]
    here = others[:, first : last - 1][:, step, other]
    there = others[:, first + 1 : last][:, step, other]
    common[start, step, here + 1, there + 1] = 1
    np.cumsum(common, axis=2, out=common)
    np.cumsum(common, axis=3, out=common)
    table = common[:, :, :count, :count]
    crossed = common[:, :, :count, -1:] + common[:, :, -1:, :count] - 2 * table
    met = lines.meeting[first:last, line] >= 0
    unseen = (~met[:-1] & ~met[1:])[None, :, None, None]
    cost: Ints = crossed * CROSSING + (unseen & (crossed > 0))
    cost[:, ~lines.both[first : last - 1, line]] = 0  # out of the story in between
    return cost


def _cheapest_path(allowed: Bools, turning: Ints, drawn: Bools) -> Ints:
    """The rank at every step of the cheapest way through; shape (starts, steps)."""
    starts, steps, count = allowed.shape
    barrier = np.where(allowed | ~drawn[:, None], 0, FORBIDDEN).astype(np.int32)
    came_from = np.zeros((steps, starts, count), np.int32)
    cost = barrier[:, 0]
    for step in range(1, steps):
        ways = cost[:, :, None] + turning[:, step - 1]
        came_from[step] = ways.argmin(axis=1)
        cost = ways.min(axis=1) + barrier[:, step]
        cost -= cost.min(axis=1, keepdims=True)  # stays far below what an int32 holds
    path = np.zeros((starts, steps), np.int32)
    row = np.arange(starts)
    path[:, -1] = cost.argmin(axis=1)
    for step in range(steps - 1, 0, -1):
        path[:, step - 1] = came_from[step, row, path[:, step]]
    return path
