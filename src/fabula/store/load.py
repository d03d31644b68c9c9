"""``.fabula`` file -> World, and read-only connections for SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path

from fabula.errors import StoreError
from fabula.schema.json import from_contract
from fabula.schema.world import World
from fabula.store.migrations import APPLICATION_ID, VERSION, upgraded
from fabula.store.records import contract_of
from fabula.store.tables import Record, Table
from fabula.store.words import select_words
from fabula.world.invariants import check_world

NOT_OURS = "is no .fabula file."
DAMAGED = "is a damaged .fabula file."
READ_AGAIN = "Make a new one with: fabula read FILE."
BROKEN = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises on a damaged file; its message may quote bytes that are no UTF-8."""


def load_world(path: Path, *, words: bool = True) -> World:
    """The World a ``.fabula`` file holds, its words left out on demand, which is quicker.

    Raises StoreError on foreign and damaged files.
    """
    with connect(path) as connection:
        try:
            key = _story_key(connection)

            def select(table: Table) -> list[Record]:
                rows = connection.execute(table.select(), (key,))
                return [table.record(values) for values in rows]

            world = check_world(from_contract(contract_of(select)))
            if not words:
                return world
            return replace(world, words=select_words(connection, key, world.story))
        except (sqlite3.Error, ValueError, KeyError, TypeError, RecursionError) as error:
            raise StoreError(DAMAGED, READ_AGAIN, path=str(path)) from error


@contextmanager
def connect(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can read this file and nothing else, and writes nothing.

    The file may come from anybody: its schema is not trusted, no other database can be
    attached. A file of an older version is brought up to date in memory, and left as it is.
    Raises StoreError on foreign and damaged files, and on newer versions.
    """
    if not path.is_file():
        raise StoreError(
            "no such file.", "A .fabula file comes from: fabula read FILE.", path=str(path)
        )
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise StoreError(f"cannot be opened ({error}).", path=str(path)) from error
    with ExitStack() as stack:
        stack.enter_context(closing(connection))
        _restrict(connection)
        version = _known_version(connection, path)
        if version < VERSION:
            connection = stack.enter_context(closing(_upgraded(connection, version, path)))
            _restrict(connection)
        yield connection


def _restrict(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)


def _upgraded(connection: sqlite3.Connection, version: int, path: Path) -> sqlite3.Connection:
    try:
        return upgraded(connection, version)
    except BROKEN as error:
        raise StoreError(DAMAGED, READ_AGAIN, path=str(path)) from error


def _known_version(connection: sqlite3.Connection, path: Path) -> int:
    """The version of the file. Raises StoreError where it is none of ours."""
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        odd = connection.execute(
            "SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view')"
        ).fetchone()
    except BROKEN as error:
        raise StoreError(NOT_OURS, READ_AGAIN, path=str(path)) from error
    if application != APPLICATION_ID or odd is not None or version < 1:
        raise StoreError(NOT_OURS, READ_AGAIN, path=str(path))
    if version > VERSION:
        raise StoreError(
            f"was written by a newer Fabula (file version {version}, known {VERSION}).",
            "Install that one.",
            path=str(path),
        )
    return int(version)


def _story_key(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT story FROM stories ORDER BY rowid").fetchone()
    if row is None:
        raise ValueError("no story")
    return str(row[0])
