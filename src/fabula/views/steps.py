"""Who is together where, step by step: what storyline, network and places are drawn from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from fabula.schema.world import Scene, World

Present = tuple[tuple[str, int, int], ...]
SPOKEN = frozenset({"speech"})  # on the telephone or in a letter one is elsewhere


@dataclass(frozen=True, slots=True)
class Meeting:
    """Characters at one place in one step; ``place`` None where it is not known.

    ``present`` are (character, from, to), inside the step.
    """

    place: str | None
    present: Present

    @property
    def characters(self) -> tuple[str, ...]:
        """Everybody there, each once."""
        return tuple(dict.fromkeys(who for who, _, _ in self.present))


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a scene in which nobody changes place; ``scene`` is its number from 0.

    Meetings are disjoint; there is none where nobody is known to be present.
    """

    scene: int
    start: int
    end: int
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps in text order.

    ``inferred`` tells that the World holds no presence at all, and that characters were
    taken to be where they speak, are spoken to, or are named by the narration.
    """

    steps: tuple[Step, ...]
    inferred: bool


def find_steps(world: World) -> Steps:
    """The steps of all scenes; a move inside a scene begins a new one."""
    inferred = bool(world.scenes) and not any(scene.present for scene in world.scenes)
    presence = _inferred(world) if inferred else [scene.present for scene in world.scenes]
    steps: list[Step] = []
    for number, (scene, present) in enumerate(zip(world.scenes, presence, strict=True)):
        steps += _scene_steps(number, scene, present)
    return Steps(tuple(steps), inferred)


def _scene_steps(number: int, scene: Scene, present: Present) -> list[Step]:
    moves = sorted(move for move in scene.moves if scene.start <= move[0] < scene.end)
    cuts = sorted({scene.start, *(at for at, _, _ in moves)})
    here: str | None = scene.place
    elsewhere: dict[str, str] = {}
    steps = []
    for start, end in zip(cuts, [*cuts[1:], scene.end], strict=True):
        here_now = tuple(
            (who, max(since, start), min(until, end))
            for who, since, until in sorted(present)
            if since < end and until > start
        )
        among = {who for who, _, _ in here_now}
        for at, place, who in moves:
            if at != start:
                continue
            if not who or among.issubset(who):  # the scene itself goes on elsewhere
                here, elsewhere = place, {}
            else:
                elsewhere.update(dict.fromkeys(who, place))
        steps.append(Step(number, start, end, _meetings(here_now, here, elsewhere)))
    return steps


def _meetings(present: Present, here: str | None, elsewhere: dict[str, str]) -> tuple[Meeting, ...]:
    by_place: dict[str | None, list[tuple[str, int, int]]] = {}
    for presence in present:
        by_place.setdefault(elsewhere.get(presence[0], here), []).append(presence)
    return tuple(Meeting(place, tuple(among)) for place, among in by_place.items())


def _inferred(world: World) -> list[Present]:
    """Presence from who speaks, is spoken to, or is named outside quotations."""
    starts = [scene.start for scene in world.scenes]
    cast = {character.id for character in world.characters}
    found: list[set[str]] = [set() for _ in starts]

    def note(offset: int, ids: Iterable[str | None]) -> None:
        number = bisect_right(starts, offset) - 1
        if number >= 0 and offset < world.scenes[number].end:
            found[number].update(who for who in ids if who in cast and who is not None)

    quoted = sorted(span for quote in world.quotes for span in quote.spans)
    opens = [start for start, _ in quoted]
    for quote in world.quotes:
        if quote.kind in SPOKEN:
            note(quote.spans[0][0], (quote.speaker, *quote.addressees))
    for mention in world.mentions:
        before = bisect_right(opens, mention.start) - 1
        in_quotation = before >= 0 and mention.start < quoted[before][1]
        if mention.kind == "PROP" and not in_quotation:
            note(mention.start, (mention.entity,))
    return [
        tuple((who, scene.start, scene.end) for who in sorted(ids))
        for scene, ids in zip(world.scenes, found, strict=True)
    ]
