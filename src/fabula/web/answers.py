"""Answers: pages from templates, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import Response

from fabula.views.portrait import Portrait, portrait_svg

THIN = "\N{NARROW NO-BREAK SPACE}"


class Page(Response):
    """HTML."""

    media_type = "text/html"

    def __init__(self, html: str, status: int = 200) -> None:
        # half a surrogate pair, which a JSON file may hold, has no UTF-8
        super().__init__(html.encode("utf-8", "replace"), status)


class Json(Response):
    """JSON in ASCII, so that every string of a book survives."""

    media_type = "application/json"

    def __init__(self, data: Any, status: int = 200) -> None:
        super().__init__(json.dumps(data, allow_nan=False).encode("ascii"), status)


def make_templates() -> Environment:
    """The templates, with everything from a book escaped and nothing missing let pass."""
    templates = Environment(
        loader=PackageLoader("fabula.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["percent"] = lambda share: f"{round(100 * share)}{THIN}%"
    templates.filters["number"] = lambda count: f"{count:,}".replace(",", THIN)
    templates.filters["portrait"] = _portrait
    return templates


def _portrait(person: Mapping[str, Any]) -> Markup:
    """The portrait of a character as the cast page describes it."""
    drawn = person["portrait"]
    label = f"{person['mentions']} mentions and {person['lines']} lines over the story"
    svg = portrait_svg(
        Portrait(drawn["mentions"], drawn["lines"], drawn["until"]), person["hue"], label
    )
    return Markup(svg)  # noqa: S704  numbers only
