"""Grounding: in which relation a person is to a place, against Soni et al. 2023."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from fabula.evaluate.bootstrap import Figure, estimate, f1, mean_f1, ratio
from fabula.evaluate.gold.grounding import Grounded, load_grounding
from fabula.evaluate.report import Item, Report

Relate = Callable[[Grounded], tuple[str, float]]
"""The relation of a pair, and how sure it is."""


def evaluate_grounding(data: Path, relate: Relate, *, part: str = "dev") -> Report:
    """Score the relations of one part; every pair is a document of its own."""
    pairs = load_grounding(data, part)
    found = [relate(pair) for pair in pairs]
    classes = sorted({pair.relation for pair in pairs})
    rows: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for pair, (relation, _) in zip(pairs, found, strict=True):
        right = float(pair.relation == relation)
        rows["all"].append((right, 1.0))
        for name in classes:
            told, gold = float(relation == name), float(pair.relation == name)
            rows[name].append((told * gold, told, told * gold, gold))
    counts = [sum(pair.relation == name for pair in pairs) for name in classes]
    wide = [tuple(v for name in classes for v in rows[name][n]) for n in range(len(pairs))]
    figures: list[Figure] = [
        estimate("spatial relation, macro F1", wide, mean_f1, len(pairs)),
        estimate("spatial relation, accuracy", rows["all"], ratio, len(pairs)),
        *(
            estimate(f"{name} F1", rows[name], f1, count)
            for name, count in zip(classes, counts, strict=True)
        ),
    ]
    items = tuple(
        Item(
            *(pair.id, pair.id, pair.relation, pair.relation, relation),
            correct=pair.relation == relation,
            outcome="right" if pair.relation == relation else "wrong",
            confidence=confidence,
        )
        for pair, (relation, confidence) in zip(pairs, found, strict=True)
    )
    return Report(
        corpus="grounding",
        documents=tuple(pair.id for pair in pairs),
        figures=tuple(figures),
        per_document={},
        items=items,
        details={},
    )
