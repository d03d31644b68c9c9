"""The files of an archive, and the order they are written in.

    OUT/manifest.json              which fingerprint counts
    OUT/TABLE/FINGERPRINT-SHARD.parquet
    OUT/inputs/FINGERPRINT.parquet what became of every input
    OUT/report.json                what the last run did
    OUT/_batch/shards/             one record a committed shard; files without one do not count
    OUT/_batch/staging/            stories that are read, and whose shard is not complete
    OUT/_batch/ledger/             attempts

A story is staged by rename under its own name, a shard counts from the moment its record is
there, and both have the same bytes whoever writes them: it does not matter who comes first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from fabula.archive.places import Place
from fabula.errors import ArchiveError
from fabula.store import arrow

FORMAT = "fabula-archive/1"
ROW_GROUP = 100_000
LEVEL = 3  # of zstd: twice the speed of 9 for a tenth more space
_DIGEST = 32


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A story that is not in the archive. status: rejected, timeout, memory or crash."""

    key: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Committed:
    """The record of a shard: stories in it by key, and what was left out.

    ``limits`` are those of the run: under others, what was left out is tried again.
    """

    shard: str
    stories: tuple[str, ...]
    quarantined: tuple[Quarantined, ...]
    limits: str


class Files:
    """An archive's files under one fingerprint."""

    def __init__(self, out: Place, fingerprint: str) -> None:
        self.out = out
        self.fingerprint = fingerprint
        self._records = out.at("_batch/shards")
        self._staging = out.at(f"_batch/staging/{fingerprint}")

    # ------------------------------------------------------------- stories on their way

    def stage(self, key: str, row: pa.RecordBatch) -> None:
        """Keep a story until its shard is complete."""
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(sink, row.schema, options=options) as writer:
            writer.write_batch(row)
        data = sink.getvalue().to_pybytes()
        # not durable: what a power cut tears is noticed by its digest, and read again
        staged = self._staging.at(key)
        staged.write(hashlib.sha256(data).digest() + data, durable=False)

    def staged(self) -> frozenset[str]:
        """Keys of the stories kept."""
        return frozenset(self._staging.names())

    def unstage(self, key: str) -> pa.Table | None:
        """The one row of a story kept; None where it is gone or torn."""
        try:
            data = self._staging.at(key).read()
        except FileNotFoundError:
            return None
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            self._staging.at(key).remove()
            return None
        return pa.ipc.open_stream(data[_DIGEST:]).read_all()

    # ------------------------------------------------------------------------ shards

    def commit(self, record: Committed, alive: Callable[[], None] = lambda: None) -> list[str]:
        """Write a shard from the stories kept. Gives the keys that are not there, if any.

        ``alive`` is called now and then.
        """
        kept: dict[str, pa.Table | None] = {}
        for key in record.stories:
            alive()
            kept[key] = self.unstage(key)
        missing = [key for key, row in kept.items() if row is None]
        if missing:
            return missing
        if kept:
            whole = pa.concat_tables([row for row in kept.values() if row is not None])
            for name in arrow.schemas():
                alive()
                self._write(name, record.shard, arrow.flattened(whole, name))
        text = json.dumps(asdict(record), separators=(",", ":"))
        self._records.at(f"{self.fingerprint}-{record.shard}.json").write(text.encode("utf-8"))
        for key in kept:
            self._staging.at(key).remove()
        return []

    def committed(self) -> Iterator[Committed]:
        """The records of all shards that count."""
        for name in self._records.names():
            if name.startswith(f"{self.fingerprint}-"):
                record = json.loads(self._records.at(name).read())
                left_out = tuple(Quarantined(**q) for q in record["quarantined"])
                stories = tuple(record["stories"])
                yield Committed(record["shard"], stories, left_out, record["limits"])

    def table_files(self, table: str) -> list[str]:
        """Paths of the Parquet files of a table, of shards that count and hold stories."""
        names = {name.removesuffix(".json") for name in self._records.names()}
        wanted = {f"{name}.parquet" for name in names if name.startswith(self.fingerprint)}
        if table == "inputs":
            wanted = {f"{self.fingerprint}.parquet"}
        folder = self.out.at(table)
        return [folder.at(name).path for name in folder.names() if name in wanted]

    def shard_of(self, story: str) -> str | None:
        """The shard a story is in."""
        for record in self.committed():
            if any(key.startswith(story) for key in record.stories):
                return record.shard
        return None

    def rows_of(self, table: str, shard: str, story: str) -> list[dict[str, Any]]:
        """The rows of a table that belong to one story, in order."""
        with self._table_file(table, shard).open() as stream:
            found = parquet.read_table(stream, filters=[("story", "=", story)])
        return list(found.to_pylist())

    def _write(self, table: str, name: str, content: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        parquet.write_table(
            content, sink, compression="zstd", compression_level=LEVEL, row_group_size=ROW_GROUP
        )
        self._table_file(table, name).write(sink.getvalue().to_pybytes())

    def _table_file(self, table: str, shard: str) -> Place:
        return self.out.at(f"{table}/{self.fingerprint}-{shard}.parquet")

    # ------------------------------------------------------------------ the whole archive

    def write_inputs(self, content: pa.Table) -> None:
        """Replace the table of inputs."""
        sink = pa.BufferOutputStream()
        parquet.write_table(content, sink, compression="zstd", compression_level=LEVEL)
        self.out.at(f"inputs/{self.fingerprint}.parquet").write(sink.getvalue().to_pybytes())

    def inputs(self) -> pa.Table | None:
        """The table of inputs, if there is one."""
        file = self.out.at(f"inputs/{self.fingerprint}.parquet")
        return parquet.read_table(pa.BufferReader(file.read())) if file.exists() else None

    def adopt(self, about: Mapping[str, Any]) -> None:
        """Let this fingerprint be the one that counts, and remove what others left."""
        manifest = {"format": FORMAT, "fingerprint": self.fingerprint, **about}
        text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
        self.out.at("manifest.json").write(text.encode("utf-8"))
        self.out.at("_batch/staging").remove()
        for table in (*arrow.schemas(), "inputs", "_batch/shards"):
            folder = self.out.at(table)
            for name in folder.names():
                if not name.startswith(self.fingerprint):
                    folder.at(name).remove()


def open_files(out: Place) -> Files:
    """The files of the archive in ``out``. Raises ArchiveError where there is none."""
    manifest = read_manifest(out)
    if manifest is None:
        raise ArchiveError(
            "is no archive.", "An archive comes from: fabula batch IN OUT.", path=out.url
        )
    return Files(out, manifest["fingerprint"])


def read_manifest(out: Place) -> dict[str, Any] | None:
    """What ``manifest.json`` says; None where there is none. Raises ArchiveError."""
    file = out.at("manifest.json")
    if not file.exists():
        return None
    try:
        manifest = json.loads(file.read())
        if manifest["format"] == FORMAT and manifest["fingerprint"].isalnum():
            return dict(manifest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveError("has a damaged manifest.json.", path=out.url) from error
    raise ArchiveError(
        f"is an archive of another kind ({manifest['format']}).",
        "It takes another version of Fabula.",
        path=out.url,
    )


def refuse_foreign(out: Place) -> None:
    """Keep ``fabula batch IN OUT`` from filling a folder that holds something else."""
    others = [name for name in out.names() if not name.startswith(".")]
    if others and read_manifest(out) is None and "_batch" not in others:
        raise ArchiveError(
            "holds other files, and is no archive.", "Name a new folder.", path=out.url
        )
