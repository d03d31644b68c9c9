"""Who says each quotation and to whom, decided jointly over every conversation."""

from __future__ import annotations

from types import MappingProxyType

from fabula.resolve.speakers.addressees import choose_addressees
from fabula.resolve.speakers.candidates import draw_ballots
from fabula.resolve.speakers.combine import posteriors
from fabula.resolve.speakers.decide import attribution, decide
from fabula.resolve.speakers.evidence import Narrators, note_neighbours, read_turn
from fabula.resolve.speakers.nested import attribute_nested
from fabula.resolve.speakers.page import LABELLED, NOT_SPEECH, Page
from fabula.resolve.speakers.pinned import (
    Pinned,
    note_pinned,
    pin_ballots,
    pin_decisions,
    split_turns,
)
from fabula.resolve.speakers.script import label_tag
from fabula.resolve.speakers.tags import Tag
from fabula.resolve.speakers.turns import build_turns, find_tag
from fabula.schema.spans import (
    Attribution,
    Coreference,
    Mention,
    NarrationSpan,
    Quotation,
    SpeakerScores,
)
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens


def attribute(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: tuple[Mention, ...],
    quotations: tuple[Quotation, ...],
    coref: Coreference,
    narration: tuple[NarrationSpan, ...],
    scores: SpeakerScores,
    pinned: Pinned = MappingProxyType({}),
) -> tuple[Attribution, ...]:
    """One attribution per quotation, in the order of ``quotations``.

    ``scores`` may be empty (k = 0): tags, beats, vocatives and turns decide alone.
    ``pinned`` are the speakers of quotations that are known for certain. Types
    (explicit, anaphoric, implicit) as in PDNC (Vishnubhotla et al. 2022).
    """
    page = Page(story, tokens, syntax, mentions, quotations, coref)
    tags = find_tags(page, quotations)
    turns = split_turns(build_turns(page, story, quotations, tags), pinned)
    narrators = Narrators(
        tuple(
            (span.start, span.end, span.narrator)
            for span in narration
            if span.narrator is not None and span.person == "first"
        )
    )
    evidence = [read_turn(page, turn, quotations, tags, narrators) for turn in turns]
    note_neighbours(turns, evidence)
    note_pinned(turns, evidence, pinned)
    ballots = draw_ballots(page, turns, quotations, evidence, narrators, scores)
    ballots = pin_ballots(turns, ballots, pinned)
    chances = posteriors(turns, ballots)
    decisions = [decide(*row) for row in zip(ballots, chances, evidence, strict=True)]
    decisions = pin_decisions(turns, decisions, pinned)
    speakers = [decision.speaker for decision in decisions]
    heard = choose_addressees(page, turns, quotations, tags, evidence, speakers, scores)
    found: dict[int, Attribution] = {}
    for turn, decision in zip(turns, decisions, strict=True):
        for index in turn.quotations:
            first = index == turn.quotations[0]
            found[index] = attribution(index, first, tags.get(index), decision, heard[index])
    return tuple(
        found[i] if i in found else _aside(page, i, quotations, tags, found)
        for i in range(len(quotations))
    )


def find_tags(page: Page, quotations: tuple[Quotation, ...]) -> dict[int, Tag]:
    """The tag of each quotation of speech that has one."""
    tags: dict[int, Tag] = {}
    for index, quotation in enumerate(quotations):
        if quotation.kind in NOT_SPEECH:
            continue
        labelled = quotation.marks in LABELLED
        tag = label_tag(page, quotation) if labelled else find_tag(page, quotation)
        if tag is not None:
            tags[index] = tag
    return tags


def _aside(
    page: Page,
    index: int,
    quotations: tuple[Quotation, ...],
    tags: dict[int, Tag],
    found: dict[int, Attribution],
) -> Attribution:
    """A quotation outside all turns: quoted words that are not speech, or nested speech."""
    quotation = quotations[index]
    if quotation.kind in NOT_SPEECH:
        return Attribution(index, "implicit", None, (), None, 1.0, "not-speech")
    parent = quotation.parent
    if parent is None or parent not in found:
        return Attribution(index, "implicit", None, (), None, 0.0, "no-candidate")
    return attribute_nested(page, index, quotation, tags.get(index), found[parent])
