"""Folders to read from and write to: on this machine, or wherever fsspec reaches.

A file is written whole or not at all: by rename on this machine, by one PUT elsewhere.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import fsspec

from fabula.errors import ArchiveError
from fabula.files import replacing

# what an fsspec backend raises is its own; these are what we can say something about
TROUBLE = (OSError, ValueError, ImportError, KeyError)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, or a file, by its fsspec file system and the path there."""

    url: str

    @property
    def is_local(self) -> bool:
        """Whether it lies on a file system of this machine."""
        return "://" not in self.url or self.url.startswith("file://")

    @property
    def path(self) -> str:
        """The path without its protocol, with forward slashes."""
        return self.resolved()[1].rstrip("/")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return posixpath.basename(self.path)

    def at(self, name: str) -> Place:
        """The file or folder ``name`` in here."""
        return Place(f"{self.url.rstrip('/')}/{name}" if name else self.url)

    def absolute(self) -> Place:
        """The same place, whatever folder one works in."""
        return Place(str(Path(self.path).absolute())) if self.is_local else self

    def is_folder(self) -> bool:
        fs, path = self.resolved()
        return bool(fs.isdir(path))

    def exists(self) -> bool:
        fs, path = self.resolved()
        return bool(fs.exists(path))

    def files(self) -> dict[str, int]:
        """Size by path of every file below here; paths are relative, and sorted."""
        fs, root = self.resolved()
        root = root.rstrip("/")
        try:
            found = fs.find(root, detail=True)
        except FileNotFoundError:
            return {}
        names = {name[len(root) + 1 :]: int(info["size"] or 0) for name, info in found.items()}
        return {name: names[name] for name in sorted(names) if name}

    def names(self) -> list[str]:
        """Names of the files directly in this folder, sorted; none where there is no folder."""
        fs, root = self.resolved()
        try:
            found = fs.ls(root, detail=False)
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(posixpath.basename(name) for name in found)

    def open(self) -> IO[bytes]:
        """Its bytes, to read from any position."""
        fs, path = self.resolved()
        return cast("IO[bytes]", fs.open(path, "rb"))

    def read(self) -> bytes:
        fs, path = self.resolved()
        return bytes(fs.cat_file(path))

    def write(self, data: bytes, *, durable: bool = True) -> None:
        """Write the file; ``durable`` waits until it is on the disk."""
        fs, path = self.resolved()
        if not self.is_local:
            fs.pipe_file(path, data)
            return
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target, durable=durable) as temporary:
            temporary.write_bytes(data)

    def remove(self) -> None:
        """Remove the file, or the folder with all in it; nothing happens where it is gone."""
        fs, path = self.resolved()
        if fs.exists(path):
            fs.rm(path, recursive=True)

    def lines(self) -> Iterator[str]:
        """Its lines as UTF-8; what a killed process left without a line end is dropped."""
        whole, _, _ = self.read().rpartition(b"\n")
        yield from io.StringIO(whole.decode("utf-8", "replace"))

    def resolved(self) -> tuple[Any, str]:
        try:
            fs, path = fsspec.core.url_to_fs(self.url)
        except TROUBLE as error:
            raise ArchiveError(
                f"nothing is known about this kind of address ({error}).",
                "Install the fsspec package for it, s3fs for s3://.",
                path=self.url,
            ) from error
        return fs, str(path)
