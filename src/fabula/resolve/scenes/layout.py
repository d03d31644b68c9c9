"""The paragraphs of a story, and where the layout itself says that a scene begins."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.schema.story import BreakKind, Story
from fabula.schema.tokens import Tokens, first_rows

# where several breaks fall together, the first of these names the scene's opening
STRENGTH: tuple[BreakKind, ...] = ("chapter", "mark", "blank", "inferred")
CHAPTERS = frozenset({"part", "chapter"})


@dataclass(frozen=True, slots=True)
class Block:
    """A ``text`` paragraph: its span, its token rows, and the break that stands before it."""

    start: int
    end: int
    lo: int
    hi: int
    opens: BreakKind | None


def marked_breaks(story: Story) -> list[tuple[int, int]]:
    """Where the layout says that a scene begins: offsets, in order, with the rank in STRENGTH."""
    return sorted(
        [(item.at, STRENGTH.index(item.kind)) for item in story.breaks]
        + [(division.start, 0) for division in story.divisions if division.kind in CHAPTERS]
    )


def text_blocks(story: Story, tokens: Tokens) -> tuple[Block, ...]:
    """All text paragraphs in order; the first one opens as a chapter."""
    breaks = marked_breaks(story)
    blocks: list[Block] = []
    following = 0
    for paragraph in story.paragraphs:
        if paragraph.kind != "text":
            continue
        strongest = len(STRENGTH) if blocks else 0
        while following < len(breaks) and breaks[following][0] <= paragraph.start:
            strongest = min(strongest, breaks[following][1])
            following += 1
        lo, hi = first_rows(tokens, (paragraph.start, paragraph.end)).tolist()
        opens = STRENGTH[strongest] if strongest < len(STRENGTH) else None
        blocks.append(Block(paragraph.start, paragraph.end, lo, hi, opens))
    return tuple(blocks)
