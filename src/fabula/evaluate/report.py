"""What an evaluation found: as a table for people, JSON for programs, and one row per item."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fabula.evaluate.bootstrap import Figure

AROUND = 200  # code points shown on either side of an item
LONGEST = 400  # of an item; what lies between its ends is left out

# Called with documents done, documents in all, and the name of the one that comes now.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Passage:
    """Where an item stands, and what a person needs to read to judge it.

    Offsets are half-open and count code points of the text, in LitBank words.
    """

    start: int
    end: int
    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class Item:
    """One decision beside the gold one; ``outcome`` says how it failed, if it did."""

    document: str
    item: str
    kind: str
    gold: str | None
    predicted: str | None
    correct: bool
    outcome: str
    confidence: float | None = None
    reason: str | None = None
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Figures over all documents and per document; ``details`` is JSON-ready data beside them.

    A document lacks a figure where it has nothing to count.
    """

    corpus: str
    documents: tuple[str, ...]
    figures: tuple[Figure, ...]
    per_document: Mapping[str, Mapping[str, float]]
    items: tuple[Item, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        """The value of a figure by its name; ``KeyError`` if there is none."""
        for figure in self.figures:
            if figure.name == name:
                return figure.value
        raise KeyError(name)


def passage(text: str, start: int, end: int) -> Passage:
    """The passage [start, end) of a text."""
    return Passage(
        start,
        end,
        text[max(0, start - AROUND) : start],
        abridged(text[start:end]),
        text[end : end + AROUND],
    )


def abridged(text: str) -> str:
    """The ends of a long text."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} […] {text[-half:]}"


def as_json(report: Report) -> dict[str, Any]:
    """The report without its items, as plain data."""
    return {
        "corpus": report.corpus,
        "documents": list(report.documents),
        "figures": {figure.name: _figure(figure) for figure in report.figures},
        "per_document": {name: dict(row) for name, row in report.per_document.items()},
        "details": dict(report.details),
    }


def as_table(report: Report) -> str:
    """Lines of text: every figure in percent with its interval, then a row per document."""
    head = f"{report.corpus}: {len(report.documents)} documents, 95 % intervals over documents"
    width = max((len(figure.name) for figure in report.figures), default=0)
    lines = [head, ""]
    for figure in report.figures:
        between = (
            "[{:5.1f}, {:5.1f}]".format(*(100 * bound for bound in figure.interval))
            if figure.interval
            else " " * 14
        )
        row = f"{figure.name:<{width}}  {100 * figure.value:5.1f}  {between}  n={figure.count}"
        lines.append(row)
    return "\n".join([*lines, "", *_document_rows(report.per_document)])


def write_items(report: Report, path: Path) -> None:
    """One JSON object a line: every item, then for every figure the counts of each document."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for item in report.items:
            file.write(json.dumps(asdict(item), ensure_ascii=False) + "\n")
        for figure in report.figures:
            if figure.formula is not None:
                row = {
                    "figure": figure.name,
                    "formula": figure.formula.__name__,
                    "counts": dict(zip(report.documents, figure.rows)),
                }
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _figure(figure: Figure) -> dict[str, Any]:
    interval = list(figure.interval) if figure.interval else None
    return {"value": figure.value, "interval": interval, "count": figure.count}


def _document_rows(per_document: Mapping[str, Mapping[str, float]]) -> list[str]:
    columns = list(dict.fromkeys(column for row in per_document.values() for column in row))
    width = max((len(name) for name in per_document), default=0)
    rows = [" " * width + "".join(f"  {column:>9}" for column in columns)]
    for name, row in per_document.items():
        cells = (_cell(row.get(column)).rjust(max(9, len(column))) for column in columns)
        rows.append(f"{name:<{width}}  " + "  ".join(cells))
    return rows


def _cell(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"
