"""``fabula read``: story files into Worlds."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fabula.cli.console import note, report_error, speaks_unicode, told
from fabula.cli.habits import STREAM, as_file, asked, common_options
from fabula.cli.summary import print_summary
from fabula.errors import FabulaError, InputError, StoreError
from fabula.progress import Bar, JsonLines, Progress, silent
from fabula.schema.corrections import Corrections, Unheeded
from fabula.schema.world import World

if TYPE_CHECKING:  # what it imports takes a while
    from fabula.encoder.spill import Spill

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
    help="Where to write; beside FILE if not given. - is standard output.",
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
@common_options
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
    .fabula file. With several files and --json, one JSON document a line. FILE may be - for
    standard input, with --json or -o.
    """
    if out is None and STREAM in files and not as_json:
        raise click.UsageError("say where to write what comes on standard input: -o, or --json.")
    targets = [out or default_target(file) for file in files]  # - for -
    _refuse_clashes(files, out, targets)
    if out == STREAM and (as_json or open_page):
        raise click.UsageError("-o - excludes --json and --open.")
    if open_page and as_json:
        raise click.UsageError("--json and --open exclude each other.")
    if corrections is not None and len(files) > 1:
        raise click.UsageError("--corrections are of one story; give one FILE with it.")
    failed = False
    for file, target in zip(files, targets, strict=True):
        try:
            given = _corrections(target, corrections, cast)
            named = out is not None
            _read_one(file, target, given, as_json, named=named, progress_kind=progress_kind)
        except FabulaError as error:
            report_error(error)
            failed = True
    if failed:
        click.get_current_context().exit(2)
    if open_page:
        from fabula.cli.serve import show_page

        show_page(targets, open_browser=True)


def default_target(file: Path) -> Path:
    """``story.epub`` gives ``story.fabula``; a suffix that is no story type is part of the name.

    What comes on standard input has no file beside it, and gives standard output.
    """
    if file == STREAM:
        return STREAM
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
    named: bool,
    progress_kind: str,
) -> None:
    """Read ``file`` into ``target``; ``named`` says whether it was asked for by name."""
    _require_file(file)
    writable = target == STREAM or _can_write(target.parent)
    # a pipe wants the JSON, whatever becomes of a file it did not ask for
    if not writable and (named or not as_json):
        raise StoreError(
            "cannot be written: no folder to write to.",
            "Choose another place with -o.",
            path=str(target),
        )
    from fabula import pipeline

    saved = writable and not (target == STREAM and as_json)
    with _spill(target if saved else STREAM) as spill:
        with as_file(file) as given, _progress(progress_kind) as progress:
            world = pipeline.read(given, progress, corrections=corrections, tell=_tell, spill=spill)
        if file == STREAM:
            world = replace(world, story=replace(world.story, source=str(STREAM)))
        if saved:
            _save(world, target)
    if not writable:
        note(f"{target}: not written, the folder is read-only.")
    if as_json:
        _print_json(world)
    elif target != STREAM and not asked("quiet"):
        print_summary(world)
        told(f"Wrote {target}")


def _require_file(file: Path) -> None:
    if file == STREAM:
        return
    if not file.exists():
        raise InputError("no such file.", "Check the name.", path=str(file))
    if file.is_dir():
        raise InputError("is a folder.", "Name the files in it.", path=str(file))


@contextmanager
def _spill(target: Path) -> Iterator[Spill]:
    """Where the vectors of a long book go until ``target`` is written: a file beside it."""
    from fabula.encoder.spill import Spill

    with Spill(None if target == STREAM else target.with_name(f"{target.name}.vectors")) as spill:
        try:
            yield spill
        except KeyboardInterrupt:
            if spill.kept:
                note(f"{spill.kept}: how far it came. The same line goes on from there.")
            raise


def _save(world: World, target: Path) -> None:
    from fabula.store import save_world

    if target != STREAM:
        save_world(world, target)
        return
    with tempfile.TemporaryDirectory(prefix="fabula-") as folder:
        file = Path(folder) / "out.fabula"
        save_world(world, file)
        click.echo(file.read_bytes(), nl=False)


def _tell(unheeded: Unheeded) -> None:
    note(f"correction {unheeded.number + 1} does not apply: {unheeded.why}.")


def _can_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _print_json(world: World) -> None:
    from fabula.export import world_json

    click.echo(world_json(world, ascii_only=not speaks_unicode()), nl=False)


@contextmanager
def _progress(kind: str) -> Iterator[Progress]:
    if kind == "json":
        yield JsonLines(sys.stderr)
    elif kind == "auto" and sys.stderr.isatty() and not asked("quiet"):
        with Bar(sys.stderr) as bar:
            yield bar
    else:
        yield silent
