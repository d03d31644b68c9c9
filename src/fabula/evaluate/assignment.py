"""The best one-to-one pairing of rows and columns (Kuhn 1955, Munkres 1957)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]


def maximum_assignment(weights: Weights) -> list[tuple[int, int]]:
    """Pairs (row, column) whose weights sum highest; every row or every column gets one.

    ``weights`` has shape (r, c). Shortest augmenting paths with potentials, in
    O(min(r, c)² · max(r, c)) with the innermost loop in NumPy.
    """
    rows, columns = weights.shape
    if rows > columns:
        return sorted((row, column) for column, row in maximum_assignment(weights.T))
    row_of = _augment_rows(-weights)
    return sorted((int(row) - 1, column) for column, row in enumerate(row_of) if row)


def _augment_rows(cost: Weights) -> NDArray[np.int64]:
    """For each column the number of its row, counted from 1, or 0 for none."""
    rows, columns = cost.shape
    # Column 0 is a place where each new row starts its search; real columns count from 1.
    row_of = np.zeros(columns + 1, dtype=np.int64)
    row_potential = np.zeros(rows + 1)
    column_potential = np.zeros(columns + 1)
    for row in range(1, rows + 1):
        row_of[0] = row
        came_from = np.zeros(columns + 1, dtype=np.int64)
        slack = np.full(columns + 1, np.inf)
        visited = np.zeros(columns + 1, dtype=bool)
        column = 0
        while row_of[column] or column == 0:
            visited[column] = True
            reached = row_of[column]
            free = ~visited
            free[0] = False
            reduced = np.full(columns + 1, np.inf)
            reduced[1:] = cost[reached - 1] - row_potential[reached] - column_potential[1:]
            closer = free & (reduced < slack)
            slack[closer] = reduced[closer]
            came_from[closer] = column
            column = int(np.argmin(np.where(free, slack, np.inf)))
            step = slack[column]
            row_potential[row_of[visited]] += step
            column_potential[visited] -= step
            slack[free] -= step
        while column:
            row_of[column] = row_of[came_from[column]]
            column = int(came_from[column])
    return row_of[1:]
