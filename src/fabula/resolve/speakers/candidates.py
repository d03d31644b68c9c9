"""Candidates: who may speak each turn, with the clues about everybody at hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fabula.resolve.speakers.evidence import OTHER, Clue, Evidence, Narrators
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.settings import MAX_CANDIDATES, REACH, RECENT, UNARY
from fabula.resolve.speakers.turns import Turn
from fabula.schema.spans import Gender, Quotation, SpeakerScores
from fabula.schema.tokens import FloatArray, IntArray

_MODEL_FLOOR = math.log(0.02)  # for whom the model did not see
_FAR = -3.0  # "distance" of somebody not among those last mentioned
_TELLING = ("tag-", "beat-", "script")


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
    parties = _parties(turns, evidence)
    recent = _recent_persons(page, turns, quotations)
    cast = _cast_shares(page)
    ballots: list[Ballot] = []
    for at, turn in enumerate(turns):
        features: dict[int, dict[str, float]] = {}
        for clue in evidence[at].clues:
            _put(features, clue)
        for entity in parties[at]:
            features.setdefault(entity, {})
        for entity, distance in recent[at]:
            features.setdefault(entity, {})["distance"] = -math.log1p(distance / 50)
        narrator = narrators.at(quotations[turn.quotations[0]].spans[0][0])
        if narrator is not None:
            features.setdefault(narrator, {})["narrator"] = 1.0
        _add_model(page, turn, scores, features)
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
        row.setdefault("distance", 0.0 if entity in evidence.present else _FAR)
    ranked = sorted(features, key=lambda e: (-unary_score(features[e]), e))[:MAX_CANDIDATES]
    if any("model" in features[e] for e in ranked):
        for entity in ranked:
            features[entity].setdefault("model", _MODEL_FLOOR)
        other["model"] = _MODEL_FLOOR
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


def _parties(turns: tuple[Turn, ...], evidence: list[Evidence]) -> list[set[int]]:
    """For each turn, who speaks within ``REACH`` turns of its conversation by tag or beat."""
    parties: list[set[int]] = [set() for _ in turns]
    for at, entity in enumerate([_told_speaker(item) for item in evidence]):
        if entity is None:
            continue
        for way in (1, -1):
            for other in range(at + way, at + way * (REACH + 1), way):
                if not 0 <= other < len(turns) or turns[other if way > 0 else other + 1].opens:
                    break
                parties[other].add(entity)
    return parties


def _told_speaker(evidence: Evidence) -> int | None:
    """The entity the turn's own tag or beat names."""
    best = max(
        (clue for clue in evidence.clues if clue.feature.startswith(_TELLING)),
        key=lambda clue: UNARY[clue.feature] * clue.value,
        default=None,
    )
    return None if best is None or best.entity == OTHER else best.entity


def _recent_persons(
    page: Page, turns: tuple[Turn, ...], quotations: tuple[Quotation, ...]
) -> list[list[tuple[int, int]]]:
    """For each turn, (entity, tokens since) of those last mentioned in the narration before."""
    told = sorted(
        (lo, entity)
        for index, (lo, _) in page.range_of.items()
        if page.owner[lo] < 0 and (entity := page.entity(index)) is not None
    )
    seen: dict[int, int] = {}
    recent: list[list[tuple[int, int]]] = []
    at = 0
    for turn in turns:
        start, _ = page.rows(quotations[turn.quotations[0]].spans[0])
        while at < len(told) and told[at][0] < start:
            row, entity = told[at]
            seen.pop(entity, None)
            seen[entity] = row
            at += 1
        last = []
        for entity in reversed(seen):
            last.append((entity, start - seen[entity]))
            if len(last) == RECENT:
                break
        recent.append(last)
    return recent


def _add_model(
    page: Page,
    turn: Turn,
    scores: SpeakerScores,
    features: dict[int, dict[str, float]],
) -> None:
    """Log probability of each entity by the model, over the quotations of the turn at best."""
    for index in turn.quotations:
        for entity, share in model_shares(page, scores.candidates, scores.speaker, index).items():
            row = features.setdefault(entity, {})
            row["model"] = max(row.get("model", _MODEL_FLOOR), math.log(share + 1e-6))


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
