"""What was told drawn: a row for each thing, a column for everybody in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fabula.views.people import Person
from fabula.views.svg import (
    Link,
    Markup,
    Sign,
    chart,
    element,
    group,
    label,
    legend,
    looks,
    place_in_text,
    shortened,
    text,
    text_width,
)
from fabula.views.told import Telling, ToldList

PERSON = 34.0
WORDS = 420.0
ROW = 20.0
LONGEST = 130.0  # of a name


def told_svg(view: ToldList, link: Link | None = None, *, standalone: bool = False) -> str:
    """Who tells is a disc, who is told a ring, who hears it a dot, of whom it is a diamond."""
    longest = max((text_width(p.name) for p in view.people), default=0.0)
    top = 30 + min(longest, LONGEST) * 0.75
    width = WORDS + PERSON * len(view.people) + 110
    height = top + ROW * len(view.tellings) + 40
    at = {p.id: WORDS + PERSON * (n + 0.5) for n, p in enumerate(view.people)}
    drawn = {p.id: p for p in view.people}
    rows = (
        _told(told, top + ROW * (n + 0.5), view, at, drawn, link)
        for n, told in enumerate(view.tellings)
    )
    layers = [
        group("people", _heads(view, at, top, height)),
        group("tellings", rows),
        group("legend", legend(_signs(), 38, height - 12)),
    ]
    about = f"{len(view.tellings)} things told among {len(view.people)} characters."
    title = f"Who told whom what in {view.title}"
    return chart("told", title, about, (width, height), layers, standalone=standalone)


def says(view: ToldList, told: Telling) -> str:
    """A telling in words."""

    def listed(ids: tuple[str, ...]) -> str:
        return ", ".join(view.called.get(who, who) for who in ids)

    by = "Somebody, it is not known who," if told.by is None else listed((told.by,))
    to = f" tells {listed(told.to)}" if told.to else " tells nobody known"
    heard = f"; {listed(told.heard)} can hear it" if told.heard else ""
    about = f"; about {listed(told.about)}" if told.about else ""
    return f"{by}{to}{heard}{about}: “{told.words}”"


def _heads(view: ToldList, at: Mapping[str, float], top: float, height: float) -> Iterator[Markup]:
    for person in view.people:
        x = at[person.id]
        name = element(
            "text",
            text(shortened(person.name, LONGEST)),
            class_=f"name {looks(person)}",
            transform=f"translate({x:.1f} {top - 6:.1f}) rotate(-46)",
        )
        line = element("line", x1=x, x2=x, y1=top, y2=height - 34, class_="rule")
        yield element("g", line, name, data_character=person.id)


def _told(
    told: Telling,
    y: float,
    view: ToldList,
    at: Mapping[str, float],
    drawn: Mapping[str, Person],
    link: Link | None,
) -> Markup:
    by = () if told.by is None else (told.by,)
    roles = {"about": told.about, "heard": told.heard, "to": told.to, "by": by}
    signs = [
        element("g", _sign(role, at[who], y), class_=f"{role} {looks(drawn[who])}")
        for role, people in roles.items()
        for who in people
        if who in at
    ]
    ends = [at[who] for who in (*by, *told.to) if who in at]
    if len(ends) > 1:
        signs.insert(0, element("line", x1=min(ends), x2=max(ends), y1=y, y2=y, class_="reach"))
    right = WORDS + PERSON * len(view.people)
    return place_in_text(
        link,
        told.start,
        told.end,
        says(view, told),
        element("rect", x=6, y=y - ROW / 2, width=right - 6, height=ROW, class_="ground"),
        label("" if told.scene is None else str(told.scene), 28, y + 4, "number", "end"),
        label(shortened(told.words, WORDS - 50), 38, y + 4, "words"),
        *signs,
        class_="telling",
        data_told=told.id,
    )


def _sign(role: str, x: float, y: float) -> Markup:
    if role == "by":
        return element("circle", cx=x, cy=y, r=6, class_="disc")
    if role == "to":
        return element("circle", cx=x, cy=y, r=5.5, class_="ring")
    if role == "heard":
        return element("circle", cx=x, cy=y, r=2.5, class_="disc")
    return element("path", d=f"M{x:.1f},{y - 8:.1f}l4,8l-4,8l-4,-8Z", class_="diamond")


def _signs() -> Iterator[Sign]:
    meanings = {"by": "tells", "to": "is told", "heard": "hears it", "about": "is spoken of"}
    for role, words in meanings.items():
        yield element("g", _sign(role, 11, -4), class_=role), words
