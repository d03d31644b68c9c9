"""What several formats share: names, chapters, safe XML, and what a format is."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate
from typing import Generic, TypeVar

from fabula.errors import ExportError
from fabula.schema.story import Division, Story
from fabula.schema.tokens import Words
from fabula.schema.world import Character, Other, Place, World

T = TypeVar("T")
Content = str | bytes
Files = Mapping[str, Content]

STORY_DIVISIONS = frozenset({"part", "chapter", "scene", "letter", "verse"})
# what XML 1.0 cannot hold, not even as a character reference
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# a spreadsheet takes text that starts like this for a formula to run (OWASP, CSV injection)
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\0")
LONE_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Format:
    """One entry of ``fabula export --to``.

    ``suffixes`` are what follows the stem in the names of its files, ``*`` for several.
    ``maker`` is ``module:function`` in this package: from a World to the content of the
    one file, or to the content of each file by its suffix.
    """

    name: str
    about: str
    suffixes: tuple[str, ...]
    maker: str

    @property
    def single(self) -> bool:
        """Whether it is always one file, which may also go to standard output."""
        return len(self.suffixes) == 1 and "*" not in self.suffixes[0]

    def files(self, world: World) -> Files:
        """``world`` in this format, as content by suffix.

        Raises ExportError where the World lacks what the format needs, and MissingExtra.
        """
        # loaded when called for: some formats bring large libraries with them
        module, _, function = self.maker.partition(":")
        make = getattr(import_module(f"fabula.export.{module}"), function)
        made: Files | Content = make(world)
        return {self.suffixes[0]: made} if isinstance(made, str | bytes) else made


def cell(value: T) -> T | str:
    """``value`` as a cell of a CSV file; behind an apostrophe what would be a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def require_words(world: World) -> Words:
    """The words of ``world``. Raises ExportError where it was loaded without them."""
    if world.words is None:
        raise ExportError(
            "this World holds no words, and the format needs them.",
            "Read the story again: fabula read FILE.",
            path=world.story.source,
        )
    return world.words


def entities(world: World) -> list[Character | Place | Other]:
    """Everything that mentions refer to."""
    return [*world.characters, *world.places, *world.others]


def names_by_id(world: World) -> dict[str, str]:
    """The name of everything that has an id."""
    return {entity.id: entity.name for entity in entities(world)}


def xml_text(text: str) -> str:
    """``text`` as character data; what XML cannot hold becomes U+FFFD, one for one."""
    text = NO_XML.sub("\ufffd", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;")  # a bare one would be read as a line feed


def xml_attribute(text: str) -> str:
    """``text`` as the value of an attribute, without its quotation marks."""
    escaped = xml_text(text).replace('"', "&quot;")
    return escaped.replace("\n", "&#10;").replace("\t", "&#9;")


def encoded(content: Content) -> bytes:
    """The bytes of a file; half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD."""
    if isinstance(content, bytes):
        return content
    return LONE_SURROGATES.sub("\ufffd", content).encode("utf-8")


class Nested(Generic[T]):
    """Finds the innermost of spans that may hold each other."""

    def __init__(self, items: Iterable[tuple[int, int, T]]) -> None:
        self._items = sorted(items, key=lambda item: (item[0], -item[1]))
        self._starts = [start for start, _, _ in self._items]
        self._furthest = list(accumulate((end for _, end, _ in self._items), max))

    def around(self, start: int, end: int) -> T | None:
        """The innermost item around ``[start, end)``."""
        index = bisect_right(self._starts, start) - 1
        while index >= 0 and self._furthest[index] >= end:
            if self._items[index][1] >= end:
                return self._items[index][2]
            index -= 1
        return None


class Chapters:
    """Which part of the story an offset lies in."""

    def __init__(self, story: Story) -> None:
        divisions = [d for d in story.divisions if d.kind in STORY_DIVISIONS]
        self._nested = Nested((d.start, d.end, d) for d in divisions)
        self._titles: dict[str, str] = {}
        count: Counter[str] = Counter()
        for division in divisions:
            count[division.kind] += 1
            untitled = f"{division.kind.capitalize()} {count[division.kind]}"
            self._titles[division.id] = " ".join((division.title or "").split()) or untitled

    def at(self, offset: int) -> Division | None:
        """The innermost division of the story around ``offset``."""
        return self._nested.around(offset, offset + 1)

    def title(self, offset: int) -> str | None:
        """The title of that division on one line, or its kind and number if it has none."""
        division = self.at(offset)
        return None if division is None else self._titles[division.id]


def voice_name(name: str) -> str:
    """A name as a key for voices: what E2A-SML keeps of it, ASCII letters in CamelCase."""
    kept = re.sub(r"[^a-zA-Z0-9\s]", "", name.title())
    return "".join(part.capitalize() for part in kept.split())


def numbered(name: str, taken: Container[str]) -> str:
    """``name`` in ASCII ("Zoë" as "Zoe"), with a number where its key is taken or empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    base = " ".join(plain.split()) if voice_name(plain) else "Character"
    number, fresh = 1, base
    while voice_name(fresh) in taken:
        number += 1
        fresh = f"{base} {number}"
    return fresh
