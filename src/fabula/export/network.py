"""Who is with whom and who speaks to whom, scene by scene: the edges of both graph formats."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from fabula.export.lines import NO_SPEECH
from fabula.schema.world import World

Edge = tuple[str, str]
ByScene = dict[Edge, Counter[int]]


def copresence(world: World) -> ByScene:
    """For every pair of characters (in the order of the cast) the scenes they share, each 1."""
    order = {character.id: number for number, character in enumerate(world.characters)}
    edges: ByScene = {}
    for number, people in enumerate(scene_casts(world)):
        for pair in combinations(sorted(people, key=order.__getitem__), 2):
            edges.setdefault(pair, Counter())[number] = 1
    return edges


def conversations(world: World) -> ByScene:
    """For every speaker and addressee the number of quotations in each scene."""
    starts = [scene.start for scene in world.scenes]
    edges: ByScene = {}
    for quote in world.quotes:
        if quote.speaker is not None and quote.kind not in NO_SPEECH:
            scene = max(bisect_right(starts, quote.spans[0][0]) - 1, 0)
            for addressee in quote.addressees:
                edges.setdefault((quote.speaker, addressee), Counter())[scene] += 1
    return edges


def scene_casts(world: World) -> Iterator[set[str]]:
    """The characters of every scene: those present, or where nobody was looked for those
    who speak, are spoken to, or are mentioned in it.
    """
    if any(scene.present for scene in world.scenes):
        yield from ({who for who, _, _ in scene.present} for scene in world.scenes)
        return
    cast = {character.id for character in world.characters}
    people: list[set[str]] = [set() for _ in world.scenes]
    starts = [scene.start for scene in world.scenes]
    for mention in world.mentions:
        scene = bisect_right(starts, mention.start) - 1
        if scene >= 0 and mention.entity in cast:
            people[scene].add(mention.entity)
    yield from people
