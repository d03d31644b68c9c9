"""The layers of a World beyond the dialogue: what each is counted in, and the figures of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fabula.evaluate.bootstrap import Figure, estimate, f1, ratio
from fabula.evaluate.gold.stories import GoldStory
from fabula.evaluate.tally import Tally
from fabula.schema.world import World


@dataclass(frozen=True, slots=True)
class Share:
    """So many right of so many."""

    right: float = 0.0
    total: float = 0.0


Counts = Mapping[str, Tally | Share]
"""What one layer counts in one story, by the name of the figure."""

Layer = Callable[[GoldStory, World, Mapping[str, str]], Counts]
"""Scores one layer of one story; the mapping gives the gold person a character stands for."""


def layer_figures(stories: Sequence[Counts]) -> list[Figure]:
    """Micro figures over stories: a share as it is, a tally as precision, recall and F1."""
    figures: list[Figure] = []
    units = {name: type(count) for counts in stories for name, count in counts.items()}
    for name, unit in units.items():
        # a story without it counts nothing, but keeps its place among the rows
        found = [counts.get(name, unit()) for counts in stories]
        tallies = [count for count in found if isinstance(count, Tally)]
        shares = [count for count in found if isinstance(count, Share)]
        if shares:
            rows = [(share.right, share.total) for share in shares]
            figures.append(estimate(name, rows, ratio, int(sum(total for _, total in rows))))
        if tallies:
            counts_ = [tally.row for tally in tallies]
            gold = int(sum(tally.gold for tally in tallies))
            figures += [
                estimate(f"{name} precision", [row[:2] for row in counts_], ratio, gold),
                estimate(f"{name} recall", [row[2:] for row in counts_], ratio, gold),
                estimate(f"{name} F1", counts_, f1, gold),
            ]
    return figures
