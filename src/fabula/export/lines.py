"""The story cut into lines for a cast to read: every character of the text is in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from fabula.export.base import Chapters, numbered, voice_name
from fabula.schema.spans import QuoteKind
from fabula.schema.story import ParagraphKind
from fabula.schema.world import Quote, World

NO_SPEECH = frozenset({"title", "scare"})  # quotation marks around what nobody says
NARRATOR = "Narrator"

How = QuoteKind | ParagraphKind | Literal["narration"]
Opening = Literal["chapter", "scene", "paragraph"]
Piece = tuple[int, int, Quote]


@dataclass(frozen=True, slots=True)
class Line:
    """A span of the text one voice reads; ``how`` is the kind of quotation or paragraph.

    White space belongs to the line before it, at the very start to the first line.
    ``opens`` is what starts with this line, if anything.
    """

    start: int
    end: int
    how: How
    quote: Quote | None
    chapter: str | None
    opens: Opening | None


def story_lines(world: World) -> list[Line]:
    """The lines in order; their spans follow each other from 0 to the end of the text.

    A line ends with its paragraph, and where a quotation starts or ends. A quotation
    inside another is read by who says the outer one.
    """
    story = world.story
    pieces = outermost_pieces(world.quotes)
    edges = {0, len(story.text), *(p.start for p in story.paragraphs)}
    edges.update(offset for start, end, _ in pieces for offset in (start, end))
    edges.update(division.start for division in story.divisions)
    ordered = sorted(edges)
    openings = _openings(world)
    chapters = Chapters(story)
    lines: list[Line] = []
    piece = paragraph = 0
    for start, end in pairwise(ordered):
        if lines and not story.text[start:end].strip():
            lines[-1] = replace(lines[-1], end=end)
            continue
        while piece < len(pieces) and pieces[piece][1] <= start:
            piece += 1
        while paragraph < len(story.paragraphs) and story.paragraphs[paragraph].end <= start:
            paragraph += 1
        inside = piece < len(pieces) and pieces[piece][0] <= start
        quote = pieces[piece][2] if inside else None
        how: How = "narration" if quote is None else quote.kind
        if paragraph < len(story.paragraphs) and story.paragraphs[paragraph].kind != "text":
            how = story.paragraphs[paragraph].kind
        lines.append(Line(start, end, how, quote, chapters.title(start), openings.get(start)))
    return lines


def outermost_pieces(quotes: Iterable[Quote]) -> list[Piece]:
    """The pieces of what is said, in order and without those inside others."""
    spans = [(s, e, q) for q in quotes if q.kind not in NO_SPEECH for s, e in q.spans]
    pieces: list[Piece] = []
    for start, end, quote in sorted(spans, key=lambda piece: (piece[0], -piece[1])):
        if not pieces or start >= pieces[-1][1]:
            pieces.append((start, end, quote))
    return pieces


def _openings(world: World) -> dict[int, Opening]:
    openings: dict[int, Opening] = {p.start: "paragraph" for p in world.story.paragraphs}
    openings.update({scene.start: "scene" for scene in world.scenes})
    chapters = (d.start for d in world.story.divisions if d.kind in ("part", "chapter"))
    return openings | dict.fromkeys(chapters, "chapter")


def voices(world: World, lines: Sequence[Line]) -> dict[str, str]:
    """A key for the voice of everybody who has a line, by id; none is "Narrator"."""
    speaking = {line.quote.speaker for line in lines if line.quote is not None}
    taken = {"", NARRATOR}
    result: dict[str, str] = {}
    for character in world.characters:
        if character.id in speaking:
            result[character.id] = voice_name(numbered(character.name, taken))
            taken.add(result[character.id])
    return result


def voice_of(line: Line, keys: dict[str, str]) -> str:
    """Who reads a line; the narrator what nobody is known to say."""
    speaker = None if line.quote is None else line.quote.speaker
    return keys.get(speaker or "", NARRATOR)
