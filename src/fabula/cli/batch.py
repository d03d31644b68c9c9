"""``fabula batch``: an archive of stories."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import click

from fabula.cli.console import echo_json, shortened, visible
from fabula.cli.habits import asked, common_options
from fabula.errors import MissingExtra

if TYPE_CHECKING:
    from fabula.archive.report import Report, Tally

QUARANTINES = 3  # exit code: all is done that could be done, and some could not
_NEEDED = ("pyarrow", "fsspec", "duckdb")
_EVERY = {"lines": 10.0, "terminal": 0.5, "json": 1.0}  # seconds between two tellings
_REASONS = 12
_SUFFIXES = {"txt": ".txt", "md": ".md", "html": ".html"}


@click.command("batch")
@click.argument("source", metavar="IN")
@click.argument("out", metavar="OUT")
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Processes of this machine, or a Ray cluster.",
)
@click.option(
    "--workers", type=click.IntRange(min=0), default=0, help="One for each core if not given."
)
@click.option("--text-column", help="The column of a table that has the texts.")
@click.option("--id-column", help="The column of a table that names the stories.")
@click.option(
    "--text-type",
    type=click.Choice(list(_SUFFIXES)),
    default="txt",
    show_default=True,
    help="What the texts of a table are.",
)
@click.option("--words", is_flag=True, help="Keep every word too, with class and dependency.")
@click.option(
    "--limit",
    "limits",
    metavar="NAME=NUMBER",
    multiple=True,
    help="Change a limit of `fabula limits`.",
)
@click.option(
    "--progress",
    type=click.Choice(["auto", "json", "none"]),
    default="auto",
    show_default=True,
    help="How to tell on standard error what is going on.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@common_options
def command(
    source: str,
    out: str,
    engine: str,
    workers: int,
    text_column: str | None,
    id_column: str | None,
    text_type: str,
    words: bool,
    limits: tuple[str, ...],
    progress: str,
    as_json: bool,
) -> None:
    """Read all stories of IN into the archive OUT.

    Run the same line again to go on after a stop.

    IN is a folder, a .zip, a .txt file with one path a line, or a .csv, .tsv, .jsonl or
    .parquet file with a column of texts. OUT is a folder of Parquet tables.

    Exit codes: 0 all read, 2 not possible, 3 finished, but some stories could not be read.
    """
    require_archives()
    from fabula.archive.batch import Options, run_batch
    from fabula.archive.limits import with_changes
    from fabula.archive.table_inputs import Columns

    options = Options(
        engine=engine,
        workers=workers,
        words=words,
        columns=Columns(text_column, id_column, _SUFFIXES[text_type]),
    )
    options = replace(options, limits=with_changes(options.limits, limits))
    report = run_batch(source, out, options, Teller(_kind(progress)))
    if as_json:
        echo_json(report.as_record())
    elif not asked("quiet"):
        _print(report, out)
    if report.quarantined:
        click.get_current_context().exit(QUARANTINES)


def _kind(progress: str) -> str:
    """What ``--progress auto`` is here."""
    if progress != "auto":
        return progress
    if asked("quiet"):
        return "none"
    return "terminal" if sys.stderr.isatty() else "lines"


def require_archives() -> None:
    """Raises MissingExtra where the packages for archives are not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            f"archives need {', '.join(missing)}.", 'Install with: pip install "fabula[archive]".'
        )


class Teller:
    """Tells on standard error how far a batch is, now and then."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._next = 0.0

    def scanned(self, count: int) -> None:
        """``count`` inputs were found so far."""
        if self._due():
            self._tell(
                f"looking at {count:,} {'input' if count == 1 else 'inputs'}", {"scanned": count}
            )

    def progress(self, tally: Tally) -> None:
        """Where it is now; the last telling is never left out."""
        if self._due() or tally.settled == tally.stories:
            self._tell(progress_line(tally), tally.as_record())
            if self._kind == "terminal" and tally.settled == tally.stories:
                click.echo(err=True)

    def _due(self) -> bool:
        now = time.monotonic()
        due = self._kind != "none" and now >= self._next
        if due:
            self._next = now + _EVERY[self._kind]
        return due

    def _tell(self, line: str, record: dict[str, Any]) -> None:
        if self._kind == "json":
            click.echo(json.dumps(record), err=True)
        elif self._kind == "terminal":
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
        elif self._kind == "lines":
            click.echo(line, err=True)


def progress_line(tally: Tally) -> str:
    """How far, how fast, how long still, and what failed."""
    record = tally.as_record()
    parts = [
        f"{tally.settled:,} of {tally.stories:,} stories",
        f"{record['tokens_per_second']:,.0f} tokens/s",
    ]
    if tally.seconds_left is not None:
        parts.append(f"{_duration(tally.seconds_left)} left")
    if tally.failures:
        counts = ", ".join(f"{n} {status}" for status, n in sorted(tally.failures.items()))
        parts.append(f"quarantined: {counts}")
    if tally.retries:
        parts.append(f"{tally.retries} tried again")
    return "; ".join(parts)


def _duration(seconds: float) -> str:
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{hours} h"


def _print(report: Report, out: str) -> None:
    record = report.as_record()["this_run"]
    click.echo(
        f"{visible(out)}: {report.stories:,} stories from {report.inputs:,} inputs; "
        f"{report.done:,} read now, {report.tokens:,} tokens in {record['seconds']:,.0f} s "
        f"({record['tokens_per_second']:,.0f} tokens/s)."
    )
    if report.quarantined:
        count = sum(report.quarantined.values())
        click.echo(f"{count:,} inputs could not be read:")
        for reason, times in list(report.reasons.items())[:_REASONS]:
            click.echo(f"  {times:,} x {shortened(reason, 100)}")
        click.echo("Each is in the table inputs, with its reason.")
