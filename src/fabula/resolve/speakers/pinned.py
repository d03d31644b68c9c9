"""Lines whose speaker people named: certain, and so is what follows in the turns around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.resolve.speakers.candidates import Ballot
from fabula.resolve.speakers.decide import Decision
from fabula.resolve.speakers.evidence import Evidence
from fabula.resolve.speakers.turns import Turn

Pinned = Mapping[int, int]
"""The speaker, an entity number, by quotation."""


def split_turns(turns: Sequence[Turn], pinned: Pinned) -> tuple[Turn, ...]:
    """Turns in which no two quotations are pinned to different speakers."""
    found: list[Turn] = []
    for turn in turns:
        rest = turn
        speaker: int | None = None
        for at, index in enumerate(turn.quotations):
            now = pinned.get(index, speaker)
            if speaker is not None and now != speaker:
                done = len(turn.quotations) - len(rest.quotations)
                found.append(replace(rest, quotations=turn.quotations[done:at]))
                rest = Turn(turn.quotations[at:], gap=-1, opens=False)
            speaker = now
        found.append(rest)
    return tuple(found)


def note_pinned(turns: Sequence[Turn], evidence: Sequence[Evidence], pinned: Pinned) -> None:
    """Let a pinned turn tell its neighbours who takes part, louder than any tag."""
    for turn, clues in zip(turns, evidence, strict=True):
        speaker = _speaker(turn, pinned)
        if speaker is not None:
            clues.add("tag-name", speaker, 2.0)


def pin_ballots(turns: Sequence[Turn], ballots: Sequence[Ballot], pinned: Pinned) -> list[Ballot]:
    """The ballots, with one candidate only where the speaker is pinned."""
    return [
        ballot if (speaker := _speaker(turn, pinned)) is None else Ballot((speaker,), ({},))
        for turn, ballot in zip(turns, ballots, strict=True)
    ]


def pin_decisions(
    turns: Sequence[Turn], decisions: Sequence[Decision], pinned: Pinned
) -> list[Decision]:
    """The decisions; what else a pinned turn holds is its continuation."""
    return [
        decision
        if _speaker(turn, pinned) is None
        else replace(decision, reason="continuation", evidence=(), cue=None)
        for turn, decision in zip(turns, decisions, strict=True)
    ]


def _speaker(turn: Turn, pinned: Pinned) -> int | None:
    return next((pinned[index] for index in turn.quotations if index in pinned), None)
