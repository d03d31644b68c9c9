"""Lines to paragraphs: which line ends are only there because the page was narrow?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.ingest.blocks import Block

_LINE = re.compile(r"([^\r\n\f\u2028\u2029]*)(\r\n|[\r\n\f\u2028\u2029]|$)")
_LABEL = re.compile(r"[\s*_>]*[A-Z][\w /'’-]{0,30}:")
_ENDS_SENTENCE = re.compile(r"[.!?…:;*~=#][\"'”’»)\]*_]*$|[\"”»—-]$")
_STARTS_SENTENCE = re.compile(r"[\s\"'“‘«(*_—–-]*[A-Z]")
_WIDEST_PAGE = 160
_LONG_RUN = 10

Wrapping = Literal["lines", "runs", "indents", "short"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its span without outer white space, and what is before it."""

    start: int
    end: int
    indent: int
    gap: int

    @property
    def width(self) -> int:
        return self.end - self.start + self.indent


def split_lines(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    lines: list[Line] = []
    gap = 0
    for match in _LINE.finditer(text, start, len(text) if end is None else end):
        raw = match[1]
        bare = raw.strip()
        if not bare:
            gap += 2 if match[2] == "\f" else 1
            continue
        at = match.start() + len(raw) - len(raw.lstrip())
        indent = len(raw[: at - match.start()].expandtabs(4))
        lines.append(Line(at, at + len(bare), indent, gap))
        gap = 1 if match[2] == "\f" else 0
    return lines


def paragraphs(text: str, lines: Sequence[Line] | None = None) -> list[Block]:
    """Blocks of a plain text. The way it marks paragraphs is decided once, from all lines."""
    lines = split_lines(text) if lines is None else lines
    if not lines:
        return []
    how = wrapping(text, lines)
    width = _page_width(lines) if how == "short" else 0
    blocks: list[Block] = []
    first = 0
    for i in range(1, len(lines) + 1):
        if i < len(lines) and not lines[i].gap and not _breaks(text, lines, i, how, width):
            continue
        blocks.append(Block(lines[first].start, lines[i - 1].end, lines[first].gap))
        first = i
    return blocks


def wrapping(text: str, lines: Sequence[Line]) -> Wrapping:
    """How the text shows where a paragraph ends.

    ``lines``: at every line end. ``runs``: at blank lines; the lines are hard-wrapped.
    ``indents``: hard-wrapped, a first line is indented. ``short``: hard-wrapped, and only
    a last line that stops short tells.
    """
    pairs = [i for i in range(1, len(lines)) if not lines[i].gap]
    if not pairs:
        return "lines"
    width = _page_width([lines[i - 1] for i in pairs])
    if width > _WIDEST_PAGE:
        return "lines"
    wrapped = ended = short = indented = 0
    for i in pairs:
        here, after = lines[i - 1], lines[i]
        full = _full(text, here, after, width)
        if not full and _LABEL.match(text, here.start, here.end):
            continue
        if _ends_sentence(text, here) and _STARTS_SENTENCE.match(text, after.start, after.end):
            ended += 1
            short += not full
            indented += _first_line(lines, i)
        elif full:
            wrapped += 1
    if wrapped <= ended:
        return "lines"
    # Blank lines are what tells, unless runs are long and paragraphs visibly end inside them.
    if len(lines) < _LONG_RUN * (len(lines) - len(pairs)) or max(short, indented) < 0.02 * len(
        lines
    ):
        return "runs"
    return "indents" if indented >= 0.7 * short else "short"


def _breaks(text: str, lines: Sequence[Line], i: int, how: Wrapping, width: int) -> bool:
    """Does a new paragraph start at line ``i``, which has no blank line before it?"""
    if how == "lines":
        return True
    if how == "indents":
        return _first_line(lines, i)
    if how == "short":
        before = lines[i - 1]
        return not _full(text, before, lines[i], width) and _ends_sentence(text, before)
    return False


def _first_line(lines: Sequence[Line], i: int) -> bool:
    """A first line stands further in than the line after it (or, the last, before it)."""
    here = lines[i].indent
    if here < 1 or here > 12:
        return False
    if i + 1 < len(lines) and not lines[i + 1].gap and lines[i + 1].indent < here:
        return True
    return lines[i - 1].indent <= here


def _ends_sentence(text: str, line: Line) -> bool:
    return bool(_ENDS_SENTENCE.search(text[max(line.end - 8, line.start) : line.end]))


def _full(text: str, here: Line, after: Line, width: int) -> bool:
    """Would the next line's first word have been too long for this line?"""
    space = text.find(" ", after.start, min(after.end, after.start + 40))
    word = (space if space >= 0 else min(after.end, after.start + 40)) - after.start
    return here.width + 1 + word >= width - 3


def _page_width(lines: Sequence[Line]) -> int:
    widths = sorted(line.width for line in lines)
    return widths[min(len(widths) * 9 // 10, len(widths) - 1)]
