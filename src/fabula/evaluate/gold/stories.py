"""Annotated stories: our own XML markup to the text a reader sees and gold quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from fabula.errors import DataError
from fabula.schema.spans import QuoteType
from fabula.schema.story import Span

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class GoldPerson:
    """Somebody in the cast; ``names`` holds the fullest name, then every other form."""

    id: str
    names: tuple[str, ...]
    pronouns: str


@dataclass(frozen=True, slots=True)
class GoldSpeech:
    """One uninterrupted piece of direct speech, marks included.

    ``addressees`` is None where everybody there is addressed; ``how`` is said, phone,
    letter, chat, radio, prayer or recalled.
    """

    span: Span
    speakers: tuple[str, ...]
    addressees: frozenset[str] | None
    type: QuoteType | None
    how: str


@dataclass(frozen=True, slots=True)
class GoldStory:
    """One story; paragraphs stand apart by one blank line, speeches are in text order."""

    name: str
    text: str
    cast: tuple[GoldPerson, ...]
    speeches: tuple[GoldSpeech, ...]


def load_stories(folder: Path) -> list[GoldStory]:
    """Load every story below ``folder``, sorted by name."""
    paths = sorted(folder.glob("*.xml"))
    if not paths:
        raise DataError(
            "no annotated stories here.",
            "Point --data at a folder of stories in the XML markup of our corpus.",
            path=str(folder),
        )
    return [load_story(path) for path in paths]


def load_story(path: Path) -> GoldStory:
    """Load one story; ``DataError`` if it is not well-formed or lacks cast or text."""
    try:
        # Expat itself bounds entity expansion, and nothing external is ever loaded.
        root = ElementTree.parse(path).getroot()  # noqa: S314
        builder = _TextBuilder()
        builder.walk(_child(root, "text"))
        cast = tuple(_person(char) for char in root.iter("char"))
    except (OSError, ValueError, ElementTree.ParseError) as error:
        raise DataError(
            f"this is no annotated story ({error}).",
            "Check it against the description of the markup.",
            path=str(path),
        ) from error
    speeches = sorted(builder.speeches, key=lambda s: (s.span[0], -s.span[1]))
    return GoldStory(path.stem, builder.text() + "\n", cast, tuple(speeches))


class _TextBuilder:
    """Collects text and spans; white space collapses to one blank, none at a block's edges."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        # A blank waits until something visible follows, so none is left at a block's end.
        self._blank_waits = False
        self._at_edge = True
        self.speeches: list[GoldSpeech] = []

    def text(self) -> str:
        return "".join(self._parts)

    def walk(self, element: Element) -> None:
        """All blocks below a text, chapter or scene."""
        for child in element:
            if child.tag in ("p", "break"):
                self._open_block("\n\n")
                self._inline(child)
            elif child.tag == "head":
                self._header(child)
            else:
                self.walk(child)

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
            start = self._length + self._starts_late(child)
            self._inline(child)
            if child.tag == "q" and len(self._parts) > mark:
                self.speeches.append(_speech(child, (start, self._length)))
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


def _child(root: Element, tag: str) -> Element:
    child = root.find(tag)
    if child is None:
        raise ValueError(f"no <{tag}>")
    return child


def _person(char: Element) -> GoldPerson:
    aliases = (alias.strip() for alias in char.get("aliases", "").split(";"))
    names = dict.fromkeys(n for n in (char.get("name", "").strip(), *aliases) if n)
    return GoldPerson(_required(char, "id"), tuple(names), char.get("pronouns", ""))


def _speech(element: Element, span: Span) -> GoldSpeech:
    to = _ids(element.get("to", ""))
    type_: QuoteType | None = next(
        (t for t in get_args(QuoteType) if t == element.get("type")), None
    )
    addressees = None if "*" in to else frozenset(to)
    return GoldSpeech(
        span, tuple(_ids(_required(element, "who"))), addressees, type_, element.get("how", "said")
    )


def _ids(value: str) -> Iterable[str]:
    return value.split()


def _required(element: Element, name: str) -> str:
    value = element.get(name)
    if value is None:
        raise ValueError(f"<{element.tag}> without {name}")
    return value
