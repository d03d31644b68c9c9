"""What the charts share about people and text: colours, names, chapters, short passages."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath

from fabula.schema.world import World
from fabula.views.steps import Step

HUES = 8  # after Okabe and Ito; more people than colours are told apart by `ring`
RINGS = 3
CHAPTERS = frozenset({"part", "chapter"})
NUMBER = re.compile(r"[0-9]{1,9}\Z")


@dataclass(frozen=True, slots=True)
class Person:
    """A character as drawn: ``hue`` 0..7, and ``ring`` 0..2 telling apart those of one hue."""

    id: str
    name: str
    hue: int
    ring: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """Where a part or chapter starts in the text, and its title."""

    start: int
    title: str


def hue(character: str) -> int:
    """The colour 0..7 of a character's id: the same in every chart, however it is cut."""
    return _number(character) % HUES


def people(world: World) -> dict[str, Person]:
    """How the characters of ``world`` are drawn, by id."""
    return {
        c.id: Person(c.id, c.name, hue(c.id), _number(c.id) // HUES % RINGS)
        for c in world.characters
    }


def title(world: World) -> str:
    """The title of the story, or the name of its file."""
    return world.story.title or PurePath(world.story.source).name


def chapters(world: World) -> tuple[Chapter, ...]:
    """Parts and chapters in text order."""
    found = (d for d in world.story.divisions if d.kind in CHAPTERS)
    return tuple(Chapter(d.start, d.title or "") for d in sorted(found, key=lambda d: d.start))


def names(world: World) -> dict[str, str]:
    """The names of characters, places and everything else that has an id."""
    called = {character.id: character.name for character in world.characters}
    called.update((place.id, place.name) for place in world.places)
    called.update((other.id, other.name) for other in world.others)
    return called


def most_present(world: World, steps: tuple[Step, ...], limit: int) -> tuple[Person, ...]:
    """The characters who are in most steps, at most ``limit``, in the order of the cast."""
    seen = Counter(who for s in steps for m in s.meetings for who in m.characters)
    cast = [character for character in world.characters if seen[character.id]]
    cast.sort(key=lambda c: (-seen[c.id], -c.lines, -c.mentions))
    chosen = {character.id for character in cast[:limit]}
    return tuple(p for p in people(world).values() if p.id in chosen)


def passage(text: str, start: int, end: int, limit: int = 120) -> str:
    """The words of a span on one line, cut at a word after ``limit`` characters."""
    words = " ".join(text[start : min(end, start + 4 * limit)].split())
    if len(words) <= limit:
        return words
    return words[:limit].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def scene_number(world: World, offset: int) -> int | None:
    """The number from 0 of the scene around ``offset``."""
    number = bisect_right(world.scenes, offset, key=lambda scene: scene.start) - 1
    return number if number >= 0 and offset < world.scenes[number].end else None


def _number(character: str) -> int:
    digits = NUMBER.search(character)
    return int(digits[0]) - 1 if digits else zlib.crc32(character.encode("utf-8", "replace"))
