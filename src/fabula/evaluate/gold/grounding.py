"""Grounded characters and places (Soni et al. 2023): who is where, in excerpts of books."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import DataError

Range = tuple[int, int]

_MARK = re.compile(r"</?(char|place)>")
_CONTEXT = "context_50"
_NO_FIELD_IS_LONGER = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Grounded:
    """A person and a place, words [lo, hi) of ``words``, and the relation between them."""

    id: str
    words: tuple[str, ...]
    person: Range
    place: Range
    relation: str


def load_grounding(folder: Path, part: str) -> list[Grounded]:
    """The valid pairs of one part (train, dev) with their spatial relation, in file order."""
    try:
        labels = {
            row["ID"]: row["spatial_relation"] for row in _rows(folder / f"{part}.labels.tsv")
        }
        found = [
            _grounded(row["ID"], row[_CONTEXT], labels[row["ID"]])
            for row in _rows(folder / f"{part}.tsv")
            if labels.get(row["ID"])
        ]
    except (OSError, KeyError, ValueError, csv.Error) as error:
        raise DataError(
            f"these are no grounded characters ({error}).",
            "Point --data at the folder with dev.tsv and dev.labels.tsv.",
            path=str(folder),
        ) from error
    return [pair for pair in found if pair is not None]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(_NO_FIELD_IS_LONGER)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def _grounded(name: str, context: str, relation: str) -> Grounded | None:
    """Words between tags ``<char>`` and ``<place>``, all parted by spaces."""
    words: list[str] = []
    opened: dict[str, int] = {}
    ranges: dict[str, Range] = {}
    for token in context.split():
        mark = _MARK.fullmatch(token)
        if mark is None:
            words.append(token)
        elif token.startswith("</"):
            ranges[mark.group(1)] = (opened[mark.group(1)], len(words))
        else:
            opened[mark.group(1)] = len(words)
    if "char" not in ranges or "place" not in ranges:
        return None
    return Grounded(name, tuple(words), ranges["char"], ranges["place"], relation)
