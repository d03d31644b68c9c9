"""The storyline chart: scenes from left to right, a line per character, met where they meet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

import numpy as np

from fabula.schema.world import World
from fabula.views.heights import Floats, heights
from fabula.views.orders import Ints, Lines, count_crossings, order_like, order_lines
from fabula.views.people import (
    Chapter,
    Person,
    chapters,
    most_present,
    names,
    passage,
    scene_number,
    title,
)
from fabula.views.steps import Meeting, Step, find_steps

DRAWN = 12  # characters
GONE = 10  # steps out of sight after which a line ends, and begins anew
TINTS = 5  # for the places most is set in


@dataclass(frozen=True, slots=True)
class Column:
    """A step of the chart, with the names of places and of everybody there, drawn or not.

    ``number`` counts scenes from 1; a scene with moves has several columns.
    """

    scene: str
    number: int
    start: int
    end: int
    time: str | None
    places: tuple[str, ...]
    people: tuple[str, ...]
    opening: str


@dataclass(frozen=True, slots=True)
class Point:
    """Where a line runs in a column; ``present`` are the parts of it, from 0 to 1, it is there."""

    column: int
    y: float
    present: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A character's line: stretches of columns without a gap, each from entrance to exit."""

    person: Person
    stretches: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """The highest and the lowest line of a meeting."""

    column: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Band:
    """Meetings at one place in columns that follow each other; no ``place``: not known where."""

    place: str | None
    name: str | None
    tint: int | None
    bounds: tuple[Bounds, ...]


@dataclass(frozen=True, slots=True)
class Arc:
    """Something told from one line to another; ``at`` is how far into the column, 0 to 1."""

    told: str
    start: int
    end: int
    words: str
    column: int
    at: float
    speaker: str
    hearer: str
    y: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Storyline:
    """The chart in columns (x) and lines that meet (y, unit: the distance of two such lines).

    ``left_out`` counts characters who are somewhere but not drawn; ``inferred`` tells
    that presence was taken from speech and names (see ``steps``).
    """

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    arcs: tuple[Arc, ...]
    chapters: tuple[Chapter, ...]
    height: float
    crossings: int
    left_out: int
    inferred: bool


def storyline(world: World, drawn: int = DRAWN, whole: Storyline | None = None) -> Storyline:
    """The storyline of ``world`` with its ``drawn`` most present characters.

    Where ``world`` is one cut at a place and ``whole`` the storyline of all of it, lines keep
    their order in ``whole``: they do not jump about while a reader reads on.
    """
    found = find_steps(world)
    people = most_present(world, found.steps, drawn)
    lines = line_up([p.id for p in people], found.steps)
    ranks = order_lines(lines) if whole is None else _order_in(whole, lines, people, found.steps)
    y = heights(lines, ranks)
    row = {person.id: number for number, person in enumerate(people)}
    called = names(world)
    somewhere = {who for s in found.steps for m in s.meetings for who in m.characters}
    return Storyline(
        title=title(world),
        columns=tuple(_column(world, step, called) for step in found.steps),
        lines=tuple(_line(p, row[p.id], found.steps, y) for p in people),
        bands=tuple(_bands(called, found.steps, row, y)),
        arcs=tuple(_arcs(world, found.steps, row, y)),
        chapters=chapters(world),
        height=float(np.nanmax(y)) if people else 0.0,
        crossings=int(count_crossings(lines, ranks)),
        left_out=len(somewhere) - len(people),
        inferred=found.inferred,
    )


def _order_in(
    whole: Storyline, lines: Lines, people: Sequence[Person], steps: Sequence[Step]
) -> Ints:
    """The order that lines have in the storyline of the whole story, step by step."""
    if not (steps and whole.columns):
        return order_lines(lines)
    row = {person.id: number for number, person in enumerate(people)}
    at = np.full((len(whole.columns), len(people)), np.nan)
    for line in whole.lines:
        if line.person.id in row:
            for point in (point for stretch in line.stretches for point in stretch):
                at[point.column, row[line.person.id]] = point.y
    starts = [column.start for column in whole.columns]
    columns = [max(bisect_right(starts, step.start) - 1, 0) for step in steps]
    return order_like(lines, at[columns])


def line_up(people: Sequence[str], steps: Sequence[Step]) -> Lines:
    """Which line is drawn when and meets which: a line ends where ``GONE`` steps lack it."""
    row = {who: number for number, who in enumerate(people)}
    meeting = np.full((len(steps), len(people)), -1, np.int32)
    for number, step in enumerate(steps):
        for place, together in enumerate(step.meetings):
            among = [row[who] for who in together.characters if who in row]
            meeting[number, among] = place
    active = meeting >= 0
    for line in range(len(people)):
        seen = np.flatnonzero(meeting[:, line] >= 0).tolist()
        for before, after in pairwise(seen):
            if after - before <= GONE:
                active[before:after, line] = True
    return Lines(active, meeting)


def _column(world: World, step: Step, called: Mapping[str, str]) -> Column:
    scene = world.scenes[step.scene]
    at = {m.place for m in step.meetings} or {scene.place}
    places = tuple(sorted(called.get(place, place) for place in at if place is not None))
    people = tuple(called.get(who, who) for m in step.meetings for who in m.characters)
    opening = passage(world.story.text, step.start, step.end, 80)
    number = step.scene + 1
    return Column(scene.id, number, step.start, step.end, scene.time, places, people, opening)


def _line(person: Person, row: int, steps: Sequence[Step], y: Floats) -> Line:
    stretches: list[list[Point]] = []
    before: int | None = None
    for number in np.flatnonzero(~np.isnan(y[:, row])).tolist():
        if before is None or number != before + 1:
            stretches.append([])
        step = steps[number]
        present = tuple(
            (_share(step, since), _share(step, until))
            for meeting in step.meetings
            for who, since, until in meeting.present
            if who == person.id
        )
        stretches[-1].append(Point(number, round(float(y[number, row]), 3), present))
        before = number
    return Line(person, tuple(map(tuple, stretches)))


def _share(step: Step, offset: int) -> float:
    return round((offset - step.start) / max(step.end - step.start, 1), 3)


def _bands(
    called: Mapping[str, str], steps: Sequence[Step], row: Mapping[str, int], y: Floats
) -> Iterator[Band]:
    """Bands of meetings at the same place in neighbouring columns that touch in height."""
    tints = _tints(steps)
    open_bands: list[tuple[str | None, list[Bounds]]] = []
    for number, step in enumerate(steps):
        going_on = []
        for meeting in step.meetings:
            bounds = _bounds(meeting, number, row, y)
            if bounds is None:
                continue
            for place, before in open_bands:
                if place == meeting.place is not None and _touch(before[-1], bounds):
                    before.append(bounds)
                    going_on.append((place, before))
                    break
            else:
                going_on.append((meeting.place, [bounds]))
        done = [band for band in open_bands if not any(band[1] is g[1] for g in going_on)]
        yield from (_band(place, bounds, called, tints) for place, bounds in done)
        open_bands = going_on
    yield from (_band(place, bounds, called, tints) for place, bounds in open_bands)


def _bounds(meeting: Meeting, number: int, row: Mapping[str, int], y: Floats) -> Bounds | None:
    at = [float(y[number, row[who]]) for who in meeting.characters if who in row]
    return Bounds(number, round(min(at), 3), round(max(at), 3)) if at else None


def _touch(before: Bounds, after: Bounds) -> bool:
    return before.top <= after.bottom and after.top <= before.bottom


def _band(
    place: str | None,
    bounds: Sequence[Bounds],
    called: Mapping[str, str],
    tints: Mapping[str, int],
) -> Band:
    if place is None:
        return Band(None, None, None, tuple(bounds))
    return Band(place, called.get(place, place), tints.get(place), tuple(bounds))


def _tints(steps: Sequence[Step]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for step in steps:
        for meeting in step.meetings:
            if meeting.place is not None:
                counts[meeting.place] = counts.get(meeting.place, 0) + 1
    most = sorted(counts, key=lambda place: -counts[place])[:TINTS]
    return {place: tint for tint, place in enumerate(most)}


def _arcs(world: World, steps: Sequence[Step], row: Mapping[str, int], y: Floats) -> Iterator[Arc]:
    """Things told between two people who are drawn in the step in which they are told."""
    number = 0
    for told in sorted(world.told, key=lambda told: told.span):
        while number + 1 < len(steps) and steps[number + 1].start <= told.span[0]:
            number += 1
        if told.by is None or told.by not in row or scene_number(world, told.span[0]) is None:
            continue
        step = steps[number]
        for hearer in told.to:
            if hearer not in row or hearer == told.by:
                continue
            ends = (float(y[number, row[told.by]]), float(y[number, row[hearer]]))
            if not any(map(isnan, ends)):
                words = passage(world.story.text, *told.span)
                at = _share(step, told.span[0])
                yield Arc(told.id, *told.span, words, number, at, told.by, hearer, ends)
