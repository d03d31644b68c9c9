"""One driver at a time writes an archive on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fabula.archive.places import Place
from fabula.errors import ArchiveError


@contextmanager
def locked(out: Place) -> Iterator[None]:
    """Hold the lock of ``out``; the system lets go of it when the process ends, however.

    Elsewhere than on this machine there is none: two drivers would do the same work twice,
    and write the same bytes. Raises ArchiveError where another process holds it.
    """
    if not out.is_local:
        yield
        return
    folder = Path(out.path) / "_batch"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ArchiveError(
            f"cannot be written ({error.strerror}).", "Choose another OUT.", path=out.url
        ) from error
    try:
        _take(handle, out)
        yield
    finally:
        os.close(handle)


def _take(handle: int, out: Place) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise ArchiveError(
            "another `fabula batch` is writing it.", "Wait for it, or stop it.", path=out.url
        ) from error
