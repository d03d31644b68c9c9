"""The story from its first to its last word: what lies where, lane under lane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fabula.schema.world import World
from fabula.views.labels import Labels
from fabula.views.people import Chapter, Person, chapters, names, passage, people, title
from fabula.views.steps import SPOKEN

ARRIVALS = 24  # characters whose first appearance is marked, the most mentioned


@dataclass(frozen=True, slots=True)
class Stretch:
    """A scene; ``speech`` is the share of its letters inside quotations, 0 to 1."""

    scene: str
    start: int
    end: int
    place: str | None
    time: str | None
    opening: str
    speech: float


@dataclass(frozen=True, slots=True)
class Telling:
    """Who tells, or through whose eyes, by short names; None: nobody, or not known."""

    start: int
    end: int
    narrator: Person | None
    focal: Person | None
    person: str | None
    mode: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a character is first mentioned."""

    person: Person
    at: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes over the text; all positions are offsets, ``length`` is that of the text."""

    title: str
    length: int
    chapters: tuple[Chapter, ...]
    scenes: tuple[Stretch, ...]
    telling: tuple[Telling, ...]
    arrivals: tuple[Arrival, ...]


def timeline(world: World) -> Timeline:
    """The timeline of ``world``."""
    called = names(world)
    cast = people(world)
    most = sorted(world.characters, key=lambda c: -c.mentions)[:ARRIVALS]
    arrivals = [Arrival(cast[character.id], character.start) for character in most]
    return Timeline(
        title=title(world),
        length=len(world.story.text),
        chapters=chapters(world),
        scenes=tuple(_scenes(world, called)),
        telling=tuple(_telling(world)),
        arrivals=tuple(sorted(arrivals, key=lambda arrival: arrival.at)),
    )


def _scenes(world: World, called: dict[str, str]) -> Iterator[Stretch]:
    spoken = sorted(s for q in world.quotes if q.kind in SPOKEN for s in q.spans)
    first = 0
    for scene in world.scenes:
        while first < len(spoken) and spoken[first][1] <= scene.start:
            first += 1
        letters, index = 0, first
        while index < len(spoken) and spoken[index][0] < scene.end:
            letters += min(spoken[index][1], scene.end) - max(spoken[index][0], scene.start)
            index += 1
        place = None if scene.place is None else called.get(scene.place, scene.place)
        opening = passage(world.story.text, scene.start, scene.end, 80)
        share = min(letters / max(scene.end - scene.start, 1), 1.0)
        yield Stretch(scene.id, scene.start, scene.end, place, scene.time, opening, round(share, 3))


def _telling(world: World) -> Iterator[Telling]:
    """Stretches of narration, neighbours of one kind drawn together."""
    labels = Labels(world)
    cast = {
        id_: replace(person, name=labels.short(id_) or person.name)
        for id_, person in people(world).items()
    }
    last: Telling | None = None
    for part in sorted(world.narration, key=lambda part: part.start):
        now = Telling(
            part.start,
            part.end,
            None if part.narrator is None else cast.get(part.narrator),
            None if part.focal is None else cast.get(part.focal),
            part.person,
            part.mode,
        )
        if last is None:
            last = now
        elif _alike(last, now):
            last = Telling(last.start, now.end, now.narrator, now.focal, now.person, now.mode)
        else:
            yield last
            last = now
    if last is not None:
        yield last


def _alike(one: Telling, other: Telling) -> bool:
    return (one.narrator, one.focal, one.person, one.mode) == (
        *(other.narrator, other.focal),
        *(other.person, other.mode),
    )
