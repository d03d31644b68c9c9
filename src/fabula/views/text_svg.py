"""The charts over the length of the text drawn: timeline, conflicts, content profile."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.views.axis import Axis
from fabula.views.conflicts import Conflicts, Pair
from fabula.views.profile import Category, Profile
from fabula.views.svg import (
    NOTHING,
    Link,
    Markup,
    chart,
    element,
    group,
    label,
    looks,
    place_in_text,
    shortened,
    text_width,
)
from fabula.views.timeline import Stretch, Telling, Timeline

WIDTH = 1080.0
LEFT = 130.0
RIGHT = 20.0
TOP = 34.0
LANE = 34.0


def timeline_svg(view: Timeline, link: Link | None = None, *, standalone: bool = False) -> str:
    """Lanes for scenes, places, times, speech, who tells, and who arrives."""
    axis = _axis(view.length)
    rows = _arrival_rows(view, axis)
    lanes = ("scenes", "places", "times", "speech", "told by", "seen by")
    foot = TOP + LANE * len(lanes)
    height = foot + 24 + 15 * max(rows, default=0) + 20
    layers = [
        group("chapters", axis.chapters(view.chapters, height - 10)),
        group("lanes", (_lane(name, TOP + LANE * n) for n, name in enumerate(lanes))),
        group("scenes", (_scene(scene, axis, link) for scene in view.scenes)),
        NOTHING if any(scene.time for scene in view.scenes) else _no_times(),
        group("telling", (m for part in view.telling for m in _telling(part, axis, link))),
        label("arrivals", 10, foot + 18, "lane"),
        group("arrivals", _arrivals(view, rows, axis, foot + 14, link)),
    ]
    title = f"Timeline of {view.title}"
    about = (
        f"{len(view.scenes)} scenes in {len(view.chapters)} chapters, in the order of the text, "
        f"with place, time, share of speech, narrator and focal character; below, where "
        f"{len(view.arrivals)} characters are first mentioned."
    )
    return chart("timeline", title, about, (WIDTH, height), layers, standalone=standalone)


def conflicts_svg(view: Conflicts, link: Link | None = None, *, standalone: bool = False) -> str:
    """Each conflict as an arc between its two passages."""
    axis = _axis(view.length)
    base = TOP + 150.0
    layers = [
        group("chapters", axis.chapters(view.chapters, base + 12)),
        element("line", x1=axis.x(0), x2=axis.x(view.length), y1=base, y2=base, class_="book"),
        group("conflicts", (_conflict(pair, axis, base, link) for pair in view.conflicts)),
        label(
            "continuity: whole line; testimony: broken line; waived: pale",
            LEFT,
            base + 32,
            "meaning",
        ),
    ]
    about = f"{len(view.conflicts)} pairs of passages that cannot both hold."
    title = f"Conflicts in {view.title}"
    return chart("conflicts", title, about, (WIDTH, base + 44), layers, standalone=standalone)


def profile_svg(view: Profile, link: Link | None = None, *, standalone: bool = False) -> str:
    """A lane for each category; the stronger the content, the higher and darker."""
    axis = _axis(view.length)
    height = TOP + LANE * len(view.categories) + 26
    layers = [
        group("chapters", axis.chapters(view.chapters, height - 20)),
        group(
            "profile", (_category(c, n, view, axis, link) for n, c in enumerate(view.categories))
        ),
        label("height: severity from 1 (mild) to 3 (strong)", LEFT, height - 4, "meaning"),
    ]
    about = (
        "; ".join(
            f"{c.name}: {c.count} passages, severity up to {c.severity}" for c in view.categories
        )
        or "Nothing was found that readers want to be told of."
    )
    title = f"Content of {view.title}"
    return chart("profile", title, about, (WIDTH, height), layers, standalone=standalone)


def _axis(length: int) -> Axis:
    return Axis(LEFT, WIDTH - LEFT - RIGHT, length)


def _lane(name: str, y: float) -> Markup:
    line = element(
        "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y + LANE - 4, y2=y + LANE - 4, class_="rule"
    )
    return element("g", line, label(name, 10, y + 20, "lane"))


def _scene(scene: Stretch, axis: Axis, link: Link | None) -> Markup:
    """The parts of a scene in the upper four lanes."""
    x, right = axis.x(scene.start), axis.x(scene.end)
    width = max(right - x - 1, 1.0)
    tall = scene.speech * (LANE - 10)
    places = TOP + LANE
    where = scene.place or "place not known"
    when = scene.time or "time not known"
    known = "place" if scene.place else "place nowhere"
    return place_in_text(
        link,
        scene.start,
        scene.end,
        f"Scene: {where}; {when}; {scene.speech:.0%} speech. “{scene.opening}”",
        element("rect", x=x, y=TOP + 6, width=width, height=LANE - 14, class_="ground scene"),
        element("rect", x=x, y=places + 6, width=width, height=LANE - 14, class_=known),
        _fitting(scene.place, x + 3, places + 19, width),
        _fitting(scene.time, x + 3, places + LANE + 19, width),
        element(
            "rect", x=x, y=places + 3 * LANE - 4 - tall, width=width, height=tall, class_="speech"
        ),
        class_="stretch",
    )


def _no_times() -> Markup:
    return label(
        "the story names no times, or none were found", LEFT + 3, TOP + 2 * LANE + 19, "lane"
    )


def _fitting(words: str | None, x: float, y: float, width: float) -> Markup:
    cut = shortened(words or "", width - 4, 9)
    return label(cut, x, y, "place-name") if len(cut) > 3 else NOTHING


def _telling(part: Telling, axis: Axis, link: Link | None) -> Iterator[Markup]:
    """A bar for the narrator and one for the focal character, empty where there is none."""
    x = axis.x(part.start)
    width = max(axis.x(part.end) - x - 1, 1.0)
    lanes = ((part.narrator, "told by", 4), (part.focal, "seen by", 5))
    for who, verb, lane in lanes:
        y = TOP + LANE * lane
        name = who.name if who else "nobody in the story, or not known"
        kind = f"teller {looks(who)}" if who else "teller nobody"
        words = shortened(name, width) if who else ""
        yield place_in_text(
            link,
            part.start,
            part.end,
            f"{verb} {name}",
            element("rect", x=x, y=y + 20, width=width, height=7, class_="ground"),
            label(words, x + 2, y + 16, "name") if len(words) > 3 else NOTHING,
            class_=kind,
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


def _arrivals(
    view: Timeline, rows: list[int], axis: Axis, top: float, link: Link | None
) -> Iterator[Markup]:
    for arrival, row in zip(view.arrivals, rows):
        x, y = axis.x(arrival.at), top + 15 * row
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


def _conflict(pair: Pair, axis: Axis, base: float, link: Link | None) -> Markup:
    a, b = axis.x(pair.a.start), axis.x(pair.b.start)
    high = base - min(20 + abs(b - a) / 4, 145)
    d = f"M{a:.1f},{base:.1f}C{a:.1f},{high:.1f} {b:.1f},{high:.1f} {b:.1f},{base:.1f}"
    waived = " waived" if pair.waived is not None else ""
    says = f"{pair.kind}, {pair.confidence:.0%} sure: {pair.why}"
    return place_in_text(
        link,
        pair.a.start,
        pair.a.end,
        f"{says} (waived: {pair.waived})" if pair.waived else says,
        element("path", d=d),
        element("circle", cx=a, cy=base, r=3.5),
        element("circle", cx=b, cy=base, r=3.5),
        class_=f"conflict {pair.kind}{waived}",
        data_conflict=pair.id,
    )


def _category(
    category: Category, number: int, view: Profile, axis: Axis, link: Link | None
) -> Markup:
    foot = TOP + LANE * (number + 1) - 4
    width = axis.width / view.bins
    bars = []
    for part in category.parts:
        tall = (LANE - 8) * part.severity / 3
        more = f", and {part.count - 1} more here" if part.count > 1 else ""
        bars.append(
            place_in_text(
                link,
                part.start,
                part.end,
                f"{category.name}, severity {part.severity}: “{part.words}”{more}",
                element(
                    "rect",
                    x=axis.left + part.bin * width,
                    y=foot - tall,
                    width=max(width - 1, 2.0),
                    height=tall,
                    class_="bar",
                ),
                class_=f"content severity-{part.severity}",
            )
        )
    line = element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=foot, y2=foot, class_="rule")
    return element("g", line, label(category.name, 10, foot - 8, "lane"), *bars)
