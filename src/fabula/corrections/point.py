"""Pointing at what a World holds, as corrections do: by words, never by an id."""

from __future__ import annotations

from pathlib import Path

from fabula.corrections.place import anchor
from fabula.schema.corrections import Anchor, Who
from fabula.schema.world import Character, Other, Place, Quote, World

_ORDER = ("PROP", "NOM", "PRON")


def beside(world: Path) -> Path:
    """The corrections file of a ``.fabula`` file, if nobody names another."""
    return world.with_suffix(".corrections.toml")


def character(world: World, id_: str) -> Who:
    """A character, place or other entity of ``world`` as corrections speak of it.

    Raises KeyError where there is none of that id.
    """
    named: tuple[Character | Place | Other, ...] = (
        *world.characters,
        *world.places,
        *world.others,
    )
    names = {entity.id: entity.name for entity in named}
    name = names[id_]
    own = [m for m in world.mentions if m.entity == id_]
    if not own:
        return Who(name)
    told = min(own, key=lambda m: (_ORDER.index(m.kind), m.start))
    return Who(name, anchor(world.story.text, told.start, told.end))


def quotation(world: World, quote: Quote) -> Anchor:
    """A quotation of ``world``, by its first words."""
    return anchor(world.story.text, *quote.spans[0])
