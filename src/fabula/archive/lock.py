"""One driver at a time writes an archive on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fabula.archive.places import Place
from fabula.errors import ArchiveError
from fabula.files import lock


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
        if not lock(handle):
            raise ArchiveError(
                "another `fabula batch` is writing it.", "Wait for it, or stop it.", path=out.url
            )
        yield
    finally:
        os.close(handle)
