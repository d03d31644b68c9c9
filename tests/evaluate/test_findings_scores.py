"""How conflicts and things told are counted."""

from __future__ import annotations

from dataclasses import replace

from fabula.evaluate.claims import measure_conflicts
from fabula.evaluate.gold.stories import GoldClaim, GoldConflict, GoldStory, GoldTold
from fabula.evaluate.layers import Share
from fabula.evaluate.tally import Tally
from fabula.evaluate.told import measure_told
from fabula.schema.findings import Conflict, Told
from worlds import sample_world


def gold(*conflicts: GoldConflict, told: tuple[GoldTold, ...] = ()) -> GoldStory:
    claims = tuple(GoldClaim(f"f{n}", (10 * n, 10 * n + 5), (), "a", "b", "c") for n in range(6))
    return GoldStory(
        *("s", "x" * 80, "third", "past", (), (), (), (), (), (), (), ()),
        claims=claims,
        told=told,
        conflicts=conflicts,
    )


def found(a: int, b: int, waived: str | None = None) -> Conflict:
    """A conflict within the claims f``a`` and f``b``."""
    spans = ((10 * a + 1, 10 * a + 9), (10 * b + 4, 10 * b + 6))
    return Conflict(f"x{a}{b}", "continuity", *spans, (), "why", 0.5, waived)


def test_conflicts_are_right_in_either_order_and_decoys_are_false_alarms() -> None:
    story = gold(
        GoldConflict("continuity", "f0", "f1", "so too f5"),
        GoldConflict("testimony", "f2", "f3", ""),
        GoldConflict("decoy", "f3", "f4", ""),
    )
    conflicts = (found(1, 0), found(5, 1), found(3, 4), found(0, 4), found(2, 3, "meant"))
    counts = measure_conflicts(story, replace(sample_world(), conflicts=conflicts), {})
    assert counts["conflicts"] == Tally(2, 4, 1, 2)
    assert counts["conflicts: continuity found"] == Share(1, 1)
    assert counts["conflicts: testimony found"] == Share(0, 1)
    assert counts["conflicts: decoys reported"] == Share(1, 1)


def test_told_needs_the_words_the_speaker_and_all_addressees() -> None:
    story = gold(
        told=(
            GoldTold("t1", (0, 5), ("ann",), frozenset({"bo"}), ""),
            GoldTold("t2", (20, 25), ("ann",), None, ""),
            GoldTold("t3", (40, 45), ("ann",), frozenset({"bo", "cy"}), ""),
        )
    )
    told = (
        Told("t1", (3, 9), "c1", ("c2",), (), ()),
        Told("t2", (21, 22), "c1", ("c3",), (), ()),
        Told("t3", (44, 60), "c1", ("c2",), (), ()),
    )
    people = {"c1": "ann", "c2": "bo", "c3": "cy"}
    counts = measure_told(story, replace(sample_world(), told=told), people)
    assert counts["told, spans"] == Tally(3, 3, 3, 3)
    assert counts["told"] == Tally(2, 3, 2, 3)
