"""A claim as the extractors make it: still with rows, so that claims can be compared."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.findings.page import Page
from fabula.schema.findings import Modality
from fabula.schema.story import Span


@dataclass(frozen=True, slots=True)
class Statement:
    """What one passage says of ``subject`` (an id), or of a ``thing`` (a noun) of theirs.

    ``by`` is a character's id, ``narrator``, or None for an unknown speaker; ``quote`` is the
    index of the quotation, None in narration. ``definite``: the thing is spoken of as known.
    ``remembered``: said of a time before ("had been"). ``detail`` narrows what is compared:
    claims with different details never meet. ``whole``: all there are were counted.
    """

    span: Span
    row: int
    by: str | None
    quote: int | None
    subject: str | None
    property: str
    value: str
    thing: str = ""
    detail: str = ""
    polarity: bool = True
    modality: Modality = "asserted"
    definite: bool = False
    whole: bool = False
    remembered: bool = False
    confidence: float = 0.8


_LONGEST = 12  # words of a claim that reaches from one word to another


def claim_at(
    page: Page,
    row: int,
    *,
    subject: str | None,
    kind: str,
    value: str,
    first: int | None = None,
    to: int | None = None,
    thing: str = "",
    detail: str = "",
    polarity: bool = True,
    definite: bool = False,
    lasting: bool = False,
    confidence: float = 0.8,
) -> Statement:
    """The claim that the word at ``row`` makes: with all from ``first`` up to ``to``, unless
    those are far off.

    ``kind`` is the property that is claimed. Who says it and how it is meant is read off the
    page; a negated clause turns ``polarity``. ``lasting``: a noun phrase says it, so that the
    tense and the negation of the clause do not matter.
    """
    clause = page.governing(row)
    negated = clause is not None and clause.negated and not lasting
    modality = page.modality(row)
    if lasting and definite and page.quote[row] is None and modality != "imagined":
        modality = "asserted"  # "she could see the grey car": it is grey all the same
    return Statement(
        span=page.span(row, *(at for at in (first, to) if at and abs(at - row) <= _LONGEST)),
        row=row,
        by=page.voice(row),
        quote=page.quote[row],
        subject=subject,
        property=kind,
        value=value,
        thing=thing,
        detail=detail,
        polarity=polarity != negated,
        modality=modality,
        definite=definite,
        remembered=clause is not None and clause.perfect and not lasting,
        confidence=confidence,
    )


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two statements of different voices, why they cannot both hold, and how sure that is."""

    a: Statement
    b: Statement
    why: str
    confidence: float
