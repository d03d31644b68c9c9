"""``fabula serve``: the local page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from fabula.cli.console import told, visible
from fabula.cli.habits import common_options


@click.command("serve")
@click.argument(
    "worlds", metavar="WORLD...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="8765 or a free one if not given; 0: any free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as a JSON object.")
@common_options
def command(worlds: tuple[Path, ...], port: int | None, open_browser: bool, as_json: bool) -> None:
    """Show WORLDs as a page to read, on this machine.

    The page has the text with its world beside it.
    A WORLD is a .fabula file or a folder of them. The page is on this machine only; the
    address printed lets a browser in.
    """
    show_page(worlds, port, open_browser=open_browser, as_json=as_json)


def show_page(
    worlds: Iterable[Path],
    port: int | None = None,
    *,
    open_browser: bool = False,
    as_json: bool = False,
) -> None:
    """Serve until interrupted."""
    from fabula.web.server import serve  # loads the server, which takes a while

    def tell(address: str) -> None:
        if as_json:
            click.echo(json.dumps({"address": address}))  # a line, for who waits for it
            return
        click.echo(f"Open {visible(address)}")  # also when quiet: there is no other way in
        told("Press Ctrl+C to stop.")

    serve(worlds, port, open_browser=open_browser, told=tell)
