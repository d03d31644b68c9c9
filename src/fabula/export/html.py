"""The page of a story in one file: the same reader, opened from disk, without a server.

Style and script are those of the page (``web/static``), put into the file and named by
their hashes in its content policy: nothing else can run, and nothing is fetched. All text
is escaped; data for the script is JSON that cannot end its element.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fabula.schema.world import Quote, World
from fabula.views import CHARTS
from fabula.views.labels import Labels, title_of
from fabula.views.markup import Style, section_html
from fabula.views.people import hue
from fabula.views.portrait import portrait, portrait_svg
from fabula.views.reading import Reading
from fabula.views.reasons import explained

STYLES = ("charts/charts.css", "style.css", "reading.css")
# in the order in which they need one another; names are unique among them
MODULES = ("place.js", "keys.js", "settings.js", "file.js")
IMPORTS = re.compile(r"^import [^;]*;\n", re.MULTILINE)
SURE = 2  # decimals of a confidence


def html_page(world: World) -> str:
    """The whole story with its world as one HTML document."""
    style = "\n".join(map(_static, STYLES))
    early, script = _static("theme.js"), _script()
    templates = Environment(
        loader=PackageLoader("fabula", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # these come from this package, not from a book
    own = {"style": Markup(style), "early": Markup(early), "script": Markup(script)}  # noqa: S704
    return templates.get_template("file.html").render(
        policy=_policy(style, early, script), **own, **_content(world)
    )


def _content(world: World) -> dict[str, Any]:
    reading, labels = Reading(world), Labels(world)

    def place(offset: int) -> str:
        paragraph = reading.paragraph_at(offset)
        return "#text" if paragraph is None else f"#o{paragraph.start}"

    def known(id_: str) -> int | None:
        return None if labels.short(id_) is None else hue(id_)

    style = Style(lambda id_, _: labels.short(id_), known, _in_cast, certainty=True)
    return {
        "world": world,
        "title": title_of(world.story),
        "sections": [
            (section, Markup(section_html(reading, section, style)))  # noqa: S704  escaped there
            for section in reading.sections
        ],
        "cast": list(_cast(world)),
        "charts": list(_charts(world, place)),
        "place": place,
        "data": _data(world, labels),
    }


def _in_cast(quote: Quote) -> str:
    return "#cast" if quote.speaker is None else f"#cast-{quote.speaker}"


def _cast(world: World) -> Iterator[dict[str, Any]]:
    spoken: dict[str, list[int]] = {}
    for quote in world.quotes:
        spoken.setdefault(quote.speaker or "", []).append(quote.spans[0][0])
    mentioned: dict[str, list[int]] = {}
    for mention in world.mentions:
        mentioned.setdefault(mention.entity or "", []).append(mention.start)
    told = [p for p in world.story.paragraphs if p.kind == "text"]
    extent = (told[0].start, told[-1].end) if told else (0, len(world.story.text))
    for who in world.characters:
        drawn = portrait(mentioned.get(who.id, ()), spoken.get(who.id, ()), extent)
        label = f"{who.mentions} mentions and {who.lines} lines over the story"
        yield {
            "character": who,
            "hue": hue(who.id),
            "portrait": Markup(portrait_svg(drawn, hue(who.id), label)),  # noqa: S704  numbers
        }


def _charts(world: World, place: Any) -> Iterator[dict[str, Any]]:
    for chart in CHARTS.values():
        view = chart.build(world)
        yield {
            "chart": chart,
            "view": view,
            "svg": Markup(chart.svg(view, link=place)),  # noqa: S704  views escape all words
            "table": chart.table(view),
            "notes": chart.notes(view),
        }


def _data(world: World, labels: Labels) -> Markup:
    """What cards and "as of here" need, as JSON inside HTML."""
    quotes = {
        quote.id: [
            quote.speaker,
            list(quote.addressees),
            round(quote.confidence, SURE),
            explained(quote.reason),
            [[who, round(score, SURE)] for who, score in quote.candidates],
        ]
        for quote in world.quotes
    }
    people = {
        who.id: {
            "name": who.name,
            "short": labels.short(who.id),
            "hue": hue(who.id),
            "pronouns": who.pronouns,
            "mentions": who.mentions,
            "lines": who.lines,
            "aliases": [[alias.text, alias.start] for alias in who.aliases],
            "first": labels.first(who.id),
        }
        for who in world.characters
    }
    others = {place.id: place.name for place in world.places}
    others |= {other.id: other.name for other in world.others}
    data = {"people": people, "others": others, "quotes": quotes}
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    for unsafe in "<>&":
        text = text.replace(unsafe, f"\\u{ord(unsafe):04x}")
    return Markup(text)  # noqa: S704  ASCII without < > &


def _script() -> str:
    """The modules as one: what they import from each other stands before."""
    parts = (IMPORTS.sub("", _static(name)) for name in MODULES)
    joined = "\n".join(re.sub(r"^export ", "", part, flags=re.MULTILINE) for part in parts)
    if "</script" in joined:
        raise ValueError("a script cannot hold the end of its element")
    return joined


def _policy(style: str, *scripts: str) -> str:
    allowed = " ".join(map(_hash, scripts))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {allowed}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _static(name: str) -> str:
    return resources.files("fabula").joinpath("web", "static", name).read_text(encoding="utf-8")
