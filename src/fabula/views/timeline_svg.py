"""The timeline drawn: lanes for scenes, places, times, speech, who tells, and who arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from fabula.views.axis import LANE, TOP, WIDTH, Axis
from fabula.views.people import Person
from fabula.views.svg import (
    NOTHING,
    Link,
    Markup,
    chart,
    element,
    fitting,
    group,
    label,
    looks,
    place_in_text,
    text_width,
)
from fabula.views.timeline import Stretch, Telling, Timeline

SCENES, PLACES, TIMES, SPEECH, TOLD, SEEN = (TOP + LANE * lane for lane in range(6))
LANES = {
    "scenes": SCENES,
    "places": PLACES,
    "times": TIMES,
    "speech": SPEECH,
    "told by": TOLD,
    "seen by": SEEN,
}
FOOT = SEEN + LANE
ROW = 15.0  # of names that arrive
TIME = 120.0  # width of a time, at most


def timeline_svg(view: Timeline, link: Link | None = None, *, standalone: bool = False) -> str:
    """Lanes for scenes, places, times, speech, who tells, and who arrives."""
    axis = Axis(view.length)
    rows = _arrival_rows(view, axis)
    height = FOOT + 24 + ROW * max(rows, default=0) + 20
    layers = [
        group("chapters", axis.chapters(view.chapters, height - 10)),
        group("lanes", (axis.lane(name, top) for name, top in LANES.items())),
        group("scenes", (_scene(scene, axis, link) for scene in view.scenes)),
        group("place-names", _place_names(view.scenes, axis)),
        group("times", _times(view.scenes, axis)),
        group("telling", _lane(view.telling, "told by", lambda part: part.narrator, axis, link)),
        group("telling", _lane(view.telling, "seen by", lambda part: part.focal, axis, link)),
        label("arrivals", 10, FOOT + 18, "lane"),
        group("arrivals", _arrivals(view, rows, axis, link)),
    ]
    title = f"Timeline of {view.title}"
    about = (
        f"{len(view.scenes)} scenes in {len(view.chapters)} chapters, in the order of the text, "
        f"with place, time, share of speech, narrator and focal character; below, where "
        f"{len(view.arrivals)} characters are first mentioned."
    )
    return chart("timeline", title, about, (WIDTH, height), layers, standalone=standalone)


def _scene(scene: Stretch, axis: Axis, link: Link | None) -> Markup:
    """The parts of a scene in the lanes of scenes, places and speech."""
    x, right = axis.x(scene.start), axis.x(scene.end)
    width = max(right - x - 1, 1.0)
    tall = scene.speech * (LANE - 10)
    where = scene.place or "place not known"
    when = scene.time or "time not known"
    known = "place" if scene.place else "place nowhere"
    return place_in_text(
        link,
        scene.start,
        scene.end,
        f"Scene: {where}; {when}; {scene.speech:.0%} speech. “{scene.opening}”",
        element("rect", x=x, y=SCENES + 6, width=width, height=LANE - 14, class_="ground scene"),
        element("rect", x=x, y=PLACES + 6, width=width, height=LANE - 14, class_=known),
        element("rect", x=x, y=SPEECH + LANE - 4 - tall, width=width, height=tall, class_="speech"),
        class_="stretch",
    )


def _place_names(scenes: Iterable[Stretch], axis: Axis) -> Iterator[Markup]:
    """The name of a place over all the scenes on end that are set in it, where there is room."""
    for place, run in groupby(scenes, key=lambda scene: scene.place):
        there = list(run)
        x = axis.x(there[0].start) + 3
        words = fitting(place or "", axis.x(there[-1].end) - x - 2, 9)
        if words:
            yield label(words, x, PLACES + 19, "place-name")


def _times(scenes: Iterable[Stretch], axis: Axis) -> Iterator[Markup]:
    """A tick for every time that is named, and its words where they are free of others."""
    written_to = 0.0
    timed = [scene for scene in scenes if scene.time]
    for scene in timed:
        x = axis.x(scene.start)
        yield element("line", x1=x, x2=x, y1=TIMES + 5, y2=TIMES + 12, class_="reach")
        words = fitting(scene.time or "", min(TIME, axis.right - x), 9) if x >= written_to else ""
        if words:
            written_to = x + text_width(words, 9) + 10
            yield label(words, x - 1, TIMES + 22, "place-name")
    if not timed:
        words = "the story names no times, or none were found"
        yield label(words, axis.left + 3, TIMES + 19, "lane")


def _lane(
    telling: Iterable[Telling],
    verb: str,
    whose: Callable[[Telling], Person | None],
    axis: Axis,
    link: Link | None,
) -> Iterator[Markup]:
    """A bar for each narrator or focal character, empty where there is none."""
    y = LANES[verb]
    for who, run in groupby(telling, key=whose):
        parts = list(run)
        start, end = parts[0].start, parts[-1].end
        x = axis.x(start)
        width = max(axis.x(end) - x - 1, 1.0)
        name = who.name if who else "nobody in the story, or not known"
        words = fitting(name, width) if who else ""
        yield place_in_text(
            link,
            start,
            end,
            f"{verb} {name}",
            element("rect", x=x, y=y + 20, width=width, height=7, class_="ground"),
            label(words, x + 2, y + 16, "name") if words else NOTHING,
            class_=f"teller {looks(who)}" if who else "teller nobody",
        )


def _arrival_rows(view: Timeline, axis: Axis) -> list[int]:
    """The row of each arrival: the first one in which its name is free of others."""
    taken: list[float] = []
    rows = []
    for arrival in view.arrivals:
        x = axis.x(arrival.at)
        row = next((n for n, end in enumerate(taken) if end < x), len(taken))
        taken[row : row + 1] = [x + text_width(arrival.person.name) + 18]
        rows.append(row)
    return rows


def _arrivals(view: Timeline, rows: list[int], axis: Axis, link: Link | None) -> Iterator[Markup]:
    for arrival, row in zip(view.arrivals, rows):
        x, y = axis.x(arrival.at), FOOT + 14 + ROW * row
        flip = x + text_width(arrival.person.name) + 10 > WIDTH
        yield place_in_text(
            link,
            arrival.at,
            arrival.at + 1,
            f"{arrival.person.name} is first mentioned",
            element("circle", cx=x, cy=y, r=3.5, class_="enters"),
            label(
                arrival.person.name,
                *(x - 7 if flip else x + 7, y + 3.5),
                f"name {looks(arrival.person)}",
                "end" if flip else None,
            ),
            class_=f"arrival {looks(arrival.person)}",
            data_character=arrival.person.id,
        )
