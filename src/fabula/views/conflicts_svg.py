"""The conflicts drawn over the length of the text: an arc from one passage to the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

from fabula.views.axis import TOP, WIDTH, Axis
from fabula.views.conflicts import Conflicts, Pair
from fabula.views.room import Box, Room
from fabula.views.svg import (
    NOTHING,
    Link,
    Markup,
    Sign,
    chart,
    element,
    group,
    label,
    legend,
    place_in_text,
    shortened,
    text_width,
)

HIGH = (26.0, 130.0)  # of an arc, at least and at most
BASE = TOP + HIGH[1] + 16  # where the text runs
APART = 14.0  # the feet of the narrowest arc
WHY = (420.0, 190.0)  # width of what stands above an arc, at most: alone, and in a crowd


def conflicts_svg(view: Conflicts, link: Link | None = None, *, standalone: bool = False) -> str:
    """Each conflict as an arc that, with ``link``, leads to the pair beside it on the page."""
    axis = Axis(view.length)
    foot = BASE + 20
    room = Room()
    layers = [
        group("chapters", axis.chapters(view.chapters, foot)),
        element("line", x1=axis.left, x2=axis.right, y1=BASE, y2=BASE, class_="book"),
        label("the book", axis.left - 12, BASE + 4, "lane", "end"),
        group("conflicts", (_conflict(pair, axis, link, room) for pair in view.conflicts)),
        group("legend", legend(_signs(), axis.left, foot + 18)),
    ]
    about = f"{len(view.conflicts)} pairs of passages that cannot both hold."
    title = f"Conflicts in {view.title}"
    return chart("conflicts", title, about, (WIDTH, foot + 30), layers, standalone=standalone)


def _conflict(pair: Pair, axis: Axis, link: Link | None, room: Room) -> Markup:
    a, b = sorted((axis.x(pair.a.start), axis.x(pair.b.start)))
    spread = max((APART - (b - a)) / 2, 0.0)
    high = min(HIGH[0] + (b - a) / 5, HIGH[1])
    up = BASE - high * 4 / 3  # a cubic reaches three quarters of the way to its control points
    d = f"M{a:.1f},{BASE:.1f}C{a - spread:.1f},{up:.1f}"
    d += f" {b + spread:.1f},{up:.1f} {b:.1f},{BASE:.1f}"
    waived = " waived" if pair.waived is not None else ""
    here = f"#conflict-{quote(pair.id)}"
    return place_in_text(
        None if link is None else lambda _: here,
        pair.a.start,
        pair.a.end,
        says(pair),
        element("path", d=d, class_="ground"),
        element("path", d=d, class_="arc"),
        element("circle", cx=a, cy=BASE, r=4),
        element("circle", cx=b, cy=BASE, r=4),
        _why(pair, (a + b) / 2, BASE - high, axis, room),
        class_=f"conflict {pair.kind}{waived}",
        data_conflict=pair.id,
    )


def says(pair: Pair) -> str:
    """A conflict in words."""
    who = f"{pair.subject.name}, " if pair.subject else ""
    waived = f" (waived: {pair.waived})" if pair.waived else ""
    return f"{pair.kind}, {pair.confidence:.0%} sure: {who}{pair.why}{waived}"


def _why(pair: Pair, middle: float, top: float, axis: Axis, room: Room) -> Markup:
    """Why, above the arc or under it, where it covers no other; nothing where there is no room."""
    for widest, base in product(WHY, (top - 6, top + 16)):
        words = shortened(pair.why, widest)
        half = text_width(words) / 2
        x = min(max(middle, axis.left + half), axis.right - half)
        box = Box(x - half, base - 10, x + half, base + 2)
        if not room.covered(box):
            room.take(box)
            return label(words, x, base, "why", "middle")
    return NOTHING


def _signs() -> Iterator[Sign]:
    for kind, meaning in (
        ("continuity", "continuity: the narration contradicts itself"),
        ("testimony", "testimony: somebody says otherwise"),
        ("continuity waived", "waived by a reader"),
    ):
        line = element("path", d="M0,-4H22", class_="arc")
        yield element("g", line, class_=f"conflict {kind}"), meaning
