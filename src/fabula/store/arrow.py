"""A World as one Arrow row, and many such rows as tables.

The tables and columns are those of the SQLite schema, taken from ``store/schema.sql`` itself.
What a reading cost (``seconds``, ``tokens_per_second``, ``peak_mb``) is left NULL: the same
story gives the same bytes on every machine. The ledger has the costs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

from fabula.schema.json import to_contract
from fabula.schema.world import World
from fabula.store.records import all_records
from fabula.store.tables import WORDS, Table

COSTS = ("seconds", "tokens_per_second", "peak_mb")
_TYPES = {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}
_NO_TABLES = ("migrations", "sqlite_%", "search%")


@cache
def schemas() -> Mapping[str, pa.Schema]:
    """The Arrow schema of every table by its name, as the SQLite schema says."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(schema_sql())
        wanted = " AND ".join("name NOT LIKE ?" for _ in _NO_TABLES)
        names = connection.execute(
            f"SELECT name FROM sqlite_schema WHERE type = 'table' AND {wanted} ORDER BY rowid",
            _NO_TABLES,
        ).fetchall()
        return {name: _schema(connection, name) for (name,) in names}
    finally:
        connection.close()


def schema_sql() -> str:
    """The text of the SQLite schema."""
    return resources.files("fabula.store").joinpath("schema.sql").read_text(encoding="utf-8")


def _schema(connection: sqlite3.Connection, name: str) -> pa.Schema:
    # rowids are the search index's affair, which an archive has not
    columns = connection.execute(
        "SELECT name, type FROM pragma_table_info(?) WHERE name != 'row'", (name,)
    )
    return pa.schema([pa.field(column, _TYPES[kind]) for column, kind in columns])


def as_row(world: World, *, words: bool = False) -> pa.RecordBatch:
    """One row: a column for each table, in it the list of this story's rows there."""
    contract = to_contract(world)
    text, story = contract["text"], contract["story"]["sha256"][:16]
    columns: dict[str, pa.StructArray] = {}
    for table, records in all_records(contract):
        columns[table.name] = _struct(table, [table.row(story, r, text) for r in records])
    columns[WORDS.name] = _words(world, story) if words else _struct(WORDS, [])
    names = list(schemas())
    return pa.RecordBatch.from_arrays([_listed(columns[name]) for name in names], names)


def one_table(world: World, name: str) -> pa.Table:
    """One table of one story."""
    if name == WORDS.name:
        rows = _words(world, world.story.sha256[:16])
    else:
        contract = to_contract(world)
        text, story = contract["text"], contract["story"]["sha256"][:16]
        table, records = next(pair for pair in all_records(contract) if pair[0].name == name)
        rows = _struct(table, [table.row(story, record, text) for record in records])
    return pa.Table.from_batches([pa.RecordBatch.from_struct_array(rows)])


def flattened(rows: pa.Table, table: str) -> pa.Table:
    """The rows of ``table`` in many ``as_row`` rows, in their order."""
    lists = rows.column(table).combine_chunks()
    lists = lists.chunk(0) if isinstance(lists, pa.ChunkedArray) else lists
    return pa.Table.from_batches([pa.RecordBatch.from_struct_array(lists.flatten())])


def _struct(table: Table, rows: Sequence[Sequence[Any]]) -> pa.StructArray:
    names = ["story", *table.columns, *(["text"] if table.spelled else [])]
    given: dict[str, Iterable[Any]] = dict(zip(names, zip(*rows))) if rows else {}
    if table.name == "stories":
        given.update({name: [None] * len(rows) for name in COSTS})
    schema = schemas()[table.name]
    arrays = [pa.array(given.get(field.name, ()), field.type) for field in schema]
    return pa.StructArray.from_arrays(arrays, fields=list(schema))


def _words(world: World, story: str) -> pa.StructArray:
    if world.words is None:
        return _struct(WORDS, [])
    tokens, syntax, text = world.words.tokens, world.words.syntax, world.story.text
    count = len(tokens.starts)
    given = {
        "story": [story] * count,
        "word": range(count),
        "start": tokens.starts,
        "end": tokens.ends,
        "sentence": tokens.sentence,
        "paragraph": tokens.paragraph,
        "lemma": syntax.lemma,
        "upos": syntax.upos,
        "xpos": syntax.xpos,
        "head": syntax.head,
        "deprel": syntax.deprel,
        "text": [text[a:b] for a, b in zip(tokens.starts.tolist(), tokens.ends.tolist())],
    }
    schema = schemas()[WORDS.name]
    arrays = [pa.array(given[field.name], field.type) for field in schema]
    return pa.StructArray.from_arrays(arrays, fields=list(schema))


def _listed(rows: pa.StructArray) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array([0, len(rows)], pa.int32()), rows)
