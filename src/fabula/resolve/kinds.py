"""Speech over a distance and out of the past: the kinds of quotation their place tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from fabula.resources import key_of_word
from fabula.schema.spans import Quotation, QuoteKind
from fabula.schema.story import Story
from fabula.schema.tokens import Tokens, column

_REMOTE: dict[str, QuoteKind] = {"phone": "phone", "radio": "radio"}
_LONGEST = 12  # paragraphs of an exchange after the word that tells


def tell_kinds(
    story: Story, tokens: Tokens, quotations: Sequence[Quotation]
) -> tuple[Quotation, ...]:
    """Plain speech inside speech is ``recalled``; a word for a phone or radio in the
    narration makes ``phone`` or ``radio`` of the speech in its paragraph and the exchange
    after it, until a word ends it or a paragraph passes without speech.
    """
    kind_at = _calls(story, tokens, quotations)
    starts = [paragraph.start for paragraph in story.paragraphs]
    told = []
    for quotation in quotations:
        kind = quotation.kind
        if kind == "speech" and quotation.parent is not None:
            kind = "recalled" if quotations[quotation.parent].kind == "speech" else kind
        elif kind == "speech":
            number = bisect_right(starts, quotation.spans[0][0]) - 1
            kind = kind_at.get(number, kind)
        told.append(replace(quotation, kind=kind))
    return tuple(told)


def _calls(story: Story, tokens: Tokens, quotations: Sequence[Quotation]) -> dict[int, QuoteKind]:
    """Paragraphs (by number) whose speech is over a phone or radio."""
    starts = [paragraph.start for paragraph in story.paragraphs]
    speaking = {
        bisect_right(starts, span[0]) - 1
        for quotation in quotations
        if quotation.kind == "speech"
        for span in quotation.spans
    }
    cues = _cues(story, tokens, quotations)
    kinds: dict[int, QuoteKind] = {}
    current: QuoteKind | None = None
    since = 0
    for number in sorted(speaking | set(cues)):
        for cue in cues.get(number, ()):
            current = _REMOTE.get(cue)
            since = number
        if number not in speaking:
            continue
        unbroken = number in cues or number - 1 in speaking or number - 1 in cues
        if not unbroken or number - since > _LONGEST:
            current = None
        if current is not None:
            kinds[number] = current
    return kinds


def _cues(story: Story, tokens: Tokens, quotations: Sequence[Quotation]) -> dict[int, list[str]]:
    """For each paragraph the cues its narration has, in order."""
    words = key_of_word("remote_speech")
    quoted = sorted(
        span for q in quotations if q.kind not in ("scare", "title") for span in q.spans
    )
    begins = [start for start, _ in quoted]
    found: dict[int, list[str]] = {}
    for start, end, number in zip(
        column(tokens.starts), column(tokens.ends), column(tokens.paragraph), strict=True
    ):
        cue = words.get(story.text[start:end].lower())
        if cue is None:
            continue
        at = bisect_right(begins, start) - 1
        if at < 0 or quoted[at][1] <= start:
            found.setdefault(number, []).append(cue)
    return found
