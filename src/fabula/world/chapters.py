"""A World chapter by chapter, for what need not be held whole."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fabula.schema.story import Division
from fabula.schema.world import Event, Narration, Quote, Scene, World, WorldMention

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Chapter:
    """What begins in one chapter; ``title`` is None for a story or a part without chapters."""

    number: int
    title: str | None
    start: int
    end: int
    text: str
    scenes: tuple[Scene, ...]
    quotes: tuple[Quote, ...]
    mentions: tuple[WorldMention, ...]
    events: tuple[Event, ...]
    narration: tuple[Narration, ...]


def chapters(world: World) -> Iterator[Chapter]:
    """The chapters in text order; text before, between and after them comes as one without title.

    Headers, notes and licences, which are no part of the story, are left out.
    """
    text = world.story.text
    for number, (title, start, end) in enumerate(_stretches(world), start=1):
        yield Chapter(
            number=number,
            title=title,
            start=start,
            end=end,
            text=text[start:end],
            scenes=_within(world.scenes, lambda s: s.start, start, end),
            quotes=_within(world.quotes, lambda q: q.spans[0][0], start, end),
            mentions=_within(world.mentions, lambda m: m.start, start, end),
            events=_within(world.events, lambda e: e.start, start, end),
            narration=_within(world.narration, lambda n: n.start, start, end),
        )


def _stretches(world: World) -> Iterator[tuple[str | None, int, int]]:
    """(title, start, end): text paragraphs, joined while they lie in the same chapter."""
    marked = [d for d in world.story.divisions if d.kind == "chapter"]
    current: tuple[Division | None, int, int] | None = None
    following = 0
    for paragraph in world.story.paragraphs:
        if paragraph.kind != "text":
            continue
        while following < len(marked) and marked[following].end <= paragraph.start:
            following += 1
        inside = following < len(marked) and marked[following].start <= paragraph.start
        chapter = marked[following] if inside else None
        if current is not None and current[0] is chapter:
            current = (chapter, current[1], paragraph.end)
            continue
        if current is not None:
            yield _titled(*current)
        current = (chapter, paragraph.start, paragraph.end)
    if current is not None:
        yield _titled(*current)


def _titled(chapter: Division | None, start: int, end: int) -> tuple[str | None, int, int]:
    return None if chapter is None else chapter.title, start, end


def _within(
    items: Sequence[Item], start_of: Callable[[Item], int], start: int, end: int
) -> tuple[Item, ...]:
    """Those of items in text order that begin in [start, end)."""
    low = bisect_left(items, start, key=start_of)
    return tuple(items[low : bisect_left(items, end, key=start_of)])
