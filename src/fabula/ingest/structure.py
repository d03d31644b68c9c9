"""A document's blocks to a Story: header, divisions, paragraphs, scene breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from fabula.errors import NoStory
from fabula.ingest.blocks import Block, Document
from fabula.ingest.contents import find_contents
from fabula.ingest.gutenberg import catalogue, story_bounds
from fabula.ingest.header import HeaderBlock, HeaderReader, read_title
from fabula.ingest.headings import CHAPTER, Heading, HeadingFinder, read_signs
from fabula.ingest.lines import split_lines, wrapping
from fabula.ingest.marks import is_break
from fabula.ingest.notes import find_notes
from fabula.ingest.zones import (
    STORY_KINDS,
    drop_title_headings,
    mark_end,
    mark_zones,
    settle_headings,
    title_page,
)
from fabula.schema.story import (
    BreakKind,
    Division,
    DivisionKind,
    Paragraph,
    SceneBreak,
    Story,
)

Zones = list[DivisionKind | None]
_HEADER_REACH = 30_000
_MAX_BLANK_SHARE = 0.12
_ROLE_ZONES: dict[str, DivisionKind] = {
    "header": "header",
    "front": "front",
    "toc": "front",
    "back": "back",
    "notes": "notes",
}


def build_story(document: Document, source: str, sha256: str) -> Story:
    """Decide what every block is. Raises ``NoStory`` where nothing to read is left."""
    first, last = story_bounds(document)
    header = _read_header(document, first, last)
    if header.end:
        document = _split_at(document, header.end)
        first, last = story_bounds(document)
    zones: Zones = [
        "boilerplate" if not first <= i < last else None for i in range(len(document.blocks))
    ]
    start = first
    while start < last and document.blocks[start].end <= header.end:
        zones[start] = "header"
        start += 1
    for i in range(start, last):
        role = document.blocks[i].role
        if role and not (role == "notes" and document.blocks[i].level):
            zones[i] = _ROLE_ZONES[role]
    lead, headings = _divide(document, zones, start, last)
    paragraphs = _paragraphs(document, zones, headings)
    if not any(paragraph.kind == "text" for paragraph in paragraphs):
        raise NoStory(
            "no story is left after header, licence and table of contents.",
            "Give Fabula the file that has the text of the story.",
            path=source,
        )
    title, author = _names(document, header, lead)
    return Story(
        text=document.text,
        source=source,
        sha256=sha256,
        title=title,
        author=author,
        language="en",
        header=header.header,
        divisions=_divisions(document, zones, headings, last),
        paragraphs=paragraphs,
        breaks=_breaks(document, paragraphs, headings),
        anchors=document.anchors,
        encoding=document.encoding,
    )


def _read_header(document: Document, first: int, last: int) -> HeaderBlock:
    """The header block, read off the lines at the top whatever the blocks there are."""
    if first >= last:
        return HeaderBlock()
    blocks = document.blocks
    while first + 1 < last and blocks[first].role in ("toc", "front"):
        first += 1
    start = blocks[first].start
    known = 0
    for i in range(first, min(first + 200, last)):
        if blocks[i].role == "header":
            known = blocks[i].end
        elif known:
            break
    end = min(blocks[last - 1].end, start + _HEADER_REACH)
    lines = split_lines(document.text, start, end)
    wrapped = not document.anchors and wrapping(document.text, lines) != "lines"
    found = HeaderReader(document.text, lines, wrapped, known).read()
    return found if found.end or not known else HeaderBlock(end=known)


def _split_at(document: Document, offset: int) -> Document:
    """The document with a block border at ``offset``, if a block lies over it."""
    blocks: list[Block] = []
    shift_from = None
    for i, block in enumerate(document.blocks):
        if block.start < offset < block.end:
            rest = document.text[offset : block.end]
            at = offset + len(rest) - len(rest.lstrip())
            if at < block.end:
                blocks.append(replace(block, end=offset))
                blocks.append(replace(block, start=at, gap=0, rule=False, level=0))
                shift_from = i
                continue
        blocks.append(block)
    if shift_from is None:
        return document
    toc = tuple(
        replace(entry, block=entry.block + 1) if entry.block > shift_from else entry
        for entry in document.toc
    )
    return replace(document, blocks=tuple(blocks), toc=toc)


def _divide(document: Document, zones: Zones, start: int, last: int) -> tuple[range, list[Heading]]:
    """Mark everything that is not story in ``zones``; returns title page and headings."""
    signs = read_signs(document, start, last)
    contents = find_contents(document, signs, start, last)
    for i in contents.blocks:
        zones[i] = zones[i] or "front"
    headings = HeadingFinder(document, signs, contents, start, last).find()
    headings = drop_title_headings(document, headings, start)
    headings = settle_headings(document, headings, last)
    before = headings[0].first if headings else last
    lead_end = start
    while lead_end < before and zones[lead_end] is None:
        lead_end += 1
    lead = range(start, lead_end)
    titled = title_page(document, lead, headings)
    for i in range(start, titled):
        zones[i] = "front"
    mark_zones(document, zones, headings, last)
    end = mark_end(document, zones, signs, headings, (start, last))
    if end < last:
        headings = [h for h in headings if h.first < end]
        headings.append(Heading(end, end, "back", -1, "", "end"))
    for section in _sections(zones, headings, titled, last):
        for i in find_notes(document, section):
            zones[i] = "notes"
    return range(start, titled), headings


def _sections(zones: Zones, headings: Sequence[Heading], start: int, last: int) -> list[list[int]]:
    """Blocks of the story between headings of chapters."""
    starts = {h.last + 1 for h in headings if h.rank <= CHAPTER}
    visible = {i for h in headings for i in range(h.first, h.last + 1)}
    sections: list[list[int]] = [[]]
    for i in range(start, last):
        if i in starts:
            sections.append([])
        if (zones[i] is None or zones[i] == "notes") and i not in visible:
            sections[-1].append(i)
    return sections


def _paragraphs(
    document: Document, zones: Zones, headings: Sequence[Heading]
) -> tuple[Paragraph, ...]:
    visible = {i for h in headings for i in range(h.first, h.last + 1)}
    paragraphs: list[Paragraph] = []
    for i, block in enumerate(document.blocks):
        gap = max(block.gap, 1) if block.rule else block.gap
        if zones[i]:
            paragraphs.append(Paragraph(block.start, block.end, "apparatus", gap))
        elif i in visible:
            paragraphs.append(Paragraph(block.start, block.end, "heading", gap))
        elif is_break(document.text[block.start : block.end]):
            paragraphs.append(Paragraph(block.start, block.end, "break", gap))
        else:
            paragraphs.append(Paragraph(block.start, block.end, "text", gap))
    return tuple(paragraphs)


def _breaks(
    document: Document, paragraphs: Sequence[Paragraph], headings: Sequence[Heading]
) -> tuple[SceneBreak, ...]:
    """Where the layout ends a scene; the first paragraph of the story ends none."""
    usual = _usual_text_gap(document, paragraphs)
    opens = {h.first: h for h in headings if h.kind in STORY_KINDS}
    breaks: list[SceneBreak] = []
    pending: BreakKind | None = None
    begun = False
    before = ""
    for i, paragraph in enumerate(paragraphs):
        if i in opens:
            chapter = opens[i].rank <= CHAPTER
            pending = "chapter" if chapter or pending == "chapter" else "mark"
        if document.blocks[i].rule or paragraph.kind == "break":
            pending = pending or "mark"
        if paragraph.kind == "text":
            if pending is None and before == "text" and paragraph.gap > usual:
                pending = "blank"
            if pending and begun:
                breaks.append(SceneBreak(paragraph.start, pending))
            pending, begun = None, True
        before = paragraph.kind
    texts = sum(paragraph.kind == "text" for paragraph in paragraphs)
    if sum(b.kind == "blank" for b in breaks) > max(_MAX_BLANK_SHARE * texts, 1):
        return tuple(b for b in breaks if b.kind != "blank")  # gaps at random say nothing
    return tuple(breaks)


def _usual_text_gap(document: Document, paragraphs: Sequence[Paragraph]) -> int:
    gaps = Counter(
        block.gap
        for block, (before, after) in zip(document.blocks[1:], pairwise(paragraphs))
        if before.kind == after.kind == "text" and not block.rule
    )
    return min(gaps, key=lambda gap: (-gaps[gap], gap), default=0)


def _divisions(
    document: Document, zones: Zones, headings: Sequence[Heading], last: int
) -> tuple[Division, ...]:
    """Chapters by their headings, and every run of blocks that is apparatus."""
    found: list[tuple[int, int, DivisionKind, str | None]] = []
    following: list[Heading] = []  # the headings after this one that a part of its rank ends at
    for heading in reversed(headings):
        while following and following[-1].rank > heading.rank:
            following.pop()
        end = following[-1].first if following else last
        following.append(heading)
        if heading.kind not in STORY_KINDS:
            continue
        while end > heading.first + 1 and zones[end - 1] in ("back", "front", "boilerplate"):
            end -= 1
        found.append((heading.first, end, heading.kind, heading.title or None))
    titles = {h.first: h.title for h in headings if h.kind not in STORY_KINDS}
    run = 0
    for i in range(1, len(zones) + 1):
        if i == len(zones) or zones[i] != zones[run] or i in titles:
            kind = zones[run]
            if kind:
                found.append((run, i, kind, titles.get(run) or None))
            run = i
    return _nested(document, found)


def _nested(
    document: Document, found: list[tuple[int, int, DivisionKind, str | None]]
) -> tuple[Division, ...]:
    divisions: list[Division] = []
    stack: list[tuple[int, str]] = []
    for first, end, kind, title in sorted(found, key=lambda d: (d[0], -d[1])):
        while stack and stack[-1][0] <= first:
            stack.pop()
        if stack:
            end = min(end, stack[-1][0])
        name = f"d{len(divisions) + 1}"
        parent = stack[-1][1] if stack else None
        blocks = document.blocks
        divisions.append(
            Division(name, kind, title, blocks[first].start, blocks[end - 1].end, parent)
        )
        stack.append((end, name))
    return tuple(divisions)


def _names(document: Document, header: HeaderBlock, lead: range) -> tuple[str | None, str | None]:
    """Title and author: from the header, the licence, the metadata, or the title page."""
    listed = catalogue(document)
    lines = [
        line
        for i in lead
        for line in document.text[document.blocks[i].start : document.blocks[i].end].splitlines()
    ]
    title, author = read_title(lines[:20])
    return (
        header.title or listed.get("title") or document.title or title,
        header.author or listed.get("author") or document.author or author,
    )
