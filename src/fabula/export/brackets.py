"""Mentions as brackets over words: which open and which close at each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from fabula.export.document import Document
from fabula.schema.world import World, WorldMention

ByRow = defaultdict[int, list[WorldMention]]


@dataclass(slots=True)
class Brackets:
    """Linked mentions by row: those that open (outer first), are one word, close (inner first)."""

    opening: ByRow = field(default_factory=lambda: defaultdict(list))
    single: ByRow = field(default_factory=lambda: defaultdict(list))
    closing: ByRow = field(default_factory=lambda: defaultdict(list))


def bracket(world: World, document: Document) -> Brackets:
    """Brackets of all mentions with an entity; a mention across sentences is left out."""
    spans: list[tuple[int, int, WorldMention]] = []
    for mention in world.mentions:
        rows = document.rows(mention.start, mention.end)
        if rows is not None and mention.entity is not None and _together(document.sentence, rows):
            spans.append((*rows, mention))
    found = Brackets()
    for first, last, mention in sorted(spans, key=lambda span: (span[0], -span[1])):
        if first == last:
            found.single[first].append(mention)
        else:
            found.opening[first].append(mention)
    for first, last, mention in sorted(spans, key=lambda span: (span[1], -span[0])):
        if first != last:
            found.closing[last].append(mention)
    return found


def _together(sentence: Sequence[int], rows: tuple[int, int]) -> bool:
    return sentence[rows[0]] == sentence[rows[1]]
