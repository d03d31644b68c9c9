"""Writing files so that readers see the old one or the new one, never half of either."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fabula.errors import StoreError

_PREFIX, _SUFFIX = ".fabula-", ".tmp"
_ABANDONED_SECONDS = 24 * 3600


@contextmanager
def replacing(path: Path, *, durable: bool = True) -> Iterator[Path]:
    """Yield a temporary path in the same folder; at the end it becomes ``path``.

    The file is flushed to disk before the rename, unless it need not be ``durable``. If the
    block raises, ``path`` is as it was and nothing is left behind. Raises StoreError where
    the folder cannot be written.
    """
    # a link keeps pointing where it did: the file behind it is what gets replaced
    path = Path(os.path.realpath(path))
    if path.is_dir():
        raise StoreError("is a folder.", "Name a file.", path=str(path))
    try:
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise StoreError(
            f"cannot be written ({_reason(error)}).",
            "Choose another place with -o.",
            path=str(path),
        ) from error
    temporary = Path(name)
    try:
        if durable:
            _sweep(path.parent)
        yield temporary
        if durable:
            _flush(temporary)
        temporary.chmod(_mode(path))
        temporary.replace(path)
    except OSError as error:
        raise StoreError(
            f"cannot be written ({_reason(error)}).",
            "Free some space or choose another place with -o.",
            path=str(path),
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    if durable:
        _flush_folder(path.parent)


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data``, atomically."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 with ``\\n`` line ends, atomically."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def lock(handle: int) -> bool:
    """Whether the open file could be locked; it is until it is closed, however that comes about."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(folder: Path) -> None:
    """Remove what writers that were killed left here, once nobody can be writing it still."""
    yesterday = time.time() - _ABANDONED_SECONDS
    for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if left.stat().st_mtime < yesterday:
                left.unlink()


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _mode(path: Path) -> int:
    """The mode of the file replaced, or what a new file gets; mkstemp gives 0o600."""
    if path.exists():
        return path.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _flush(path: Path) -> None:
    # Windows flushes only handles open for writing
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass  # some file systems refuse; the rename has still happened
    finally:
        os.close(handle)
