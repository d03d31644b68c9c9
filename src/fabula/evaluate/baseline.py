"""Two runs beside each other: what differs, how sure that is, and which items changed.

The difference of a figure has a 95 % interval from a paired bootstrap: both runs are
resampled with the same documents, so what makes a document hard for both cancels out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fabula.errors import DataError
from fabula.evaluate.bootstrap import FORMULAS, Counts, Formula, middle, resample
from fabula.evaluate.report import Item, Passage, Report

LISTED = 10  # changed items of each sort in the text
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure of an earlier run is made of: one row of counts per document."""

    formula: Formula
    rows: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run, as ``write_items`` wrote it."""

    name: str
    items: tuple[Item, ...]
    figures: Mapping[str, Counted]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of both runs over the same documents, and the interval of now minus before.

    The interval is None where fewer than two documents carry the figure.
    """

    figure: str
    before: float
    now: float
    interval: tuple[float, float] | None

    @property
    def certain(self) -> bool:
        """Whether zero lies outside the interval."""
        return self.interval is not None and not self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True, slots=True)
class Change:
    """An item that only one of the runs has right; None where one did not predict it."""

    before: Item | None
    now: Item | None

    @property
    def better(self) -> bool:
        return self.now is None or self.now.correct

    @property
    def item(self) -> Item:
        """The item of this run, or else of the one before."""
        item = self.now or self.before
        assert item is not None
        return item


@dataclass(frozen=True, slots=True)
class Comparison:
    """This run against an earlier one, over the documents that both have."""

    name: str
    documents: tuple[str, ...]
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]

    @property
    def unchanged(self) -> int:
        """How many figures have the same value in both runs."""
        return sum(d.before == d.now for d in self.differences)


def read_baseline(path: Path) -> Baseline:
    """Read what ``--out`` wrote; ``DataError`` if it is anything else."""
    items: list[Item] = []
    figures: dict[str, Counted] = {}
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if "figure" in row:
                    figures[row["figure"]] = _counted(row)
                else:
                    items.append(_item(row))
    except (OSError, RecursionError, *_MALFORMED) as error:
        raise DataError(
            f"this is no file of decisions ({type(error).__name__}: {error}).",
            "Give a file that fabula evaluate wrote with --out.",
            path=str(path),
        ) from error
    if not figures:
        raise DataError(
            "no figures are in this file, so nothing can be compared.",
            "Write it again with --out.",
            path=str(path),
        )
    return Baseline(path.name, tuple(items), figures)


def compare_runs(baseline: Baseline, report: Report) -> Comparison:
    """Every figure that both runs have, then every item that changed."""
    had = {document for figure in baseline.figures.values() for document in figure.rows}
    documents = tuple(name for name in report.documents if name in had)
    if not documents:
        raise DataError(
            "none of its documents was evaluated now.",
            "Compare runs over the same corpus.",
            path=baseline.name,
        )
    return Comparison(
        baseline.name,
        documents,
        tuple(_differences(baseline, report, documents)),
        tuple(_changes(baseline.items, report.items, frozenset(documents))),
    )


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data, every changed item in it."""
    return {
        "against": comparison.name,
        "documents": list(comparison.documents),
        "figures": {
            d.figure: {"before": d.before, "now": d.now, "interval": d.interval}
            for d in comparison.differences
        },
        "changes": [
            {
                "better": change.better,
                "before": None if change.before is None else asdict(change.before),
                "now": None if change.now is None else asdict(change.now),
            }
            for change in comparison.changes
        ],
    }


def comparison_table(comparison: Comparison) -> str:
    """Lines of text: what differs, in points, with a star where the interval leaves zero out."""
    count = len(comparison.documents)
    lines = [f"against {comparison.name}, {count} documents, in points; * is sure to 95 %", ""]
    differing = [d for d in comparison.differences if d.before != d.now]
    width = max((len(d.figure) for d in differing), default=0)
    for d in differing:
        between = "[{:+5.1f}, {:+5.1f}]".format(*(100 * x for x in d.interval or (0, 0)))
        row = f"{d.figure:<{width}}  {_points(d)}  {between if d.interval else ''}"
        lines.append(f"{row.rstrip()}{' *' if d.certain else ''}")
    lines.append(f"{comparison.unchanged} figures are the same")
    for sort, better in (("now right", True), ("no longer right", False)):
        lines += ["", *_listed(sort, [c for c in comparison.changes if c.better == better])]
    return "\n".join(lines)


def _points(d: Difference) -> str:
    return f"{100 * d.before:5.1f} → {100 * d.now:5.1f}  {100 * (d.now - d.before):+5.1f}"


def _listed(sort: str, changes: Sequence[Change]) -> Iterator[str]:
    kinds = Counter(change.item.kind for change in changes)
    by_kind = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    yield f"{sort}: {len(changes)}{f' ({by_kind})' if by_kind else ''}"
    for change in changes[:LISTED]:
        item = change.item
        yield f"  {item.document} {item.item} {item.kind}: {answers(change)}"
    if len(changes) > LISTED:
        yield f"  and {len(changes) - LISTED} more, which --json and --html have"


def answers(change: Change) -> str:
    """Gold, and what either run said."""
    said = [
        "nothing" if item is None or item.predicted is None else item.predicted
        for item in (change.before, change.now)
    ]
    return f"{said[0]} → {said[1]} (gold: {change.item.gold or 'nothing'})"


def _differences(
    baseline: Baseline, report: Report, documents: Sequence[str]
) -> Iterator[Difference]:
    """Of the figures that both runs count in the same way."""
    for figure in report.figures:
        old = baseline.figures.get(figure.name)
        if old is None or figure.formula is not old.formula:
            continue
        rows = dict(zip(report.documents, figure.rows))
        nothing = (0.0,) * len(figure.rows[0])
        before = [old.rows.get(name, nothing) for name in documents]
        if all(len(row) == len(nothing) for row in before):
            now = [rows[name] for name in documents]
            yield _difference(figure.name, old.formula, np.array(before), np.array(now))


def _difference(name: str, formula: Formula, before: Counts, now: Counts) -> Difference:
    carrying = before.any(axis=1) | now.any(axis=1)
    interval = None
    if carrying.sum() > 1:
        draws = resample(int(carrying.sum()))
        interval = middle(formula(draws @ now[carrying]) - formula(draws @ before[carrying]))
    then, since = (float(formula(counts.sum(axis=0))) for counts in (before, now))
    return Difference(name, then, since, interval)


def _changes(
    before: Sequence[Item], now: Sequence[Item], documents: frozenset[str]
) -> Iterator[Change]:
    """In the order of this run; then those wrong predictions that are gone."""
    old = {_key(item): item for item in before if item.document in documents}
    for item in now:
        if item.document in documents:
            other = old.pop(_key(item), None)
            # an item that is new is a prediction made only now, or new in the annotation
            known = other is not None or item.outcome == "spurious"
            if known and item.correct != (other is None or other.correct):
                yield Change(other, item)
    yield from (Change(item, None) for item in old.values() if item.outcome == "spurious")


def _key(item: Item) -> tuple[str, str, str, str | None]:
    """What makes it the same item in both runs; a spurious one has no gold side."""
    label = item.predicted if item.outcome == "spurious" else item.gold
    return item.document, item.kind, item.item, label


def _counted(row: Mapping[str, Any]) -> Counted:
    counts = row["counts"].items()
    return Counted(
        FORMULAS[row["formula"]],
        {str(name): tuple(float(n) for n in numbers) for name, numbers in counts},
    )


def _item(row: dict[str, Any]) -> Item:
    passage = row.pop("passage", None)
    return Item(**row, passage=None if passage is None else Passage(**passage))
