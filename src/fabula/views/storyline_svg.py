"""The storyline chart drawn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fabula.views.axis import chapter_rules
from fabula.views.room import Box, Room
from fabula.views.storyline import Band, Column, Line, Point, Storyline
from fabula.views.svg import (
    Link,
    Markup,
    Sign,
    chart,
    element,
    fitting,
    group,
    label,
    legend,
    legend_width,
    looks,
    place_in_text,
    shortened,
    text_width,
)

UNIT = 15.0  # between lines that meet
WIDE = 1080.0  # what few columns spread over
PITCH = (27.0, 150.0)  # of columns, at least and at most
TOP = 52.0  # chapters and numbers of scenes
FOOT = 58.0  # the legend
PAD = 8.0  # of a band around its lines
MARGIN = 16.0
AGAIN = 18  # columns after which a line is labelled again


@dataclass(frozen=True, slots=True)
class Frame:
    """Where columns and heights lie on the page."""

    left: float
    pitch: float
    flat: float

    def x(self, column: int, share: float = 0.0) -> float:
        """A point in a column, from 0 at its start to 1 at its end."""
        return self.left + column * self.pitch + share * self.flat

    def y(self, height: float) -> float:
        """A height of the layout on the page."""
        return TOP + 2 * PAD + height * UNIT


def storyline_svg(view: Storyline, link: Link | None = None, *, standalone: bool = False) -> str:
    """The chart as SVG; ``link`` makes scenes, lines and told facts lead to the text."""
    frame = _frame(view)
    signs, places = tuple(_signs()), tuple(_places(view))
    legends = max(legend_width(signs), legend_width(places))
    width = max(frame.x(len(view.columns)) + 4 * MARGIN, frame.left + legends)
    height = frame.y(view.height) + 3 * PAD + FOOT
    foot = height - FOOT
    columns = (_column(column, n, frame, foot, link) for n, column in enumerate(view.columns))
    room = Room()
    layers = [
        group("chapters", _chapters(view, frame, foot)),
        group("columns", columns),
        group("bands", (_band(band, frame) for band in view.bands)),
        group("lines", (_line(line, view, frame, link) for line in view.lines)),
        group("arcs", _arcs(view, frame, link)),
        group("line-names", _names(view, frame, room)),
        group("place-names", _place_names(view, frame, room)),
        group("legend", legend(signs, frame.left, foot + 26)),
        group("legend", legend(places, frame.left, foot + 46)),
    ]
    title = f"Storyline of {view.title}"
    return chart("storyline", title, describe(view), (width, height), layers, standalone=standalone)


def describe(view: Storyline) -> str:
    """The chart in words."""
    scenes = len({column.scene for column in view.columns})
    people = ", ".join(line.person.name for line in view.lines)
    return (
        f"Scenes from left to right, {scenes} of them; one line for each of "
        f"{len(view.lines)} characters: {people}. Lines run side by side where the characters "
        f"are in a scene together, and are dotted where it is not known, or elsewhere. "
        f"{view.crossings} crossings, {len(view.arcs)} things told."
    )


def _frame(view: Storyline) -> Frame:
    first = [line.person.name for line in view.lines if line.stretches[0][0].column == 0]
    left = MARGIN + max((text_width(_short(name)) for name in first), default=0.0) + 10
    pitch = min(max(WIDE / max(len(view.columns), 1), PITCH[0]), PITCH[1])
    return Frame(left, pitch, pitch - min(pitch * 0.55, 40.0))


def _short(name: str) -> str:
    return shortened(name, 130)


def _chapters(view: Storyline, frame: Frame, foot: float) -> Iterator[Markup]:
    """A rule before the first column of every chapter, and its title where there is room."""
    at: dict[int, str] = {}
    for chapter in view.chapters:
        column = bisect_right(view.columns, chapter.start, key=lambda column: column.end)
        if column < len(view.columns):
            at[column] = chapter.title
    before = (frame.pitch - frame.flat) / 2
    starts = [(frame.x(n) - before, at[n]) for n in sorted(at)]
    return chapter_rules(starts, frame.x(len(view.columns)), foot)


def _column(column: Column, number: int, frame: Frame, foot: float, link: Link | None) -> Markup:
    before = (frame.pitch - frame.flat) / 2
    x = frame.x(number)
    return place_in_text(
        link,
        column.start,
        column.end,
        _says(column),
        element("rect", x=x - before, y=24, width=frame.pitch, height=foot - 24, class_="ground"),
        label(str(column.number), x + frame.flat / 2, 38, "number", "middle"),
        class_="column",
        data_scene=column.scene,
    )


def _says(column: Column) -> str:
    people = list(column.people[:12])
    if len(column.people) > len(people):
        people.append(f"{len(column.people) - len(people)} more")
    where = ", ".join(column.places) or "place not known"
    who = ", ".join(people) or "nobody known to be there"
    when = f", {column.time}" if column.time else ""
    return f"Scene {column.number}{when}: {where}. {who}. “{column.opening}”"


def _band(band: Band, frame: Frame) -> Markup:
    """Ground under the lines of a meeting; dotted and empty where the place is not known."""
    d = "".join(_box(b.column, b.top, b.column, b.bottom, frame) for b in band.bounds)
    for before, after in pairwise(band.bounds):
        top, bottom = max(before.top, after.top), min(before.bottom, after.bottom)
        d += _box(before.column, top, after.column, bottom, frame)
    path = element("path", d=d)
    if band.name is None:
        return element("g", path, class_="nowhere")
    tint = "place" if band.tint is None else f"place tint-{band.tint}"
    return element("g", path, class_=tint, data_place=band.place)


def _place_names(view: Storyline, frame: Frame, room: Room) -> Iterator[Markup]:
    """The name of a place under its ground, where it covers nothing."""
    for band in view.bands:
        first, last = band.bounds[0], band.bounds[-1]
        width = frame.x(last.column, 1) - frame.x(first.column) + 8
        name = fitting(band.name or "", width, 9)
        x, y = frame.x(first.column) - 3, frame.y(first.bottom) + PAD + 9
        box = Box(x, y - 7, x + text_width(name, 9), y + 1)
        if name and not room.covered(box):
            room.take(box)
            yield label(name, x, y, "place-name")


def _box(first: int, top: float, last: int, bottom: float, frame: Frame) -> str:
    x0, x1 = frame.x(first) - 5, frame.x(last, 1) + 5
    y0, y1 = frame.y(top) - PAD, frame.y(bottom) + PAD
    return f"M{x0:.1f},{y0:.1f}H{x1:.1f}V{y1:.1f}H{x0:.1f}Z"


def _curve(a: tuple[float, float], b: tuple[float, float]) -> str:
    middle = (a[0] + b[0]) / 2
    return f"C{_at((middle, a[1]))} {_at((middle, b[1]))} {_at(b)}"


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f},{point[1]:.1f}"


def _line(line: Line, view: Storyline, frame: Frame, link: Link | None) -> Markup:
    here, away, marks = [], [], []
    for stretch in line.stretches:
        solid, dashed = _paths(stretch, frame)
        here.append(solid)
        away.append(dashed)
        marks += list(_marks(stretch, frame))
    met = "".join(here)
    first = view.columns[line.stretches[0][0].column]
    drawn = [
        element("path", d="".join(away) or None, class_="away"),
        element("path", d=met, class_="here"),
        element("path", d=met, class_="core") if line.person.ring else None,
    ]
    count = sum(bool(point.present) for stretch in line.stretches for point in stretch)
    return place_in_text(
        link,
        first.start,
        first.end,
        f"{line.person.name}: in {count} of {len(view.columns)} columns",
        *(path for path in drawn if path is not None),
        *marks,
        class_=f"line {looks(line.person)}",
        data_character=line.person.id,
    )


def _paths(stretch: Sequence[Point], frame: Frame) -> tuple[str, str]:
    """The parts of a stretch where the character is there, and where it is elsewhere."""
    path = {True: "", False: ""}
    ends: dict[bool, tuple[float, float] | None] = {True: None, False: None}

    def draw(present: bool, a: tuple[float, float], b: tuple[float, float]) -> None:
        if ends[present] != a:
            path[present] += f"M{_at(a)}"
        path[present] += f"H{b[0]:.1f}" if a[1] == b[1] else _curve(a, b)
        ends[present] = b

    for index, point in enumerate(stretch):
        y, at = frame.y(point.y), 0.0
        parts = sorted(point.present)
        if index == 0 and parts:
            at = parts[0][0]
        for since, until in parts:
            if since > at:
                draw(False, (frame.x(point.column, at), y), (frame.x(point.column, since), y))
            draw(True, (frame.x(point.column, since), y), (frame.x(point.column, until), y))
            at = until
        if index + 1 == len(stretch):
            break
        end = (frame.x(point.column, 1), y)
        if at < 1:
            draw(False, (frame.x(point.column, at), y), end)
        after = stretch[index + 1]
        together = at == 1 and after.present[:1] != () and min(after.present)[0] == 0
        draw(together, end, (frame.x(after.column), frame.y(after.y)))
    return path[True], path[False]


def _marks(stretch: Sequence[Point], frame: Frame) -> Iterator[Markup]:
    """A dot where somebody enters the story or a scene, a bar where a stretch ends."""
    for index, point in enumerate(stretch):
        for since, _ in point.present:
            if index == 0 or since > 0:
                x = frame.x(point.column, since)
                yield element("circle", cx=x, cy=frame.y(point.y), r=3.2, class_="enters")
    last = stretch[-1]
    x, y = frame.x(last.column, last.present[-1][1]), frame.y(last.y)
    yield element("line", x1=x, x2=x, y1=y - 4.5, y2=y + 4.5, class_="leaves")


def _names(view: Storyline, frame: Frame, room: Room) -> Iterator[Markup]:
    """The name before every stretch, and again along a long one, where it covers least."""
    for line in view.lines:
        for stretch in line.stretches:
            for point in stretch:
                y = frame.y(point.y)
                x = frame.x(point.column)
                room.take(Box(x, y - 1, x + (frame.flat if point.present else 0), y + 1))
    for line in view.lines:
        for stretch in line.stretches:
            start = stretch[0]
            x = frame.x(start.column, start.present[0][0] if start.present else 0.0)
            yield _name(line, x, frame.y(start.y), room, "")
            for point in stretch[AGAIN::AGAIN]:
                yield _name(line, frame.x(point.column) + 12, frame.y(point.y), room, " again")


def _name(line: Line, x: float, y: float, room: Room, kind: str) -> Markup:
    """The name left of a point, or above or below it, wherever it covers least."""
    name = _short(line.person.name)
    wide = text_width(name, 11.5)
    beside = [(x - 7, y + 3.5, "end"), (x, y - 6, None), (x, y + 13, None)]
    if x - wide - 10 < 0:
        beside = beside[:1]
    if kind:
        beside = beside[1:]
    boxes = [
        Box(left - (wide if anchor else 0), base - 8, left + (0 if anchor else wide), base + 1)
        for left, base, anchor in beside
    ]
    chosen = room.best(boxes)
    room.take(boxes[chosen])
    return label(name, *beside[chosen][:2], f"name {looks(line.person)}{kind}", beside[chosen][2])


def _arcs(view: Storyline, frame: Frame, link: Link | None) -> Iterator[Markup]:
    """From who tells to who is told, an arrow head at the latter."""
    called = {line.person.id: line.person for line in view.lines}
    for arc in view.arcs:
        x = frame.x(arc.column, 0.1 + 0.8 * arc.at)
        a, b = frame.y(arc.y[0]), frame.y(arc.y[1])
        reach = min(7 + abs(b - a) / 8, 18)
        down = 1 if b > a else -1
        d = f"M{x:.1f},{a:.1f}C{x + reach:.1f},{a:.1f} {x + reach:.1f},{b:.1f} {x + 2:.1f},{b:.1f}"
        head = (
            f"M{x + 7:.1f},{b - 4 * down:.1f}L{x + 1:.1f},{b:.1f}L{x + 8:.1f},{b + 1.5 * down:.1f}"
        )
        by, to = called[arc.speaker], called[arc.hearer]
        yield place_in_text(
            link,
            arc.start,
            arc.end,
            f"{by.name} tells {to.name}: “{arc.words}”",
            element("path", d=d + head),
            class_=f"told {looks(by)}",
            data_told=arc.told,
        )


def _signs() -> Iterator[Sign]:
    """What the signs mean."""
    yield element("circle", cx=8, cy=-4, r=3.2, class_="enters"), "enters"
    yield element("line", x1=8, x2=8, y1=-9, y2=1, class_="leaves"), "last seen"
    yield element("path", d="M0,-4H22", class_="here"), "in the scene"
    yield element("path", d="M0,-4H22", class_="away"), "elsewhere, or not known"
    yield element("path", d="M8,-11C17,-11 17,1 10,1", class_="told"), "tells something"


def _places(view: Storyline) -> Iterator[Sign]:
    """The grounds of the places that most is set in, and of the others."""
    tints = {band.tint: band.name for band in view.bands if band.tint is not None and band.name}
    grounds = [(f"band tint-{tint}", shortened(tints[tint], 150)) for tint in sorted(tints)]
    if any(band.place is not None and band.tint is None for band in view.bands):
        grounds.append(("band", "another place"))
    if any(band.place is None for band in view.bands):
        grounds.append(("band nowhere", "place not known"))
    for kind, words in grounds:
        yield element("path", d="M0,-10H22V2H0Z", class_=kind), words
