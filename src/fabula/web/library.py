"""The books being served: which files, under which names in the address, and what is loaded."""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock

from fabula.errors import InputError, StoreError
from fabula.schema.world import World
from fabula.store import load_world
from fabula.web.edition import Edition

KEPT = 3  # books held in memory; a novel takes some 200 MB
MAKE_ONE = "A .fabula file comes from: fabula read FILE."
HORIZONS = 4  # editions of one book cut at a place, kept for the next page at that place


class Book:
    """One ``.fabula`` file and what is known of it now."""

    def __init__(self, id_: str, path: Path) -> None:
        self.id = id_
        self.path = path
        self._lock = Lock()
        self._edition: Edition | None = None
        self._cut: OrderedDict[int, Edition] = OrderedDict()

    @property
    def loaded(self) -> bool:
        """Whether it is in memory."""
        return self._edition is not None

    def edition(self, at: int | None = None) -> Edition:
        """The book as it is now, or as a reader at an offset knows it; loads it if need be."""
        with self._lock:
            if self._edition is None:
                self._edition = Edition(self.id, load_world(self.path, words=False))
            if at is None:
                return self._edition
            if at not in self._cut:
                self._cut[at] = self._edition.cut(at)
                if len(self._cut) > HORIZONS:
                    self._cut.popitem(last=False)
            return self._cut[at]

    def replace(self, world: World) -> None:
        """Show ``world`` from now on."""
        edition = Edition(self.id, world)
        with self._lock:
            self._edition = edition
            self._cut.clear()

    def forget(self) -> None:
        """Free the memory; the next request loads the file again."""
        with self._lock:
            self._edition = None
            self._cut.clear()


class Library:
    """All books, in the order given; the ones used last are kept in memory."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._books: dict[str, Book] = {}
        self._recent: OrderedDict[str, None] = OrderedDict()
        self._lock = Lock()
        for path in paths:
            id_ = self._free_id(path.stem)
            self._books[id_] = Book(id_, path)

    def __iter__(self) -> Iterator[Book]:
        return iter(self._books.values())

    def __len__(self) -> int:
        return len(self._books)

    def book(self, id_: str) -> Book | None:
        """The book with this id; another one is forgotten if too many are loaded."""
        book = self._books.get(id_)
        if book is None:
            return None
        with self._lock:
            self._recent[id_] = None
            self._recent.move_to_end(id_)
            if len(self._recent) > KEPT:
                oldest, _ = self._recent.popitem(last=False)
                self._books[oldest].forget()
        return book

    def _free_id(self, stem: str) -> str:
        """A word for the address: ``Emma (1815)`` gives ``emma-1815``, a second one ``-2``."""
        plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode("ascii")
        word = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60] or "book"
        number = 1
        while (id_ := word if number == 1 else f"{word}-{number}") in self._books:
            number += 1
        return id_


def find_worlds(paths: Iterable[Path]) -> list[Path]:
    """The ``.fabula`` files given and those in the folders given, by name.

    Raises StoreError for a missing path or an empty folder, InputError for other files.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.fabula"))
            if not inside:
                raise StoreError(
                    "no .fabula file in it.", "Make one: fabula read FILE.", path=str(path)
                )
            found += inside
        elif not path.exists():
            raise StoreError("no such file.", MAKE_ONE, path=str(path))
        elif path.suffix != ".fabula":
            raise InputError(
                "is no .fabula file.", "Read it first: fabula read FILE --open.", path=str(path)
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))
