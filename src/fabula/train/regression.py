"""Small linear models in NumPy: what the resolvers above the dialogue are weighed with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_STEPS = 40
_CHOICE_STEPS, _CHOICE_RATE = 400, 0.02
_SOFTMAX_STEPS, _SOFTMAX_RATE = 100, 0.05
HEAD = """\
# Weights of the features in {where}; written by
#   python -m fabula.train.{how}
"""


def fit_logistic(
    values: Floats, labels: Floats, penalty: float | Floats, counts: Floats | float = 1.0
) -> Floats:
    """Weights (k,) from values (n, k), the first of them 1, and labels (n,) of 0 and 1.

    Newton's method; ``penalty`` is the ridge, one for all weights or one for each (k,); the
    first weight has none. Each row counts ``counts`` times.
    """
    weights = np.zeros(values.shape[1])
    ridge = np.broadcast_to(penalty, weights.shape).copy()
    ridge[0] = 0.0
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (counts * (chance - labels)) + ridge * weights
        spread = counts * chance * (1 - chance)
        bend = (values * spread[:, None]).T @ values + np.diag(ridge + 1e-6)
        weights -= np.linalg.solve(bend, slope)
    return weights


def fit_choice(rounds: Sequence[tuple[Floats, NDArray[np.bool_]]], penalty: float) -> Floats:
    """Weights (k,) from rounds of candidates (n, k) of which some are right (n,).

    Conditional logit (McFadden 1974) by gradient ascent; a round without a right
    candidate says nothing.
    """
    told = [(values, right) for values, right in rounds if right.any()]
    weights = np.zeros(told[0][0].shape[1])
    for _ in range(_CHOICE_STEPS):
        slope = -penalty * weights
        for values, right in told:
            scores = values @ weights
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            among = chance * right / (chance * right).sum()
            slope += values.T @ (among - chance)
        weights += _CHOICE_RATE * slope
    return weights


def fit_softmax(
    rows: Sequence[Sequence[int]],
    labels: NDArray[np.int64],
    counts: Floats,
    shape: tuple[int, int],
    penalty: float,
) -> Floats:
    """Weights (features, classes) from rows of the numbers of features that are there.

    Each row counts ``counts`` times; Adam (Kingma & Ba 2015) with a ridge.
    """
    at = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    column = np.array([number for row in rows for number in row], dtype=np.int64)
    wanted = np.eye(shape[1])[labels]
    weights, mean, spread = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for step in range(1, _SOFTMAX_STEPS + 1):
        scores = np.zeros((len(rows), shape[1]))
        np.add.at(scores, at, weights[column])
        chance = np.exp(scores - scores.max(axis=1, keepdims=True))
        chance /= chance.sum(axis=1, keepdims=True)
        slope = np.zeros(shape)
        np.add.at(slope, column, ((chance - wanted) * counts[:, None])[at])
        slope = slope / len(rows) + penalty * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        scale = np.sqrt(spread / (1 - 0.99**step)) + 1e-8
        weights -= _SOFTMAX_RATE * mean / (1 - 0.9**step) / scale
    return weights


def write_weights(
    path: Path,
    where: str,
    names: Sequence[str],
    weights: Floats,
    settings: Mapping[str, float],
    how: str,
) -> None:
    """A TOML file of settings and one weight for each name."""
    head = HEAD.format(where=where, how=how)
    lines = [head + "".join(f"{k} = {v}\n" for k, v in settings.items()), "[weights]"]
    lines += [f'"{name}" = {weight:.3f}' for name, weight in zip(names, weights, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
