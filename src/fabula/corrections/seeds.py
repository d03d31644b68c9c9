"""Casts people have already: CoreNLP's character lists, WordDumb's JSON, plain CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fabula.corrections.file import parse, read_file
from fabula.errors import CorrectionsError
from fabula.schema.corrections import CastMember
from fabula.schema.spans import EntityType

_PRONOUNS: Mapping[str, str] = {
    "m": "he/him",
    "male": "he/him",
    "he": "he/him",
    "f": "she/her",
    "female": "she/her",
    "she": "she/her",
    "they": "they/them",
}
# the labels of spaCy's English models that name somebody or somewhere
_LABELS: Mapping[str, EntityType] = {
    "PERSON": "PER",
    "ORG": "ORG",
    "FAC": "FAC",
    "GPE": "GPE",
    "LOC": "LOC",
}
_BETWEEN = re.compile(r"\s*[;|]\s*")
_TRUE = frozenset({"1", "true", "yes", "x"})
_MOST_MEMBERS = 10_000
_LONGEST = 200  # characters of a name


def load_cast(path: Path) -> tuple[CastMember, ...]:
    """The cast in a file, by its suffix and shape.

    ``.toml``: the cast of a corrections file. ``.json``: WordDumb's custom X-Ray, rows
    ``[name, label, aliases, description, source, omit, quote]``. ``.csv``: a header line
    with ``name`` and any of ``aliases`` (parted by ; or |), ``pronouns`` or ``gender``,
    ``group``, ``narrates``, ``type``. Else CoreNLP's ``Name;M|F|None;alias;alias`` lines.
    Raises CorrectionsError.
    """
    text = read_file(path)
    readers: Mapping[str, Callable[[str], list[CastMember]]] = {
        ".json": _worddumb,
        ".csv": _table,
        ".toml": lambda text: list(parse(text, str(path)).cast),
    }
    try:
        members = readers.get(path.suffix.lower(), _corenlp)(text)
        if not members:
            raise ValueError("it names nobody")
        if len(members) > _MOST_MEMBERS:
            raise ValueError(f"more than {_MOST_MEMBERS:,} members")
    except (ValueError, csv.Error, RecursionError) as error:
        raise CorrectionsError(
            f"is no cast: {error}.", "See docs/corrections.md for the forms.", path=str(path)
        ) from error
    return tuple(members)


def _member(
    name: str,
    aliases: list[str],
    pronouns: str = "",
    type_: EntityType = "PER",
    *,
    group: bool = False,
    narrates: bool = False,
) -> CastMember:
    name = _checked(name)
    others = dict.fromkeys(_checked(alias) for alias in aliases if alias.strip())
    given = pronouns.strip()
    return CastMember(
        name=name,
        aliases=tuple(alias for alias in others if alias != name),
        pronouns=_PRONOUNS.get(given.casefold(), given if "/" in given else None),
        group=group,
        narrates=narrates,
        type=type_,
    )


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValueError("a member has no name")
    if len(name) > _LONGEST:
        raise ValueError(f"a name is longer than {_LONGEST} characters")
    return name


def _corenlp(text: str) -> list[CastMember]:
    """``Name;M|F|None;alias;alias``; https://github.com/stanfordnlp/CoreNLP/issues/1183."""
    members = []
    for line in text.splitlines():
        name, *rest = [part.strip() for part in line.split(";")]
        if line.strip() and not line.startswith("#"):
            members.append(_member(name, rest[1:], rest[0] if rest else ""))
    return members


def _worddumb(text: str) -> list[CastMember]:
    """Rows of people and places; a row to omit, or of another label, says nothing here."""
    rows = json.loads(text)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("the JSON is no list of rows")
    members = []
    for row in rows:
        name, label, aliases, *rest = [*row, "", "", ""][: max(len(row), 3)]
        omit = len(rest) > 2 and rest[2] is True
        if not (isinstance(name, str) and isinstance(aliases, str | type(None))):
            raise ValueError(f"a row is not of the form [name, label, aliases, …]: {row!r:.60}")
        if label in _LABELS and not omit:
            members.append(_member(name, (aliases or "").split(","), type_=_LABELS[label]))
    return members


def _table(text: str) -> list[CastMember]:
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    heads = {(head or "").strip().casefold() for head in rows.fieldnames or ()}
    if "name" not in heads:
        raise ValueError('its first line names no column "name"')
    return [
        _row({(k or "").strip().casefold(): _cell(v) for k, v in row.items()})
        for row in rows
        if any(map(_cell, row.values()))
    ]


def _row(row: Mapping[str, str]) -> CastMember:
    kind = row.get("type", "").upper() or "PER"
    types = (*_LABELS.values(), "VEH")
    if kind not in types and kind not in _LABELS:
        raise ValueError(f"type must be one of {', '.join(types)}, not {kind[:20]}")
    return _member(
        row["name"],
        _BETWEEN.split(row.get("aliases", "")),
        row.get("pronouns") or row.get("gender", ""),
        _LABELS.get(kind, kind),  # type: ignore[arg-type]
        group=row.get("group", "").casefold() in _TRUE,
        narrates=row.get("narrates", "").casefold() in _TRUE,
    )


def _cell(value: Any) -> str:
    """A spreadsheet may have put an apostrophe before what looks like a formula."""
    text = value.strip() if isinstance(value, str) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text
