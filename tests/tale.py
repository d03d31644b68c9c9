"""Worlds made by hand that have words, and all that formats trip over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from fabula.schema.findings import Conflict, Content, Relation, Told
from fabula.schema.story import Division, Paragraph, SceneBreak, Span, Story
from fabula.schema.tokens import Syntax, Words
from fabula.schema.world import (
    Alias,
    Character,
    Event,
    Narration,
    Other,
    Place,
    Quote,
    Scene,
    World,
    WorldMention,
)
from fabula.tokens import tokenize

# one row of a parse: universal and Penn tag, lemma, text of the head, relation
Parse = Mapping[str, tuple[str, str, str, str, str]]


def with_words(world: World, parse: Parse | None = None) -> World:
    """``world`` with its words; those of ``parse`` analysed, all others hung on the first.

    A head is found in the same sentence, nearest to the word.
    """
    tokens = tokenize(world.story, ())
    starts, ends = tokens.starts.tolist(), tokens.ends.tolist()
    texts = [world.story.text[a:b] for a, b in zip(starts, ends)]
    sentence = tokens.sentence.tolist()
    first = {s: sentence.index(s) for s in set(sentence)}
    rows = []
    for row, text in enumerate(texts):
        start = first[sentence[row]]
        upos, xpos, lemma, head, deprel = (parse or {}).get(text, ("NOUN", "NN", text, "", "dep"))
        same = [r for r, t in enumerate(texts) if t == head and sentence[r] == sentence[row]]
        above = min(same, key=lambda r: abs(r - row)) if same else start
        if deprel == "root":
            above = row
        elif not same:
            roots = [r for r in range(len(texts)) if sentence[r] == sentence[row]]
            rooted = [r for r in roots if (parse or {}).get(texts[r], ("",) * 5)[4] == "root"]
            above = rooted[0] if rooted else start
        rows.append((upos, xpos, lemma, above, "root" if above == row else deprel))
    upos_, xpos_, lemma_, head_, deprel_ = zip(*rows)
    syntax = Syntax(upos_, xpos_, lemma_, np.array(head_, np.int32), deprel_)
    return replace(world, words=Words(tokens, syntax), tokens=len(texts))


TALE = """\
Licence: do <script>alert(1)</script> & what you like.

CHAPTER I

I am Zoë. My sister Zo was ill and tired.

“Come,” said Zo, “and see the ‘Nancy Bell’ [pause] with me.

“She sails <<VOICE:x>> at noon.”

“Who told you?” I asked. “Зоя said ‘Never!’ to me.”

* * *

CHAPTER II

He got seen by Zo in *Old Harbour*.\r
It rained.
"""
PARSE: Parse = {
    "am": ("AUX", "VBP", "be", "Zoë", "cop"),
    "Zoë": ("PROPN", "NNP", "Zoë", "", "root"),
    "I": ("PRON", "PRP", "I", "asked", "nsubj"),
    "My": ("PRON", "PRP$", "my", "sister", "nmod:poss"),
    "sister": ("NOUN", "NN", "sister", "ill", "nsubj"),
    "ill": ("ADJ", "JJ", "ill", "", "root"),
    "was": ("AUX", "VBD", "be", "ill", "cop"),
    "tired": ("ADJ", "JJ", "tired", "ill", "conj"),
    "got": ("AUX", "VBD", "get", "seen", "aux:pass"),
    "asked": ("VERB", "VBD", "ask", "", "root"),
    "seen": ("VERB", "VBN", "see", "", "root"),
    "He": ("PRON", "PRP", "he", "seen", "nsubj:pass"),
    "Zo": ("PROPN", "NNP", "Zo", "seen", "obl:agent"),
    "by": ("ADP", "IN", "by", "Zo", "case"),
}


def at(piece: str, after: str = "") -> Span:
    """Where ``piece`` first occurs in the tale, from ``after`` on."""
    start = TALE.index(piece, TALE.index(after))
    return (start, start + len(piece))


def tale_story() -> Story:
    """Licence, two chapters, a scene break, a line end of another system."""
    blocks = TALE.split("\n\n")
    paragraphs = []
    for number, block in enumerate(blocks):
        start = TALE.index(block)
        kind = {0: "apparatus", 6: "break"}.get(number, "text")
        if block.startswith("CHAPTER"):
            kind = "heading"
        paragraphs.append(Paragraph(start, start + len(block.rstrip()), kind))  # type: ignore[arg-type]
    one, two = at("CHAPTER I\n")[0], at("CHAPTER II")[0]
    return Story(
        text=TALE,
        source="tale.txt",
        sha256=hashlib.sha256(TALE.encode("utf-8")).hexdigest(),
        title='The "Nancy" & <Co>',
        author="A | B",
        divisions=(
            Division("d1", "boilerplate", None, 0, paragraphs[0].end),
            Division("d2", "chapter", "CHAPTER I", one, two),
            Division("d3", "chapter", None, two, len(TALE)),
        ),
        paragraphs=tuple(paragraphs),
        breaks=(SceneBreak(two, "chapter"),),
    )


def tale_world(*, words: bool = True) -> World:
    """A narrator, names alike in ASCII, nested and long quotations, and every finding."""
    world = World(
        story=tale_story(),
        tokens=0,
        model="test-model",
        version="0.1.0",
        characters=_tale_cast(),
        places=(
            Place("p1", "Old Harbour", (Alias("Old Harbour", at("Old Harbour")[0], 1),)),
            Place("p2", "Town", (), "p1"),
        ),
        others=(Other("o1", "VEH", "Nancy Bell"), Other("o2", "PER", "my sister")),
        mentions=_tale_mentions(),
        quotes=_tale_quotes(),
        narration=(Narration(at("I am")[0], len(TALE), "first", "past", "c1", "c1"),),
        scenes=(
            Scene(
                "s1", *(at("I am")[0], at("to me.”")[1]), opens="chapter", present=(("c1", 0, 9),)
            ),
            Scene(
                "s2",
                *(at("He got")[0], at("rained.")[1]),
                opens="chapter",
                place="p1",
                time="noon",
                present=(("c1", 0, 9), ("c2", 0, 9)),
            ),
        ),
        events=(Event(*at("seen"), "see", ("c2",), (), "s2", 0.9),),
        relations=(Relation("c1", "c2", "sibling", 0, (at("My sister"),), 0.9),),
        told=(Told("t1", at("She sails <<VOICE:x>> at noon"), "c2", ("c1",), ("c3",), ()),),
        conflicts=(Conflict("x1", "testimony", at("ill"), at("noon"), (), "a *b*", 0.8, "a lie"),),
        profile=(Content("violence", 1, *at("told you")),),
    )
    return with_words(world, PARSE) if words else world


def _tale_cast() -> tuple[Character, ...]:
    def somebody(number: int, name: str, pronouns: str | None, lines: int) -> Character:
        alias = Alias(name, TALE.index(name), 1)
        start = alias.start
        return Character(
            f"c{number}", name, (alias,), pronouns, 3, lines, number == 1, False, start
        )

    return (
        somebody(1, "Zoë", "she/her", 2),
        somebody(2, "Zo", "she/her", 1),
        somebody(3, "Зоя", None, 1),
    )


def _tale_mentions() -> tuple[WorldMention, ...]:
    rows = [
        (at("I am"), 1, "PRON", "PER", "c1"),
        (at("Zoë"), 0, "PROP", "PER", "c1"),
        (at("My sister"), 0, "NOM", "PER", "c2"),
        (at("My"), 0, "PRON", "PER", "c1"),
        (at("Zo was"), 2, "PROP", "PER", "c2"),
        (at("Zo, “and"), 2, "PROP", "PER", "c2"),
        (at("Nancy Bell"), 0, "PROP", "VEH", "o1"),
        (at("She sails"), 3, "PRON", "VEH", "o1"),
        (at("you?"), 3, "PRON", "PER", "c2"),
        (at("I asked"), 1, "PRON", "PER", "c1"),
        (at("Зоя"), 0, "PROP", "PER", "c3"),
        (at("me.”", "Never"), 2, "PRON", "PER", None),
        (at("He got"), 2, "PRON", "PER", "c3"),
        (at("Zo in"), 2, "PROP", "PER", "c2"),
        (at("Old Harbour"), 0, "PROP", "FAC", "p1"),
    ]
    return tuple(
        WorldMention(start, start + length if length else end, kind, type_, who, 0.9)  # type: ignore[arg-type]
        for (start, end), length, kind, type_, who in rows
    )


def _tale_quotes() -> tuple[Quote, ...]:
    def quote(number: int, spans: tuple[Span, ...], kind: str, who: str | None, to: str) -> Quote:
        cue = at("Zo, “and")
        return Quote(
            id=f"q{number}",
            spans=spans,
            kind=kind,  # type: ignore[arg-type]
            type="explicit",
            speaker=who,
            addressees=(to,) if to else (),
            cue=(cue[0], cue[0] + 2) if number == 1 else None,
            confidence=0.9,
            reason="tag",
            candidates=(),
        )

    long = (at("“and")[0], at("noon.”")[1])
    return (
        quote(1, (at("“Come,”"), long), "speech", "c2", "c1"),
        quote(2, (at("‘Nancy Bell’"),), "title", None, ""),
        quote(3, (at("“Who told you?”"),), "thought", "c1", ""),
        quote(4, (at("“Зоя said ‘Never!’ to me.”"),), "speech", None, ""),
        quote(5, (at("‘Never!’"),), "speech", "c3", "c1"),
    )
