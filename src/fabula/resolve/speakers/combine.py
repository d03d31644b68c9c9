"""The joint decision over a conversation: a linear chain of second order over its turns.

A turn depends on the one before (somebody else, as a rule) and on the one before that
(the same again). Forward-backward over pairs of states gives each candidate's posterior.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fabula.resolve.speakers.candidates import Ballot, unary_score
from fabula.resolve.speakers.evidence import OTHER
from fabula.resolve.speakers.settings import TELLING, TRANSITION
from fabula.resolve.speakers.turns import Turn

Scores = NDArray[np.float64]


def posteriors(turns: tuple[Turn, ...], ballots: list[Ballot]) -> list[Scores]:
    """The posterior probability of each candidate of each turn, shape (candidates,)."""
    found: list[Scores] = []
    start = 0
    for at in range(1, len(turns) + 1):
        if at == len(turns) or turns[at].opens:
            found.extend(_conversation(turns[start:at], ballots[start:at]))
            start = at
    return found


def pair_feature(turn: Turn) -> str:
    """The transition weight for a turn by the speaker of the turn before."""
    if turn.gap < 0:
        return "same-paragraph"
    return ("same-adjacent", "same-gap")[turn.gap] if turn.gap < 2 else "same-far"


def pair_weight(before: Turn, turn: Turn) -> float:
    """The log-odds that the speaker of a turn is that of the turn before."""
    asked = TRANSITION["asked-same"] if before.asks else 0.0
    return TRANSITION[pair_feature(turn)] + asked


def back_weight(before: Turn, turn: Turn, *, bare: bool) -> float:
    """The same for the turn before the last; ``bare`` if nothing told stands by these two."""
    if before.gap > 0 or turn.gap > 0:
        return TRANSITION["back-gap"]
    return TRANSITION["back-adjacent"] + (TRANSITION["back-bare"] if bare else 0.0)


def is_bare(ballot: Ballot) -> bool:
    """Whether no tag, label or beat tells anything of the speaker."""
    return not any(name.startswith(TELLING) for row in ballot.features for name in row)


def same_speaker(one: Ballot, two: Ballot) -> Scores:
    """1 where a candidate of one ballot is that of another, shape (len one, len two)."""
    a, b = np.asarray(one.entities), np.asarray(two.entities)
    same: Scores = ((a[:, None] == b[None, :]) & (a[:, None] != OTHER)).astype(np.float64)
    return same


def _conversation(turns: tuple[Turn, ...], ballots: list[Ballot]) -> list[Scores]:
    unary = [np.array([unary_score(row) for row in ballot.features]) for ballot in ballots]
    bare = [is_bare(ballot) for ballot in ballots]
    count = len(turns)
    pair: list[Scores] = [np.zeros((1, len(unary[0])))]
    back: list[Scores] = [np.zeros((1, len(unary[0])))]
    for at in range(1, count):
        same = same_speaker(ballots[at - 1], ballots[at])
        pair.append(same * pair_weight(turns[at - 1], turns[at]))
        if at == 1:
            back.append(np.zeros((1, len(unary[1]))))
        else:
            both = bare[at - 1] and bare[at]
            weight = back_weight(turns[at - 1], turns[at], bare=both)
            back.append(same_speaker(ballots[at - 2], ballots[at]) * weight)
    forward: list[Scores] = [unary[0][None, :]]
    for at in range(1, count):
        through = _logsumexp(forward[-1][:, :, None] + back[at][:, None, :], 0)
        forward.append(through + pair[at] + unary[at][None, :])
    result: list[Scores] = []
    behind: Scores = np.zeros_like(forward[-1])
    for at in range(count - 1, -1, -1):
        result.append(_normalise(_logsumexp(forward[at] + behind, 0)))
        if at:
            onward = (pair[at] + unary[at][None, :] + behind)[None, :, :] + back[at][:, None, :]
            behind = _logsumexp(onward, 2)
    return result[::-1]


def _logsumexp(values: Scores, axis: int) -> Scores:
    top = values.max(axis=axis, keepdims=True)
    total: Scores = np.log(np.exp(values - top).sum(axis=axis)) + np.squeeze(top, axis)
    return total


def _normalise(values: Scores) -> Scores:
    weights: Scores = np.exp(values - values.max())
    weights /= weights.sum()
    return weights
