"""``fabula check``: what a story says that cannot both hold."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from pathlib import Path

import click

from fabula.cli.console import echo_json, note, visible
from fabula.cli.habits import as_file, common_options
from fabula.errors import InputError
from fabula.schema.world import World
from fabula.views.conflicts import Pair, Passage, conflicts
from fabula.views.report import report_html

_COLUMN = 46  # columns of the terminal for each of two passages
_GAP = "   "
_SQLITE = b"SQLite format 3\0"  # how every .fabula file begins


@click.command("check")
@click.argument("file", metavar="FILE|WORLD", type=click.Path(path_type=Path))
@click.option(
    "--corrections",
    metavar="F.toml",
    type=click.Path(path_type=Path),
    help="Where waived conflicts stand; what lies beside WORLD if not given.",
)
@click.option("--all", "show_all", is_flag=True, help="Show those that were waived, too.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.option("--html", "as_html", is_flag=True, help="Print them as one HTML page.")
@common_options
def command(
    file: Path, corrections: Path | None, show_all: bool, as_json: bool, as_html: bool
) -> None:
    """Show contradictions in a FILE or WORLD, side by side.

    Continuity: the narration contradicts itself. Testimony: what somebody claims is
    contradicted by another, or by the narration. Nothing is written, and the exit code is 0
    whatever is found.
    """
    if as_json and as_html:
        raise click.UsageError("--json and --html exclude each other.")
    with as_file(file) as given:
        world = _world(given, corrections)
    view = conflicts(world)
    pairs = tuple(pair for pair in view.conflicts if show_all or pair.waived is None)
    if as_json:
        echo_json([asdict(pair) for pair in pairs])
    elif as_html:
        shown = type(view)(view.title, view.length, view.chapters, pairs)
        click.echo(report_html(shown), nl=False)
    else:
        _print(pairs, waived=sum(pair.waived is not None for pair in view.conflicts))


def _world(file: Path, corrections: Path | None) -> World:
    """The World of a file or of a story, under what people waived."""
    from fabula.api import gather
    from fabula.cli.read import default_target
    from fabula.corrections import beside, place
    from fabula.world.waived import waive

    if not file.exists():
        raise InputError("no such file.", "Check the name.", path=str(file))
    is_world = file.suffix == ".fabula" or _begins(file, _SQLITE)
    near = beside(file if is_world else default_target(file))
    if corrections is None and near.is_file():
        corrections = near
        note(f"{near}: replayed.")
    given = gather(corrections, None)
    if not is_world:
        from fabula import pipeline

        return pipeline.read(file, corrections=given)
    from fabula.store import load_world

    world = load_world(file)
    placed, _ = place(given, world.story.text)
    return waive(world, placed)


def _begins(file: Path, magic: bytes) -> bool:
    if file.is_dir():
        return False  # told by whoever reads it
    with file.open("rb") as stream:
        return stream.read(len(magic)) == magic


def _print(pairs: tuple[Pair, ...], waived: int) -> None:
    for number, pair in enumerate(pairs, 1):
        click.echo(f"{number}. {visible(pair.why)}")
        about = f"   {pair.kind}, {pair.confidence:.0%} sure"
        click.echo(about if pair.waived is None else f"{about}, waived: {visible(pair.waived)}")
        click.echo(_side_by_side(pair.a, pair.b) + "\n")
    found = len(pairs) or "no"
    click.echo(f"{found} conflict{'' if len(pairs) == 1 else 's'}, {waived} waived.")


def _side_by_side(a: Passage, b: Passage) -> str:
    """Two passages in columns, what contradicts in brackets."""
    left, right = _lines(a), _lines(b)
    height = max(len(left), len(right))
    rows = zip(
        left + [""] * (height - len(left)), right + [""] * (height - len(right)), strict=True
    )
    return "\n".join(f"   {one:<{_COLUMN}}{_GAP}{other}".rstrip() for one, other in rows)


def _lines(passage: Passage) -> list[str]:
    where = (
        f"scene {passage.scene}, at {passage.start}:" if passage.scene else f"at {passage.start}:"
    )
    text = visible(f"{passage.before}[{passage.marked}]{passage.after}")
    return [where, *textwrap.wrap(text, _COLUMN)]
