"""Scenes with ids in place of indices."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from fabula.schema.spans import SceneSpan
from fabula.schema.world import Scene


def build_scenes(
    text: str,
    scenes: Sequence[SceneSpan],
    cast: Sequence[str | None],
    places: Mapping[int, str],
) -> tuple[Scene, ...]:
    """s1… in text order; ``cast`` gives a character's id for an entity number."""
    return tuple(
        _scene(f"s{number}", text, scene, cast, places)
        for number, scene in enumerate(scenes, start=1)
    )


def _scene(
    name: str,
    text: str,
    scene: SceneSpan,
    cast: Sequence[str | None],
    places: Mapping[int, str],
) -> Scene:
    stays = [
        ((character, presence.start, presence.end), presence.confidence)
        for presence in scene.present
        if (character := cast[presence.who]) is not None
    ]
    return Scene(
        id=name,
        start=scene.start,
        end=scene.end,
        opens=scene.opens,
        place=None if scene.place is None else places[scene.place],
        time=None if scene.time is None else " ".join(text[slice(*scene.time)].split()),
        moves=tuple(
            (move.at, places[move.to], tuple(c for w in move.who if (c := cast[w])))
            for move in scene.moves
        ),
        present=tuple(stay for stay, _ in stays),
        confidence=scene.confidence,
        reason=scene.reason,
        present_confidence=tuple(confidence for _, confidence in stays),
    )


def scene_at(scenes: Sequence[Scene], starts: Sequence[int], offset: int) -> str | None:
    """The id of the scene around ``offset``; ``starts`` are the scenes' starts."""
    number = bisect_right(starts, offset) - 1
    if number < 0 or offset >= scenes[number].end:
        return None
    return scenes[number].id
