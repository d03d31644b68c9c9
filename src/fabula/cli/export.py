"""``fabula export``: a World in another format."""

from __future__ import annotations

from pathlib import Path

import click

from fabula.cli.console import echo_json, table
from fabula.cli.habits import STREAM, as_file, common_options
from fabula.errors import StoreError
from fabula.export import FORMATS, Files, encoded
from fabula.files import write_bytes
from fabula.store import load_world


@click.command("export")
@click.argument("world", required=False, type=click.Path(path_type=Path))
@click.option(
    "--to",
    "name",
    metavar="FORMAT",
    type=click.Choice(list(FORMATS)),
    help=f"One of: {', '.join(FORMATS)}.",
)
@click.option(
    "-o",
    "--out",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="A file, or a folder for formats of several files; - or nothing is standard output.",
)
@click.option("--id", "stem", help="What the names of several files start with; WORLD's name.")
@click.option("--list", "list_formats", is_flag=True, help="Only show all formats.")
@click.option("--json", "as_json", is_flag=True, help="With --list: print JSON.")
@common_options
def command(
    world: Path | None,
    name: str | None,
    out: Path | None,
    stem: str | None,
    list_formats: bool,
    as_json: bool,
) -> None:
    """Write a WORLD in another format, text as UTF-8."""
    if list_formats:
        _list_formats(as_json)
        return
    if world is None or name is None:
        raise click.UsageError("give a WORLD and --to FORMAT, or --list.")
    if as_json:
        raise click.UsageError("--json goes with --list; the format of that name is --to json.")
    format_ = FORMATS[name]
    to_stream = out is None or out == STREAM
    if to_stream and not format_.single:
        raise click.UsageError(f"{name} is several files: name a folder for them with -o.")
    with as_file(world) as file:
        files = format_.files(load_world(file))
    if out is not None and not to_stream and format_.single:
        ((_, content),) = files.items()
        write_bytes(out, encoded(content))
    elif to_stream:
        # bytes: a file format keeps its encoding, whatever the console speaks
        for content in files.values():
            click.echo(encoded(content), nl=False)
    elif out is not None:
        write_files(out, stem or world.stem, files)


def _list_formats(as_json: bool) -> None:
    formats = FORMATS.values()
    if as_json:
        echo_json([{"format": f.name, "about": f.about, "files": f.suffixes} for f in formats])
    else:
        rows = ((f.name, f.about, " ".join(f.suffixes)) for f in formats)
        click.echo(table(("format", "what it is", "files"), rows, width=100))


def write_files(folder: Path, stem: str, files: Files) -> list[Path]:
    """Write ``files`` into ``folder``, which is made if need be; each whole or not at all."""
    if Path(stem).name != stem:
        raise click.UsageError(f"{stem!r} is no name for a file.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            "cannot be made a folder.", "Choose another place.", path=str(folder)
        ) from error
    targets = [folder / f"{stem}{suffix}" for suffix in files]
    for target, content in zip(targets, files.values(), strict=True):
        write_bytes(target, encoded(content))
    return targets
