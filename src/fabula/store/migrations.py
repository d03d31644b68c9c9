"""The versions of the ``.fabula`` file, and the way from each to the present one.

``PRAGMA user_version`` holds the number of the last migration, the table ``migrations`` the
names. Opening never changes a file: an older one is copied to memory and brought up to date
there, each migration in a transaction, so that every reader sees the present tables.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

APPLICATION_ID = 0x46414255  # "FABU", PRAGMA application_id


@dataclass(frozen=True, slots=True)
class Migration:
    """From the version before to ``version``; new files come from schema.sql instead."""

    version: int
    name: str
    statements: tuple[str, ...] = ()


MIGRATIONS = (
    Migration(1, "first"),
    Migration(
        2,
        "words",
        (
            "CREATE TABLE words (story TEXT NOT NULL REFERENCES stories, word INTEGER NOT NULL, "
            'start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentence INTEGER NOT NULL, '
            "paragraph INTEGER NOT NULL, lemma TEXT NOT NULL, upos TEXT NOT NULL, "
            "xpos TEXT NOT NULL, head INTEGER NOT NULL, deprel TEXT NOT NULL, text TEXT NOT NULL)",
        ),
    ),
    Migration(
        3,
        "confidence of scenes and presence",
        (
            "ALTER TABLE scenes ADD COLUMN confidence REAL",
            "ALTER TABLE scenes ADD COLUMN reason TEXT",
            "ALTER TABLE presence ADD COLUMN confidence REAL",
        ),
    ),
)
VERSION = MIGRATIONS[-1].version


def upgraded(connection: sqlite3.Connection, version: int) -> sqlite3.Connection:
    """A copy in memory of a file of an older version, with the present tables."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.backup(copy)
        # other people's files: what their schema names must not do more than it did before
        copy.execute("PRAGMA trusted_schema = OFF")
        for migration in MIGRATIONS:
            if migration.version > version:
                _apply(copy, migration)
    except Exception:
        copy.close()
        raise
    return copy


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in migration.statements:
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migrations VALUES (?, ?)", (migration.version, migration.name)
        )
        connection.execute(f"PRAGMA user_version = {migration.version}")
    except Exception:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
