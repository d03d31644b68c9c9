"""Somebody's gender as the text tells it: pronouns, titles, kinship and gendered nouns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from fabula.resolve import settings
from fabula.resolve.views import MentionView
from fabula.schema.spans import AntecedentScores, Gender

_THIRD: tuple[Gender, ...] = ("he", "she", "they")


def pronoun_votes(
    views: Sequence[MentionView],
    keys: Sequence[str | None],
    antecedents: AntecedentScores,
) -> Mapping[str, Mapping[Gender, float]]:
    """By name form, the weight of pronouns whose chain of best antecedents starts at it.

    keys[i] is the name form of mention i or None.
    """
    votes: dict[str, dict[Gender, float]] = defaultdict(lambda: defaultdict(float))
    roots: list[str | None] = []
    best = _best(antecedents)
    for i, (view, key) in enumerate(zip(views, keys, strict=True)):
        root = key
        if key is None and view.gender in _THIRD and view.pronoun:
            antecedent, score = best[i]
            same = 0 <= antecedent < i and (
                keys[antecedent] is not None or views[antecedent].pronoun == view.pronoun
            )
            if same and score > 0 and (root := roots[antecedent]) is not None:
                votes[root][view.gender] += 1.0 / (1.0 + float(np.exp(-min(score, 30.0))))
        roots.append(root)
    return votes


def _best(antecedents: AntecedentScores) -> list[tuple[int, float]]:
    if not antecedents.scores.shape[1]:
        return [(-1, 0.0)] * len(antecedents.scores)
    columns = np.argmax(antecedents.scores, axis=1)
    rows = np.arange(len(columns))
    candidates = antecedents.candidates[rows, columns].tolist()
    scores = antecedents.scores[rows, columns].tolist()
    return list(zip(candidates, scores, strict=True))


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

    A title decides; else pronouns and gendered nouns, with the first name as a weak prior
    among them; None where nothing in the text tells.
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
        votes[likely] += settings.GENDER_PRIOR
    best = max(sorted(votes), key=lambda g: votes[g])
    return best if votes[best] >= settings.GENDER_SHARE * sum(votes.values()) else titled
