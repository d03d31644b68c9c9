"""``fabula limits``: what is refused, and from where on."""

from __future__ import annotations

import click

from fabula.archive.limits import listed
from fabula.cli.console import table


@click.command("limits")
def command() -> None:
    """Print every limit Fabula sets to untrusted files, by the names rejections use."""
    rows = [
        (name, f"{value:,g}" if value < 1e5 else f"{value:,.0f}", meaning, changes)
        for name, value, meaning, changes in listed()
    ]
    click.echo(
        table(
            ("limit", "value", "of", "batch --limit"),
            [(name, value, meaning, "yes" if can else "") for name, value, meaning, can in rows],
            width=80,
        )
    )
