"""Where the vectors of a long book lie while it is read: in a file, not in memory."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fabula.errors import StoreError
from fabula.files import lock
from fabula.schema.tokens import FloatArray
from fabula.schema.vectors import WordVectors, packed, record_type, unpacked

_BESIDE = "Free some space, or choose another place with -o; the same line goes on from here."
_TEMPORARY = "Free some space, or let TMPDIR name a folder on another disk."
_MAGIC = b"fabula vectors\r\n"
_BLOCK = 4096


class VectorFile:
    """Word vectors in a file: a header, and a record for each word.

    Rows are read, not mapped: mapped pages would count as memory. ``done`` is how many words
    were there already, from an earlier reading with the same ``key``; what follows is cut off.
    ``path`` is None for a file without a name.
    """

    def __init__(
        self, stream: FileIO, path: Path | None, key: bytes, count: int, size: int
    ) -> None:
        self._stream, self._path, self._count = stream, path, count
        self._record = record_type(size)
        header = _MAGIC + key
        self._start = len(header)
        stream.seek(0)
        self.done = self._whole() if stream.read(len(header)) == header else 0
        stream.truncate(self._offset(self.done) if self.done else 0)
        self._write(0, header)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, rows: slice, /) -> FloatArray:
        first, end, step = rows.indices(self._count)
        assert step == 1
        return unpacked(self._read(first, max(first, end)))

    def __setitem__(self, rows: slice, vectors: FloatArray) -> None:
        self._write(self._offset(rows.start), packed(vectors).tobytes())

    def _offset(self, row: int) -> int:
        return self._start + row * self._record.itemsize

    def _read(self, first: int, end: int) -> NDArray[Any]:
        records = np.empty(end - first, self._record)
        self._stream.seek(self._offset(first))
        if self._stream.readinto(records.view(np.uint8).data) != records.nbytes:
            where = None if self._path is None else str(self._path)
            raise StoreError("was cut off while it was in use.", "Read again.", path=where)
        return records

    def _write(self, offset: int, data: bytes) -> None:
        rest = memoryview(data)
        try:
            self._stream.seek(offset)
            while rest:  # a disk that is filling up takes a part first
                rest = rest[self._stream.write(rest) :]
        except OSError as error:
            why = f"cannot be written ({error.strerror or type(error).__name__})"
            message = f"{why}; this book takes {self._offset(self._count) / 1e6:,.0f} MB there."
            where = self._path or tempfile.gettempdir()
            remedy = _TEMPORARY if self._path is None else _BESIDE
            raise StoreError(message, remedy, path=str(where)) from error

    def _whole(self) -> int:
        """How many words are surely there whole, from the first on.

        Where power was lost, zeros can stand for the last ones, from the middle of a record on;
        no word has the scale 0.
        """
        length = os.fstat(self._stream.fileno()).st_size - self._start
        there = min(length // self._record.itemsize, self._count)
        for first in range(0, there, _BLOCK):
            records = self._read(first, min(first + _BLOCK, there))
            holes = np.flatnonzero(records["scale"] == 0)
            if len(holes):
                there = first + int(holes[0])
                break
        return max(there - 1, 0)


class Spill:
    """Room for the vectors of one reading; a context manager.

    With a ``path`` the file stays until the block has ended well, so that whoever was killed,
    interrupted or out of space goes on where he was; ``kept`` is that path once it is in use,
    and ``resumed`` how many words were there. Without a path, or where it is not ours to
    write, the file has no name and goes with the process.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._stream: FileIO | None = None
        self.kept: Path | None = None
        self.resumed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()  # first: Windows removes no open file
        if self.kept is not None and error is None:
            with suppress(OSError):
                self.kept.unlink()

    def open(self, key: bytes, count: int, size: int) -> WordVectors | VectorFile:
        """Room for ``count`` words; in memory if there is nowhere else.

        ``key`` tells what the vectors depend on: those of another key are not used.
        """
        self._stream = _ours(self._path) if self._path else None
        if self._stream is not None:
            self.kept = self._path
        else:
            try:
                self._stream = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  # see __exit__
            except OSError:  # no folder for temporary files
                return WordVectors(count, size)
        vectors = VectorFile(self._stream, self.kept, key, count, size)
        self.resumed = vectors.done
        return vectors


def _ours(path: Path) -> FileIO | None:
    """The file, locked; None if it is a link, somebody else's, something else, or in use."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        stream = FileIO(os.open(path, flags, 0o600), "r+")
    except OSError:
        return None
    if lock(stream.fileno()) and _is_private(os.fstat(stream.fileno())):
        with suppress(OSError):
            if _MAGIC.startswith(stream.read(len(_MAGIC))):  # or empty, or a beginning
                return stream
    stream.close()
    return None


def _is_private(status: os.stat_result) -> bool:
    """A plain file that nobody else can have written, as far as the system knows such."""
    if not stat.S_ISREG(status.st_mode):
        return False
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022
