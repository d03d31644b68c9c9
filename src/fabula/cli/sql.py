"""``fabula sql``: a SELECT on a World, or on an archive of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import click

from fabula.cli.batch import require_archives
from fabula.cli.console import echo_json, table
from fabula.cli.habits import as_file, common_options
from fabula.export.base import cell
from fabula.store.sql import Answer, query


@click.command("sql")
@click.argument("world")
@click.argument("statement", metavar="SELECT")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, safe to open in a spreadsheet.")
@common_options
def command(world: str, statement: str, as_json: bool, as_csv: bool) -> None:
    """Ask a WORLD or an archive in SQL.

    Nothing can be changed by it.
    Tables are named like the keys of the JSON contract: stories, characters, quotes, ...
    A .fabula file is asked in SQLite's SQL, an archive in DuckDB's.
    """
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    answer = _ask(world, statement)
    if as_json:
        records = [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]
        echo_json(records)
    elif as_csv:
        click.echo(_csv(answer), nl=False)
    else:
        click.echo(table(answer.columns, [[_plain(value) for value in row] for row in answer.rows]))


def _ask(world: str, statement: str) -> Answer:
    if "://" not in world and not Path(world).is_dir():
        with as_file(Path(world)) as file:
            return query(file, statement)
    require_archives()
    from fabula.archive.query import query as query_archive

    return query_archive(world, statement)


def _plain(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def _csv(answer: Answer) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(cell, answer.columns))
    writer.writerows([cell(_plain(value)) for value in row] for row in answer.rows)
    return stream.getvalue()
