"""The narration cut where narrator, focal character or mode change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fabula.schema.spans import Attribution, NarrationSpan, Quotation, SceneSpan
from fabula.schema.story import Story

_FIRST = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our)\b")


def cut_narration(
    story: Story,
    narration: Sequence[NarrationSpan],
    scenes: Sequence[SceneSpan],
    quotations: Sequence[Quotation],
    attributions: Sequence[Attribution],
) -> tuple[NarrationSpan, ...]:
    """Stretches of narration in text order, none across the border of a scene.

    Each has the focal character of its scene; unmarked thought in the first person amid
    narration in another is a monologue of its thinker. Pieces that agree are joined again.
    """
    thoughts = [
        (start, end, attribution)
        for attribution in attributions
        if quotations[attribution.quotation].marks == "none"
        and quotations[attribution.quotation].kind == "thought"
        for start, end in quotations[attribution.quotation].spans
        if _FIRST.search(story.text, start, end)
    ]
    thoughts.sort(key=lambda thought: thought[:2])
    pieces: list[NarrationSpan] = []
    for piece in _with_monologues(_by_scene(narration, scenes), thoughts):
        before = pieces[-1] if pieces else None
        if before is not None and replace(before, start=0, end=0) == replace(piece, start=0, end=0):
            pieces[-1] = replace(before, end=piece.end)
        else:
            pieces.append(piece)
    return tuple(pieces)


def _by_scene(
    narration: Sequence[NarrationSpan], scenes: Sequence[SceneSpan]
) -> Iterator[NarrationSpan]:
    following = 0
    for stretch in narration:
        while following < len(scenes) and scenes[following].end <= stretch.start:
            following += 1
        at = following
        while at < len(scenes) and scenes[at].start < stretch.end:
            scene = scenes[at]
            start, end = max(stretch.start, scene.start), min(stretch.end, scene.end)
            if start < end:
                focal = stretch.narrator if stretch.person == "first" else scene.focal
                yield replace(stretch, start=start, end=end, focal=focal)
            at += 1


def _with_monologues(
    pieces: Iterator[NarrationSpan], thoughts: Sequence[tuple[int, int, Attribution]]
) -> Iterator[NarrationSpan]:
    following = 0
    for piece in pieces:
        at = piece.start
        while following < len(thoughts) and thoughts[following][0] < piece.end:
            start, end, attribution = thoughts[following]
            following += 1
            if piece.person == "first" or start < at or end > piece.end:
                continue
            if at < start:
                yield replace(piece, start=at, end=start)
            yield NarrationSpan(
                start=start,
                end=end,
                person="first",
                tense="present",
                narrator=attribution.speaker,
                confidence=attribution.confidence,
                focal=attribution.speaker,
                mode="monologue",
            )
            at = end
        if at < piece.end:
            yield replace(piece, start=at)
