"""``.fabula`` file -> World, and read-only connections for SQL."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fabula.errors import StoreError
from fabula.schema.json import from_contract
from fabula.schema.world import World
from fabula.store import tables
from fabula.store.migrations import APPLICATION_ID, VERSION

Record = dict[str, Any]
NOT_OURS = "is no .fabula file."
DAMAGED = "is a damaged .fabula file."
READ_AGAIN = "Make a new one with: fabula read FILE."


def load_world(path: Path) -> World:
    """The World a ``.fabula`` file holds. Raises StoreError on foreign and damaged files."""
    with connect(path) as connection:
        try:
            return from_contract(_contract(connection))
        except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
            raise StoreError(DAMAGED, READ_AGAIN, path=str(path)) from error


@contextmanager
def connect(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can read this file and nothing else, and writes nothing.

    The file may come from anybody: its schema is not trusted, no other database can be
    attached. Raises StoreError on foreign and damaged files, and on newer versions.
    """
    if not path.is_file():
        raise StoreError(
            "no such file.", "A .fabula file comes from: fabula read FILE.", path=str(path)
        )
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        raise StoreError(f"cannot be opened ({error}).", path=str(path)) from error
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA query_only = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        _check_kind(connection, path)
        yield connection
    finally:
        connection.close()


def _check_kind(connection: sqlite3.Connection, path: Path) -> None:
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        raise StoreError(NOT_OURS, READ_AGAIN, path=str(path)) from error
    if application != APPLICATION_ID:
        raise StoreError(NOT_OURS, READ_AGAIN, path=str(path))
    if version > VERSION:
        raise StoreError(
            f"was written by a newer Fabula (file version {version}, known {VERSION}).",
            "Install that one.",
            path=str(path),
        )


def _contract(connection: sqlite3.Connection) -> Record:
    """The JSON contract from the tables."""
    row = connection.execute("SELECT story FROM stories ORDER BY rowid").fetchone()
    if row is None:
        raise ValueError("no story")

    def records(table: tables.Table) -> list[Record]:
        return [table.record(values) for values in connection.execute(table.select(), row)]

    (story,) = records(tables.STORY)
    contract: Record = {**story, "story": story, "run": story}
    contract.update({table.name: records(table) for table in tables.FLAT})
    aliases = _grouped(records(tables.ALIASES), "entity")
    spans = _grouped(records(tables.QUOTE_SPANS), "quote")
    present = _grouped(records(tables.PRESENCE), "scene")
    contract["characters"] = [
        {**record, "aliases": aliases[record["id"]]} for record in records(tables.CHARACTERS)
    ]
    contract["places"] = [
        {**record, "aliases": aliases[record["id"]]} for record in records(tables.PLACES)
    ]
    contract["quotes"] = [
        {**record, "spans": [(s["start"], s["end"]) for s in spans[record["id"]]]}
        for record in records(tables.QUOTES)
    ]
    contract["scenes"] = [
        {**record, "present": present[record["id"]]} for record in records(tables.SCENES)
    ]
    return contract


def _grouped(records: list[Record], key: str) -> defaultdict[str, list[Record]]:
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[record[key]].append(record)
    return groups
