"""What is to be done: works by what identifies them, in shards that are written together.

A work is known by the SHA-256 of its bytes; what reads it by a fingerprint of model, version
and options. Together they name every result, so a line that is run again goes on, and
changed options redo what they change and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from fabula import __version__
from fabula.archive.inputs import Item, fetch
from fabula.encoder.bundle import default_folder
from fabula.errors import FabulaError, InputError, LimitExceeded
from fabula.store.arrow import schema_sql

SHARD_BYTES = 16 * 1024 * 1024
SHARD_STORIES = 1_000


@dataclass(frozen=True, slots=True)
class Work:
    """One story to read. key: SHA-256 of its bytes; size: their number."""

    key: str
    size: int
    item: Item

    @property
    def story(self) -> str:
        """Its id in every table."""
        return self.key[:16]


@dataclass(frozen=True, slots=True)
class Shard:
    """Works whose rows are written to one file a table."""

    works: tuple[Work, ...]

    @property
    def id(self) -> str:
        """By what is in it, so that the same plan has the same names."""
        keys = "\n".join(work.key for work in self.works)
        return hashlib.sha256(keys.encode("ascii")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Source:
    """A place a story was found; several may have the same bytes.

    key: None where they cannot be had; status and reason say why.
    """

    item: Item
    key: str | None
    size: int = 0
    status: str = ""
    reason: str = ""


def fingerprint(options: Mapping[str, object]) -> str:
    """What a result depends on beside the story: model, version, tables, options."""
    model = (default_folder() / "manifest.json").read_bytes()
    parts = {
        "version": __version__,
        "model": hashlib.sha256(model).hexdigest(),
        "schema": hashlib.sha256(schema_sql().encode("utf-8")).hexdigest(),
        "options": dict(options),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode("utf-8")).hexdigest()[:16]


def scan(items: Iterable[Item], seen: Callable[[int], None] = lambda count: None) -> list[Source]:
    """Every item with the hash of its bytes; ``seen`` is told how many so far."""
    sources = []
    for count, item in enumerate(items, 1):
        try:
            data = fetch(item)
            source = Source(item, hashlib.sha256(data).hexdigest(), len(data))
        except InputError as error:
            source = Source(item, None, 0, "rejected", reason_of(error))
        except OSError as error:
            source = Source(item, None, 0, "unreadable", str(error))
        sources.append(source)
        seen(count)
    return sources


def reason_of(error: FabulaError) -> str:
    """What is wrong, without the path, which the table of inputs has in another column."""
    named = f" (Limit {error.limit}.)" if isinstance(error, LimitExceeded) else ""
    return f"{type(error).__name__}: {error.message}{named}"


def works(sources: Iterable[Source]) -> list[Work]:
    """The different works, large ones first, the rest about as they come.

    The last ones are small, so that all workers finish together; equal sizes (by powers of
    two) keep their order, so that a table is read nearly in sequence.
    """
    found: dict[str, Work] = {}
    for source in sources:
        if source.key is not None:
            found.setdefault(source.key, Work(source.key, source.size, _lean(source.item)))
    return sorted(found.values(), key=lambda work: -work.size.bit_length())


def shards(pending: Iterable[Work], settled: Collection[str]) -> Iterator[Shard]:
    """The works that are not settled, in shards of bounded size.

    A shard always closes after the same work, whichever whole shards before it are settled:
    a run that was killed goes on with the shards it would have made.
    """
    shard: list[Work] = []
    size = 0
    for work in pending:
        if work.key in settled:
            continue
        shard.append(work)
        size += work.size
        if size >= SHARD_BYTES or len(shard) >= SHARD_STORIES:
            yield Shard(tuple(shard))
            shard, size = [], 0
    if shard:
        yield Shard(tuple(shard))


def _lean(item: Item) -> Item:
    """The item without what only the list of inputs needs."""
    return replace(item, metadata=None)
