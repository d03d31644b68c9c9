"""Stories for findings tests: one line a sentence, one cell a word, parsed by hand.

A cell is ``word/UPOS/XPOS/head/relation`` with the head counted from 1 in its sentence, 0 for
the root; ``=c1`` after it makes the word a mention of that character. Words within ``“`` and
``”`` are a quotation; ``say(line, "c2")`` says whose. Each line is a paragraph, a line
``***`` begins a scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from fabula.findings.page import Page, open_page
from fabula.resolve.clauses import read_clauses
from fabula.schema.spans import Mention, Quotation
from fabula.schema.story import Paragraph, Span, Story
from fabula.schema.tokens import Syntax, Tokens, Words
from fabula.schema.world import Alias, Character, Quote, Scene, World, WorldMention


@dataclass
class Draft:
    """Columns of the words so far."""

    words: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    head: list[int] = field(default_factory=list)
    deprel: list[str] = field(default_factory=list)
    who: list[str | None] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    text: str = ""


def page_of(
    lines: Sequence[str], speakers: Sequence[str | None] = (), to: Sequence[str] = ()
) -> Page:
    """The page of these lines; quotations get the speakers in order, each said to ``to``."""
    world, mentions, clauses = parts_of(lines, speakers, to)
    return open_page(world, mentions, clauses)


def parts_of(lines, speakers=(), to=()):  # type: ignore[no-untyped-def]
    """World, mentions and clauses, as the pipeline hands them to the findings."""
    draft, breaks = _draft(lines)
    ends = [start + len(word) for start, word in zip(draft.starts, draft.words, strict=True)]
    quotes = _quotes(draft, ends, speakers, to)
    mentions = tuple(
        Mention(start, end, "PROP", "PER", 1.0, (start, end))
        for start, end, who in zip(draft.starts, ends, draft.who, strict=True)
        if who
    )
    tokens = Tokens(*(np.array(c, np.int32) for c in (draft.starts, ends, draft.line, draft.line)))
    lemmas = tuple(word.lower() for word in draft.words)
    syntax = Syntax(
        *(tuple(draft.upos), tuple(draft.xpos), lemmas),
        *(np.array(draft.head, np.int32), tuple(draft.deprel)),
    )
    story = Story(draft.text, "story.txt", "0" * 64, paragraphs=_paragraphs(draft, ends))
    cast = sorted({who for who in (*draft.who, *speakers, *to) if who})
    bounds = [0, *breaks, len(draft.text)]
    world = World(
        story=story,
        tokens=len(ends),
        model="hand",
        version="0",
        characters=tuple(
            Character(who, who.upper(), (Alias(who.upper(), 0, 1),), None, 1, 0, False, False, 0)
            for who in cast
        ),
        mentions=tuple(
            WorldMention(m.start, m.end, m.kind, m.type, who, 1.0)
            for m, who in zip(mentions, [w for w in draft.who if w], strict=True)
        ),
        quotes=quotes,
        scenes=tuple(
            Scene(f"s{n}", a, b, "chapter", present=tuple((who, a, b) for who in cast))
            for n, (a, b) in enumerate(pairwise(bounds), 1)
        ),
        words=Words(tokens, syntax),
    )
    quotations = tuple(Quotation(q.spans, q.kind, "double") for q in quotes)
    return world, mentions, read_clauses(story, tokens, syntax, mentions, quotations)


def _draft(lines: Sequence[str]) -> tuple[Draft, list[int]]:
    draft, breaks = Draft(), []
    for number, line in enumerate(lines):
        if draft.text:
            draft.text += "\n\n"
        if line == "***":
            breaks.append(len(draft.text))
            continue
        first = len(draft.words)
        for cell in line.split():
            cell, _, who = cell.partition("=")
            word, upos, xpos, head, deprel = cell.split("/")
            if draft.text and not draft.text.endswith("\n"):
                draft.text += " "
            draft.starts.append(len(draft.text))
            draft.text += word
            draft.words.append(word)
            draft.upos.append(upos)
            draft.xpos.append(xpos)
            draft.head.append(first + int(head) - 1 if head != "0" else len(draft.words) - 1)
            draft.deprel.append(deprel)
            draft.who.append(who or None)
            draft.line.append(number)
    return draft, breaks


def _quotes(
    draft: Draft, ends: list[int], speakers: Sequence[str | None], to: Sequence[str]
) -> tuple[Quote, ...]:
    opened = [start for start, word in zip(draft.starts, draft.words, strict=True) if word == "“"]
    closed = [end for end, word in zip(ends, draft.words, strict=True) if word == "”"]
    return tuple(
        Quote(
            *(f"q{n}", ((start, end),), "speech", "explicit", who),
            *(tuple(to), None, 1.0, "tag", ()),
        )
        for n, (start, end, who) in enumerate(zip(opened, closed, speakers, strict=True), 1)
    )


def _paragraphs(draft: Draft, ends: list[int]) -> tuple[Paragraph, ...]:
    spans: dict[int, Span] = {}
    for start, end, line in zip(draft.starts, ends, draft.line, strict=True):
        spans[line] = (spans.get(line, (start, end))[0], end)
    return tuple(Paragraph(*span) for span in spans.values())
