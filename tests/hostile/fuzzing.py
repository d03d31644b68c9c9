"""Gives mutants to the readers, and tells where one crashes, hangs or raises what it must not."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mutants import KINDS, mutant

from fabula.corrections import file as corrections
from fabula.corrections import place
from fabula.errors import FabulaError, ParserFailed
from fabula.ingest.limits import ParserLimits
from fabula.ingest.sandbox import Sandbox
from fabula.store import load_world
from fabula.store.sql import query
from fabula.store.title import read_title
from worlds import TEXT

STORIES = frozenset(KINDS) - {"toml", "fabula"}
LIMITS = ParserLimits(megabytes=1_000)


@dataclass(frozen=True, slots=True)
class Finding:
    """A mutant that a reader did not survive, and how it did not."""

    kind: str
    number: int
    trouble: str
    data: bytes

    @property
    def name(self) -> str:
        """A file name for it."""
        digest = hashlib.sha256(self.data).hexdigest()[:12]
        return f"{digest}{Path(KINDS[self.kind][0]).suffix}"


class Readers:
    """All readers; a context manager, for the process that takes stories apart."""

    def __init__(self) -> None:
        self._sandbox = Sandbox(LIMITS)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._sandbox.close()

    def read(self, kind: str, data: bytes) -> None:
        """Read ``data`` as this kind of file. Raises what a reader must not."""
        if kind in STORIES:
            try:
                self._sandbox.parse(data, KINDS[kind][0])
            except ParserFailed:
                raise
            except FabulaError:
                return
        with suppress(FabulaError):
            if kind == "toml":
                place(corrections.parse(data.decode("utf-8-sig", "replace")), TEXT)
            elif kind == "fabula":
                _open(data)


def _open(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.fabula"
        path.write_bytes(data)
        with suppress(FabulaError):
            load_world(path)
        with suppress(FabulaError):
            read_title(path)
        query(path, "SELECT * FROM mentions, quotes LIMIT 50")


def fuzz(readers: Readers, kind: str, seed: int, numbers: range) -> Iterator[Finding | None]:
    """Try mutants one by one; a finding, or None where all is well."""
    for number in numbers:
        data = mutant(kind, seed, number)
        try:
            readers.read(kind, data)
        except Exception as trouble:  # noqa: BLE001  whatever it is, it is a finding
            yield Finding(kind, number, f"{type(trouble).__name__}: {trouble}", data)
        else:
            yield None
