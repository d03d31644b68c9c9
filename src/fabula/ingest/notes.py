"""Notes inside chapters: author's notes, footnotes, captions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.ingest.blocks import Document
from fabula.ingest.marks import is_break
from fabula.resources.header_labels import header_labels

_FOOTNOTE = re.compile(
    r"\[(?:\d{1,4}|[*†‡§])\]\s+\S|\{\d{1,4}\}\s+\S|\*?\[(?:Foot|Side)?note\b|\[Illustration\b"
    r"|\[Transcriber|\(_?Footnote\b|Footnotes?\s*\d*:",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[\s*_(\[~<>=-]{0,12}([A-Za-z][\w/.'’ ()-]{0,30}?)[*_ ]*[:;–—)\]]")
_LONE_LABEL = re.compile(r"[\s*_(\[~<>=-]{0,12}([A-Za-z][\w/.'’ ]{0,30}?)[\s*_)\]~<>=:-]*$")
_SHORT_AN = re.compile(r"[\s*_(\[~<>=-]{0,12}(?:A/N|A\.N\.|AN\b[:;-])", re.IGNORECASE)
_OPENING_FIELDS = frozenset("note disclaimer warnings summary rating relationships".split())
_SIGN_OFF = re.compile(
    r"[\s*_(\[~<-]*(?:please\s+)?(?:r\s?&\s?r|review|read (?:and|&) review|tbc|to be continued"
    r"|thanks? (?:you )?(?:so much )?for reading|let me know what you think"
    r"|comments? (?:and|&) kudos"
    r"|end (?:of )?(?:chapter|part)|next chapter)\b",
    re.IGNORECASE,
)
_AT_END_CHARS = 2500
_REACH_CHARS = 2000
_REACH = 10


def find_notes(document: Document, section: Sequence[int]) -> set[int]:
    """Indices of the notes among ``section``: the blocks of one chapter, headings left out."""
    notes: set[int] = set()
    if not section:
        return notes
    notes |= _opening(document, section)
    end = document.blocks[section[-1]].end
    inside = -1
    for at, i in enumerate(section):
        block = document.blocks[i]
        head = document.text[block.start : min(block.start + 60, block.end)]
        if (block.role == "notes" and not block.level) or at < inside:
            notes.add(i)
        elif (head[0] in "[{*(" or head[:4].lower() == "foot") and _FOOTNOTE.match(head):
            notes.add(i)
            inside = _bracket_end(document, section, at)
        if i not in notes and at and _is_note(head):
            if end - block.start <= _AT_END_CHARS or len(section) - at <= 2:
                notes.update(section[at:])
                break
            notes.add(i)
    return notes | _sign_off(document, section)


def _is_note(head: str) -> bool:
    return bool(_SHORT_AN.match(head)) or _field(head) == "note"


def _field(head: str) -> str | None:
    match = _LABEL.match(head) or _LONE_LABEL.match(head)
    if not match or head[0].islower():
        return None
    label = match[1].replace("’", "'").strip().lower()
    # "Note:" and "An ..." open sentences of stories too.
    return None if label in ("an", "note", "notes") else header_labels().get(label)


def _opening(document: Document, section: Sequence[int]) -> set[int]:
    """Notes and labels that a chapter opens with, up to the mark that ends them."""
    notes: set[int] = set()
    at = 0
    while at < min(len(section), _REACH):
        block = document.blocks[section[at]]
        head = document.text[block.start : min(block.start + 60, block.end)]
        if not (_SHORT_AN.match(head) or _field(head) in _OPENING_FIELDS):
            break
        notes.add(section[at])
        at += 1
    if not notes:
        return notes
    start = document.blocks[section[0]].start
    for k in range(at, min(at + _REACH, len(section))):
        block = document.blocks[section[k]]
        if block.start - start > _REACH_CHARS:
            break
        if block.rule or is_break(document.text[block.start : block.end]):
            if not any(_talks(document, section[m]) for m in range(at, k)):
                notes.update(section[at:k])
            break
    return notes


def _talks(document: Document, i: int) -> bool:
    block = document.blocks[i]
    return document.text[block.start] in "\"“‘'—"


def _bracket_end(document: Document, section: Sequence[int], at: int) -> int:
    """Position after the block that closes the bracket opened at ``at``."""
    block = document.blocks[section[at]]
    if document.text[block.start] != "[" or "]" in document.text[block.start : block.end]:
        return at + 1
    for k in range(at + 1, min(at + _REACH, len(section))):
        block = document.blocks[section[k]]
        if "]" in document.text[block.start : block.end]:
            return k + 1
    return at + 1


def _sign_off(document: Document, section: Sequence[int]) -> set[int]:
    """The author's last words to the readers: ``TBC``, ``Please review!``."""
    found: set[int] = set()
    for i in reversed(section[-4:]):
        block = document.blocks[i]
        text = document.text[block.start : min(block.end, block.start + 400)]
        if is_break(text):
            continue
        if len(text) > 300 or not _SIGN_OFF.match(text):
            break
        found.add(i)
    return found
