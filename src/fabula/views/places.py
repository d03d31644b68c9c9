"""The places as a tree, and who is where in each scene."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fabula.schema.world import Place, World
from fabula.views.people import Person, people, title
from fabula.views.steps import find_steps


@dataclass(frozen=True, slots=True)
class Visit:
    """People at a place during a step; ``scene`` counts from 1."""

    column: int
    scene: int
    start: int
    end: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A place in the tree, ``depth`` steps below the top; without id: not known where."""

    id: str | None
    name: str
    depth: int
    visits: tuple[Visit, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Sites in the order of the tree, what is inside a place right below it."""

    title: str
    columns: int
    sites: tuple[Site, ...]
    inferred: bool


def places(world: World) -> Places:
    """The places of ``world``; a place nobody is seen at stands only above others."""
    found, cast = find_steps(world), people(world)
    visits: dict[str | None, list[Visit]] = defaultdict(list)
    for column, step in enumerate(found.steps):
        scene = world.scenes[step.scene]
        at = {meeting.place: meeting.characters for meeting in step.meetings}
        for place, who in (at or {scene.place: ()}).items():
            there = tuple(cast[one] for one in who if one in cast)
            visits[place].append(Visit(column, step.scene + 1, step.start, step.end, there))
    first = {place: seen[0].column for place, seen in visits.items() if place is not None}
    sites = [
        Site(place.id, place.name, depth, tuple(visits[place.id]))
        for place, depth in _tree(world, first)
    ]
    if visits[None]:
        sites.append(Site(None, "place not known", 0, tuple(visits[None])))
    return Places(title(world), len(found.steps), tuple(sites), found.inferred)


def _tree(world: World, visited: Mapping[str, int]) -> Iterator[tuple[Place, int]]:
    """The visited places and all around them, top down, the first visited first.

    A ring of places has no top.
    """
    by_id = {place.id: place for place in world.places}
    shown: dict[str, int] = {}
    for id_, column in sorted(visited.items(), key=lambda visit: visit[1]):
        inner: str | None = id_
        while inner is not None and inner in by_id and inner not in shown:
            shown[inner] = column
            inner = by_id[inner].inside
    inside: dict[str | None, list[Place]] = defaultdict(list)
    for place in (by_id[id_] for id_ in sorted(shown, key=shown.__getitem__)):
        inside[place.inside if place.inside in shown else None].append(place)
    done: set[str] = set()
    stack = [(place, 0) for place in reversed(inside[None])]
    while stack or done < shown.keys():
        if not stack:  # what is left goes round in a ring: begin anywhere
            stack.append((by_id[min(shown.keys() - done)], 0))
        place, depth = stack.pop()
        if place.id not in done:
            done.add(place.id)
            yield place, depth
            stack += [(inner, depth + 1) for inner in reversed(inside[place.id])]
