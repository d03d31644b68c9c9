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
from fabula.schema.corrections import Corrections, Unheeded
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
@click.option(
    "--corrections",
    metavar="F.toml",
    type=click.Path(path_type=Path),
    help="What people decided; OUT.corrections.toml beside OUT if not given and there.",
)
@click.option(
    "--cast",
    metavar="F",
    type=click.Path(path_type=Path),
    help="Who is in it: CSV, WordDumb's JSON, or CoreNLP's lines.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole World as JSON only.")
@click.option("--open", "open_page", is_flag=True, help="Then show it as a page: fabula serve.")
@click.option(
    "--progress",
    "progress_kind",
    type=click.Choice(["auto", "json", "none"]),
    default="auto",
    show_default=True,
    help="How to tell on standard error what is going on.",
)
def command(
    files: tuple[Path, ...],
    out: Path | None,
    corrections: Path | None,
    cast: Path | None,
    as_json: bool,
    open_page: bool,
    progress_kind: str,
) -> None:
    """Read story files (txt, md, html, epub, docx).

    Prints the cast, the first dialogue and what is in doubt, and writes the World to a
    .fabula file. With several files and --json, one JSON document a line.
    """
    targets = [out or default_target(file) for file in files]
    _refuse_clashes(files, out, targets)
    if open_page and as_json:
        raise click.UsageError("--json and --open exclude each other.")
    if corrections is not None and len(files) > 1:
        raise click.UsageError("--corrections are of one story; give one FILE with it.")
    failed = False
    for file, target in zip(files, targets, strict=True):
        try:
            given = _corrections(target, corrections, cast)
            asked = out is not None
            _read_one(file, target, given, as_json, asked=asked, progress_kind=progress_kind)
        except FabulaError as error:
            report_error(error)
            failed = True
    if failed:
        click.get_current_context().exit(2)
    if open_page:
        from fabula.cli.serve import show_page

        show_page(targets, open_browser=True)


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


def _corrections(target: Path, file: Path | None, cast: Path | None) -> Corrections:
    """What was named, and what lies beside the World from earlier."""
    from fabula.api import gather
    from fabula.corrections import beside

    if file is None and beside(target).is_file():
        file = beside(target)
        note(f"{file}: replayed.")
    return gather(file, cast)


def _read_one(
    file: Path,
    target: Path,
    corrections: Corrections,
    as_json: bool,
    *,
    asked: bool,
    progress_kind: str,
) -> None:
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
        world = pipeline.read(file, progress, corrections=corrections, tell=_tell)
    if writable:
        save_world(world, target)
    else:
        note(f"{target}: not written, the folder is read-only.")
    _print(world, as_json)
    if not as_json:
        click.echo(f"Wrote {target}")


def _tell(unheeded: Unheeded) -> None:
    note(f"correction {unheeded.number + 1} does not apply: {unheeded.why}.")


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
