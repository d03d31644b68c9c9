"""Front and back matter: which blocks frame the story and are not it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from fabula.ingest.blocks import Document
from fabula.ingest.headings import CHAPTER, PART, Heading
from fabula.ingest.marks import is_break
from fabula.ingest.titles import Sign
from fabula.schema.story import DivisionKind

STORY_KINDS = frozenset({"part", "chapter", "scene", "letter"})
_BY = re.compile(r"[\s*_]*(?:written |translated |illustrated |edited )?by\b.{0,80}$", re.I)
_YEAR = re.compile(r"[\s(\[]*(?:c(?:opyright|\.)?\s*)?(?:©\s*)?1?\d{3}[\s)\].]*$", re.I)
_DEDICATION = re.compile(r"[\s*_]*(?:To|TO|For|FOR|Dedicated to)\s[^.!?\"“]{1,80}$")
_SENTENCE_END = re.compile(r"[a-z][.!?,;:…]?[\"”’]$|[.!?,;…]$")
_META = re.compile(
    r"\b(?:edition|published|publisher|novel|readers?|author|reprint|manuscript|literary|fiction|"
    r"criticism|volume|writer|printed|chapters?)\b",
    re.IGNORECASE,
)
_TITLE_PAGE_CHARS = 1500
_MAX_TITLE = 120
_BACK_CHARS = 4000
_CONTINUED = frozenset({"to be continued", "tbc"})


def settle_headings(document: Document, headings: Sequence[Heading], last: int) -> list[Heading]:
    """Headings whose kind their place bears out: front matter before the story, back after."""
    story = [i for i, h in enumerate(headings) if h.kind in STORY_KINDS and h.rank <= CHAPTER]
    first_story = story[0] if story else len(headings)
    last_story = story[-1] if story else -1
    settled: list[Heading] = []
    for i, heading in enumerate(headings):
        end = headings[i + 1].first if i + 1 < len(headings) else last
        body = range(heading.last + 1, end)
        if heading.kind == "front":
            if i > first_story and not document.blocks[heading.first].level:
                continue
            if heading.named != "contents" and _is_story(document, body, heading, not story):
                heading = replace(heading, kind="chapter", rank=CHAPTER)
        elif heading.kind in ("back", "notes"):
            if i < last_story and not document.blocks[heading.first].level:
                continue
            if not story and i == 0:
                continue
        if heading.kind not in STORY_KINDS:
            inside = heading.kind == "notes" and i < last_story
            heading = replace(heading, rank=CHAPTER + 1 if inside else -1)
        settled.append(heading)
    return settled


def _is_story(document: Document, body: range, heading: Heading, only: bool) -> bool:
    """Is what stands under ``Introduction`` or ``Preface`` a piece of the story?"""
    text = " ".join(document.words(document.blocks[i]) for i in body)
    words = len(text.split())
    if only and words > 300:
        return True
    if words < 100 or heading.named == "front":
        opening = sum(document.text[document.blocks[i].start] in '"“‘' for i in body)
        return opening >= 8 and opening > 0.2 * len(body)
    return len(_META.findall(text)) < 0.004 * words


def title_page(document: Document, lead: range, headings: Sequence[Heading]) -> int:
    """Where the title page that ``lead``, the blocks before all headings, opens with ends."""
    blocks = document.blocks
    if all(is_break(document.text[blocks[i].start : blocks[i].end]) for i in lead):
        return lead.start
    size = blocks[lead[-1]].end - blocks[lead[0]].start
    chapters = [h for h in headings if h.kind in STORY_KINDS]
    talk = sum(document.text[blocks[i].start] in '"“‘' for i in lead)
    titles = _title_lines(document, lead)
    if chapters and chapters[0] == headings[0] and talk <= 1:
        dedicated = any(
            _DEDICATION.match(document.words(blocks[i])) for i in lead[: titles - lead.start + 2]
        )
        if size <= _TITLE_PAGE_CHARS and (titles > lead.start or size < 400):
            return lead.stop
        if dedicated and size < 20_000:
            return lead.stop
    return titles


def _title_lines(document: Document, lead: range) -> int:
    end = lead.start
    for i in lead[:10]:
        block = document.blocks[i]
        lines = document.text[block.start : block.end].splitlines()
        if len(lines) > 6 or not all(
            _is_title_line(line.strip(), first=end == lead.start and k == 0)
            for k, line in enumerate(lines)
        ):
            break
        end = i + 1
    # A lone last line is the story itself.
    return end if end < len(document.blocks) else lead.start


def _is_title_line(line: str, first: bool) -> bool:
    if not line or len(line) > _MAX_TITLE:
        return not line
    if _BY.match(line) or _YEAR.match(line):
        return True
    if is_break(line):
        return not first
    if line[0] in "\"“‘'—" or not any(map(str.isalpha, line)):
        return False
    if line.upper() == line:
        return not line.endswith((",", ";"))
    if _SENTENCE_END.search(line) or (not first and len(line) > 60):
        return False
    words = [word for word in line.split() if len(word) > 3]
    return sum(word.strip("*_(")[:1].isupper() for word in words) >= 0.7 * max(len(words), 1)


def mark_zones(
    document: Document,
    zones: list[DivisionKind | None],
    headings: Sequence[Heading],
    last: int,
) -> None:
    """Give the blocks under front and back matter headings their zone."""
    for i, heading in enumerate(headings):
        if heading.kind in STORY_KINDS:
            continue
        end = headings[i + 1].first if i + 1 < len(headings) else last
        for k in range(heading.first, end):
            zones[k] = zones[k] or heading.kind


def mark_end(
    document: Document,
    zones: list[DivisionKind | None],
    signs: dict[int, Sign],
    headings: Sequence[Heading],
    bounds: tuple[int, int],
) -> int:
    """``THE END`` is no story, and a little after it is none either. Returns where that starts."""
    first, last = bounds
    final = max((h.first for h in headings if h.kind in STORY_KINDS), default=first)
    for i in range(first, last):
        sign = signs.get(i)
        if sign is None or sign.style != "end" or zones[i]:
            continue
        after = document.blocks[last - 1].end - document.blocks[i].end
        if i > final and after <= _BACK_CHARS:
            for k in range(i, last):
                zones[k] = zones[k] or "back"
            return i
        if sign.word not in _CONTINUED:
            zones[i] = "back"
    return last


def drop_title_headings(document: Document, headings: list[Heading], first: int) -> list[Heading]:
    """A single top heading before all others is the book's title, not a part or chapter."""
    if not headings:
        return headings
    top = headings[0]
    if top.named or top.kind not in ("part", "chapter") or not document.blocks[top.first].level:
        return headings
    if any(not _short(document, i) for i in range(first, top.first)):
        return headings
    peers = [h for h in headings[1:] if h.rank <= top.rank]
    body = headings[1].first - top.last - 1 if len(headings) > 1 else len(document.blocks)
    only_title = top.rank == PART and not any(not h.named for h in peers)
    alone = len(headings) == 1
    untold = body <= 3 and peers and (_same(document, top) or all(h.named for h in peers))
    return headings[1:] if only_title or alone or untold else headings


def _short(document: Document, i: int) -> bool:
    return document.blocks[i].end - document.blocks[i].start <= 300


def _same(document: Document, heading: Heading) -> bool:
    title = (document.title or "").casefold()
    return bool(title) and heading.title.casefold() in title
