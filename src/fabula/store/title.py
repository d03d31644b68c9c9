"""What a ``.fabula`` file is about, without loading it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fabula.errors import StoreError
from fabula.store.load import BROKEN, DAMAGED, READ_AGAIN, connect


@dataclass(frozen=True, slots=True)
class Title:
    """Title and author as far as known, the name of the source, and sizes."""

    title: str | None
    author: str | None
    source: str
    tokens: int
    characters: int
    quotes: int


def read_title(path: Path) -> Title:
    """The title of a file. Raises StoreError on foreign and damaged files."""
    with connect(path) as connection:
        try:
            row = connection.execute(
                "SELECT title, author, source, tokens, (SELECT count(*) FROM characters),"
                " (SELECT count(*) FROM quotes) FROM stories ORDER BY rowid"
            ).fetchone()
            return Title(*row)
        except (*BROKEN, TypeError) as error:
            raise StoreError(DAMAGED, READ_AGAIN, path=str(path)) from error
