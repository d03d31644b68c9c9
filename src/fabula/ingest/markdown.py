"""Markdown: the story's text is what the reader sees, its marks taken off.

Only what stories use: headings, rules, emphasis, links, quotations, escapes, hard line
breaks and a front matter block. Paragraphs follow the line rules of plain text, because
many a story in Markdown has one paragraph a line.
"""

from __future__ import annotations

import re

from fabula.ingest.blocks import Block, Document, Role, TextBuilder
from fabula.ingest.lines import paragraphs

_FRONT_MATTER = re.compile(
    r"\s*---[ \t]*\r?\n(?:[^\n]{0,2000}\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)"
)
_ATX = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*$", re.DOTALL)
_RULE = re.compile(r"(?:[*_-][ \t]*){3,60}$")
_UNDERLINE = re.compile(r"(.{1,200}?)\r?\n[ \t]*(=+|-{2,})[ \t]*$")
_QUOTE_MARK = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_HARD_BREAK = re.compile(r"(?:\\| {2,})(?=\r?\n)")
_IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]\([^()\n]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\([^()\n]{0,500}\)(?:\{[^{}\n]{0,80}\})?")
_STARS = re.compile(r"(?<!\\)(\*{1,3})(?=[^\s*])([^*]{0,1000}?[^\s*\\])\1(?!\*)")
_LOW_LINES = re.compile(r"(?<![\\\w])(_{1,3})(?=[^\s_])([^_]{0,1000}?[^\s_\\])\1(?!\w)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ATTRIBUTES = re.compile(r"[ \t]*\{[#.][^{}\n]{0,80}\}$")


def read_markdown(text: str, file: str, encoding: str) -> Document:
    builder = TextBuilder()
    front = _FRONT_MATTER.match(text)
    offset = front.end() if front else 0
    if front:
        inner = "\n".join(front[0].strip().splitlines()[1:-1]).strip()
        if inner:
            builder.add(inner, file, "line 1", role="header")
    line, seen = 1, 0
    rule, gap = False, 0
    for block in paragraphs(text):
        if block.start < offset:
            continue
        line += text.count("\n", seen, block.start)
        seen = block.start
        for piece, level in _split_headings(text, block):
            gap = max(gap, block.gap)
            if not level and _RULE.match(piece):
                rule = True
                continue
            shown, role = _shown(piece)
            if shown:
                builder.add(shown, file, f"line {line}", gap=gap, level=level, role=role, rule=rule)
                rule, gap = False, 0
    return Document(
        builder.text(), tuple(builder.blocks), encoding=encoding, anchors=tuple(builder.anchors)
    )


def _split_headings(text: str, block: Block) -> list[tuple[str, int]]:
    """The block's pieces and their heading levels: a heading may share a run with text."""
    piece = text[block.start : block.end]
    if piece.startswith("#"):
        head, _, rest = piece.partition("\n")
        match = _ATX.match(head.rstrip())
        if match:
            pieces = [(_ATTRIBUTES.sub("", match[2]), len(match[1]))]
            return pieces + ([(rest.strip(), 0)] if rest.strip() else [])
    if match := _UNDERLINE.match(piece):
        return [(match[1].strip(), 1 if match[2][0] == "=" else 2)]
    return [(piece, 0)]


def _shown(piece: str) -> tuple[str, Role]:
    """The piece without its marks."""
    if piece.startswith(">"):
        piece = _QUOTE_MARK.sub("", piece)
    piece = _HARD_BREAK.sub("", piece)
    if "[" in piece:
        piece = _LINK.sub(r"\1", _IMAGE.sub("", piece))
    if "*" in piece and len(piece.strip("* \t")) > 0:
        piece = _STARS.sub(r"\2", _STARS.sub(r"\2", piece))
    if "_" in piece:
        piece = _LOW_LINES.sub(r"\2", piece)
    if "\\" in piece:
        piece = _ESCAPE.sub(r"\1", piece)
    return piece.strip(), ""
