"""``fabula sql``: a SELECT on a World, or on an archive of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import click

from fabula.cli.batch import require_archives
from fabula.cli.console import speaks_unicode, table
from fabula.store.sql import Answer, query

# a spreadsheet takes text that starts like this for a formula to run
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@click.command("sql")
@click.argument("world")
@click.argument("statement", metavar="SELECT")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, safe to open in a spreadsheet.")
def command(world: str, statement: str, as_json: bool, as_csv: bool) -> None:
    """Ask a WORLD in SQL, or an archive made by `fabula batch`; nothing can be changed.

    Tables are named like the keys of the JSON contract: stories, characters, quotes, ...
    A .fabula file is asked in SQLite's SQL, an archive in DuckDB's.
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    answer = _ask(world, statement)
    if as_json:
        records = [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]
        click.echo(json.dumps(records, ensure_ascii=not speaks_unicode(), indent=2))
    elif as_csv:
        click.echo(_csv(answer), nl=False)
    else:
        click.echo(table(answer.columns, [[_plain(value) for value in row] for row in answer.rows]))


def _ask(world: str, statement: str) -> Answer:
    if "://" not in world and not Path(world).is_dir():
        return query(Path(world), statement)
    require_archives()
    from fabula.archive.query import query as query_archive

    return query_archive(world, statement)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _csv(answer: Answer) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_harmless(name) for name in answer.columns])
    writer.writerows([_harmless(_plain(value)) for value in row] for row in answer.rows)
    return stream.getvalue()


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
