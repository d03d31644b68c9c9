"""Which entities are the cast, which are places, and the ids all of them get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fabula.resources import words
from fabula.resources.tags import vocative_words
from fabula.schema.spans import (
    Attribution,
    Coreference,
    Entity,
    Gender,
    Mention,
    NarrationSpan,
    Quotation,
)
from fabula.schema.world import Alias, Character, Other

PRONOUNS: dict[Gender, str] = {
    "she": "she/her",
    "he": "he/him",
    "they": "they/them",
    "it": "it/its",
}
# quotations that are no lines
UNSPOKEN = frozenset({"title", "scare", "thought", "letter", "reported"})
ENOUGH_MENTIONS = 3  # an unnamed, silent person is in the cast from so many mentions on


@dataclass(frozen=True, slots=True)
class Identities:
    """The entities as records, and the id of each entity number (None: it has no mention)."""

    characters: tuple[Character, ...]
    others: tuple[Other, ...]
    ids: tuple[str | None, ...]


def identify(
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    attributions: Sequence[Attribution],
    narration: Sequence[NarrationSpan],
    places: Mapping[int, str],
) -> Identities:
    """Sort the entities into cast and others, by number of mentions, then offset.

    ``places`` has the ids of those that are places.
    """
    lines = Counter(
        attribution.speaker
        for attribution in attributions
        if quotations[attribution.quotation].kind not in UNSPOKEN
    )
    voices = {a.speaker for a in attributions} | {stretch.narrator for stretch in narration}
    hearers = {number for a in attributions for number in a.addressees}
    ids: list[str | None] = [None] * len(coref.entities)
    characters: list[Character] = []
    others: list[Other] = []
    parts = voices | hearers
    for number in _by_weight(coref.entities, mentions, parts):
        entity = coref.entities[number]
        if _in_cast(entity, number in voices, number in hearers, mentions):
            ids[number] = name = f"c{len(characters) + 1}"
            start = _first(entity, number, mentions, quotations, attributions)
            characters.append(_character(name, entity, lines[number], start))
        elif number in places:
            ids[number] = places[number]
        else:
            ids[number] = name = f"o{len(others) + 1}"
            others.append(Other(name, entity.type, entity.name))
    return Identities(tuple(characters), tuple(others), tuple(ids))


def _by_weight(
    entities: Sequence[Entity], mentions: Sequence[Mention], parts: Collection[int | None]
) -> list[int]:
    """Numbers of the entities, most mentioned first, then by text order.

    Those without mentions count only with a part in the dialogue.
    """
    present = [n for n, entity in enumerate(entities) if entity.mentions or n in parts]

    def weight(number: int) -> tuple[int, int, int]:
        own = entities[number].mentions
        return (-len(own), mentions[own[0]].start if own else 0, number)

    return sorted(present, key=weight)


def _first(
    entity: Entity,
    number: int,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    attributions: Sequence[Attribution],
) -> int:
    """Where somebody is first mentioned, or first speaks or hears if that never happens."""
    if entity.mentions:
        return mentions[entity.mentions[0]].start
    return min(
        quotations[a.quotation].spans[0][0]
        for a in attributions
        if a.speaker == number or number in a.addressees
    )


def _in_cast(entity: Entity, speaks: bool, hears: bool, mentions: Sequence[Mention]) -> bool:
    """People with a name, a voice or an ear, and those the text keeps coming back to.

    A crowd without a name, and people no word but a pronoun ever stands for, need a part
    in the dialogue or the narration; a god who is sworn by, and a "sir" of whom nothing
    else is known, need a voice.
    """
    if entity.type != "PER":
        return False
    if speaks or entity.narrates:
        return True
    if _is_sworn_by(entity) or _is_form_of_address(entity):
        return False
    if entity.named or hears:
        return True
    described = any(mentions[index].kind != "PRON" for index in entity.mentions)
    return described and not entity.group and len(entity.mentions) >= ENOUGH_MENTIONS


def _is_sworn_by(entity: Entity) -> bool:
    """ "God", "my God"."""
    deities = words("name_words", "deity")
    names = [text for text, _, _ in entity.aliases] or [entity.name.rpartition(" ")[2]]
    return all(name.casefold() in deities for name in names)


def _is_form_of_address(entity: Entity) -> bool:
    """ "sir", "young man", "my dear", but not "my mother", of whom one also speaks."""
    *before, last = entity.name.casefold().replace("’", "'").split()
    address = vocative_words()
    if entity.named or last not in address.gender or not address.before.issuperset(before):
        return False
    return "my" not in before or address.gender[last] is None


def _character(
    name: str,
    entity: Entity,
    lines: int,
    start: int,
) -> Character:
    return Character(
        id=name,
        name=entity.name,
        aliases=_aliases(entity),
        pronouns=entity.pronouns or (PRONOUNS[entity.gender] if entity.gender else None),
        mentions=len(entity.mentions),
        lines=lines,
        narrates=entity.narrates,
        group=entity.group,
        start=start,
    )


def _aliases(entity: Entity) -> tuple[Alias, ...]:
    aliases = (Alias(text, start, count) for text, start, count in entity.aliases)
    return tuple(sorted(aliases, key=lambda alias: (alias.start, alias.text)))
