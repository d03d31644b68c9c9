"""Somebody's gender as the text tells it: pronouns, titles, kinship and gendered nouns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fabula.resolve import settings
from fabula.resolve.views import MentionView
from fabula.schema.spans import AntecedentScores, Gender
from fabula.schema.tokens import FloatArray, IntArray

_THIRD: tuple[Gender, ...] = ("he", "she", "they")
_CANDIDATES = 6  # antecedents of a pronoun that are looked at
_UNLIKELY = 0.05  # share of the probability below which one is passed over
_NEGLIGIBLE = 0.02  # and a name forgotten
_CHUNK = 10_000  # mentions looked at in one go


class _Links(NamedTuple):
    """Mentions without a name, and the likeliest antecedents of each, best first.

    mentions: shape (n,), indices; antecedents: shape (n, k), indices, -1 for none; shares:
    shape (n, k), their probabilities.
    """

    mentions: IntArray
    antecedents: IntArray
    shares: FloatArray

    def rows(self) -> Iterator[tuple[int, list[int], list[float]]]:
        """One after the other, in text order; as plain numbers a book's worth takes too much."""
        for at in range(0, len(self.mentions), _CHUNK):
            part = (column[at : at + _CHUNK].tolist() for column in self)
            yield from zip(*part, strict=True)


def pronoun_votes(
    views: Sequence[MentionView],
    keys: Sequence[str | None],
    likely: Mapping[str, Gender | None],
    antecedents: AntecedentScores,
) -> Mapping[str, Mapping[Gender, float]]:
    """By name form, how many pronouns of each gender are expected to refer to it.

    keys[i] is the name form of mention i or None; likely is the gender a form suggests. A
    pronoun is shared among the names that its antecedents stand for, by how well its gender
    fits each; what fits is known by the pronouns, so they are shared out in rounds
    (expectation maximisation, Dempster et al. 1977).
    """
    links = _links(views, keys, antecedents)
    named = {key: {key: 1.0} for key in likely}
    votes: dict[str, dict[Gender, float]] = {}
    for _ in range(settings.GENDER_ROUNDS):
        fits = {key: gender_fits(votes.get(key, {}), likely[key]) for key in likely}
        votes = {}
        stands_for: dict[int, dict[str, float]] = {}
        for i, candidates, shares in links.rows():
            gender = views[i].gender if views[i].gender in _THIRD else None
            options = [
                (found, share)
                for c, share in zip(candidates, shares)
                if c >= 0
                if (found := stands_for.get(c) if (key := keys[c]) is None else named[key])
            ]
            if not options:
                continue
            names = stands_for[i] = _names_of(options, gender, fits)
            if views[i].pronoun and gender:
                for name, share in names.items():
                    counts = votes.setdefault(name, {})
                    counts[gender] = counts.get(gender, 0.0) + share
    return votes


def gender_fits(votes: Mapping[Gender, float], likely: Gender | None) -> dict[Gender, float]:
    """How many times likelier each gender is for somebody with these votes than for anybody."""
    untold = settings.UNTOLD_VOTES
    told = {g: votes.get(g, 0.0) + settings.LISTED_VOTES * (g == likely) for g in untold}
    scale = sum(untold.values()) / (sum(untold.values()) + sum(told.values()))
    return {g: (untold[g] + told[g]) / untold[g] * scale for g in untold}


def _names_of(
    options: list[tuple[dict[str, float], float]],
    gender: Gender | None,
    fits: Mapping[str, Mapping[Gender, float]],
) -> dict[str, float]:
    """The names a mention stands for with their shares; the rest is somebody without a name.

    ``options`` are the names that each antecedent stands for, with its own share.
    """
    shares: dict[str, float] = {}
    for names, share in options:
        for key, part in names.items():
            shares[key] = shares.get(key, 0.0) + share * part
    unnamed = 1.0 - sum(shares.values())
    if gender is not None:
        shares = {key: share * fits[key][gender] for key, share in shares.items()}
    total = unnamed + sum(shares.values())
    return {key: share / total for key, share in shares.items() if share > _NEGLIGIBLE * total}


def _links(
    views: Sequence[MentionView], keys: Sequence[str | None], antecedents: AntecedentScores
) -> _Links:
    """Third-person pronouns and descriptions, with antecedents that may be of their gender."""
    number = {None: 0, "he": 1, "she": 2, "they": 3}
    gender = np.array([number.get(v.gender, 0) for v in views], np.int8)
    named = np.array([key is not None for key in keys], bool)
    pronoun = np.array([v.pronoun is not None for v in views], bool)
    found = np.flatnonzero(~named & ((gender > 0) | ~pronoun)).astype(np.int32)
    told = np.where(named, 0, gender)  # a name is of no gender yet
    parts = [
        _likeliest(found[at : at + _CHUNK], gender, told, antecedents)
        for at in range(0, len(found), _CHUNK)
    ]
    if not parts:
        parts = [(np.empty((0, 1), np.int32), np.empty((0, 1), np.float32))]
    return _Links(found, *(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _likeliest(
    rows: IntArray, gender: NDArray[np.int8], told: NDArray[np.int8], antecedents: AntecedentScores
) -> tuple[IntArray, FloatArray]:
    """The likeliest antecedents of some mentions and their shares, other genders left out."""
    scores = antecedents.scores[rows]
    order = np.argsort(-scores, axis=1, kind="stable")[:, :_CANDIDATES]
    candidates = np.take_along_axis(antecedents.candidates[rows], order, axis=1)
    top = scores.max(axis=1, initial=0.0, keepdims=True)
    weights = np.exp(scores - top)
    total = weights.sum(axis=1, keepdims=True) + np.exp(-top)
    shares = np.take_along_axis(weights, order, axis=1) / total
    mine, theirs = gender[rows][:, None], told[np.maximum(candidates, 0)]
    fitting = (mine == 0) | (theirs == 0) | (mine == theirs)
    allowed = (candidates >= 0) & (candidates < rows[:, None]) & (shares > _UNLIKELY) & fitting
    return np.where(allowed, candidates, -1), shares.astype(np.float32)


def established(votes: Mapping[Gender, float], likely: Gender | None = None) -> Gender | None:
    """The gender that enough votes agree on, or None; the likely one starts with a few."""
    if not votes:
        return None
    weight = {g: votes.get(g, 0.0) for g in _THIRD}
    if likely in weight:
        weight[likely] += settings.LISTED_VOTES
    best = max(_THIRD, key=lambda g: weight[g])
    least = settings.THEY_MIN_VOTES if best == "they" else settings.GENDER_MIN_VOTES
    enough = votes.get(best, 0.0) >= least
    return best if enough and weight[best] >= settings.GENDER_SHARE * sum(weight.values()) else None


def gender_of(
    views: Iterable[tuple[MentionView, float]], titled: Gender | None, likely: Gender | None
) -> Gender | None:
    """Gender of an entity from its mentions' views with their link confidences.

    A title decides; else pronouns and gendered nouns, and the first name among them; None
    where nothing in the text tells.
    """
    if titled in ("he", "she"):
        return titled
    votes: dict[Gender, float] = defaultdict(float)
    for view, confidence in views:
        if view.gender is not None:
            votes[view.gender] += confidence
    if not votes:
        return titled
    if likely:
        votes[likely] += settings.LISTED_VOTES
    best = max(sorted(votes), key=lambda g: votes[g])
    return best if votes[best] >= settings.GENDER_SHARE * sum(votes.values()) else titled
