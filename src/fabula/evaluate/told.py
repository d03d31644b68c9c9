"""Things told: the right words, said by the right person to the right people."""

from __future__ import annotations

from collections.abc import Mapping

from fabula.evaluate.gold.stories import GoldStory, GoldTold
from fabula.evaluate.layers import Counts
from fabula.evaluate.spans import overlap
from fabula.evaluate.tally import Tally
from fabula.schema.findings import Told
from fabula.schema.world import World


def measure_told(gold: GoldStory, world: World, stands_for: Mapping[str, str]) -> Counts:
    """Overlapping passages; and those with the same speaker and the same addressees."""
    spans = whole = 0
    left = list(world.told)
    for expected in gold.told:
        near = [told for told in left if overlap(told.span, expected.span)]
        if not near:
            continue
        best = max(near, key=lambda told: _agrees(expected, told, stands_for))
        left.remove(best)
        spans += 1
        whole += _agrees(expected, best, stands_for)
    size = (len(world.told), len(gold.told))
    return {
        "told": Tally(whole, size[0], whole, size[1]),
        "told, spans": Tally(spans, size[0], spans, size[1]),
    }


def _agrees(expected: GoldTold, told: Told, stands_for: Mapping[str, str]) -> bool:
    """Speaker and addressees alike; where everybody is told, anybody will do."""
    by = stands_for.get(told.by or "", "")
    to = {stands_for.get(who, who) for who in told.to}
    return by in expected.by and (bool(to) if expected.to is None else to == set(expected.to))
