"""Contradictions: those planted in a story and found, false alarms, and decoys reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fabula.evaluate.gold.stories import GoldConflict, GoldStory
from fabula.evaluate.layers import Counts, Share
from fabula.evaluate.spans import overlap
from fabula.evaluate.tally import Tally
from fabula.schema.findings import NARRATOR, Conflict
from fabula.schema.story import Span
from fabula.schema.world import World

_ID = re.compile(r"\b[a-z]\d{1,4}\b")


@dataclass(frozen=True, slots=True)
class _Planted:
    """One annotated pair; ``others`` are further passages that say the same as one side."""

    kind: str
    a: Span
    b: Span
    others: tuple[Span, ...]

    def found_by(self, conflict: Conflict) -> bool:
        """Whether the two passages of a conflict are the two sides of this pair.

        Each has to overlap its side, or one of them a further passage.
        """
        return any(
            self._side(one, self.a)
            and self._side(other, self.b)
            and (overlap(one, self.a) or overlap(other, self.b))
            for one, other in ((conflict.a, conflict.b), (conflict.b, conflict.a))
        )

    def _side(self, span: Span, side: Span) -> bool:
        return any(overlap(span, each) for each in (side, *self.others))


def measure_conflicts(gold: GoldStory, world: World, stands_for: Mapping[str, str]) -> Counts:
    """Conflicts found of those planted (by kind too), and decoys that were reported."""
    planted = list(_planted(gold))
    reported = [c for c in world.conflicts if c.waived is None]
    real = [pair for pair in planted if pair.kind != "decoy"]
    decoys = [pair for pair in planted if pair.kind == "decoy"]
    right = sum(any(pair.found_by(c) for pair in real) for c in reported)
    found = [pair for pair in real if any(pair.found_by(c) for c in reported)]
    counts: dict[str, Tally | Share] = {
        "conflicts": Tally(right, len(reported), len(found), len(real))
    }
    for kind in ("continuity", "testimony"):
        total = sum(pair.kind == kind for pair in real)
        counts[f"conflicts: {kind} found"] = Share(sum(p.kind == kind for p in found), total)
    fired = sum(any(pair.found_by(c) for c in reported) for pair in decoys)
    counts["conflicts: decoys reported"] = Share(fired, len(decoys))
    return counts


def measure_claims(gold: GoldStory, world: World, stands_for: Mapping[str, str]) -> Counts:
    """Annotated claims and facts that some claim overlaps, and those by the right claimant."""
    found = made = 0
    by_whom = {}
    for claim in world.claims:
        by_whom[claim.span] = stands_for.get(claim.by or "", claim.by or "")
    for expected in gold.claims:
        near = [who for span, who in by_whom.items() if overlap(span, expected.span)]
        found += bool(near)
        made += any(who in (expected.by or (NARRATOR,)) for who in near)
    return {
        "claims found": Share(found, len(gold.claims)),
        "claims found, right claimant": Share(made, len(gold.claims)),
    }


def _planted(gold: GoldStory) -> Iterator[_Planted]:
    spans = {claim.id: claim.span for claim in gold.claims}
    spans |= {told.id: told.span for told in gold.told}
    for conflict in gold.conflicts:
        if conflict.a in spans and conflict.b in spans:
            yield _Planted(
                conflict.kind, spans[conflict.a], spans[conflict.b], _named(conflict, spans)
            )


def _named(conflict: GoldConflict, spans: Mapping[str, Span]) -> tuple[Span, ...]:
    """The passages that the reason of a conflict names by id ("so too c6")."""
    return tuple(spans[name] for name in _ID.findall(conflict.why) if name in spans)
