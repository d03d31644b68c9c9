"""Reference that is taken from the code when the site is built.

A line ``<!-- from code: limits -->`` in a page becomes what the function of that name in
``PARTS`` gives, in Markdown. Each reads the one place in the code that decides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from fabula import errors, store
from fabula.archive.limits import listed
from fabula.schema.json import to_contract
from fabula.store.tables import (
    ALIASES,
    CHARACTERS,
    FLAT,
    PLACES,
    PRESENCE,
    QUOTE_SPANS,
    QUOTES,
    SCENES,
    STORY,
    WORDS,
    Table,
)
from fabula.views.reasons import REASONS
from fabula.world.doubts import WHY

STORY_FILE = Path(__file__).parents[1] / "ferry.txt"
_MARKER = re.compile(r"^<!-- from code: ([a-z]+) -->$", re.MULTILINE)
_TABLE = re.compile(
    r"^CREATE TABLE (\w+) \((?: *-- ([^\n]*))?\n(.*?)^\);", re.MULTILINE | re.DOTALL
)
_COLUMN = re.compile(r'^    "?(\w+)"? (TEXT|INTEGER|REAL)([^,\n-]*),?(?: *-- (.*))?$', re.MULTILINE)
_OUTSIDE = re.compile(r"\]\(((?:\.\./)+(?:[A-Z_]+|corpus/README|bench/README)\.md)[^)]*\)")
_JSON_TYPES = {"TEXT": "string", "INTEGER": "integer", "REAL": "number"}
_TABLES = (STORY, CHARACTERS, PLACES, ALIASES, QUOTES, QUOTE_SPANS, SCENES, PRESENCE, WORDS, *FLAT)

# where the rows of a table stand in the JSON, if not in a list of the same name
ELSEWHERE: Mapping[str, str | None] = {
    "stories": "`story`, and the document itself",
    "aliases": "`aliases` of `characters` and `places`",
    "quote_spans": "`spans` of `quotes`, as pairs",
    "presence": "`present` of `scenes`",
    "words": None,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column as ``schema.sql`` writes it; ``json`` is None where the JSON has no such key."""

    name: str
    sql: str
    json: str | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Described:
    """A table of ``schema.sql`` with its comment."""

    name: str
    about: str
    columns: tuple[Column, ...]


def described_tables() -> tuple[Described, ...]:
    """All tables with rows of a story, in the order of the file."""
    text = resources.files(store).joinpath("schema.sql").read_text(encoding="utf-8")
    tables = {table.name: table for table in _TABLES}
    return tuple(
        Described(name, about, tuple(_columns(tables[name], body)))
        for name, about, body in _TABLE.findall(text)
        if name in tables
    )


def _columns(table: Table, body: str) -> Iterator[Column]:
    for name, sql, rest, meaning in _COLUMN.findall(body):
        known = name in table.columns and ELSEWHERE.get(table.name, "") is not None
        json_type = _json_type(table, name, sql, meaning) if known else None
        may_be_null = "NOT NULL" not in rest and "PRIMARY KEY" not in rest
        if json_type is not None and may_be_null:
            json_type += " or null"
        yield Column(name, sql + (" or NULL" if may_be_null else ""), json_type, meaning)


def _json_type(table: Table, name: str, sql: str, meaning: str) -> str:
    if name in table.truths:
        return "boolean"
    if name in table.packed:
        return "object" if "object" in meaning else "array"
    return _JSON_TYPES[sql]


def tables() -> str:
    """Every table with its columns, and what they are in the JSON."""
    return "\n\n".join(_described(table) for table in described_tables())


def _described(table: Described) -> str:
    where = ELSEWHERE.get(table.name, f"`{table.name}`")
    rows = [(f"`{c.name}`", c.sql, c.json or "–", _meaning(c)) for c in table.columns]
    lines = [f"### {table.name}", ""]
    lines += [f"{table.about[0].upper()}{table.about[1:]}.", ""] if table.about else []
    lines += [f"In the JSON: {where or 'not there'}.", ""]
    return "\n".join([*lines, _table(("column", "SQL", "JSON", "meaning"), rows)])


def _meaning(column: Column) -> str:
    # in the JSON such a list is a list
    return re.sub(r"^JSON (array of |object: |)", "", column.meaning)


def example() -> str:
    """The first record of each list of a small story's JSON."""
    import fabula

    contract = to_contract(fabula.read(STORY_FILE))
    contract["story"]["source"] = STORY_FILE.name
    contract["run"] = {"seconds": 1.0, "tokens_per_second": 200.0, "peak_mb": 400.0}
    lines = [f"{json.dumps(key)}: {_shortened(value)}" for key, value in contract.items()]
    return "```text\n{" + ",\n ".join(lines) + "}\n```"


def _shortened(value: Any) -> str:
    if isinstance(value, list):
        first = json.dumps(value[0], ensure_ascii=False) if value else ""
        return f"[{first}{', …' if len(value) > 1 else ''}]"
    if isinstance(value, str) and len(value) > 60:
        return json.dumps(value[:60] + "…", ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False)


def limits() -> str:
    """What ``fabula limits`` prints."""
    rows = [
        (f"`{name}`", f"{value:,g}" if value < 1e5 else f"{value:,.0f}", of, "yes" if can else "")
        for name, value, of, can in listed()
    ]
    return _table(("limit", "value", "of", "`batch --limit`"), rows)


def reasons() -> str:
    """The codes of why somebody is given as the speaker."""
    return _table(("reason", "meaning"), [(f"`{code}`", told) for code, told in REASONS.items()])


def doubts() -> str:
    """The codes of what a World is unsure of."""
    return _table(("doubt", "meaning"), [(f"`{code}`", told) for code, told in WHY.items()])


def errortree() -> str:
    """The tree of what Fabula raises, as ``fabula.errors`` draws it."""
    drawn = [line for line in (errors.__doc__ or "").splitlines() if line.startswith("    ")]
    return "\n".join(["```text", *(line[4:] for line in drawn), "```"])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in r] for r in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


PARTS: Mapping[str, Callable[[], str]] = {
    part.__name__: part for part in (tables, example, limits, reasons, doubts, errortree)
}


def filled(text: str) -> str:
    """A page with its parts from the code. KeyError where there is no such part."""
    return _MARKER.sub(lambda marker: PARTS[marker[1]](), text)


def _fill(app: Any, name: str, source: list[str]) -> None:
    # pages of the repository that are none of the site are files to fetch there
    source[0] = _OUTSIDE.sub(r"](path:\1)", filled(source[0]))


def setup(app: Any) -> dict[str, Any]:
    """What Sphinx calls."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}
