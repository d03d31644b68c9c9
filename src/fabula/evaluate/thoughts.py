"""How the story is told: person, narrator, thought, monologue, reported speech, kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from fabula.evaluate.alignment import align
from fabula.evaluate.gold.stories import GoldStory, GoldThought
from fabula.evaluate.layers import Counts, Share
from fabula.evaluate.tally import Tally
from fabula.schema.spans import QuoteKind
from fabula.schema.story import Span
from fabula.schema.world import World

_FIRST = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our)\b")
_HOW: Mapping[str, QuoteKind] = {
    "phone": "phone",
    "letter": "letter",
    "chat": "chat",
    "radio": "radio",
    "recalled": "recalled",
}
Said = tuple[Span, str]


def measure_telling(gold: GoldStory, world: World, stands_for: Mapping[str, str]) -> Counts:
    """Everything about the telling that our stories annotate."""
    thoughts = [
        (span, stands_for.get(quote.speaker or "", "?"))
        for quote in world.quotes
        if quote.kind == "thought"
        for span in quote.spans
    ]
    reported = [
        (span, stands_for.get(quote.speaker or "", "?"))
        for quote in world.quotes
        if quote.kind == "reported"
        for span in quote.spans
    ]
    monologues = [(n.start, n.end) for n in world.narration if n.mode == "monologue"]
    person, tense, narrator = _telling(gold, world, stands_for)
    return {
        "narration: person": person,
        "narration: tense": tense,
        "narration: narrator": narrator,
        "direct thought": _matches(gold, gold.thoughts, thoughts),
        "direct thought, spans": _overlaps(gold.text, [t.span for t in gold.thoughts], thoughts),
        "monologue": _overlaps(gold.text, _monologues(gold), [(span, "") for span in monologues]),
        "reported speech": _matches(gold, gold.reported, reported),
        "quotation kinds": _kinds(gold, world),
    }


def _matches(gold: GoldStory, expected: Sequence[GoldThought], found: Sequence[Said]) -> Tally:
    """Spans that share at least half (over their union), by the right person."""
    aligned = align(gold.text, [[t.span] for t in expected], [[span] for span, _ in found])
    right = sum(
        at is not None and found[at][1] in thought.who
        for thought, at in zip(expected, aligned, strict=True)
    )
    return Tally(right, len(found), right, len(expected))


def _overlaps(text: str, expected: Sequence[Span], found: Sequence[Said]) -> Tally:
    aligned = align(text, [[span] for span in expected], [[span] for span, _ in found])
    right = sum(at is not None for at in aligned)
    return Tally(right, len(found), right, len(expected))


def _monologues(gold: GoldStory) -> list[Span]:
    """Thoughts in the first person inside narration in the third."""
    if gold.person == "first":
        return []
    return [t.span for t in gold.thoughts if _FIRST.search(gold.text[slice(*t.span)])]


def _telling(
    gold: GoldStory, world: World, stands_for: Mapping[str, str]
) -> tuple[Share, Share, Share]:
    """Characters of narration told in the right person and tense, and by the right person.

    The narrator of a first-person story is whose head each scene is in. Stories of mixed
    person or tense do not say which passage is which, and are left out.
    """
    aside = [s.span for s in gold.speeches] + [t.span for t in gold.thoughts]
    person = tense = teller = total = 0
    for scene in gold.scenes:
        narrator = scene.pov if gold.person == "first" else None
        for start, end in _between(scene.span, aside):
            total += end - start
            for n in world.narration:
                shared = min(n.end, end) - max(n.start, start)
                if shared <= 0 or n.mode != "narration":
                    continue
                person += shared * (n.person == gold.person)
                tense += shared * (n.tense == gold.tense)
                found = None if n.narrator is None else stands_for.get(n.narrator, "?")
                teller += shared * (found == narrator)
    known = total * (gold.person != "mixed")
    return (
        Share(person, known),
        Share(tense, total * (gold.tense != "mixed")),
        Share(teller if known else 0, known),
    )


def _between(span: Span, holes: Iterable[Span]) -> list[Span]:
    """What is left of a span without the holes."""
    left: list[Span] = []
    at = span[0]
    for start, end in sorted(holes):
        if end <= at or start >= span[1]:
            continue
        if start > at:
            left.append((at, start))
        at = max(at, end)
    return [*left, (at, span[1])] if at < span[1] else left


def _kinds(gold: GoldStory, world: World) -> Tally:
    """Quotations that are no plain speech, by kind; found ones need the right place too."""
    kinds = frozenset(_HOW.values())
    pieces = [(span, quote.kind) for quote in world.quotes for span in quote.spans]
    expected = [(s.span, _HOW.get(s.how)) for s in gold.speeches]
    aligned = align(gold.text, [[span] for span, _ in expected], [[span] for span, _ in pieces])
    pairs = list(zip(expected, aligned, strict=True))
    right = sum(
        kind is not None and at is not None and pieces[at][1] == kind for (_, kind), at in pairs
    )
    special = sum(kind is not None for _, kind in expected)
    return Tally(right, sum(kind in kinds for _, kind in pieces), right, special)
