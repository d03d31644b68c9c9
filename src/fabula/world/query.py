"""Questions to a World."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace

from fabula.schema.world import Character, World
from fabula.world.entities import UNSPOKEN


def cast_at(world: World, offset: int) -> tuple[Character, ...]:
    """The characters a reader has met before ``offset``, under the names known by then.

    Counts, lines and narration are of the part read, so nothing later shows through;
    pronouns are of the whole story.
    """
    met = [m for m in world.mentions if m.entity is not None and m.end <= offset]
    mentions = Counter(mention.entity for mention in met)
    first: dict[str | None, str] = {}
    for mention in sorted(met, key=lambda m: (m.kind == "PRON", m.start)):
        first.setdefault(mention.entity, world.story.text[mention.start : mention.end])
    lines = Counter(
        quote.speaker
        for quote in world.quotes
        if quote.kind not in UNSPOKEN and quote.spans[0][0] < offset
    )
    narrators = {n.narrator for n in world.narration if n.start < offset}
    return tuple(
        replace(
            _named_at(character, offset, first[character.id]),
            mentions=mentions[character.id],
            lines=lines[character.id],
            narrates=character.id in narrators,
        )
        for character in world.characters
        if character.id in mentions
    )


def find_character(world: World, name: str) -> Character | None:
    """The most mentioned character called ``name`` in full or by an alias, case apart."""
    wanted = _folded(name)
    for exact in (True, False):
        for character in world.characters:  # by number of mentions
            names = [character.name] if exact else [a.text for a in character.aliases]
            if any(_folded(own) == wanted for own in names):
                return character
    return None


def _named_at(character: Character, offset: int, first_mention: str) -> Character:
    known = tuple(a for a in character.aliases if a.start + len(a.text) <= offset)
    name = max((a.text for a in known), key=len, default=first_mention)
    return replace(character, name=name, aliases=known)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
