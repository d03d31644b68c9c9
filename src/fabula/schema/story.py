"""A story as ingest hands it on: one string and spans over it.

All offsets are code points into ``Story.text``, half-open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]

DivisionKind = Literal[
    "header",
    "front",
    "part",
    "chapter",
    "scene",
    "letter",
    "verse",
    "notes",
    "back",
    "boilerplate",
]
ParagraphKind = Literal["text", "heading", "break", "apparatus"]
BreakKind = Literal["chapter", "mark", "blank", "inferred"]


@dataclass(frozen=True, slots=True)
class Division:
    """A part of the document; divisions nest by ``parent`` and never partly overlap."""

    id: str
    kind: DivisionKind
    title: str | None
    start: int
    end: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What the header block of a fan fiction or an archive download says."""

    rating: str | None = None
    warnings: tuple[str, ...] = ()
    fandoms: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    summary: str | None = None
    disclaimer: str | None = None
    other: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the document, white space at both ends left out.

    ``text`` paragraphs are the story itself, and the only ones later stages read;
    ``heading`` is a title line of a part or chapter, ``break`` a visible scene break
    (``* * *``), ``apparatus`` everything in header, front, notes, back and boilerplate.
    ``gap`` is the number of blank lines (or, from markup, an ``<hr>`` or empty
    paragraphs) before it.
    """

    start: int
    end: int
    kind: ParagraphKind = "text"
    gap: int = 0


@dataclass(frozen=True, slots=True)
class SceneBreak:
    """A place where the layout itself says that a scene ends: offset of what follows."""

    at: int
    kind: BreakKind


@dataclass(frozen=True, slots=True)
class SourceAnchor:
    """From offset ``start`` on, the text comes from ``element`` of ``file`` in the container."""

    start: int
    file: str
    element: str


@dataclass(frozen=True, slots=True)
class Story:
    """One work: its text, and what ingest found out about it.

    ``sha256`` is of the input bytes; ``paragraphs``, ``divisions`` and ``breaks`` are
    sorted by start. ``encoding`` is how the bytes were decoded.
    """

    text: str
    source: str
    sha256: str
    title: str | None = None
    author: str | None = None
    language: str = "en"
    header: Header = Header()
    divisions: tuple[Division, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    breaks: tuple[SceneBreak, ...] = ()
    anchors: tuple[SourceAnchor, ...] = ()
    encoding: str = "utf-8"
