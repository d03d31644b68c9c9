"""Passages that cannot both hold, each with the words around it."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.schema.findings import ConflictKind
from fabula.schema.story import Span
from fabula.schema.world import World
from fabula.views.people import Chapter, Person, chapters, people, scene_number, title

AROUND = 220  # code points shown before and after a passage
LONGEST = 600  # of a passage itself


@dataclass(frozen=True, slots=True)
class Passage:
    """Words at a span and around them; ``scene`` counts from 1."""

    start: int
    end: int
    scene: int | None
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A conflict about ``subject``, if it is a character; ``waived``: why a person let it stand."""

    id: str
    kind: ConflictKind
    why: str
    confidence: float
    waived: str | None
    subject: Person | None
    a: Passage
    b: Passage


@dataclass(frozen=True, slots=True)
class Conflicts:
    """All conflicts, open ones first, surest first; ``length`` is that of the text."""

    title: str
    length: int
    chapters: tuple[Chapter, ...]
    conflicts: tuple[Pair, ...]


def conflicts(world: World) -> Conflicts:
    """The conflicts of ``world``."""
    cast = people(world)
    subjects = {claim.id: cast.get(claim.subject or "") for claim in world.claims}
    order = sorted(world.conflicts, key=lambda x: (x.waived is not None, -x.confidence, x.a))
    return Conflicts(
        title=title(world),
        length=len(world.story.text),
        chapters=chapters(world),
        conflicts=tuple(
            Pair(
                *(x.id, x.kind, x.why, x.confidence, x.waived),
                subjects.get(next(iter(x.claims), "")),
                *(_passage(world, x.a), _passage(world, x.b)),
            )
            for x in order
        ),
    )


def _passage(world: World, span: Span) -> Passage:
    """The passage with its paragraph, as much of it as stands within ``AROUND``."""
    text = world.story.text
    start, end = span
    low, high = max(start - AROUND, 0), min(end + AROUND, len(text))
    before, after = text[low:start], text[end:high]
    before, after = before.rpartition("\n\n")[2], after.partition("\n\n")[0]
    if start - len(before) == low > 0:
        before = "…" + before.partition(" ")[2]
    if end + len(after) == high < len(text):
        after = after.rpartition(" ")[0] + "…"
    marked = text[start : min(end, start + LONGEST)]
    scene = scene_number(world, start)
    number = None if scene is None else scene + 1
    return Passage(start, end, number, before, marked, after)
