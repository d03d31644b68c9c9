"""Counts that add up over documents, and the figures made from their sums."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    """Numerators and denominators of precision and recall; the sum of tallies is micro.

    The two numerators are the same for sets, but not for coreference metrics.
    """

    right_predicted: float = 0.0
    predicted: float = 0.0
    right_gold: float = 0.0
    gold: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(self.row, other.row, strict=True)))

    @property
    def row(self) -> tuple[float, float, float, float]:
        """The four counts, as ``bootstrap.f1`` reads them."""
        return (self.right_predicted, self.predicted, self.right_gold, self.gold)

    @property
    def precision(self) -> float:
        return _ratio(self.right_predicted, self.predicted)

    @property
    def recall(self) -> float:
        return _ratio(self.right_gold, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean; 0 where nothing is right."""
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum over documents."""
    return sum(tallies, Tally())


def compare(gold: AbstractSet[Hashable], predicted: AbstractSet[Hashable]) -> Tally:
    """Exact agreement of two sets."""
    right = len(gold & predicted)
    return Tally(right, len(predicted), right, len(gold))


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else 0.0
