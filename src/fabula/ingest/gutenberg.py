"""Project Gutenberg's licence around a text, in the forms it had since 1991."""

from __future__ import annotations

import re

from fabula.ingest.blocks import Document

_START = re.compile(
    r"\*\*\*\s*START OF (?:THE |THIS )?PROJECT GUTENBERG"
    r"|\*\s*END\s*\*?\s*THE SMALL PRINT"
    r"|\*END\*?THE SMALL PRINT"
    r"|\*\*\*START\*\*THE SMALL PRINT",
    re.IGNORECASE,
)
_SMALL_PRINT_END = re.compile(r"\*\s?END\s?\*?\s?THE SMALL PRINT", re.IGNORECASE)
_END = re.compile(
    r"\*\*\*\s*END OF (?:THE |THIS )?PROJECT GUTENBERG"
    r"|^\W{0,4}End of (?:the |this )?Project Gutenberg"
    r"|^\W{0,4}End of The Project Gutenberg"
    r"|\*\*\*START: FULL LICENSE"
    r"|^START: FULL LICENSE",
    re.IGNORECASE,
)
_NAMED = re.compile(r"gutenberg|small print", re.IGNORECASE)
_CREDIT = re.compile(
    r"^\W*(?:(?:produced|scanned|prepared|html version) by|transcribed (?:from|by)"
    r"|(?:this )?e-?text (?:was )?(?:prepared|produced|scanned)|scanned and proof"
    r"|note: (?:project gutenberg|images of|the original)|\[?transcriber.?s notes?)",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^(Title|Author):[ \t]*(\S.*(?:\r?\n[ \t]+\S.*){0,3})", re.MULTILINE)
_OPENING = re.compile(
    r"^\W*(?:the )?project gutenberg(?:['’]s)? (?:e-?book|e-?text)(?: of)?,?"
    r" (.{1,200}?),? by ([^\n]{1,100})",
    re.IGNORECASE | re.DOTALL,
)


def story_bounds(document: Document) -> tuple[int, int]:
    """Block indices ``[first, last)`` of what lies inside the licence; all, if there is none."""
    blocks, text = document.blocks, document.text
    first, last = 0, len(blocks)
    if not _NAMED.search(text, 0, 20_000) and not _NAMED.search(text, max(len(text) - 40_000, 0)):
        return first, last
    for i, block in enumerate(blocks):
        piece = text[block.start : min(block.end, block.start + 4000)]
        if "*" not in piece and "utenberg" not in piece.lower() and "FULL LICENSE" not in piece:
            continue
        if _END.search(piece):
            last = i
            break
        if block.start < 60_000 and (_START.search(piece) or _SMALL_PRINT_END.search(piece)):
            first = i + 1
    while first < last and _is_credit(document, first):
        first += 1
    return first, last


def catalogue(document: Document) -> dict[str, str]:
    """``title`` and ``author`` as the licence header names them."""
    first, _ = story_bounds(document)
    if not first:
        return {}
    head = document.text[: document.blocks[first - 1].end]
    fields = {m[1].lower(): " ".join(m[2].split()) for m in _FIELD.finditer(head)}
    opening = _OPENING.match(head)
    if opening and "title" not in fields:
        fields["title"] = " ".join(opening[1].split()).strip("*_ ")
        fields.setdefault("author", " ".join(opening[2].split()).strip("*_ "))
    return fields


def _is_credit(document: Document, index: int) -> bool:
    block = document.blocks[index]
    return block.end - block.start < 1200 and bool(
        _CREDIT.match(document.text[block.start : block.start + 200])
    )
