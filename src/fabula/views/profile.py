"""Where in the book there is what readers want to be told of, and how strong it is."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.schema.world import World
from fabula.views.people import Chapter, chapters, passage, title

BINS = 120  # the book is cut into at most so many parts


@dataclass(frozen=True, slots=True)
class Part:
    """Passages of a category that start in one part of the book; the first of the strongest."""

    bin: int
    severity: int
    count: int
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of content over the book."""

    name: str
    severity: int
    count: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """Categories, the most severe first; ``length`` is that of the text."""

    title: str
    length: int
    bins: int
    chapters: tuple[Chapter, ...]
    categories: tuple[Category, ...]


def profile(world: World) -> Profile:
    """The content profile of ``world``."""
    length = len(world.story.text)
    bins = min(BINS, max(length, 1))
    categories = [
        _category(world, name, bins) for name in sorted({c.category for c in world.profile})
    ]
    categories.sort(key=lambda category: (-category.severity, -category.count))
    return Profile(title(world), length, bins, chapters(world), tuple(categories))


def _category(world: World, name: str, bins: int) -> Category:
    found = [content for content in world.profile if content.category == name]
    by_bin: dict[int, Part] = {}
    for content in sorted(found, key=lambda content: (-content.severity, content.start)):
        number = content.start * bins // max(len(world.story.text), 1)
        before = by_bin.get(number)
        if before is None:
            words = passage(world.story.text, content.start, content.end)
            span = (content.start, content.end)
            by_bin[number] = Part(number, content.severity, 1, *span, words)
        else:
            by_bin[number] = Part(
                *(number, before.severity, before.count + 1),
                *(before.start, before.end, before.words),
            )
    parts = tuple(by_bin[number] for number in sorted(by_bin))
    severity = max(content.severity for content in found)
    return Category(name, severity, len(found), parts)
