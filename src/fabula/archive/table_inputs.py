"""Stories in a column of a table: CSV, TSV, JSON lines and Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any, Protocol

import pyarrow as pa
from pyarrow import parquet

from fabula.archive.places import Place
from fabula.errors import ArchiveError
from fabula.ingest.limits import MAX_FILE_BYTES

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".parquet"})
TEXT_COLUMNS = ("text", "content", "body", "story", "fulltext")
ID_COLUMNS = ("id", "story_id", "work_id")
_METADATA_CHARACTERS = 2_000  # of a cell: it is to be metadata, not another text

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold text and id (found by name if not given), and what the text is."""

    text: str | None = None
    key: str | None = None
    suffix: str = ".txt"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its id, where ``fetch_row`` finds it again, and its other columns as JSON."""

    key: str
    at: str
    metadata: str


class Table(Protocol):
    """A table in a file: names of columns, records with their positions, single cells."""

    def names(self) -> list[str]: ...
    def records(self) -> Iterator[tuple[int, Record]]: ...
    def cell(self, position: int, column: str) -> Any: ...


def table_rows(place: Place, columns: Columns) -> Iterator[Row]:
    """The rows of a table. Raises ArchiveError where it lacks the columns or is broken."""
    table = _table(place)
    try:
        names = table.names()
        text = _column(place, names, columns.text, TEXT_COLUMNS)
        key = columns.key and _column(place, names, columns.key, ())
        key = key or next((name for name in ID_COLUMNS if name in names), None)
        seen: dict[str, int] = {}
        for number, (position, record) in enumerate(table.records(), 1):
            name = str(number if key is None or record.get(key) is None else record[key])
            seen[name] = times = seen.get(name, 0) + 1
            others = {k: _short(v) for k, v in record.items() if k != text and v is not None}
            yield Row(
                name if times == 1 else f"{name}~{times}",
                f"{position} {text}",
                json.dumps(others),
            )
    except (csv.Error, ValueError, AttributeError, RecursionError) as error:
        raise ArchiveError(
            f"is no table that can be read ({error}).",
            "CSV and JSON lines must be UTF-8.",
            path=place.url,
        ) from error


def fetch_row(place: Place, at: str) -> bytes:
    """The text of the row that ``Row.at`` says, as UTF-8; empty where it is none."""
    position, _, column = at.partition(" ")
    value = _table(place).cell(int(position), column)
    text = value if isinstance(value, str) else ""
    # a lone surrogate is no character: JSON can write one, UTF-8 cannot
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")


def _table(place: Place) -> Table:
    suffix = place.name[place.name.rfind(".") :].lower()
    if suffix == ".parquet":
        return _Parquet(place)
    return _Csv(place, "\t" if suffix == ".tsv" else ",") if suffix[1] in "ct" else _Json(place)


def _column(place: Place, names: list[str], asked: str | None, known: Iterable[str]) -> str:
    lower = {name.lower(): name for name in reversed(names)}
    for name in (asked,) if asked else known:
        if name in names or name.lower() in lower:
            return name if name in names else lower[name.lower()]
    raise ArchiveError(
        f"has no column {asked or 'that is known to hold text'}; it has {', '.join(names[:20])}.",
        "Name one with --text-column.",
        path=place.url,
    )


def _short(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    return str(value)[:_METADATA_CHARACTERS]


@dataclass(frozen=True, slots=True)
class _Csv:
    """Comma or tab separated; a position is the byte a record starts at."""

    place: Place
    delimiter: str

    def names(self) -> list[str]:
        with self.place.open() as stream:
            return next(self._rows(stream), (0, []))[1]

    def records(self) -> Iterator[tuple[int, Record]]:
        with self.place.open() as stream:
            rows = self._rows(stream)
            names = next(rows, (0, []))[1]
            for position, cells in rows:
                if cells:
                    yield position, dict(zip(names, cells))

    def cell(self, position: int, column: str) -> Any:
        names = self.names()
        with self.place.open() as stream:
            stream.seek(position)
            _, cells = next(self._rows(stream))
        return dict(zip(names, cells)).get(column)

    def _rows(self, stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(MAX_FILE_BYTES)
        read = stream.tell()

        def lines() -> Iterator[str]:
            nonlocal read
            while line := stream.readline(MAX_FILE_BYTES):
                read += len(line)
                yield line.decode("utf-8-sig" if read == len(line) else "utf-8")

        start = read
        for cells in csv.reader(lines(), delimiter=self.delimiter):
            yield start, cells
            start = read


@dataclass(frozen=True, slots=True)
class _Json:
    """One JSON object a line; a position is the byte a line starts at."""

    place: Place

    def names(self) -> list[str]:
        return list(next(self.records(), (0, {}))[1])

    def records(self) -> Iterator[tuple[int, Record]]:
        with self.place.open() as stream:
            start = 0
            while line := stream.readline(MAX_FILE_BYTES):
                if line.strip():
                    yield start, self._record(line)
                start += len(line)

    def cell(self, position: int, column: str) -> Any:
        with self.place.open() as stream:
            stream.seek(position)
            return self._record(stream.readline(MAX_FILE_BYTES)).get(column)

    def _record(self, line: bytes) -> Record:
        record = json.loads(line.decode("utf-8-sig"))
        if not isinstance(record, dict):
            raise ValueError("a line is no JSON object")
        return record


@dataclass(frozen=True, slots=True)
class _Parquet:
    """A position is the number of a row."""

    place: Place

    def names(self) -> list[str]:
        with self.place.open() as stream:
            return list(parquet.read_schema(stream).names)

    def records(self) -> Iterator[tuple[int, Record]]:
        with self.place.open() as stream:
            position = 0
            for batch in parquet.ParquetFile(stream).iter_batches(batch_size=256):
                for record in batch.to_pylist():
                    yield position, record
                    position += 1

    def cell(self, position: int, column: str) -> Any:
        with self.place.open() as stream:
            groups = parquet.ParquetFile(stream).metadata
            for group in range(groups.num_row_groups):
                rows = groups.row_group(group).num_rows
                if position < rows:
                    return _row_group(self.place, group, column)[position].as_py()
                position -= rows
        return None


@lru_cache(maxsize=2)
def _row_group(place: Place, group: int, column: str) -> pa.ChunkedArray:
    """Stories are read about in the order of their rows, so that this is decoded seldom."""
    with place.open() as stream:
        return parquet.ParquetFile(stream).read_row_group(group, columns=[column]).column(0)
