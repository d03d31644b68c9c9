"""A World as text to read: sections of paragraphs, with everything found marked in them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from fabula.schema.story import DivisionKind, Paragraph, ParagraphKind, Story
from fabula.schema.world import Quote, World, WorldMention

# where a new section starts; letters and verse stand inside the text around them
CUTS = frozenset({"header", "front", "part", "chapter", "notes", "back", "boilerplate"})
APPARATUS = frozenset({"header", "front", "notes", "back", "boilerplate"})
LONGEST = 30_000  # characters of a section; longer chapters are cut, at a scene if possible
DEEPEST = 40  # marks in marks; what is nested deeper is no text of this world

Layout = Literal["letter", "verse"]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the story as one page shows it, numbered from 1.

    ``part`` counts the pieces of a chapter that was too long for one section.
    """

    number: int
    title: str | None
    kind: DivisionKind | None
    start: int
    end: int
    part: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found at a span: a piece of a quotation, or a mention."""

    start: int
    end: int
    quote: Quote | None = None
    mention: WorldMention | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a paragraph: plain text if ``mark`` is None, else a mark and what is in it."""

    start: int
    end: int
    mark: Mark | None = None
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as shown; ``scene`` is the id of the scene that starts with it."""

    start: int
    end: int
    kind: ParagraphKind
    layout: Layout | None
    scene: str | None
    nodes: tuple[Node, ...]


class Reading:
    """Cuts a World into sections and gives the blocks of any of them quickly."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sections = find_sections(world.story)
        self._starts = [section.start for section in self.sections]
        self._paragraphs = [paragraph.start for paragraph in world.story.paragraphs]
        self._layouts = _layouts(world.story)
        self._scenes = sorted((scene.start, scene.id) for scene in world.scenes)
        marks = [Mark(m.start, m.end, mention=m) for m in world.mentions]
        marks += [Mark(*span, quote=quote) for quote in world.quotes for span in quote.spans]
        self._marks = sorted(marks, key=_order)
        self._mark_starts = [mark.start for mark in self._marks]
        # pieces of quotations may reach over many paragraphs, and start long before one
        self._open = [mark for mark in self._marks if mark.quote and self._leaves_paragraph(mark)]

    def section_at(self, offset: int) -> Section | None:
        """The section an offset lies in; the first or last one for offsets outside."""
        if not self.sections:
            return None
        return self.sections[max(bisect_right(self._starts, offset) - 1, 0)]

    def paragraph_at(self, offset: int) -> Paragraph | None:
        """The paragraph at or before an offset."""
        at = bisect_right(self._paragraphs, offset) - 1
        return self.world.story.paragraphs[max(at, 0)] if self._paragraphs else None

    def paragraphs(self, section: Section) -> Sequence[Paragraph]:
        """The paragraphs of a section."""
        first = bisect_left(self._paragraphs, section.start)
        return self.world.story.paragraphs[first : bisect_left(self._paragraphs, section.end)]

    def blocks(self, section: Section) -> Iterator[Block]:
        """The paragraphs of a section with what is in them, in text order."""
        reaching = [m for m in self._open if m.start < section.end and m.end > section.start]
        for paragraph in self.paragraphs(section):
            marks = [m for m in reaching if m.start < paragraph.start < m.end]
            marks += self._marks_in(paragraph)
            yield Block(
                paragraph.start,
                paragraph.end,
                paragraph.kind,
                self._layouts.get(paragraph.start),
                self._scene_from(paragraph),
                nest(paragraph.start, paragraph.end, marks),
            )

    def _leaves_paragraph(self, mark: Mark) -> bool:
        paragraph = self.paragraph_at(mark.start)
        return paragraph is not None and mark.end > paragraph.end

    def _marks_in(self, paragraph: Paragraph) -> Sequence[Mark]:
        first = bisect_left(self._mark_starts, paragraph.start)
        last = bisect_left(self._mark_starts, paragraph.end)
        return self._marks[first:last]

    def _scene_from(self, paragraph: Paragraph) -> str | None:
        at = bisect_left(self._scenes, (paragraph.start, ""))
        if at < len(self._scenes) and self._scenes[at][0] < paragraph.end:
            return self._scenes[at][1]
        return None


def find_sections(story: Story) -> tuple[Section, ...]:
    """The sections of a story: chapters, title pages and the like, none of them very long."""
    starts = [paragraph.start for paragraph in story.paragraphs]
    breaks = {item.at for item in story.breaks}
    sections: list[Section] = []
    for title, kind, start, end in _stretches(story):
        inside = story.paragraphs[bisect_left(starts, start) : bisect_left(starts, end)]
        cuts = [start, *_cuts(inside, breaks)]
        for part, (a, b) in enumerate(zip(cuts, [*cuts[1:], end]), start=1):
            sections.append(Section(len(sections) + 1, title, kind, a, b, part))
    return tuple(sections)


def _stretches(story: Story) -> Iterator[tuple[str | None, DivisionKind | None, int, int]]:
    """Title, kind, start and end of each division, with the bare headings before it."""
    heads: dict[int, tuple[str | None, DivisionKind | None]] = {}
    if story.paragraphs:
        heads[story.paragraphs[0].start] = (None, None)
    for division in story.divisions:  # an inner division names the place it shares with an outer
        if division.kind in CUTS:
            heads[division.start] = (division.title, division.kind)
    starts = sorted(heads)
    paragraphs = iter(story.paragraphs)
    paragraph = next(paragraphs, None)
    begin: int | None = None
    for start, end in zip(starts, [*starts[1:], len(story.text)]):
        content = False
        while paragraph is not None and paragraph.start < end:
            begin = start if begin is None else begin
            content = content or paragraph.kind != "heading"
            paragraph = next(paragraphs, None)
        if begin is not None and (content or end == len(story.text)):
            yield *heads[start], begin, end
            begin = None


def nest(start: int, end: int, marks: Iterable[Mark]) -> tuple[Node, ...]:
    """Marks as a tree over the text from ``start`` to ``end``; what crosses is cut off."""
    clipped = (
        Mark(max(m.start, start), min(m.end, end), m.quote, m.mention)
        for m in marks
        if m.start < end and m.end > start
    )
    nodes, _ = _nested(start, end, sorted(clipped, key=_order), 0, DEEPEST)
    return nodes


def _nested(
    start: int, end: int, marks: Sequence[Mark], at: int, depth: int
) -> tuple[tuple[Node, ...], int]:
    """The nodes between two offsets from ``marks[at:]``, and the first mark not used."""
    nodes: list[Node] = []
    here = start
    while at < len(marks) and marks[at].start < end:
        mark = marks[at]
        begin, stop = max(mark.start, here), min(mark.end, end)
        if begin >= stop or not depth:
            at += 1
            continue
        if begin > here:
            nodes.append(Node(here, begin))
        children, at = _nested(begin, stop, marks, at + 1, depth - 1)
        nodes.append(Node(begin, stop, mark, children))
        here = stop
    if here < end:
        nodes.append(Node(here, end))
    return tuple(nodes), at


def _order(mark: Mark) -> tuple[int, int, bool]:
    return mark.start, -mark.end, mark.quote is None


def _cuts(paragraphs: Sequence[Paragraph], breaks: Collection[int]) -> Iterator[int]:
    """Where a stretch is cut into sections, nowhere if it is short enough."""
    since = paragraphs[0].start
    for before, paragraph in pairwise(paragraphs):
        length = paragraph.start - since
        at_scene = before.kind == "break" or paragraph.start in breaks
        if length > LONGEST or (at_scene and length > LONGEST // 2):
            yield paragraph.start
            since = paragraph.start


def _layouts(story: Story) -> dict[int, Layout]:
    """The layout of the paragraphs, by their start, that lie in letters and verse."""
    starts = [paragraph.start for paragraph in story.paragraphs]
    found: dict[int, Layout] = {}
    for division in story.divisions:
        if division.kind in ("letter", "verse"):
            layout: Layout = "letter" if division.kind == "letter" else "verse"
            for at in range(bisect_left(starts, division.start), bisect_left(starts, division.end)):
                found[starts[at]] = layout
    return found
