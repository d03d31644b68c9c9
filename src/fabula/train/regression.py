"""Small linear models in NumPy: what the resolvers above the dialogue are weighed with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_STEPS = 40
_CHOICE_STEPS, _CHOICE_RATE = 400, 0.02
HEAD = """\
# Weights of the features in {where}; written by
#   python -m fabula.train.layers corpus
"""


def fit_logistic(values: Floats, labels: Floats, penalty: float) -> Floats:
    """Weights (k,) from values (n, k), the first of them 1, and labels (n,) of 0 and 1.

    Newton's method; ``penalty`` is the ridge on all weights but the first.
    """
    weights = np.zeros(values.shape[1])
    ridge = np.full(len(weights), penalty)
    ridge[0] = 0.0
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-values @ weights))
        slope = values.T @ (chance - labels) + ridge * weights
        bend = (values * (chance * (1 - chance))[:, None]).T @ values + np.diag(ridge + 1e-6)
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


def write_weights(
    path: Path,
    where: str,
    names: Sequence[str],
    weights: Floats,
    settings: Mapping[str, float],
) -> None:
    """A TOML file of settings and one weight for each name."""
    lines = [HEAD.format(where=where) + "".join(f"{k} = {v}\n" for k, v in settings.items())]
    lines.append("[weights]")
    lines += [f'"{name}" = {weight:.3f}' for name, weight in zip(names, weights, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
