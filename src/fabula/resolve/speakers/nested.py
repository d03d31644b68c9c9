"""Quotations inside quotations: spoken by whom the outer words name, or by nobody we know."""

from __future__ import annotations

from fabula.resolve.speakers.decide import quotation_type
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.tags import Tag
from fabula.schema.spans import Attribution, Quotation

_TAGGED = 0.8
_OUTER = 0.7


def attribute_nested(
    page: Page, index: int, quotation: Quotation, tag: Tag | None, outer: Attribution
) -> Attribution:
    """The speaker by the inner tag; "I said" is the outer speaker; else we abstain."""
    speaker: int | None = None
    confidence = 0.0
    person = None if tag is None else tag.speaker
    if person is not None and person.first:
        speaker, confidence = outer.speaker, _OUTER * outer.confidence
    elif person is not None and person.entity is not None:
        speaker, confidence = person.entity, _TAGGED
    hearers = () if tag is None else tag.hearers
    addressees = tuple(p.entity for p in hearers if p.entity is not None and p.entity != speaker)
    reason = "no-candidate"
    if speaker is not None and person is not None:
        reason = "pronoun-tag" if person.kind == "PRON" else "tag"
    return Attribution(
        quotation=index,
        type=quotation_type(tag),
        speaker=speaker,
        addressees=addressees[:1],
        cue=None if person is None else person.span,
        confidence=confidence,
        reason=reason,
        candidates=() if speaker is None else ((speaker, confidence),),
        evidence=() if person is None else (person.span,),
    )
