"""A custom X-Ray for WordDumb, the Calibre plugin that makes them for Kindle and KOReader.

A JSON list of rows: name, label, aliases, description, where the description is from (null:
nowhere else), whether to leave it out, a quotation. Source: github.com/xxyzz/WordDumb,
``custom_x_ray.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from fabula.export.base import names_by_id
from fabula.export.passages import Passages, first_mentions
from fabula.schema.world import Character, Place, World, WorldMention

LABELS = {
    "PER": "PERSON",
    "FAC": "FAC",
    "LOC": "LOC",
    "GPE": "GPE",
    "ORG": "ORG",
    "VEH": "PRODUCT",
}
Row = tuple[str, str, str, str, None, bool, str]


def x_ray(world: World) -> str:
    """Everything with a name."""
    return json.dumps(list(_rows(world)), ensure_ascii=False, indent=2) + "\n"


def _rows(world: World) -> Iterator[Row]:
    passages, introduced = Passages(world), first_mentions(world)
    people = {character.id: character for character in world.characters}
    named: tuple[Character | Place, ...] = (*world.characters, *world.places)
    aliases = {entity.id: entity.aliases for entity in named}
    for entity, name in names_by_id(world).items():
        mention = introduced.get(entity)
        if mention is None or mention.kind != "PROP":
            continue
        others = [a.text for a in aliases.get(entity, ()) if a.text != name and "," not in a.text]
        about = _about(people.get(entity), mention, world, passages)
        quote = passages.around((mention.start, mention.end))
        yield name, LABELS[mention.type], ",".join(others), about, None, False, quote


def _about(
    character: Character | None, mention: WorldMention, world: World, passages: Passages
) -> str:
    """Facts in few words; an empty description would be looked up on the network."""
    facts = [f"First in {passages.reference(mention.start)}"]
    if character is not None:
        names = names_by_id(world) if world.relations else {}
        facts += [
            f"{relation.kind} of {names[relation.target]}"
            for relation in world.relations
            if relation.source == character.id and relation.target in names
        ]
        if character.narrates:
            facts.append("narrates")
        if character.lines:
            facts.append(f"{character.lines} lines")
    return "; ".join(facts) + "."
