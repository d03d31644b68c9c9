"""SQL over a whole archive, by DuckDB, reading only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import duckdb
import pyarrow as pa

from fabula.archive.places import Place
from fabula.archive.shards import Files, open_files, read_manifest
from fabula.archive.summary import INPUTS
from fabula.errors import ArchiveError, QueryError
from fabula.store.arrow import schemas
from fabula.store.sql import Answer

_TYPES = {pa.string(): "VARCHAR", pa.int64(): "BIGINT", pa.float64(): "DOUBLE"}


def query(archive: str, statement: str) -> Answer:
    """Run one SELECT over the archive; views are named like the tables of a ``.fabula`` file.

    Raises QueryError on anything but a valid SELECT, ArchiveError where there is no archive.
    """
    with connect(archive) as connection:
        return ask(connection, statement)


def ask(connection: duckdb.DuckDBPyConnection, statement: str, values: Any = None) -> Answer:
    """Run one SELECT on a connection of ``connect``. Raises QueryError."""
    try:
        parsed = connection.extract_statements(statement)
        if len(parsed) != 1 or parsed[0].type != duckdb.StatementType.SELECT:
            raise QueryError("this is not one SELECT.", "Nothing else is possible.")
        cursor = connection.execute(parsed[0], values)
        columns = tuple(column[0] for column in cursor.description or ())
        return Answer(columns, cursor.fetchall())
    except (duckdb.Error, RuntimeError) as error:
        raise QueryError(
            f"this SQL cannot be run: {error}.",
            'Tables: fabula sql ARCHIVE "select table_name from information_schema.tables".',
        ) from error


@contextmanager
def connect(archive: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection that sees this archive's tables, and no file or address beside."""
    place = Place(archive).absolute()
    files = open_files(place)
    manifest = read_manifest(place) or {}
    with closing(duckdb.connect(":memory:")) as connection:
        if not place.is_local:
            fs, _ = place.resolved()
            connection.register_filesystem(fs)
        try:
            _lock_up(connection, place)
            for name, schema in {**schemas(), "inputs": INPUTS}.items():
                connection.execute(_view(files, name, schema, manifest))
        except duckdb.Error as error:
            raise ArchiveError(f"cannot be read ({error}).", path=archive) from error
        yield connection


def _lock_up(connection: duckdb.DuckDBPyConnection, place: Place) -> None:
    """Queries come from anybody: they may read this folder, and change no setting."""
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    if place.is_local:
        connection.execute(f"SET allowed_directories = [{_quoted(place.path + '/')}]")
        connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _view(files: Files, name: str, schema: pa.Schema, manifest: Mapping[str, Any]) -> str:
    addresses = files.table_files(name)
    superseded = manifest.get("superseded") or []
    where = ""
    if superseded and name != "inputs":
        where = f" WHERE story NOT IN ({', '.join(map(_quoted, superseded))})"
    if addresses:
        content = f"SELECT * FROM read_parquet([{', '.join(map(_quoted, addresses))}]){where}"
    else:
        nulls = ", ".join(f'NULL::{_TYPES[field.type]} AS "{field.name}"' for field in schema)
        content = f"SELECT {nulls} WHERE false"
    return f'CREATE VIEW "{name}" AS {content}'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
