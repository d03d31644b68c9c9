"""All charts by name: what to build, how to draw it, and the table that says the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Protocol

from fabula.schema.world import World
from fabula.views import tables
from fabula.views.conflicts import conflicts
from fabula.views.conflicts_svg import conflicts_svg
from fabula.views.network import network
from fabula.views.network_svg import network_svg
from fabula.views.places import places
from fabula.views.places_svg import places_svg
from fabula.views.profile import profile
from fabula.views.profile_svg import profile_svg
from fabula.views.storyline import storyline
from fabula.views.storyline_svg import storyline_svg
from fabula.views.svg import Link
from fabula.views.table import Table
from fabula.views.timeline import timeline
from fabula.views.timeline_svg import timeline_svg
from fabula.views.told import told_list, told_pages
from fabula.views.told_svg import told_svg


class Draw(Protocol):
    """A view as SVG; ``link`` gives the address of an offset in the text."""

    def __call__(self, view: Any, link: Link | None = None, *, standalone: bool = False) -> str: ...


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: ``build`` makes its view of a World, all else is made of the view.

    ``cut``, where there is one, makes it of a World cut at a place and the view of the whole,
    so that what is drawn stays where it is while a reader reads on. ``pages``, where there is
    one, cuts a long view into several that are each drawn alone.
    """

    name: str
    title: str
    about: str
    build: Callable[[World], Any]
    svg: Draw
    table: Callable[[Any], Table]
    cut: Callable[[World, Any], Any] | None = None
    pages: Callable[[Any], Sequence[Any]] = lambda view: (view,)

    def notes(self, view: Any) -> tuple[str, ...]:
        """What a reader of the chart must know about it."""
        return tuple(_notes(view))


def record(view: Any) -> dict[str, Any]:
    """A view as plain dicts, lists and values."""
    return asdict(view)


def _notes(view: Any) -> list[str]:
    notes = []
    if getattr(view, "inferred", False):
        notes.append(
            "Who is present was not read from this story. Characters are shown in the scenes in "
            "which they speak, are spoken to, or are named by the narration."
        )
    left_out = getattr(view, "left_out", 0)
    if left_out:
        others = "1 more character is" if left_out == 1 else f"{left_out} more characters are"
        notes.append(f"{others} in the story, but not drawn.")
    return notes


_CHARTS = (
    Chart(
        "storyline",
        "Storyline",
        "Scenes from left to right, a line for each character; lines run together where the "
        "characters meet.",
        storyline,
        storyline_svg,
        tables.storyline_table,
        cut=lambda world, whole: storyline(world, whole=whole),
    ),
    Chart(
        "network",
        "Network",
        "Who talks to whom, and who is in scenes together, up to any scene.",
        network,
        network_svg,
        tables.network_table,
    ),
    Chart(
        "timeline",
        "Timeline",
        "The book from first to last word: scenes, places, times, speech, who tells it, and "
        "where each character first appears.",
        timeline,
        timeline_svg,
        tables.timeline_table,
    ),
    Chart(
        "places",
        "Places",
        "The places, what lies in what, and who is where in each scene.",
        places,
        places_svg,
        tables.places_table,
    ),
    Chart(
        "told",
        "Told",
        "Who tells whom what, who else hears it, and whom it is about.",
        told_list,
        told_svg,
        tables.told_table,
        pages=told_pages,
    ),
    Chart(
        "conflicts",
        "Conflicts",
        "Passages that cannot both hold, side by side.",
        conflicts,
        conflicts_svg,
        tables.conflicts_table,
    ),
    Chart(
        "profile",
        "Content",
        "Where in the book there is what readers may want to be told of beforehand.",
        profile,
        profile_svg,
        tables.profile_table,
    ),
)
CHARTS: Mapping[str, Chart] = MappingProxyType({chart.name: chart for chart in _CHARTS})
