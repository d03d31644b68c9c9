"""Conflicts a reader let stand."""

from __future__ import annotations

from dataclasses import replace

from fabula.schema.corrections import Corrections, Waive
from fabula.schema.findings import Conflict
from fabula.schema.story import Span
from fabula.schema.world import World


def waive(world: World, corrections: Corrections) -> World:
    """The World with every conflict between two passages that were waived marked so.

    A conflict is meant if each of its passages overlaps one of the two, in either order.
    """
    entries = [entry for entry in corrections.entries if isinstance(entry, Waive)]
    if not entries:
        return world
    return replace(world, conflicts=tuple(_judged(c, entries) for c in world.conflicts))


def _judged(conflict: Conflict, entries: list[Waive]) -> Conflict:
    for entry in entries:
        a, b = entry.a.span, entry.b.span
        if (_meet(conflict.a, a) and _meet(conflict.b, b)) or (
            _meet(conflict.a, b) and _meet(conflict.b, a)
        ):
            return replace(conflict, waived=entry.why)
    return conflict


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
