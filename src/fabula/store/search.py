"""Full-text search in a ``.fabula`` file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import StoreError
from fabula.store.load import BROKEN, DAMAGED, READ_AGAIN, connect

MOST_WORDS = 16  # of a query; more only slow it down


@dataclass(frozen=True, slots=True)
class Hit:
    """A paragraph that has all the words: where it starts, and its text."""

    start: int
    text: str


def search(path: Path, words: str, limit: int = 50, until: int | None = None) -> list[Hit]:
    """The first paragraphs, in text order, with all of ``words``, the last one perhaps begun.

    Only paragraphs that start before ``until`` are looked at. Raises StoreError on foreign
    files.
    """
    wanted = re.findall(r"\w+", words)[:MOST_WORDS]
    if not wanted:
        return []
    quoted = " ".join(f'"{word}"' for word in wanted) + "*"
    with connect(path) as connection:
        try:
            rows = connection.execute(
                "SELECT start, text FROM paragraphs"
                " WHERE row IN (SELECT rowid FROM search WHERE search MATCH ?)"
                " AND start < ? ORDER BY start LIMIT ?",
                (quoted, 2**62 if until is None else until, limit),
            ).fetchall()
        except BROKEN as error:
            raise StoreError(DAMAGED, READ_AGAIN, path=str(path)) from error
    return [Hit(start, text) for start, text in rows]
