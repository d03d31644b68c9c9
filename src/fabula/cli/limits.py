"""``fabula limits``: what is refused, and from where on."""

from __future__ import annotations

import click

from fabula.archive.limits import listed
from fabula.cli.console import echo_json, table
from fabula.cli.habits import common_options


@click.command("limits")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
@common_options
def command(as_json: bool) -> None:
    """Print the limits set to untrusted files.

    Rejections name the one they met.
    """
    if as_json:
        keys = ("limit", "value", "of", "batch")
        echo_json([dict(zip(keys, row, strict=True)) for row in listed()])
        return
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
