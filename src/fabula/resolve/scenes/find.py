"""Scenes from their beginnings: each with its setting."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace

from fabula.resolve.bylines import find_bylines
from fabula.resolve.clauses import Clause
from fabula.resolve.places import Places
from fabula.resolve.scenes.boundaries import boundary_model, find_boundaries
from fabula.resolve.scenes.features import Openings, scores_by_block
from fabula.resolve.scenes.layout import text_blocks
from fabula.resolve.scenes.page import ScenePage
from fabula.resolve.scenes.setting import Settings
from fabula.resolve.scenes.times import TimeCue, find_entries
from fabula.schema.spans import Attribution, Coreference, Mention, Quotation, SceneSpan
from fabula.schema.story import Span, Story
from fabula.schema.tokens import FloatArray, Syntax, Tokens


def find_scenes(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    attributions: Sequence[Attribution],
    clauses: Sequence[Clause],
    places: Places,
    openings: FloatArray,
    pinned: Collection[int] = (),
) -> tuple[SceneSpan, ...]:
    """All scenes in text order, without those present (see ``presence``).

    A scene runs from the start of its first to the end of its last ``text`` paragraph, so
    headings and break lines lie between scenes. ``openings`` is what the vectors say of each
    paragraph, by number; ``pinned`` are offsets where people said that one starts.
    """
    blocks = text_blocks(story, tokens)
    if not blocks:
        return ()
    shared = (story, tokens, syntax, mentions, quotations, coref, attributions, places, blocks)
    candidates = Openings(ScenePage(*shared), scores_by_block(tokens, blocks, openings)).all()
    boundaries = find_boundaries(
        *(candidates, boundary_model(), pinned),
        bylines={byline.start for byline in find_bylines(story)},
        entries=find_entries(story),
    )
    settings = Settings(story, tokens, mentions, coref, clauses, places)
    ends = [boundary.number for boundary in boundaries[1:]] + [len(blocks)]
    scenes: list[SceneSpan] = []
    for boundary, after in zip(boundaries, ends, strict=True):
        start, end = blocks[boundary.number].start, blocks[after - 1].end
        cues = [o.time for o in candidates[max(0, boundary.number - 1) : after - 1][:2]]
        cue = next((cue for cue in cues if cue is not None), None)
        time = None if cue is None else _span(tokens, cue)
        scene = SceneSpan(
            start=start,
            end=end,
            opens=boundary.opens,
            confidence=boundary.confidence,
            reason=boundary.reason,
            evidence=(time,) if time is not None and boundary.reason == "time" else (),
            place=settings.place(start, end, scenes)[0],
            time=time,
        )
        scenes.append(replace(scene, moves=settings.moves(scene)))
    return tuple(scenes)


def _span(tokens: Tokens, cue: TimeCue) -> Span:
    return int(tokens.starts[cue.lo]), int(tokens.ends[cue.hi - 1])


def scene_of(scenes: Sequence[SceneSpan], offset: int) -> int | None:
    """The index of the scene around ``offset``."""
    number = bisect_right(scenes, offset, key=lambda scene: scene.start) - 1
    return number if number >= 0 and offset < scenes[number].end else None
