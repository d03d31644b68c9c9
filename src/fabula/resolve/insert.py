"""Mentions the mention head did not find, put among those it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.schema.spans import AntecedentScores, Mention, SpeakerScores
from fabula.schema.tokens import IntArray


def insert_mentions(
    mentions: tuple[Mention, ...],
    antecedents: AntecedentScores,
    speakers: SpeakerScores,
    added: Sequence[Mention],
) -> tuple[tuple[Mention, ...], AntecedentScores, SpeakerScores]:
    """All mentions in order; the added have no scores, all numbers are those of the new order."""
    every = (*mentions, *added)
    rows = [(m.start, -m.end, number) for number, m in enumerate(every)]
    order = [number for _, _, number in sorted(rows)]
    place: IntArray = np.empty(len(order) + 1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    place[-1] = -1  # no candidate stays no candidate
    width = antecedents.scores.shape[1]
    candidates: IntArray = np.full((len(order), width), -1, np.int32)
    scores = np.full((len(order), width), -np.inf, np.float32)
    old = place[: len(mentions)]
    candidates[old], scores[old] = place[antecedents.candidates], antecedents.scores
    moved = replace(speakers, candidates=place[speakers.candidates])
    return tuple(every[number] for number in order), AntecedentScores(candidates, scores), moved
