"""The table that says the same as each chart."""

from __future__ import annotations

from fabula.views.conflicts import Conflicts
from fabula.views.network import Network
from fabula.views.network_svg import total
from fabula.views.places import Places
from fabula.views.profile import Profile
from fabula.views.storyline import Storyline
from fabula.views.table import Cell, Table, row
from fabula.views.timeline import Timeline
from fabula.views.told import ToldList


def storyline_table(view: Storyline) -> Table:
    """A row for every column: who is where."""
    told: dict[int, int] = {}
    for arc in view.arcs:
        told[arc.column] = told.get(arc.column, 0) + 1
    rows = (
        row(
            Cell(str(column.number), column.start),
            column.time,
            ", ".join(column.places) or "not known",
            ", ".join(column.people) or "nobody known",
            told.get(number),
            column.opening,
        )
        for number, column in enumerate(view.columns)
    )
    columns = ("scene", "time", "place", "present", "told", "opens with")
    return Table("Who is in which scene", columns, tuple(rows))


def network_table(view: Network) -> Table:
    """A row for every pair, most talk first."""
    called = {node.person.id: node.person.name for node in view.nodes}
    rows = (
        row(
            called[edge.source],
            called[edge.target],
            total(edge.talk),
            len(edge.together),
            ", ".join(dict.fromkeys(kind for kind, _, _ in edge.relations)),
            Cell(str(view.starts.index(edge.start) + 1), edge.start),
        )
        for edge in sorted(view.edges, key=lambda edge: (-total(edge.talk), -len(edge.together)))
    )
    columns = ("one", "other", "lines between them", "scenes together", "relations", "from scene")
    return Table("Who talks to whom", columns, tuple(rows))


def timeline_table(view: Timeline) -> Table:
    """A row for every scene."""
    rows = (
        row(
            Cell(str(number), scene.start),
            scene.place or "not known",
            scene.time or "not known",
            f"{scene.speech:.0%}",
            ", ".join(a.person.name for a in view.arrivals if scene.start <= a.at < scene.end),
            scene.opening,
        )
        for number, scene in enumerate(view.scenes, start=1)
    )
    columns = ("scene", "place", "time", "speech", "first mentioned here", "opens with")
    return Table("Scenes in the order of the text", columns, tuple(rows))


def places_table(view: Places) -> Table:
    """A row for every visit to a place, in the order of the tree."""
    rows = (
        row(
            site.name,
            Cell(str(visit.scene), visit.start),
            ", ".join(person.name for person in visit.people) or "nobody known",
        )
        for site in view.sites
        for visit in site.visits
    )
    return Table("Who is where", ("place", "scene", "present"), tuple(rows))


def told_table(view: ToldList) -> Table:
    """A row for everything told."""

    def listed(ids: tuple[str, ...]) -> str:
        return ", ".join(view.called.get(who, who) for who in ids)

    rows = (
        row(
            told.scene,
            "not known" if told.by is None else listed((told.by,)),
            listed(told.to),
            listed(told.heard),
            listed(told.about),
            Cell(told.words, told.start),
        )
        for told in view.tellings
    )
    columns = ("scene", "by", "to", "heard by", "about", "words")
    return Table("Who told whom what", columns, tuple(rows))


def conflicts_table(view: Conflicts) -> Table:
    """A row for every conflict."""
    rows = (
        row(
            pair.kind,
            pair.why,
            Cell(pair.a.marked, pair.a.start),
            Cell(pair.b.marked, pair.b.start),
            f"{pair.confidence:.0%}",
            pair.waived,
        )
        for pair in view.conflicts
    )
    columns = ("kind", "why", "one passage", "the other", "sure", "waived because")
    return Table("Passages that cannot both hold", columns, tuple(rows))


def profile_table(view: Profile) -> Table:
    """A row for every part of the book with content of a category."""
    rows = (
        row(
            category.name,
            part.severity,
            part.count,
            f"{part.bin / view.bins:.0%}",
            Cell(part.words, part.start),
        )
        for category in view.categories
        for part in category.parts
    )
    columns = ("category", "severity", "passages", "into the book", "words")
    return Table("Content by category", columns, tuple(rows))
