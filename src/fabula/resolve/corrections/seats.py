"""A cast known before the reading, given the mentions that are its members'."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from fabula.resolve.corrections.roster import Person, Roster, keys_of
from fabula.resolve.names import parse_name
from fabula.resolve.names.form import plain
from fabula.schema.corrections import CastMember

Seats = dict[int, list[int]]
"""Mention -> the members it may name, by position in the cast."""


def seat(roster: Roster, cast: Sequence[CastMember]) -> list[int]:
    """Give the members their mentions; the positions of those without any."""
    if not cast:
        return []
    persons = [_member(roster, member) for member in cast]
    matched = _match(roster, cast)
    roster.name_forms(matched)
    in_full = _named_in_full(roster, matched)
    for entity in range(len(roster.coref.entities)):
        _follow(roster, cast, entity, matched, in_full)
    for number, found in matched.items():
        if len(found) == 1:
            roster.give(persons[found[0]], [number])
        else:
            roster.ambiguous[number] = tuple(persons[position] for position in found)
    for person in persons:
        if not person.mentions:
            _describe(roster, person)
        if person.everywhere and not person.mentions:
            _narrate(roster, person)
    return [position for position, person in enumerate(persons) if not person.mentions]


def _member(roster: Roster, member: CastMember) -> Person:
    person = roster.add(member.name)
    person.names += member.aliases
    person.pronouns, person.type = member.pronouns, member.type
    person.group = member.group if member.type == "PER" else None
    person.everywhere = member.narrates
    return person


def _match(roster: Roster, cast: Sequence[CastMember]) -> Seats:
    """The mentions printed as one of the names: "the Captain", not "the captain"."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for position, member in enumerate(cast):
        forms = (member.name, *member.aliases)
        for key in {key for form in forms for key in keys_of(form, proper=True)}:
            bearers[key].append(position)
    matched: Seats = {}
    for number, mention in enumerate(roster.mentions):
        head = roster.text[mention.head[0] : mention.head[1]]
        if mention.kind == "PROP" or head[:1].isupper():
            found = {seat for key in roster.keys(number) for seat in bearers.get(key, ())}
            if found:
                matched[number] = sorted(found)
    return matched


def _named_in_full(roster: Roster, matched: Seats) -> dict[int, int]:
    """By member, the entity of the reading that mostly bears his first name and surname."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for number, seats in matched.items():
        entity = roster.coref.entity_of[number]
        if len(seats) == 1 and entity is not None and _is_full(roster, number):
            found[seats[0]][entity] += 1
    return {seat: counts.most_common(1)[0][0] for seat, counts in found.items()}


def _follow(
    roster: Roster,
    cast: Sequence[CastMember],
    number: int,
    matched: Seats,
    in_full: Mapping[int, int],
) -> None:
    """What the reading took for one with a member is his too, where it agrees on whom.

    The list gives "John" to John Beaver; but where the reading has it for John Andrew, and
    John Beaver for somebody else, it is John Andrew's: lists leave out what goes without
    saying.
    """
    entity = roster.coref.entities[number]
    known = [n for n in entity.mentions if len(matched.get(n, ())) == 1]
    if not known:
        return
    seats = Counter(matched[n][0] for n in known)
    usual, count = seats.most_common(1)[0]
    if cast[usual].type != entity.type and count < len(entity.mentions):
        return
    words = {seat: _words_of(cast[seat]) for seat in seats}
    fullest = Counter(matched[n][0] for n in known if _is_full(roster, n))
    owner = max(fullest, key=lambda seat: fullest[seat], default=usual)
    for n in entity.mentions:
        kind, form = roster.mentions[n].kind, _plain(roster, n)
        if n in matched:
            listed = matched[n][0]
            if form in words[owner] and in_full.get(listed, number) != number:
                matched[n] = [owner]
        elif kind == "PROP":
            alike = [seat for seat in seats if words[seat] & set(form.split())]
            matched[n] = [max(alike or [usual], key=lambda seat: seats[seat])]
        elif kind == "NOM" and len(seats) == 1:
            matched[n] = [usual]


def _words_of(member: CastMember) -> frozenset[str]:
    return frozenset(
        word for name in (member.name, *member.aliases) for word in plain(name).split()
    )


def _is_full(roster: Roster, number: int) -> bool:
    """Whether a mention is a first name and a surname."""
    mention = roster.mentions[number]
    return parse_name(roster.text[mention.start : mention.end]).surname is not None


def _plain(roster: Roster, number: int) -> str:
    mention = roster.mentions[number]
    return plain(roster.text[mention.start : mention.end])


def _describe(roster: Roster, person: Person) -> None:
    """A member nobody names is whom the reading found without a name, under these words.

    Of several "the driver" it is the one most spoken of; a description alone makes nobody
    one with anybody.
    """
    entities = roster.coref.entities
    found = {n for name in person.names for n in roster.unnamed(name)} - roster.of_entity.keys()
    if found:
        number = max(found, key=lambda n: (len(entities[n].mentions), -n))
        roster.of_entity[number] = person
        roster.give(person, entities[number].mentions)


def _narrate(roster: Roster, person: Person) -> None:
    """A narrator nobody names is the first "I" of the narration."""
    first = next(filter(roster.tells, range(len(roster.mentions))), None)
    if first is not None:
        roster.give(person, [first])
        roster.pointed_at(first)
