"""World -> ``.fabula`` file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from fabula.errors import StoreError
from fabula.files import replacing
from fabula.schema.json import to_contract
from fabula.schema.tokens import Words
from fabula.schema.world import World
from fabula.store.migrations import APPLICATION_ID, MIGRATIONS, VERSION
from fabula.store.records import all_records
from fabula.store.words import insert_words

# https://sqlite.org/fileformat.html: the header starts with this; at 68 is the application id
SQLITE_MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 72


def save_world(world: World, path: Path) -> None:
    """Write ``world`` to ``path`` whole or not at all, replacing an earlier ``.fabula`` file.

    Raises StoreError where it cannot be written, or where ``path`` is another kind of file.
    """
    _refuse_foreign(path)
    contract = to_contract(world)
    with replacing(path) as temporary:
        try:
            _write(temporary, contract, world.words)
        except (sqlite3.Error, UnicodeError) as error:
            raise StoreError(
                f"cannot be written ({error}).",
                "Free some space or choose another place with -o.",
                path=str(path),
            ) from error


def _refuse_foreign(path: Path) -> None:
    """Keep ``-o story.txt`` from costing somebody their story, or another database."""
    if not path.is_file():
        return
    try:
        with path.open("rb") as stream:
            header = stream.read(HEADER_BYTES)
    except OSError:
        return  # writing will say why
    ours = header.startswith(SQLITE_MAGIC) and header.endswith(APPLICATION_ID.to_bytes(4, "big"))
    if header and not ours:
        raise StoreError(
            "exists and is no .fabula file; it was left as it is.",
            "Choose another name with -o.",
            path=str(path),
        )


def _write(path: Path, contract: Mapping[str, Any], words: Words | None) -> None:
    # isolation_level=None: we say ourselves where the one transaction starts and ends
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # nobody sees this file before it is whole, and it is flushed once at the end
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        schema = resources.files("fabula.store").joinpath("schema.sql").read_text(encoding="utf-8")
        connection.executescript("BEGIN;" + schema)
        migrations = [(each.version, each.name) for each in MIGRATIONS]
        connection.executemany("INSERT INTO migrations VALUES (?, ?)", migrations)
        _insert_all(connection, contract)
        if words is not None:
            insert_words(connection, _story_key(contract), contract["text"], words)
        connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        connection.execute("COMMIT")
    finally:
        connection.close()


def _story_key(contract: Mapping[str, Any]) -> str:
    digest: str = contract["story"]["sha256"]
    return digest[:16]


def _insert_all(connection: sqlite3.Connection, contract: Mapping[str, Any]) -> None:
    text = contract["text"]
    story = _story_key(contract)
    for table, records in all_records(contract):
        connection.executemany(
            table.insert(), (table.row(story, record, text) for record in records)
        )
