"""``fabula export``: a World in another format."""

from __future__ import annotations

from pathlib import Path

import click

from fabula.export import FORMATS
from fabula.files import write_text
from fabula.store import load_world


@click.command("export")
@click.argument("world", type=click.Path(path_type=Path))
@click.option("--to", "format_name", required=True, type=click.Choice(list(FORMATS)))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="A file; standard output if not given."
)
def command(world: Path, format_name: str, out: Path | None) -> None:
    """Write a WORLD in another format, as UTF-8."""
    text = FORMATS[format_name](load_world(world))
    if out is None:
        # bytes: a file format keeps its encoding, whatever the console speaks
        click.echo(text.encode("utf-8"), nl=False)
    else:
        write_text(out, text)
