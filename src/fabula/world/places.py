"""Which places a World tells of, and the ids they get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.schema.spans import Coreference, Entity, Mention, PlaceCluster, SceneSpan
from fabula.schema.world import Alias, Place

PLACE_TYPES = frozenset({"FAC", "LOC", "GPE"})


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """The places told of; the id of a place by its index, and by the entities that are it."""

    places: tuple[Place, ...]
    ids: Mapping[int, str]
    of_entity: Mapping[int, str]


def name_places(
    text: str,
    mentions: Sequence[Mention],
    coref: Coreference,
    clusters: Sequence[PlaceCluster],
    scenes: Sequence[SceneSpan],
) -> NamedPlaces:
    """Places with a name, those scenes are set in or move to, and the places around these.

    Ids p1… are by number of mentions, then first offset.
    """
    clusters = (*clusters, *_left_over(mentions, coref, clusters))
    wanted = {number for number, cluster in enumerate(clusters) if cluster.named}
    wanted.update(scene.place for scene in scenes if scene.place is not None)
    wanted.update(move.to for scene in scenes for move in scene.moves)
    for number in sorted(wanted):
        outer = clusters[number].inside
        while outer is not None and outer not in wanted:
            wanted.add(outer)
            outer = clusters[outer].inside
    order = sorted(wanted, key=lambda n: (-len(clusters[n].spans), clusters[n].spans[:1], n))
    ids = {number: f"p{rank}" for rank, number in enumerate(order, start=1)}
    of_entity: dict[int, str] = {}
    for number in order:
        for entity in clusters[number].entities:
            of_entity.setdefault(entity, ids[number])
    places = tuple(_place(text, clusters[number], ids, ids[number]) for number in order)
    return NamedPlaces(places, ids, of_entity)


def _left_over(
    mentions: Sequence[Mention], coref: Coreference, clusters: Sequence[PlaceCluster]
) -> list[PlaceCluster]:
    """Named places of coreference that are in no cluster."""
    known = {entity for cluster in clusters for entity in cluster.entities}

    def cluster(number: int, entity: Entity) -> PlaceCluster:
        own = [mentions[index] for index in entity.mentions]
        spans = tuple((m.start, m.end) for m in own if m.kind != "PRON")
        return PlaceCluster(entity.name, True, spans, (number,))

    return [
        cluster(number, entity)
        for number, entity in enumerate(coref.entities)
        if entity.named and entity.mentions and entity.type in PLACE_TYPES and number not in known
    ]


def _place(text: str, cluster: PlaceCluster, ids: Mapping[int, str], name: str) -> Place:
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for start, end in cluster.spans:
        form = " ".join(text[start:end].split())
        first.setdefault(form, start)
        counts[form] += 1
    aliases = tuple(Alias(form, start, counts[form]) for form, start in first.items())
    inside = None if cluster.inside is None else ids.get(cluster.inside)
    return Place(name, cluster.name, aliases, inside)
