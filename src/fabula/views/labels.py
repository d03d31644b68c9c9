"""What to call people in the margin: short, and never by a name not yet told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from fabula.schema.story import Story
from fabula.schema.world import Alias, Character, World
from fabula.world.horizon import known_aliases, name_at


def title_of(story: Story) -> str:
    """The title, or the name of the file without its ending and underscores."""
    return story.title or PurePath(story.source).stem.replace("_", " ") or "A story"


class Labels:
    """Short names of the characters of a World."""

    def __init__(self, world: World) -> None:
        self._characters = {character.id: character for character in world.characters}
        self._described = _descriptions(world)
        self._short = self._unique()

    def short(self, id_: str) -> str | None:
        """The name used most, or the full one where two share it; None for a strange id."""
        return self._short.get(id_)

    def at(self, id_: str, offset: int) -> str | None:
        """What a reader at ``offset`` can call the character; None before the first words."""
        character = self._characters.get(id_)
        if character is None:
            return None
        known = known_aliases(character.aliases, offset)
        if any(alias.text == self._short[id_] for alias in known):
            return self._short[id_]
        return name_at(character, offset) or self._description(id_, offset)

    def first(self, id_: str) -> tuple[int, str] | None:
        """The first words that describe the character, and where they end."""
        return self._described.get(id_)

    def _description(self, id_: str, offset: int) -> str | None:
        end, text = self._described.get(id_, (offset + 1, ""))
        return text if end <= offset else None

    def _unique(self) -> dict[str, str]:
        wanted = {id_: _most_used(c) for id_, c in self._characters.items()}
        times = Counter(wanted.values())
        return {
            id_: name if times[name] == 1 else self._characters[id_].name
            for id_, name in wanted.items()
        }


def _most_used(character: Character) -> str:
    def weight(alias: Alias) -> tuple[int, int]:
        return alias.count, len(alias.text)

    aliases: Iterable[Alias] = character.aliases
    return max(aliases, key=weight, default=Alias(character.name, 0, 0)).text


def _descriptions(world: World) -> dict[str, tuple[int, str]]:
    """For each entity the first words that describe it, and where they end."""
    found: dict[str, tuple[int, str]] = {}
    for mention in world.mentions:
        if mention.entity is not None and mention.kind != "PRON" and mention.entity not in found:
            words = world.story.text[mention.start : mention.end]
            found[mention.entity] = (mention.end, " ".join(words.split()))
    return found
