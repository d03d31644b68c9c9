"""Decisions: from posteriors to attributions with type, cue, reason and confidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from fabula.resolve.speakers.candidates import Ballot
from fabula.resolve.speakers.combine import Scores
from fabula.resolve.speakers.evidence import OTHER, Clue, Evidence
from fabula.resolve.speakers.settings import CALIBRATION, KEPT, THRESHOLD, UNARY
from fabula.resolve.speakers.tags import Tag
from fabula.schema.spans import Attribution, QuoteType
from fabula.schema.story import Span

_REASONS: Mapping[str, str] = {
    "script": "script",
    "tag-name": "tag",
    "tag-nominal": "tag",
    "tag-calling": "tag",
    "tag-epithet": "tag",
    "tag-pronoun": "pronoun-tag",
    "tag-first": "pronoun-tag",
    "intro": "beat",
    "beat-before": "beat",
    "beat-within": "beat",
    "beat-within-pronoun": "beat",
    "beat-after": "beat",
    "beat-before-pronoun": "beat",
    "beat-after-pronoun": "beat",
    "near": "beat",
    "lead": "beat",
    "called-before": "vocative",
    "called-after": "vocative",
    "heard-before": "vocative",
    "presented": "introduction",
    "model": "model",
    "model-named": "model",
    "model-told": "model",
    "narrator": "narrator",
}
_NEGLIGIBLE = 0.15  # log-odds below which a clue is no reason


@dataclass(frozen=True, slots=True)
class Decision:
    """Who speaks a turn, None where we abstain."""

    speaker: int | None
    confidence: float
    reason: str
    candidates: tuple[tuple[int, float], ...]
    evidence: tuple[Span, ...]
    cue: Span | None


def decide(ballot: Ballot, posterior: Scores, evidence: Evidence) -> Decision:
    """The most probable candidate of a turn, if probable enough, and why."""
    ranked = sorted(
        zip(ballot.entities, posterior.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0])
    )
    persons = [(e, p) for e, p in ranked if e != OTHER][:KEPT]
    if not persons:
        return Decision(None, 0.0, "no-candidate", (), (), None)
    kept = _shares(persons)
    best, confidence = kept[0]
    if persons[0][1] < THRESHOLD:
        return Decision(None, confidence, "low-confidence", kept, (), None)
    reason, spans = _reason(ballot, best, evidence)
    cue = spans[0] if reason in ("tag", "pronoun-tag", "beat", "script") and spans else None
    return Decision(best, confidence, reason, kept, spans, cue)


def _shares(persons: list[tuple[int, float]]) -> tuple[tuple[int, float], ...]:
    """Calibrated confidence of the best; the others share what it leaves, none above it."""
    (best, posterior), *others = persons
    confidence = calibrated(posterior)
    scale = (1 - confidence) / max(1 - posterior, 1e-9)
    rest = ((entity, min(p * scale, confidence)) for entity, p in others)
    return tuple((entity, round(share, 4)) for entity, share in ((best, confidence), *rest))


def calibrated(posterior: float) -> float:
    """The share of decisions with this posterior that are right (Platt 1999)."""
    p = min(max(posterior, 1e-6), 1 - 1e-6)
    slope, offset = CALIBRATION
    return 1 / (1 + math.exp(-(slope * math.log(p / (1 - p)) + offset)))


def _reason(ballot: Ballot, best: int, evidence: Evidence) -> tuple[str, tuple[Span, ...]]:
    """The reason code of the strongest clue for the winner, and where that clue stands."""
    at = ballot.entities.index(best)
    rivals = [row for i, row in enumerate(ballot.features[:-1]) if i != at]
    weighed = sorted(
        ((_advantage(name, value, rivals), name) for name, value in ballot.features[at].items()),
        reverse=True,
    )
    if weighed and weighed[0][0] > _NEGLIGIBLE:
        name = weighed[0][1]
        return _REASONS[name], _spans(evidence.clues, best, name)
    return ("turn" if rivals else "only-candidate"), ()


def _advantage(name: str, value: float, rivals: list[Mapping[str, float]]) -> float:
    """By how much a clue lifts the winner over the average rival; 0 for what is no reason."""
    if name not in _REASONS:
        return 0.0
    average = sum(row.get(name, 0.0) for row in rivals) / len(rivals) if rivals else 0.0
    return UNARY[name] * (value - average)


def _spans(clues: list[Clue], entity: int, feature: str) -> tuple[Span, ...]:
    return tuple(
        clue.span
        for clue in clues
        if clue.entity == entity and clue.feature == feature and clue.span is not None
    )


def quotation_type(tag: Tag | None) -> QuoteType:
    """Explicit where a name tags it, anaphoric where a pronoun or a description does."""
    if tag is None:
        return "implicit"
    return "explicit" if tag.speaker.kind == "PROP" else "anaphoric"


def attribution(
    index: int,
    first: bool,
    tag: Tag | None,
    decision: Decision,
    addressees: tuple[int, ...],
) -> Attribution:
    """The decision about a turn, as it holds for one of its quotations."""
    reason, cue, evidence = decision.reason, decision.cue, decision.evidence
    told = reason in ("tag", "pronoun-tag")
    if tag is not None:
        cue = tag.speaker.span
        evidence = evidence or (cue,)
    elif told and not first:
        reason, cue = "continuation", None
    elif told:
        cue = None
    return Attribution(
        quotation=index,
        type=quotation_type(tag),
        speaker=decision.speaker,
        addressees=addressees,
        cue=cue,
        confidence=decision.confidence,
        reason=reason,
        candidates=decision.candidates,
        evidence=evidence,
    )
