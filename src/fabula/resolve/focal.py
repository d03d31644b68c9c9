"""Focalisation: through whose perception a scene is told."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.resolve.clauses import Clause
from fabula.resources import words
from fabula.schema.spans import (
    Attribution,
    Coreference,
    Mention,
    NarrationSpan,
    Quotation,
    SceneSpan,
)

_ACTING = 1.0
_INWARD = 6.0  # knowing, seeing, feeling
_THINKING = 12.0  # an unmarked thought
_AROUND = 3  # scenes before and after …
_ELSEWHERE = 0.3  # … where all this counts so much
_LEAST = 3.0
_LEAD = 1.2  # so many times the next one's, or nobody's eyes are those of the scene


def find_focal(
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    attributions: Sequence[Attribution],
    narration: Sequence[NarrationSpan],
    clauses: Sequence[Clause],
    scenes: Sequence[SceneSpan],
) -> tuple[SceneSpan, ...]:
    """The scenes with their focal character.

    A first-person narrator; else who thinks, perceives and acts most in the narration, if
    somebody stands out.
    """
    weights = sorted(
        [
            *_of_thoughts(quotations, attributions),
            *_of_clauses(mentions, coref, clauses),
        ]
    )
    sums = [_sums(weights, scene) for scene in scenes]
    filled = []
    for number, scene in enumerate(scenes):
        focal = _narrator(scene, narration)
        if focal is None:
            around = sums[max(0, number - _AROUND) : number + _AROUND + 1]
            focal = _outstanding(sums[number], around)
        filled.append(replace(scene, focal=focal))
    return tuple(filled)


Weight = tuple[int, int, float]
"""(offset, entity, what it counts)."""


def _of_thoughts(
    quotations: Sequence[Quotation], attributions: Sequence[Attribution]
) -> list[Weight]:
    return [
        (quotations[a.quotation].spans[0][0], a.speaker, _THINKING)
        for a in attributions
        if quotations[a.quotation].kind == "thought" and a.speaker is not None
    ]


def _of_clauses(
    mentions: Sequence[Mention], coref: Coreference, clauses: Sequence[Clause]
) -> list[Weight]:
    inward = words("thinking", "inward")
    found: list[Weight] = []
    for clause in clauses:
        if clause.quotation is not None:
            continue
        value = _INWARD if clause.form in inward else _ACTING
        for index in clause.subjects:
            who = coref.entity_of[index]
            if who is not None and mentions[index].type == "PER" and not coref.entities[who].group:
                found.append((mentions[index].start, who, value))
    return found


def _narrator(scene: SceneSpan, narration: Sequence[NarrationSpan]) -> int | None:
    """The first-person narrator of most of the scene."""
    shares: defaultdict[int | None, int] = defaultdict(int)
    first = bisect_right(narration, scene.start, key=lambda stretch: stretch.end)
    for number in range(first, len(narration)):
        stretch = narration[number]
        if stretch.start >= scene.end:
            break
        shared = min(stretch.end, scene.end) - max(stretch.start, scene.start)
        if shared > 0:
            shares[stretch.narrator if stretch.person == "first" else None] += shared
    return max(shares, key=lambda who: shares[who], default=None)


def _sums(weights: Sequence[Weight], scene: SceneSpan) -> dict[int, float]:
    lo = bisect_left(weights, (scene.start,))
    hi = bisect_left(weights, (scene.end,))
    sums: defaultdict[int, float] = defaultdict(float)
    for _, who, value in weights[lo:hi]:
        sums[who] += value
    return dict(sums)


def _outstanding(own: Mapping[int, float], around: Sequence[Mapping[int, float]]) -> int | None:
    """Of those in the scene; what they are in the scenes around helps."""
    total = {
        who: value + _ELSEWHERE * sum(sums.get(who, 0.0) for sums in around)
        for who, value in own.items()
    }
    ranked = sorted(total, key=lambda who: (-total[who], who))
    if not ranked or total[ranked[0]] < _LEAST:
        return None
    if len(ranked) > 1 and total[ranked[0]] < _LEAD * total[ranked[1]]:
        return None
    return ranked[0]
