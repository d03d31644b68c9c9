"""SVG as text: every word and value is escaped here, so no view has to think of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files
from typing import NewType

from fabula.views.people import Person

Markup = NewType("Markup", str)
Value = str | int | float | None
Sign = tuple[Markup, str]
"""A sign of a chart and what it means."""
Link = Callable[[int], str]
"""The address of a place in the text, by its offset."""

# what XML forbids, and what a terminal would obey
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LETTER = 0.55  # the width of a letter, in font sizes
ENOUGH = 12  # letters of cut words that still tell what they are
NOTHING = Markup("")


def element(name: str, *children: Markup, **attributes: Value) -> Markup:
    """An element; ``class_`` and ``data_id`` become ``class`` and ``data-id``, None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return Markup(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def text(words: str) -> Markup:
    """Words as they stand, whatever they contain."""
    return Markup(escape(CONTROLS.sub("\ufffd", words)))


def label(words: str, x: float, y: float, kind: str, anchor: str | None = None) -> Markup:
    """A text element of a class, at a point."""
    return element("text", text(words), x=x, y=y, class_=kind, text_anchor=anchor)


def tip(words: str) -> Markup:
    """What shows on hover, and what is read out."""
    return element("title", text(words))


def group(kind: str, children: Iterable[Markup]) -> Markup:
    """A layer of the chart; nothing if it is empty."""
    inside = tuple(children)
    return element("g", *inside, class_=kind) if inside else NOTHING


def place_in_text(
    link: Link | None, start: int, end: int, says: str, *children: Markup, **attributes: Value
) -> Markup:
    """What leads to a passage: a link where there is one to give, always with its words."""
    here = {"data_start": start, "data_end": end, **attributes}
    if link is None:
        return element("g", tip(says), *children, **here)
    return element("a", tip(says), *children, href=link(start), aria_label=says, **here)


def shortened(words: str, width: float, size: float = 11) -> str:
    """Words cut to ``width`` at a font size, with an ellipsis."""
    room = int(width / (size * LETTER))
    return words if len(words) <= room else words[: max(room - 1, 0)].rstrip() + "…"


def fitting(words: str, width: float, size: float = 11) -> str:
    """Words as ``shortened`` would have them; nothing where too few of them would stand."""
    cut = shortened(words, width, size)
    return cut if cut == words or len(cut) > min(ENOUGH, len(words) * 2 / 3) else ""


def text_width(words: str, size: float = 11) -> float:
    """How wide words run, roughly."""
    return len(words) * size * LETTER


def looks(person: Person) -> str:
    """The classes that give a character its colour."""
    return f"hue-{person.hue} ring-{person.ring}"


def legend(signs: Iterable[Sign], x: float, y: float) -> Iterator[Markup]:
    """Signs, each 22 wide, with their meanings in a row."""
    for sign, words in signs:
        at = f"translate({x:.1f} {y:.1f})"
        yield element("g", sign, label(words, 28, 0, "meaning"), transform=at)
        x += legend_width([(sign, words)])


def legend_width(signs: Iterable[Sign]) -> float:
    """How wide a legend runs."""
    return sum(44 + text_width(words) for _, words in signs)


def chart(
    name: str,
    title: str,
    description: str,
    size: tuple[float, float],
    layers: Iterable[Markup],
    *,
    standalone: bool,
    **data: Value,
) -> str:
    """The whole ``<svg>`` with its title and description; ``standalone`` brings the looks along."""
    width, height = size
    ids = f"{name}-title", f"{name}-about"
    head = [
        element("title", text(title), id=ids[0]),
        element("desc", text(description), id=ids[1]),
    ]
    if standalone:
        head.append(Markup(f"<style>{_style()}</style>"))
        head.append(element("rect", width=width, height=height, class_="paper"))
    return element(
        "svg",
        *head,
        *layers,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width,
        height=height,
        class_=f"drawing {name}",
        role="group",
        aria_labelledby=ids[0],
        aria_describedby=ids[1],
        **data,
    )


@cache
def _style() -> str:
    """The style sheet of the page, which standalone charts carry with them."""
    return (files("fabula") / "web/static/charts/charts.css").read_text(encoding="utf-8")


def _value(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return text(str(value))
