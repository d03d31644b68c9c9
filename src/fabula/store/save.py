"""World -> ``.fabula`` file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from fabula.errors import StoreError
from fabula.files import replacing
from fabula.schema.json import to_contract
from fabula.schema.world import World
from fabula.store import tables
from fabula.store.migrations import APPLICATION_ID, MIGRATIONS, VERSION

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
            _write(temporary, contract)
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


def _write(path: Path, contract: Mapping[str, Any]) -> None:
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
        connection.executemany("INSERT INTO migrations VALUES (?, ?)", MIGRATIONS)
        _insert_all(connection, contract)
        connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        connection.execute("COMMIT")
    finally:
        connection.close()


def _insert_all(connection: sqlite3.Connection, contract: Mapping[str, Any]) -> None:
    text = contract["text"]
    story = contract["story"]["sha256"][:16]

    def insert(table: tables.Table, records: Iterable[Mapping[str, Any]]) -> None:
        connection.executemany(
            table.insert(), (table.row(story, record, text) for record in records)
        )

    insert(tables.STORY, [{**contract, **contract["story"], **contract["run"]}])
    for table in tables.FLAT:
        insert(table, contract[table.name])
    insert(tables.CHARACTERS, contract["characters"])
    insert(tables.PLACES, contract["places"])
    insert(
        tables.ALIASES,
        (
            {"entity": entity["id"], **alias}
            for entity in (*contract["characters"], *contract["places"])
            for alias in entity["aliases"]
        ),
    )
    insert(tables.QUOTES, contract["quotes"])
    insert(
        tables.QUOTE_SPANS,
        (
            {"quote": quote["id"], "start": start, "end": end}
            for quote in contract["quotes"]
            for start, end in quote["spans"]
        ),
    )
    insert(tables.SCENES, contract["scenes"])
    insert(
        tables.PRESENCE,
        ({"scene": scene["id"], **who} for scene in contract["scenes"] for who in scene["present"]),
    )
