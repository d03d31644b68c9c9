"""SQL from users, answered read-only."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabula.errors import QueryError
from fabula.store.load import connect

ALLOWED = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Column names and rows of a query."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def query(path: Path, statement: str) -> Answer:
    """Run one SELECT on a ``.fabula`` file.

    Raises QueryError on anything but a valid SELECT, StoreError on foreign files.
    """
    with connect(path) as connection:
        try:
            # these open themselves with statements that nobody else may run
            connection.execute("SELECT rowid FROM search LIMIT 0")
            for function in ("json_each", "json_tree"):
                connection.execute(f"SELECT 1 FROM {function}('[]') LIMIT 0")  # noqa: S608
            connection.set_authorizer(_only_reading)
            cursor = connection.execute(statement)
            rows = cursor.fetchall()
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise QueryError(
                f"this SQL cannot be run: {error}.",
                "Tables: fabula sql WORLD \"select name from sqlite_schema where type = 'table'\".",
            ) from error
    if cursor.description is None:
        raise QueryError("this SQL gives no rows.", "Only SELECT is possible.")
    return Answer(tuple(column[0] for column in cursor.description), rows)


def _only_reading(action: int, subject: str | None, *_: str | None) -> int:
    # the search index asks for data_version to see whether the file changed
    harmless = action == sqlite3.SQLITE_PRAGMA and subject == "data_version"
    return sqlite3.SQLITE_OK if harmless or action in ALLOWED else sqlite3.SQLITE_DENY
