"""Who is with whom and who talks to whom, scene by scene, in places that do not move."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from fabula.schema.world import World
from fabula.views.people import Person, most_present, scene_number, title
from fabula.views.steps import SPOKEN, find_steps

DRAWN = 30  # characters
SWEEPS = 300
APART = 0.13  # of a pair of nodes, at least, where 1 is the side of the drawing

Pair = tuple[str, str]
Counts = tuple[tuple[int, int], ...]
"""(scene from 0, how often), scenes without any left out."""


@dataclass(frozen=True, slots=True)
class Node:
    """A character at a fixed place, both coordinates from 0 to 1; its lines by scene."""

    person: Person
    x: float
    y: float
    lines: Counts
    scenes: tuple[int, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two characters: lines said between them and scenes together, by scene.

    ``relations`` are (kind, known from offset on, directed from the first to the second).
    """

    source: str
    target: str
    talk: Counts
    together: tuple[int, ...]
    relations: tuple[tuple[str, int, bool], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges; ``scenes`` is how many there are, ``inferred`` as in ``steps``."""

    title: str
    scenes: int
    starts: tuple[int, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int
    inferred: bool


def network(world: World, drawn: int = DRAWN) -> Network:
    """The network of the ``drawn`` most present characters of ``world``."""
    found = find_steps(world)
    people = most_present(world, found.steps, drawn)
    ids = [p.id for p in people]
    scenes: dict[str, set[int]] = defaultdict(set)
    together: dict[Pair, set[int]] = defaultdict(set)
    for step in found.steps:
        for meeting in step.meetings:
            for who in meeting.characters:
                scenes[who].add(step.scene)
            there = sorted(set(meeting.characters) & set(ids), key=ids.index)
            for pair in combinations(there, 2):
                together[pair].add(step.scene)
    lines, talk = _speech(world, ids)
    pairs = sorted(together.keys() | talk.keys(), key=lambda p: (ids.index(p[0]), ids.index(p[1])))
    edges = tuple(_edge(world, pair, talk[pair], sorted(together[pair])) for pair in pairs)
    at = _positions(ids, {(e.source, e.target): _weight(e) for e in edges})
    start = {character.id: character.start for character in world.characters}
    nodes = tuple(
        Node(p, *at[p.id], _counts(lines[p.id]), tuple(sorted(scenes[p.id])), start[p.id])
        for p in people
    )
    return Network(
        title=title(world),
        scenes=len(world.scenes),
        starts=tuple(scene.start for scene in world.scenes),
        nodes=nodes,
        edges=edges,
        left_out=len(scenes) - len(people),
        inferred=found.inferred,
    )


def _speech(
    world: World, ids: Sequence[str]
) -> tuple[dict[str, Counter[int]], dict[Pair, Counter[int]]]:
    """Lines by speaker and scene, and by pair and scene."""
    place = {who: number for number, who in enumerate(ids)}
    lines: dict[str, Counter[int]] = defaultdict(Counter)
    talk: dict[Pair, Counter[int]] = defaultdict(Counter)
    for quote in world.quotes:
        scene = scene_number(world, quote.spans[0][0])
        if quote.speaker not in place or quote.kind not in SPOKEN or scene is None:
            continue
        lines[quote.speaker][scene] += 1
        for hearer in quote.addressees:
            if hearer in place and hearer != quote.speaker:
                one, other = sorted((quote.speaker, hearer), key=place.__getitem__)
                talk[one, other][scene] += 1
    return lines, talk


def _edge(world: World, pair: Pair, talk: Counter[int], together: Sequence[int]) -> Edge:
    relations = tuple(
        (relation.kind, relation.start, relation.source == pair[0])
        for relation in world.relations
        if {relation.source, relation.target} == set(pair)
    )
    scene = world.scenes[min((*talk, *together))]
    return Edge(*pair, _counts(talk), tuple(together), relations, scene.start, scene.end)


def _counts(by_scene: Counter[int]) -> Counts:
    return tuple(sorted(by_scene.items()))


def _weight(edge: Edge) -> float:
    return sum(count for _, count in edge.talk) + 2 * len(edge.together)


def _positions(ids: Sequence[str], weights: Mapping[Pair, float]) -> dict[str, tuple[float, float]]:
    """Places for all: the more two have to do with each other, the nearer they are.

    Stress majorisation (Gansner et al. 2005) of distances that shrink with the weight,
    begun on a circle: the same network is always drawn the same.
    """
    count = len(ids)
    number = {who: index for index, who in enumerate(ids)}
    far = np.full((count, count), 1.0)
    top = max(weights.values(), default=1.0)
    for (one, other), weight in weights.items():
        near = 1.0 - 0.72 * (weight / top) ** 0.35
        far[number[one], number[other]] = far[number[other], number[one]] = near
    angle = np.arange(count) * 2.399963  # the golden angle spreads a list over a disc
    at = np.sqrt((np.arange(count) + 0.5) / max(count, 1))[:, None] * 0.5
    at = at * np.column_stack([np.cos(angle), np.sin(angle)])
    certain = far**-2.0
    np.fill_diagonal(certain, 0.0)
    for _ in range(SWEEPS if count > 1 else 0):
        apart = at[:, None] - at[None, :]
        length = np.maximum(np.linalg.norm(apart, axis=2), 1e-9)
        goal = at[None, :] + apart * (far / length)[:, :, None]
        at = (certain[:, :, None] * goal).sum(axis=1) / certain.sum(axis=1)[:, None]
    at = _spread(_fitted(at))
    return {who: (round(float(x), 4), round(float(y), 4)) for who, (x, y) in zip(ids, at)}


def _fitted(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points moved and stretched into the unit square."""
    if not len(at):
        return at
    low, size = at.min(axis=0), np.ptp(at, axis=0)
    wide = size > 1e-6
    fitted: NDArray[np.float64] = (at - low) / np.where(wide, size, 1.0) + np.where(wide, 0, 0.5)
    return fitted


def _spread(at: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points that would cover each other pushed apart."""
    for _ in range(60):
        apart = at[:, None] - at[None, :]
        length = np.linalg.norm(apart, axis=2)
        near = (length < APART) & ~np.eye(len(at), dtype=bool)
        if not near.any():
            break
        push = np.where(near, (APART - length) / np.maximum(length, 1e-3), 0.0)
        at = np.clip(at + 0.3 * (apart * push[:, :, None]).sum(axis=1), 0, 1)
    return at
