"""Unmarked thought and reported speech as quotations with their thinker or speaker."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.resolve.thoughts.page import ThoughtPage
from fabula.resolve.thoughts.reported import find_reported
from fabula.resolve.thoughts.sentences import Sentence
from fabula.resolve.thoughts.tags import pieces
from fabula.resolve.thoughts.thinker import thinker_of
from fabula.resolve.thoughts.voice import voice_model
from fabula.schema.spans import Attribution, Coreference, Mention, NarrationSpan, Quotation
from fabula.schema.story import Span, Story
from fabula.schema.tokens import Syntax, Tokens

Found = tuple[tuple[Quotation, ...], tuple[Attribution, ...]]
_CLOSING = frozenset({".", ",", ";", ":"})


def find_thoughts(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    quotations: tuple[Quotation, ...],
    coref: Coreference,
    narration: Sequence[NarrationSpan],
    attributions: tuple[Attribution, ...],
) -> Found:
    """Quotations and attributions, with those of unmarked thought and reported speech added.

    Thoughts have kind ``thought``, reported speech ``reported``; both have no marks, and
    stand behind all others, so the numbers of these hold.
    """
    page = ThoughtPage(story, tokens, syntax, mentions, quotations, coref, narration)
    found: list[tuple[Quotation, Attribution]] = []
    number = len(quotations)
    for run, confidence in _runs(page):
        thinker, evidence = thinker_of(page, run)
        spans = _spans(page, run)
        if not spans:
            continue
        tagged = next((s.tag for s in run if s.tag is not None), None)
        quotation = Quotation(spans, "thought", "none")
        attribution = Attribution(
            quotation=number + len(found),
            type="implicit" if tagged is None else page.tag_type(tagged),
            speaker=thinker,
            addressees=(),
            cue=evidence,
            confidence=confidence if thinker is not None else 0.0,
            reason="thought-voice" if tagged is None else "thought-tag",
            evidence=() if evidence is None else (evidence,),
        )
        found.append((quotation, attribution))
    for quotation, attribute in find_reported(page, quotations, attributions):
        found.append((quotation, attribute(number + len(found))))
    return (
        (*quotations, *(quotation for quotation, _ in found)),
        (*attributions, *(attribution for _, attribution in found)),
    )


def _runs(page: ThoughtPage) -> list[tuple[list[Sentence], float]]:
    """Neighbouring sentences of one paragraph that are thought, and how sure the best is."""
    model = voice_model()
    runs: list[tuple[list[Sentence], float]] = []
    before: Sentence | None = None
    thought = False
    for sentence in page.sentences:
        if before is None or before.paragraph != sentence.paragraph or before.hi != sentence.lo:
            before, thought = None, False
        values = page.voices.features(sentence, before, thought)
        probability = model.probability(values)
        now = probability >= model.threshold and not page.voices.narrates(sentence)
        if now and thought:
            runs[-1] = ([*runs[-1][0], sentence], max(runs[-1][1], probability))
        elif now:
            runs.append(([sentence], probability))
        before, thought = sentence, now
    return runs


def _spans(page: ThoughtPage, run: Sequence[Sentence]) -> tuple[Span, ...]:
    """The words of a run without its tags; what no tag parts is one span."""
    spans: list[tuple[int, int]] = []
    for sentence in run:
        for lo, hi in pieces(sentence.lo, sentence.hi, sentence.tag):
            if sentence.tag is not None and sentence.tag.leads and hi <= sentence.tag.hi:
                continue
            while lo < hi and page.words[lo] in _CLOSING:
                lo += 1
            while hi > lo and page.words[hi - 1] == ",":
                hi -= 1
            if hi - lo < 1 or not any(page.words[row][0].isalnum() for row in range(lo, hi)):
                continue
            if spans and spans[-1][1] == lo:
                spans[-1] = (spans[-1][0], hi)
            else:
                spans.append((lo, hi))
    return tuple((page.starts[lo], page.ends[hi - 1]) for lo, hi in spans)
