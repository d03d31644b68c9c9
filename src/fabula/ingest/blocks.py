"""What every reader hands on: a text, and blocks (candidate paragraphs) over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.schema.story import SourceAnchor

Role = Literal["", "header", "front", "toc", "notes", "back"]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, white space at both ends left out.

    ``gap`` counts the blank lines or empty paragraphs before it, ``rule`` says that an
    ``<hr>`` stands there; ``level`` is the heading level that markup gives (0: none) and
    ``role`` what markup says the block is part of.
    """

    start: int
    end: int
    gap: int = 0
    level: int = 0
    role: Role = ""
    rule: bool = False


@dataclass(frozen=True, slots=True)
class TocEntry:
    """An entry of the book's own table of contents: ``block`` is the index it points to."""

    block: int
    title: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read, before anything is decided about its parts."""

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    author: str | None = None
    encoding: str = "utf-8"
    toc: tuple[TocEntry, ...] = ()
    anchors: tuple[SourceAnchor, ...] = ()

    def words(self, block: Block) -> str:
        """The block's text on one line."""
        return " ".join(self.text[block.start : block.end].split())


class TextBuilder:
    """Text and blocks of a document that is extracted from markup, piece by piece.

    Blocks stand a blank line apart; every block has an anchor to where it comes from.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self.anchors: list[SourceAnchor] = []

    def add(
        self,
        text: str,
        file: str,
        element: str,
        *,
        gap: int = 0,
        level: int = 0,
        role: Role = "",
        rule: bool = False,
    ) -> None:
        if self._pieces:
            self._pieces.append("\n\n")
            self._length += 2
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        self.blocks.append(Block(start, self._length, gap, level, role, rule))
        self.anchors.append(SourceAnchor(start, file, element))

    def text(self) -> str:
        return "".join([*self._pieces, "\n"]) if self._pieces else ""
