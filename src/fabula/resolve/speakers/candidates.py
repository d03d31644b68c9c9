"""Candidates: who may speak each turn, with the clues about everybody at hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fabula.resolve.speakers.evidence import OTHER, Clue, Evidence, Narrators
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.settings import MAX_CANDIDATES, RECENT, UNARY
from fabula.resolve.speakers.stage import NEVER, Stage
from fabula.resolve.speakers.turns import Turn
from fabula.schema.spans import Gender, Quotation, SpeakerScores
from fabula.schema.tokens import FloatArray, IntArray

_MODEL = ("model", "model-named", "model-told")
_BY_NAME = frozenset({"tag-name", "tag-unseen"})
_OTHERWISE_TOLD = frozenset(
    {"tag-pronoun", "tag-first", "tag-nominal", "tag-epithet", "tag-calling"}
)
_MODEL_FLOOR = math.log(0.02)  # for whom the model did not see


@dataclass(frozen=True, slots=True)
class Ballot:
    """The candidates of one turn (``OTHER`` last) and the values of their features."""

    entities: tuple[int, ...]
    features: tuple[Mapping[str, float], ...]


def draw_ballots(
    page: Page,
    turns: tuple[Turn, ...],
    quotations: tuple[Quotation, ...],
    evidence: list[Evidence],
    narrators: Narrators,
    scores: SpeakerScores,
) -> list[Ballot]:
    """One ballot a turn, of at most ``MAX_CANDIDATES`` entities and ``OTHER``."""
    stage = Stage(page, turns, quotations, evidence)
    cast = _cast_shares(page)
    ballots: list[Ballot] = []
    for at, turn in enumerate(turns):
        features: dict[int, dict[str, float]] = {}
        for clue in evidence[at].clues:
            _put(features, clue)
        stage.move(at)
        for entity in (*stage.close_by(), *stage.recent(RECENT)):
            features.setdefault(entity, {})
        narrator = narrators.at(quotations[turn.quotations[0]].spans[0][0])
        if narrator is not None:
            features.setdefault(narrator, {})["narrator"] = 1.0
        _add_model(page, turn, scores, features, _model_feature(evidence[at]))
        for entity, row in stage.show([e for e in features if e != OTHER]).items():
            features[entity].update(row)
        ballots.append(_ballot(page, features, evidence[at], cast))
    return ballots


def _put(features: dict[int, dict[str, float]], clue: Clue) -> None:
    row = features.setdefault(clue.entity, {})
    row[clue.feature] = max(row.get(clue.feature, 0.0), clue.value)


def _ballot(
    page: Page,
    features: dict[int, dict[str, float]],
    evidence: Evidence,
    cast: list[float],
) -> Ballot:
    other = features.pop(OTHER, {})
    features = {entity: row for entity, row in features.items() if _can_speak(page, entity)}
    other["other"] = 1.0
    for entity, row in features.items():
        _describe(page, entity, row, evidence.clashes, cast)
        if entity in evidence.present and row["distance"] == NEVER:
            row["distance"] = 0.0  # first mentioned after the turn, in its paragraph
    ranked = sorted(features, key=lambda e: (-unary_score(features[e]), e))[:MAX_CANDIDATES]
    for name in _MODEL:
        if any(name in features[e] for e in ranked):
            for entity in ranked:
                features[entity].setdefault(name, _MODEL_FLOOR)
            other[name] = _MODEL_FLOOR
    return Ballot((*ranked, OTHER), (*(features[e] for e in ranked), other))


def unary_score(features: Mapping[str, float]) -> float:
    """Weights times values."""
    return sum(UNARY[name] * value for name, value in features.items())


def _can_speak(page: Page, entity: int) -> bool:
    return entity in page.voices or page.coref.entities[entity].named


def _describe(
    page: Page,
    entity: int,
    row: dict[str, float],
    clashes: list[tuple[str, Gender, float]],
    cast: list[float],
) -> None:
    record = page.coref.entities[entity]
    row["cast"] = cast[entity]
    if record.named:
        row["named"] = 1.0
    if record.group:
        row["group"] = 1.0
    for name, gender, value in clashes:
        if record.gender in ("he", "she") and record.gender != gender:
            row[name] = max(row.get(name, 0.0), value)


def _cast_shares(page: Page) -> list[float]:
    """log(1 + mentions) of each entity over the greatest of any."""
    logs = [math.log1p(len(entity.mentions)) for entity in page.coref.entities]
    top = max(logs, default=1.0) or 1.0
    return [value / top for value in logs]


def _add_model(
    page: Page,
    turn: Turn,
    scores: SpeakerScores,
    features: dict[int, dict[str, float]],
    name: str,
) -> None:
    """Log probability of each entity by the model, over the quotations of the turn at best."""
    for index in turn.quotations:
        for entity, share in model_shares(page, scores.candidates, scores.speaker, index).items():
            row = features.setdefault(entity, {})
            row[name] = max(row.get(name, _MODEL_FLOOR), math.log(share + 1e-6))


def _model_feature(evidence: Evidence) -> str:
    """The feature the model's opinion is, by the tag it saw: it reads names well, not pronouns."""
    tags = {clue.feature for clue in evidence.clues}
    if tags & _BY_NAME:
        return "model-named"
    return "model-told" if tags & _OTHERWISE_TOLD else "model"


def model_shares(
    page: Page, candidates: IntArray, scores: FloatArray, index: int
) -> dict[int, float]:
    """Softmax of one row of model scores, summed by entity.

    Only mentions outside the quotation are asked, an "I" inside it tells nothing yet, and
    mentions without an entity are left out of the sums.
    """
    mentions = candidates[index]
    values = scores[index].astype(np.float64)
    outside = [
        mention in page.range_of and page.owner[page.range_of[mention][0]] != index
        for mention in mentions.tolist()
    ]
    keep = np.isfinite(values) & np.array(outside, dtype=bool)
    if not keep.any():
        return {}
    weights = np.exp(values[keep] - values[keep].max())
    shares: dict[int, float] = {}
    parts = (weights / weights.sum()).tolist()
    for mention, weight in zip(mentions[keep].tolist(), parts, strict=True):
        entity = page.entity(mention)
        if entity is not None and entity in page.voices:
            shares[entity] = shares.get(entity, 0.0) + weight
    return shares
