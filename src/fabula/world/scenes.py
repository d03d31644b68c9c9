"""Scenes as the layout marks them: chapters, break lines and wide gaps."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from fabula.schema.story import BreakKind, Story
from fabula.schema.world import Scene

# where several breaks fall together, the first of these names the scene's opening
STRENGTH: tuple[BreakKind, ...] = ("chapter", "mark", "blank", "inferred")
CHAPTERS = frozenset({"part", "chapter"})


def find_scenes(story: Story) -> tuple[Scene, ...]:
    """One scene per stretch of ``text`` paragraphs between breaks.

    A scene runs from the start of its first to the end of its last such paragraph, so
    headings and break lines lie between scenes. The first one opens as a chapter.
    """
    breaks = sorted(
        [(item.at, STRENGTH.index(item.kind)) for item in story.breaks]
        + [(division.start, 0) for division in story.divisions if division.kind in CHAPTERS]
    )
    stretches: list[tuple[int, int, BreakKind]] = []
    following = 0
    for paragraph in story.paragraphs:
        if paragraph.kind != "text":
            continue
        strongest = len(STRENGTH)
        while following < len(breaks) and breaks[following][0] <= paragraph.start:
            strongest = min(strongest, breaks[following][1])
            following += 1
        if not stretches:
            stretches.append((paragraph.start, paragraph.end, "chapter"))
        elif strongest < len(STRENGTH):
            stretches.append((paragraph.start, paragraph.end, STRENGTH[strongest]))
        else:
            start, _, opens = stretches[-1]
            stretches[-1] = (start, paragraph.end, opens)
    return tuple(
        Scene(id=f"s{number}", start=start, end=end, opens=opens)
        for number, (start, end, opens) in enumerate(stretches, start=1)
    )


def scene_at(scenes: Sequence[Scene], starts: Sequence[int], offset: int) -> str | None:
    """The id of the scene around ``offset``; ``starts`` are the scenes' starts."""
    number = bisect_right(starts, offset) - 1
    if number < 0 or offset >= scenes[number].end:
        return None
    return scenes[number].id
