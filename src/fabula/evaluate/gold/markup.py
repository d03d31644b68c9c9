"""The XML markup of annotated stories as text, with the span of every element."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from fabula.schema.story import Span

_SPACE = re.compile(r"\s+")
POINTS = frozenset({"in", "out", "go"})
"""Elements that stand at a place and hold no text."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One element: its tag, its attributes and the text it covers (empty for a point)."""

    tag: str
    attributes: Mapping[str, str]
    span: Span

    def ids(self, name: str) -> tuple[str, ...]:
        """An attribute that lists ids, () if it is not there."""
        return tuple(self.attributes.get(name, "").split())


class TextBuilder:
    """Collects text and spans; white space collapses to one blank, none at a block's edges."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        # A blank waits until something visible follows, so none is left at a block's end.
        self._blank_waits = False
        self._at_edge = True
        self.marked: list[Marked] = []

    def text(self) -> str:
        return "".join(self._parts)

    def walk(self, element: Element) -> None:
        """All blocks below a text, chapter or scene."""
        for child in element:
            mark = len(self.marked)
            start = self._length + (2 if self._parts else 0)
            if child.tag in ("p", "break"):
                self._open_block("\n\n")
                self._inline(child)
            elif child.tag == "head":
                self._header(child)
            else:
                self.walk(child)
            if child.tag != "p" and self._length > start:
                found = Marked(child.tag, dict(child.attrib), (start, self._length))
                self.marked.insert(mark, found)

    def _header(self, head: Element) -> None:
        """A header block keeps its line ends; white space inside a line collapses."""
        pieces = [head.text or ""]
        for child in head:
            pieces += ["".join(child.itertext()), child.tail or ""]
        separator = "\n\n"
        for line in "".join(pieces).split("\n"):
            if line.strip():
                self._open_block(separator)
                self._add(line)
                separator = "\n"

    def _open_block(self, separator: str) -> None:
        self._blank_waits = False
        self._at_edge = True
        if self._parts:
            self._put(separator)

    def _inline(self, element: Element) -> None:
        self._add(element.text)
        for child in element:
            mark = len(self._parts)
            place = len(self.marked)
            start = self._length + self._starts_late(child)
            self._inline(child)
            if child.tag in POINTS or len(self._parts) > mark:
                span = (start, max(start, self._length))
                self.marked.insert(place, Marked(child.tag, dict(child.attrib), span))
            self._add(child.tail)

    def _starts_late(self, child: Element) -> int:
        """1 if a blank still has to be written before the child's first word."""
        opens_blank = next((text for text in child.itertext() if text), "")[:1].isspace()
        return int(not self._at_edge and (self._blank_waits or opens_blank))

    def _add(self, text: str | None) -> None:
        if not text:
            return
        collapsed = _SPACE.sub(" ", text)
        words = collapsed.strip(" ")
        self._blank_waits |= collapsed.startswith(" ")
        if words:
            self._put(" " + words if self._blank_waits and not self._at_edge else words)
            self._at_edge = False
            self._blank_waits = collapsed.endswith(" ")

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
