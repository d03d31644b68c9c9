"""The places drawn: a tree down the side, scenes across, a dot for everybody there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fabula.views.people import Person
from fabula.views.places import Places, Site, Visit
from fabula.views.svg import (
    Link,
    Markup,
    chart,
    element,
    group,
    label,
    looks,
    place_in_text,
    shortened,
)

ROW = 26.0
TOP = 40.0
LEFT = 200.0
INDENT = 14.0
WIDE = 860.0
CELL = (22.0, 90.0)
DOT = 8.0  # from one dot to the next
KEY = (150.0, 18.0)  # width and height of a name under the chart
EXPLAINED = 18  # people whose dots are


def places_svg(view: Places, link: Link | None = None, *, standalone: bool = False) -> str:
    """Places down the side as a tree, scenes across, a dot for everybody there."""
    cell = min(max(WIDE / max(view.columns, 1), CELL[0]), CELL[1])
    width = LEFT + cell * view.columns + 20
    foot = TOP + ROW * len(view.sites) + 26
    people = _most_seen(view)
    across = max(int((width - 20) / KEY[0]), 1)
    height = foot + KEY[1] * -(-len(people) // across)
    numbers = {visit.column: visit.scene for site in view.sites for visit in site.visits}
    layers = [
        group("rows", (_site(site, row, width) for row, site in enumerate(view.sites))),
        group("columns", _numbers(numbers, cell)),
        group(
            "visits",
            (
                _visit(site, visit, row, cell, link)
                for row, site in enumerate(view.sites)
                for visit in site.visits
            ),
        ),
        group("legend", (_key(p, *divmod(n, across), foot) for n, p in enumerate(people))),
    ]
    known = [site for site in view.sites if site.id is not None]
    about = f"{len(known)} places, and who is there in each of {len(set(numbers.values()))} scenes."
    title = f"Places of {view.title}"
    return chart("places", title, about, (width, height), layers, standalone=standalone)


def _most_seen(view: Places) -> list[Person]:
    """Whose dots are explained."""
    visits = (visit for site in view.sites for visit in site.visits)
    seen = Counter(person for visit in visits for person in visit.people)
    return [person for person, _ in seen.most_common(EXPLAINED)]


def _key(person: Person, row: int, column: int, foot: float) -> Markup:
    """A dot and whom it stands for."""
    x, y = 16 + KEY[0] * column, foot + KEY[1] * row
    dot = element("circle", cx=x, cy=y - 4, r=3.2, class_=f"dot {looks(person)}")
    name = label(shortened(person.name, KEY[0] - 24), x + 9, y, f"name {looks(person)}")
    return element("g", dot, name, data_character=person.id)


def _site(site: Site, row: int, width: float) -> Markup:
    y = TOP + ROW * (row + 1)
    x = 10 + INDENT * site.depth
    name = shortened(site.name, LEFT - x - 8)
    kind = "site" if site.id is not None else "site nowhere"
    line = element("line", x1=10, x2=width - 10, y1=y, y2=y, class_="rule")
    return element("g", line, label(name, x, y - 9, kind), data_place=site.id)


def _numbers(numbers: dict[int, int], cell: float) -> Iterator[Markup]:
    """Numbers of scenes, once each, as many as there is room for."""
    written = set()
    for column, scene in sorted(numbers.items()):
        if scene not in written:
            written.add(scene)
            yield label(str(scene), LEFT + cell * (column + 0.5), TOP - 10, "number", "middle")


def _visit(site: Site, visit: Visit, row: int, cell: float, link: Link | None) -> Markup:
    x, y = LEFT + cell * visit.column, TOP + ROW * row
    who = ", ".join(p.name for p in visit.people) or "nobody known to be there"
    kind = "place nowhere" if site.id is None else "place"
    return place_in_text(
        link,
        visit.start,
        visit.end,
        f"Scene {visit.scene}, {site.name}: {who}",
        element("rect", x=x + 1, y=y + 2, width=cell - 2, height=ROW - 4, class_=f"ground {kind}"),
        *_dots(visit, x, y, cell),
        class_="visit",
    )


def _dots(visit: Visit, x: float, y: float, cell: float) -> Iterator[Markup]:
    """A dot for everybody in one or two rows; where these do not hold them, how many."""
    across = max(int((cell - 6) / DOT), 1)
    count = len(visit.people)
    if count > 2 * across:
        yield label(str(count), x + cell / 2, y + ROW / 2 + 4, "count", "middle")
        return
    rise = DOT / 2 if count > across else 0.0
    for number, person in enumerate(visit.people):
        down, right = divmod(number, across)
        yield element(
            "circle",
            cx=x + 7 + DOT * right,
            cy=y + ROW / 2 - rise + DOT * down,
            r=3.2,
            class_=f"dot {looks(person)}",
            data_character=person.id,
        )
