"""The findings of a World in the JSON contract, and back; used by ``schema.json`` alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fabula.schema.findings import Claim, Conflict, Content, Relation, Told
from fabula.schema.story import Span

Record = dict[str, Any]


def relation_record(relation: Relation) -> Record:
    return {
        "source": relation.source,
        "target": relation.target,
        "kind": relation.kind,
        "from": relation.start,
        "evidence": [list(span) for span in relation.evidence],
        "confidence": round(relation.confidence, 4),
    }


def relation(record: Mapping[str, Any]) -> Relation:
    return Relation(
        source=record["source"],
        target=record["target"],
        kind=record["kind"],
        start=record["from"],
        evidence=tuple(_span(s) for s in record["evidence"]),
        confidence=record["confidence"],
    )


def told_record(told: Told) -> Record:
    return {
        "id": told.id,
        "span": list(told.span),
        "by": told.by,
        "to": list(told.to),
        "heard": list(told.heard),
        "about": list(told.about),
        "confidence": round(told.confidence, 4),
    }


def told(record: Mapping[str, Any]) -> Told:
    return Told(
        id=record["id"],
        span=_span(record["span"]),
        by=record["by"],
        to=tuple(record["to"]),
        heard=tuple(record["heard"]),
        about=tuple(record["about"]),
        confidence=record.get("confidence", 1.0),
    )


def claim_record(claim: Claim) -> Record:
    return {
        "id": claim.id,
        "span": list(claim.span),
        "by": claim.by,
        "subject": claim.subject,
        "property": claim.property,
        "value": claim.value,
        "polarity": claim.polarity,
        "modality": claim.modality,
        "confidence": round(claim.confidence, 4),
    }


def claim(record: Mapping[str, Any]) -> Claim:
    return Claim(
        id=record["id"],
        span=_span(record["span"]),
        by=record["by"],
        subject=record["subject"],
        property=record["property"],
        value=record["value"],
        polarity=record["polarity"],
        modality=record["modality"],
        confidence=record.get("confidence", 1.0),
    )


def conflict_record(conflict: Conflict) -> Record:
    return {
        "id": conflict.id,
        "kind": conflict.kind,
        "a": list(conflict.a),
        "b": list(conflict.b),
        "claims": list(conflict.claims),
        "why": conflict.why,
        "confidence": round(conflict.confidence, 4),
        "waived": conflict.waived,
    }


def conflict(record: Mapping[str, Any]) -> Conflict:
    return Conflict(
        id=record["id"],
        kind=record["kind"],
        a=_span(record["a"]),
        b=_span(record["b"]),
        claims=tuple(record["claims"]),
        why=record["why"],
        confidence=record["confidence"],
        waived=record.get("waived"),
    )


def content_record(content: Content) -> Record:
    return {
        "category": content.category,
        "severity": content.severity,
        "start": content.start,
        "end": content.end,
    }


def content(record: Mapping[str, Any]) -> Content:
    return Content(record["category"], record["severity"], record["start"], record["end"])


def _span(pair: Any) -> Span:
    start, end = pair
    return (start, end)
