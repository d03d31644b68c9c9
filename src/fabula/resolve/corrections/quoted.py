"""Quotations that people pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.schema.corrections import Corrections, NotSpeech
from fabula.schema.spans import Quotation
from fabula.schema.story import Span


def quotation_at(quotations: Sequence[Quotation], span: Span) -> int:
    """The quotation that opens at ``span``, else the smallest around or in it.

    Raises LookupError where there is none.
    """
    start, end = span
    found = [
        (q.spans[0][0] != start, q.spans[-1][1] - q.spans[0][0], number)
        for number, q in enumerate(quotations)
        if any(a < end and start < b for a, b in q.spans)
    ]
    if not found:
        raise LookupError("no quotation stands there")
    return min(found)[2]


def mark_not_speech(
    quotations: tuple[Quotation, ...], corrections: Corrections
) -> tuple[Quotation, ...]:
    """The quotations, those that people said are no speech marked as such."""
    marked = list(quotations)
    for entry in corrections.entries:
        if isinstance(entry, NotSpeech):
            try:
                number = quotation_at(quotations, entry.quote.span)
            except LookupError:
                continue  # reported where all corrections are gone through
            marked[number] = replace(marked[number], kind=entry.kind)
    return tuple(marked)
