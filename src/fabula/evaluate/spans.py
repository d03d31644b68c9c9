"""Exact-match scores of nested entities (span and type) and of event triggers."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from fabula.evaluate.tally import Tally, compare
from fabula.schema.story import Span

TypedSpan = tuple[int, int, str]


def score_entities(gold: AbstractSet[TypedSpan], predicted: AbstractSet[TypedSpan]) -> Tally:
    """Nested entities: right when start, end and type all agree (as for LitBank, 2019)."""
    return compare(gold, predicted)


def score_entities_by_type(
    gold: AbstractSet[TypedSpan], predicted: AbstractSet[TypedSpan]
) -> dict[str, Tally]:
    """One tally for each type that occurs on either side, sorted by type."""
    return {
        label: compare(_of_type(gold, label), _of_type(predicted, label))
        for label in sorted({span[2] for span in gold | predicted})
    }


def score_events(gold: AbstractSet[int], predicted: AbstractSet[int]) -> Tally:
    """Realis event triggers (Sims et al. 2019): right when the same word is marked."""
    return compare(gold, predicted)


def _of_type(spans: AbstractSet[TypedSpan], label: str) -> set[TypedSpan]:
    return {span for span in spans if span[2] == label}


def overlap(one: Span, other: Span) -> bool:
    """Whether two half-open spans share a character."""
    return one[0] < other[1] and other[0] < one[1]
