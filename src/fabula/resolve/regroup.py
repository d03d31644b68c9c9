"""Moving mentions between entities after the first resolution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.schema.spans import Coreference, Entity


def move_mentions(
    coref: Coreference,
    moves: Mapping[int, tuple[int, float]],
    entities: Sequence[Entity] | None = None,
) -> Coreference:
    """Give each mention in ``moves`` to (entity number, confidence).

    ``entities`` may extend or re-describe the present ones. Numbers hold: an entity that
    loses its last mention stays in place with none.
    """
    described = list(coref.entities if entities is None else entities)
    entity_of = list(coref.entity_of)
    sureness = list(coref.link_confidence)
    touched: set[int] = set()
    for mention, (target, confidence) in moves.items():
        source = entity_of[mention]
        if source is not None and source != target:
            touched.add(source)
        touched.add(target)
        entity_of[mention] = target
        sureness[mention] = confidence
    members: dict[int, list[int]] = {number: [] for number in touched}
    for mention, number in enumerate(entity_of):
        if number is not None and number in members:
            members[number].append(mention)
    for number, found in members.items():
        described[number] = replace(described[number], mentions=tuple(found))
    return replace(
        coref,
        entities=tuple(described),
        entity_of=tuple(entity_of),
        link_confidence=tuple(sureness),
    )


def drop_empty(coref: Coreference) -> Coreference:
    """Renumber the entities, leaving out those without mentions."""
    kept = [n for n, entity in enumerate(coref.entities) if entity.mentions]
    new = {old: number for number, old in enumerate(kept)}
    return replace(
        coref,
        entities=tuple(coref.entities[n] for n in kept),
        entity_of=tuple(None if e is None else new[e] for e in coref.entity_of),
        alternatives={
            mention: tuple((new[e], share) for e, share in options if e in new)
            for mention, options in coref.alternatives.items()
        },
    )
