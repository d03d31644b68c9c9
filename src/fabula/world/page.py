"""A World at a glance as a piece of HTML, for notebooks."""

from __future__ import annotations

from html import escape

from fabula.schema.world import World

MOST = 15  # characters shown


def summary_html(world: World) -> str:
    """Title, counts and the main characters; every word of the book is escaped."""
    title = escape(world.story.title or world.story.source)
    author = f" by {escape(world.story.author)}" if world.story.author else ""
    counts = ", ".join(
        f"{len(items):,} {what}"
        for items, what in (
            (world.characters, "characters"),
            (world.quotes, "quotations"),
            (world.scenes, "scenes"),
            (world.places, "places"),
        )
    )
    rows = "".join(
        f"<tr><td>{escape(c.name)}</td><td>{escape(c.pronouns or '')}</td>"
        f"<td>{c.mentions:,}</td><td>{c.lines:,}</td></tr>"
        for c in world.characters[:MOST]
    )
    more = len(world.characters) - MOST
    rest = f"<p>and {more:,} more</p>" if more > 0 else ""
    head = "<tr><th>name</th><th>pronouns</th><th>mentions</th><th>lines</th></tr>"
    return f"<p><b>{title}</b>{author}: {counts}</p><table>{head}{rows}</table>{rest}"
