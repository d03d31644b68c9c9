"""A small World made by hand, for tests that need one and no model."""

from __future__ import annotations

import hashlib

from fabula.schema.story import Division, Header, Paragraph, SceneBreak, SourceAnchor, Story
from fabula.schema.world import (
    Alias,
    Character,
    Event,
    Narration,
    Other,
    Place,
    Quote,
    Run,
    Scene,
    World,
    WorldMention,
)

TEXT = (
    "I\n\n"
    "“Come in, Miss Hale,” said Mr. Grey of Norton. “The Company is waiting.”\n\n"
    "“Who is?”\n\n"
    "* * *\n\n"
    "She left [bold] him there.\n"
)


def span(piece: str, text: str = TEXT) -> tuple[int, int]:
    """Where ``piece`` first occurs."""
    start = text.index(piece)
    return (start, start + len(piece))


def sample_story() -> Story:
    """A story of one chapter, three paragraphs and a scene break."""
    first = span(TEXT.splitlines()[2])
    return Story(
        text=TEXT,
        source="norton.txt",
        sha256=hashlib.sha256(TEXT.encode("utf-8")).hexdigest(),
        title="Norton",
        author="A. N. Author",
        header=Header(rating="Teen", warnings=("none",), other={"Beta": "nobody"}),
        divisions=(Division("d1", "chapter", "I", 0, len(TEXT)),),
        paragraphs=(
            Paragraph(0, 1, "heading"),
            Paragraph(*first, gap=1),
            Paragraph(*span("“Who is?”"), gap=1),
            Paragraph(*span("* * *"), kind="break", gap=1),
            Paragraph(*span("She left [bold] him there."), gap=1),
        ),
        breaks=(SceneBreak(span("She left")[0], "mark"),),
        anchors=(SourceAnchor(0, "norton.txt", "body"),),
    )


def sample_world() -> World:
    """Two people, a place, a company; one quotation explicit, one left open."""
    norton = span("Norton")
    return World(
        story=sample_story(),
        tokens=34,
        model="test-model",
        version="0.1.0",
        characters=(
            person("c1", "Miss Hale", pronouns="she/her", mentions=2, lines=0),
            person("c2", "Mr. Grey", pronouns=None, mentions=1, lines=1),
        ),
        places=(Place("p1", "Norton", (Alias("Norton", norton[0], 1),)),),
        others=(Other("o1", "ORG", "The Company"),),
        mentions=(
            WorldMention(*span("Miss Hale"), "PROP", "PER", "c1", 0.98),
            WorldMention(*span("Mr. Grey"), "PROP", "PER", "c2", 0.9),
            WorldMention(*norton, "PROP", "GPE", "p1", 0.75),
            WorldMention(*span("The Company"), "NOM", "ORG", "o1", 0.5),
            WorldMention(*span("She"), "PRON", "PER", "c1", 0.875),
            WorldMention(*span("him"), "PRON", "PER", None, 0.25),
        ),
        quotes=sample_quotes(),
        narration=(Narration(3, len(TEXT), "third", "past", None, None),),
        scenes=(
            Scene("s1", span("“Come")[0], span("“Who is?”")[1], "chapter"),
            Scene("s2", *span("She left [bold] him there."), opens="mark"),
        ),
        events=(Event(*span("left"), "leave", ("c1",), ("c2",), "s2", 0.8),),
        run=Run(0.5, 68.0, 100.25),
    )


def person(id_: str, name: str, *, pronouns: str | None, mentions: int, lines: int) -> Character:
    """A character whose only name is ``name``."""
    start = span(name)[0]
    aliases = (Alias(name, start, 1),)
    return Character(id_, name, aliases, pronouns, mentions, lines, False, False, start)


def sample_quotes() -> tuple[Quote, ...]:
    """An interrupted quotation with a tag, and one without a speaker."""
    return (
        Quote(
            id="q1",
            spans=(span("“Come in, Miss Hale,”"), span("“The Company is waiting.”")),
            kind="speech",
            type="explicit",
            speaker="c2",
            addressees=("c1",),
            cue=span("Mr. Grey"),
            confidence=0.97,
            reason="tag",
            candidates=(("c2", 0.97), ("c1", 0.02)),
            evidence=(span("said Mr. Grey"),),
        ),
        Quote(
            id="q2",
            spans=(span("“Who is?”"),),
            kind="speech",
            type="implicit",
            speaker=None,
            addressees=(),
            cue=None,
            confidence=0.4,
            reason="low-confidence",
            candidates=(("c1", 0.4), ("c2", 0.35)),
        ),
    )
