"""How records of the JSON contract lie in tables, told once for writing and reading.

A column is named like its key in the contract; this module says which columns hold JSON,
which hold truth values, and which only repeat what the text says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One list of the contract as a table; ``spelled`` adds the text between start and end."""

    name: str
    columns: tuple[str, ...]
    packed: frozenset[str] = frozenset()
    truths: frozenset[str] = frozenset()
    spelled: bool = False

    def row(self, story: str, record: Mapping[str, Any], text: str) -> tuple[Any, ...]:
        """The values to insert: story, columns in order, and the text if spelled."""
        values = [self._stored(column, record[column]) for column in self.columns]
        spelling = [text[record["start"] : record["end"]]] if self.spelled else []
        return (story, *values, *spelling)

    def record(self, values: tuple[Any, ...]) -> Record:
        """The record of the contract from the values of the columns, in order."""
        record = dict(zip(self.columns, values, strict=True))
        for column in self.packed:
            if record[column] is not None:
                record[column] = json.loads(record[column])
        for column in self.truths:
            record[column] = bool(record[column])
        return record

    def insert(self) -> str:
        """The statement that takes ``row``."""
        names = ["story", *self.columns, *(["text"] if self.spelled else [])]
        marks = ", ".join("?" for _ in names)
        return f"INSERT INTO {self.name} ({_quoted(names)}) VALUES ({marks})"

    def select(self) -> str:
        """The statement that gives the values for ``record`` back in the order written."""
        return f"SELECT {_quoted(self.columns)} FROM {self.name} WHERE story = ? ORDER BY rowid"

    def _stored(self, column: str, value: Any) -> Any:
        if column in self.packed and value is not None:
            return packed(value)
        return int(value) if column in self.truths else value


def packed(value: Any) -> str:
    """JSON as it lies in a column."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _quoted(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


STORY = Table(
    "stories",
    tuple(
        "format version model title author language source sha256 tokens encoding header text "
        "seconds tokens_per_second peak_mb".split()
    ),
    packed=frozenset({"header"}),
)
CHARACTERS = Table(
    "characters",
    ("id", "name", "pronouns", "mentions", "lines", "narrates", "group", "from"),
    truths=frozenset({"narrates", "group"}),
)
PLACES = Table("places", ("id", "name", "in"))
ALIASES = Table("aliases", ("entity", "text", "from", "count"))
QUOTES = Table(
    "quotes",
    tuple("id kind type speaker addressees cue confidence reason candidates evidence".split()),
    packed=frozenset({"addressees", "cue", "candidates", "evidence"}),
)
QUOTE_SPANS = Table("quote_spans", ("quote", "start", "end"), spelled=True)
SCENES = Table(
    "scenes",
    ("id", "start", "end", "break", "place", "time", "moves", "confidence", "reason"),
    packed=frozenset({"moves"}),
)
PRESENCE = Table("presence", ("scene", "character", "from", "to", "confidence"))
# no list of the contract: the words are for programs that can hold a million rows
WORDS = Table(
    "words",
    tuple("word start end sentence paragraph lemma upos xpos head deprel".split()),
    spelled=True,
)

# lists of the contract whose records are flat: one table each and no more
FLAT = (
    Table("divisions", ("id", "kind", "title", "start", "end", "parent")),
    Table("paragraphs", ("start", "end", "kind", "gap"), spelled=True),
    Table("breaks", ("at", "kind")),
    Table("anchors", ("start", "file", "element")),
    Table("others", ("id", "type", "name")),
    Table("mentions", ("start", "end", "kind", "type", "entity", "confidence"), spelled=True),
    Table("narration", ("start", "end", "person", "tense", "narrator", "focal", "mode")),
    Table(
        "events",
        ("start", "end", "lemma", "agents", "patients", "scene", "confidence"),
        packed=frozenset({"agents", "patients"}),
    ),
    Table(
        "relations",
        ("source", "target", "kind", "from", "evidence", "confidence"),
        packed=frozenset({"evidence"}),
    ),
    Table(
        "told",
        ("id", "span", "by", "to", "heard", "about", "confidence"),
        packed=frozenset({"span", "to", "heard", "about"}),
    ),
    Table(
        "claims",
        tuple("id span by subject property value polarity modality confidence".split()),
        packed=frozenset({"span"}),
        truths=frozenset({"polarity"}),
    ),
    Table(
        "conflicts",
        ("id", "kind", "a", "b", "claims", "why", "confidence", "waived"),
        packed=frozenset({"a", "b", "claims"}),
    ),
    Table("profile", ("category", "severity", "start", "end")),
)
