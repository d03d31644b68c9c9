"""``fabula serve``: the local page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from fabula.cli.console import visible


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
def command(worlds: tuple[Path, ...], port: int | None, open_browser: bool) -> None:
    """Show WORLDs as a page to read: the text with its world beside it.

    A WORLD is a .fabula file or a folder of them. The page is on this machine only; the
    address printed lets a browser in.
    """
    show_page(worlds, port, open_browser=open_browser)


def show_page(
    worlds: Iterable[Path], port: int | None = None, *, open_browser: bool = False
) -> None:
    """Serve until interrupted."""
    from fabula.web.server import serve  # loads the server, which takes a while

    def told(address: str) -> None:
        click.echo(f"Open {visible(address)}")
        click.echo("Press Ctrl+C to stop.")

    serve(worlds, port, open_browser=open_browser, told=told)
