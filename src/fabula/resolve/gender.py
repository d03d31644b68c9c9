"""Somebody's gender as the text tells it: pronouns, titles, kinship and gendered nouns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from fabula.resolve import settings
from fabula.resolve.views import MentionView
from fabula.schema.spans import AntecedentScores, Gender

_THIRD: tuple[Gender, ...] = ("he", "she", "they")
_CANDIDATES = 6  # antecedents of a pronoun that are looked at
_UNLIKELY = 0.05  # share of the probability below which one is passed over
_NEGLIGIBLE = 0.02  # and a name forgotten


class _Link(NamedTuple):
    """A mention without a name, and the shares of the mentions that may be its antecedent."""

    mention: int
    antecedents: list[tuple[int, float]]


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
    votes: dict[str, dict[Gender, float]] = {}
    for _ in range(settings.GENDER_ROUNDS):
        fits = {key: gender_fits(votes.get(key, {}), likely[key]) for key in likely}
        votes = {}
        stands_for: list[dict[str, float]] = [{} if key is None else {key: 1.0} for key in keys]
        for i, options in links:
            gender = views[i].gender
            stands_for[i] = _names_of(options, stands_for, gender, fits)
            if views[i].pronoun and gender:
                for key, share in stands_for[i].items():
                    counts = votes.setdefault(key, {})
                    counts[gender] = counts.get(gender, 0.0) + share
    return votes


def gender_fits(votes: Mapping[Gender, float], likely: Gender | None) -> dict[Gender, float]:
    """How many times likelier each gender is for somebody with these votes than for anybody."""
    untold = settings.UNTOLD_VOTES
    told = {g: votes.get(g, 0.0) + settings.LISTED_VOTES * (g == likely) for g in untold}
    scale = sum(untold.values()) / (sum(untold.values()) + sum(told.values()))
    return {g: (untold[g] + told[g]) / untold[g] * scale for g in untold}


def _names_of(
    options: list[tuple[int, float]],
    stands_for: Sequence[Mapping[str, float]],
    gender: Gender | None,
    fits: Mapping[str, Mapping[Gender, float]],
) -> dict[str, float]:
    """The names a mention stands for with their shares; the rest is somebody without a name."""
    shares: dict[str, float] = {}
    for candidate, share in options:
        for key, part in stands_for[candidate].items():
            shares[key] = shares.get(key, 0.0) + share * part
    unnamed = 1.0 - sum(shares.values())
    if gender is not None:
        shares = {key: share * fits[key][gender] for key, share in shares.items()}
    total = unnamed + sum(shares.values())
    return {key: share / total for key, share in shares.items() if share > _NEGLIGIBLE * total}


def _links(
    views: Sequence[MentionView], keys: Sequence[str | None], antecedents: AntecedentScores
) -> list[_Link]:
    """Third-person pronouns and descriptions, with antecedents that may be of their gender."""
    order = np.argsort(-antecedents.scores, axis=1, kind="stable")[:, :_CANDIDATES]
    candidates = np.take_along_axis(antecedents.candidates, order, axis=1).tolist()
    top = antecedents.scores.max(axis=1, initial=0.0, keepdims=True)
    weights = np.exp(antecedents.scores - top)
    total = weights.sum(axis=1, keepdims=True) + np.exp(-top)
    shares = (np.take_along_axis(weights, order, axis=1) / total).tolist()
    links = []
    for i, view in enumerate(views):
        gender = view.gender if view.gender in _THIRD else None
        if keys[i] is not None or (view.pronoun and gender is None):
            continue
        options = [
            (c, share)
            for c, share in zip(candidates[i], shares[i])
            if 0 <= c < i and share > _UNLIKELY
            if keys[c] is not None or gender is None or views[c].gender in (None, gender)
        ]
        if options:
            links.append(_Link(i, options))
    return links


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
