"""Who is there, scene by scene, and who comes and goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fabula.evaluate.gold.stories import GoldScene, GoldStory
from fabula.evaluate.layers import Counts
from fabula.evaluate.scenes import NEAR, paragraph_of, paragraph_starts
from fabula.evaluate.tally import Tally, compare
from fabula.schema.world import World

_LEAST_SHARE = 1 / 3  # of the shorter of scene and stretch, to be there in a scene
_SLACK = 2  # characters by which a stretch may miss the end of its scene

Move = tuple[str, str, int]


def measure_presence(gold: GoldStory, world: World, stands_for: Mapping[str, str]) -> Counts:
    """(scene, character) pairs, and entrances and exits within one paragraph."""
    expected: set[tuple[int, str]] = set()
    found: set[tuple[int, str]] = set()
    for number, scene in enumerate(gold.scenes):
        expected |= {(number, who) for who in persons_there(gold, scene)}
        found |= {(number, who) for who in _predicted(scene, world, stands_for)}
    return {
        "presence": compare(expected, found),
        "entrances and exits": _match_moves(gold, list(_moves(world, stands_for))),
    }


def persons_there(gold: GoldStory, scene: GoldScene) -> set[str]:
    """Everybody who is there at some time in the scene."""
    came = {
        who
        for move in gold.moves
        if move.kind == "in" and scene.span[0] <= move.at <= scene.span[1]
        for who in move.who
    }
    return came | set(scene.present)


def _predicted(scene: GoldScene, world: World, stands_for: Mapping[str, str]) -> set[str]:
    found = set()
    start, end = scene.span
    for predicted in world.scenes:
        for who, since, until in predicted.present:
            shared = min(until, end) - max(since, start)
            if shared > 0 and shared >= _LEAST_SHARE * min(until - since, end - start):
                found.add(stands_for.get(who, who))
    return found


def _moves(world: World, stands_for: Mapping[str, str]) -> Iterator[Move]:
    for scene in world.scenes:
        for who, since, until in scene.present:
            person = stands_for.get(who, who)
            if since > scene.start + _SLACK:
                yield person, "in", since
            if until < scene.end - _SLACK:
                yield person, "out", until


def _match_moves(gold: GoldStory, found: list[Move]) -> Tally:
    paragraphs = paragraph_starts(gold.text)
    expected = [
        (who, move.kind, paragraph_of(paragraphs, move.at))
        for move in gold.moves
        if move.kind != "go"
        for who in move.who
    ]
    left = [(who, kind, paragraph_of(paragraphs, at)) for who, kind, at in found]
    right = 0
    for who, kind, at in expected:
        near = [m for m in left if m[:2] == (who, kind) and abs(m[2] - at) <= NEAR]
        if near:
            left.remove(min(near, key=lambda m: abs(m[2] - at)))
            right += 1
    return Tally(right, len(found), right, len(expected))
