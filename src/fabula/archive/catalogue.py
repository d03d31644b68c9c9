"""An archive as a list of stories that can be narrowed down, and opened one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

from fabula.archive.places import Place
from fabula.archive.query import ask, connect
from fabula.archive.shards import open_files
from fabula.errors import ArchiveError
from fabula.schema.json import from_contract
from fabula.schema.world import World
from fabula.store.arrow import COSTS
from fabula.store.records import contract_of
from fabula.store.tables import Record, Table

Sort = Literal["title", "author", "tokens", "cast"]
Facet = Literal["rating", "warning", "fandom", "relationship", "person", "cast", "content"]

_ORDER = {
    "title": "title IS NULL, lower(title), story",
    "author": "author IS NULL, lower(author), lower(title), story",
    "tokens": "tokens DESC, story",
    "cast": "members DESC, story",
}
# what a list shows of a story; computed once, so that a page of it is quick
_ENTRIES = """
CREATE TABLE entries AS
SELECT s.story, s.title, s.author, s.source, s.tokens, coalesce(c.members, 0) AS members,
    coalesce(q.quotes, 0) AS quotes
FROM stories s
LEFT JOIN (SELECT story, count(*) AS members FROM characters GROUP BY story) c USING (story)
LEFT JOIN (SELECT story, count(*) AS quotes FROM quotes GROUP BY story) q USING (story)
"""
_TAGS = "unnest(from_json(header->'{}', '[\"VARCHAR\"]'))"
_FACETS = f"""
CREATE TABLE facets AS
SELECT story, 'rating' AS facet, header->>'rating' AS value FROM stories
    WHERE header->>'rating' IS NOT NULL
UNION SELECT story, 'warning', {_TAGS.format("warnings")} FROM stories
UNION SELECT story, 'fandom', {_TAGS.format("fandoms")} FROM stories
UNION SELECT story, 'relationship', {_TAGS.format("relationships")} FROM stories
UNION SELECT story, 'person', person FROM narration WHERE person IS NOT NULL
UNION SELECT story, 'content', category FROM profile
UNION SELECT story, 'cast', CASE WHEN members <= 2 THEN '0-2' WHEN members <= 5 THEN '3-5'
    WHEN members <= 10 THEN '6-10' WHEN members <= 25 THEN '11-25' ELSE '26 and more' END
    FROM entries
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A story of the list; ``cast`` and ``quotes`` are numbers of."""

    story: str
    title: str | None
    author: str | None
    source: str
    tokens: int
    cast: int
    quotes: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Stories with all of these facet values, and with ``words`` in title or author."""

    facets: Mapping[Facet, Sequence[str]] = field(default_factory=dict)
    words: str = ""


class Catalogue:
    """An open archive; a context manager. Its methods may be called from several threads."""

    def __init__(self, archive: str) -> None:
        """Raises ArchiveError where there is none."""
        self._place = Place(archive).absolute()
        self._open = ExitStack()
        self._connection = self._open.enter_context(connect(archive))
        self._connection.execute(_ENTRIES)
        self._connection.execute(_FACETS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the archive."""
        self._open.close()

    def count(self, selection: Selection = Selection()) -> int:
        """How many stories are selected."""
        where, values = _where(selection)
        return int(self._rows(f"SELECT count(*) FROM entries WHERE {where}", values)[0][0])

    def stories(
        self,
        selection: Selection = Selection(),
        *,
        sort: Sort = "title",
        limit: int = 100,
        offset: int = 0,
    ) -> list[Entry]:
        """A page of the stories selected."""
        where, values = _where(selection)
        rows = self._rows(
            "SELECT story, title, author, source, tokens, members, quotes FROM entries "
            f"WHERE {where} ORDER BY {_ORDER[sort]} LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        return [Entry(*row) for row in rows]

    def facets(self, selection: Selection = Selection()) -> dict[str, list[tuple[str, int]]]:
        """Values and numbers of stories among those selected, by facet, most frequent first."""
        where, values = _where(selection)
        rows = self._rows(
            "SELECT facet, value, count(*) AS stories FROM facets "
            f"WHERE story IN (SELECT story FROM entries WHERE {where}) "
            "GROUP BY facet, value ORDER BY facet, stories DESC, value",
            values,
        )
        found: dict[str, list[tuple[str, int]]] = {}
        for facet, value, stories in rows:
            found.setdefault(facet, []).append((value, stories))
        return found

    def world(self, story: str) -> World:
        """One story whole. Raises ArchiveError where there is no such story."""
        files = open_files(self._place)
        shard = files.shard_of(story)
        if shard is None or not self._rows("SELECT 1 FROM entries WHERE story = ?", [story]):
            raise ArchiveError(f"has no story {story!r}.", path=self._place.url)

        def select(table: Table) -> list[Record]:
            rows = files.rows_of(table.name, shard, story)
            if table.name == "stories":  # what it cost is not kept
                rows = [{**row, **dict.fromkeys(COSTS, 0.0)} for row in rows]
            return [table.record(tuple(row[name] for name in table.columns)) for row in rows]

        return from_contract(contract_of(select))

    def _rows(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        # a cursor of its own for each call lets threads ask side by side
        with self._connection.cursor() as cursor:
            return ask(cursor, statement, list(values)).rows


def _where(selection: Selection) -> tuple[str, list[Any]]:
    """The condition on ``entries``, and the values to bind."""
    parts, values = ["true"], []
    for facet, wanted in selection.facets.items():
        for value in wanted:
            parts.append("story IN (SELECT story FROM facets WHERE facet = ? AND value = ?)")
            values += [facet, value]
    for word in selection.words.split():
        parts.append(
            "contains(lower(coalesce(title, '') || ' ' || coalesce(author, '')), lower(?))"
        )
        values.append(word)
    return " AND ".join(parts), values
