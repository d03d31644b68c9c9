"""The charts: a view of the World as geometry, as SVG, and as a table."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from fabula.schema.world import World
from fabula.views import CHARTS, Chart, record
from fabula.web.edition import Edition
from fabula.web.links import Links

Data = dict[str, Any]


def chart_record(edition: Edition, chart: Chart) -> Data:
    """The view of one chart as data."""
    return record(edition.view(chart))


def chart_page(edition: Edition, chart: Chart, links: Links, page: int) -> Data:
    """What the template of a chart needs, for one page of it."""
    views = chart.pages(edition.view(chart))
    number = min(max(page, 1), len(views))
    view = views[number - 1]
    return {
        "chart": chart,
        "view": view,
        "page": number,
        "pages": len(views),
        "svg": Markup(chart.svg(view, link=links.place)),  # noqa: S704  views escape all words
        "table": chart.table(view),
        "notes": chart.notes(view),
        "link": links.place,
    }


def sizes(world: World) -> dict[str, int]:
    """How much there is to see in each chart, by its name."""
    return {
        "told": len(world.told),
        "conflicts": len(world.conflicts),
        "profile": len(world.profile),
        "places": len(world.places),
    }


__all__ = ["CHARTS", "chart_page", "chart_record", "sizes"]
