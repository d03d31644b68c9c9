"""``fabula read``: story files into Worlds."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fabula.cli.console import note, report_error, speaks_unicode
from fabula.cli.summary import print_summary
from fabula.errors import FabulaError, InputError, StoreError
from fabula.progress import Bar, JsonLines, Progress, silent
from fabula.schema.world import World

STORY_TYPES = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".epub", ".docx"})


@click.command("read")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--out",
    metavar="OUT.fabula",
    type=click.Path(path_type=Path),
    help="Where to write; beside FILE if not given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole World as JSON only.")
@click.option(
    "--progress",
    "progress_kind",
    type=click.Choice(["auto", "json", "none"]),
    default="auto",
    show_default=True,
    help="How to tell on standard error what is going on.",
)
def command(files: tuple[Path, ...], out: Path | None, as_json: bool, progress_kind: str) -> None:
    """Read story files (txt, md, html, epub, docx).

    Prints the cast, the first dialogue and what is in doubt, and writes the World to a
    .fabula file. With several files and --json, one JSON document a line.
    """
    targets = [out or default_target(file) for file in files]
    _refuse_clashes(files, out, targets)
    failed = False
    for file, target in zip(files, targets, strict=True):
        try:
            _read_one(file, target, as_json, asked=out is not None, progress_kind=progress_kind)
        except FabulaError as error:
            report_error(error)
            failed = True
    if failed:
        click.get_current_context().exit(2)


def default_target(file: Path) -> Path:
    """``story.epub`` gives ``story.fabula``; a suffix that is no story type is part of the name."""
    if file.suffix.lower() in STORY_TYPES:
        return file.with_suffix(".fabula")
    return file.with_name(f"{file.name}.fabula")


def _refuse_clashes(files: tuple[Path, ...], out: Path | None, targets: list[Path]) -> None:
    if out is not None and len(files) > 1:
        raise click.UsageError("-o names one file; give one FILE with it.")
    target, times = Counter(targets).most_common(1)[0]
    if times > 1:
        raise click.UsageError(f"{times} of these files would be written to {target}.")


def _read_one(file: Path, target: Path, as_json: bool, *, asked: bool, progress_kind: str) -> None:
    if not file.exists():
        raise InputError("no such file.", "Check the name.", path=str(file))
    if file.is_dir():
        raise InputError("is a folder.", "Name the files in it.", path=str(file))
    writable = _can_write(target.parent)
    # a pipe wants the JSON, whatever becomes of a file it did not ask for
    if not writable and (asked or not as_json):
        raise StoreError(
            "cannot be written: no folder to write to.",
            "Choose another place with -o.",
            path=str(target),
        )
    from fabula import pipeline
    from fabula.store import save_world

    with _progress(progress_kind) as progress:
        world = pipeline.read(file, progress=progress)
    if writable:
        save_world(world, target)
    else:
        note(f"{target}: not written, the folder is read-only.")
    _print(world, as_json)
    if not as_json:
        click.echo(f"Wrote {target}")


def _can_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _print(world: World, as_json: bool) -> None:
    if as_json:
        from fabula.export import world_json

        click.echo(world_json(world, ascii_only=not speaks_unicode()), nl=False)
    else:
        print_summary(world)


@contextmanager
def _progress(kind: str) -> Iterator[Progress]:
    if kind == "json":
        yield JsonLines(sys.stderr)
    elif kind == "auto" and sys.stderr.isatty():
        with Bar(sys.stderr) as bar:
            yield bar
    else:
        yield silent
