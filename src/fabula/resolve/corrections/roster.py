"""Who people spoke of: the characters of a cast and of corrections, and their mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fabula.resolve.address import is_vocative_noun
from fabula.resolve.corrections.pins import PinnedPerson, Pins
from fabula.resolve.names import parse_name
from fabula.resolve.names.form import clean, plain
from fabula.resolve.views import pronoun_class
from fabula.schema.corrections import Who
from fabula.schema.spans import Coreference, EntityType, Gender, Mention
from fabula.schema.story import Span

_GENDERS: dict[str, Gender] = {"he": "he", "she": "she", "they": "they", "it": "it"}


@dataclass(slots=True)
class Person:
    """Somebody spoken of in a correction; None where that left something open.

    ``names`` are what he may be called by, the first of them what the reading calls him if
    he is ``named``; ``name`` is what people call him. ``mentions`` are his mentions as the
    reading found them, as corrected so far. ``narrates`` are offsets of an "I" of the
    narration that is he, ``everywhere`` that he tells what nobody else tells. ``became`` is
    whom he was merged with.
    """

    names: list[str] = field(default_factory=list)
    named: bool = False
    name: str | None = None
    pronouns: str | None = None
    group: bool | None = None
    type: EntityType | None = None
    nobody: bool = False
    mentions: set[int] = field(default_factory=set)
    narrates: list[int] = field(default_factory=list)
    everywhere: bool = False
    became: Person | None = None

    def now(self) -> Person:
        """Himself, or whom he was found to be one with."""
        return self if self.became is None else self.became.now()

    @property
    def gender(self) -> Gender | None:
        """The gender his pronouns tell."""
        return _GENDERS.get((self.pronouns or "").partition("/")[0].strip().casefold())

    def take(self, other: Person) -> None:
        """Become one with ``other``; what was decided about this one goes first."""
        self.names += other.names
        self.mentions |= other.mentions
        self.narrates += other.narrates
        self.everywhere = self.everywhere or other.everywhere
        self.name = self.name or other.name
        self.pronouns = self.pronouns or other.pronouns
        self.group = other.group if self.group is None else self.group
        self.type = self.type or other.type


class Roster:
    """The persons, found by name or mention among the entities of an uncorrected reading.

    ``of_entity`` are those who were entities of that reading; ``ambiguous`` are mentions
    that may be one of several; ``forms`` those that count as names because people said so.
    """

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        inside: Sequence[int | None],
        coref: Coreference,
    ) -> None:
        """inside[i] is the innermost quotation of speech around mention i."""
        self.persons: list[Person] = []
        self.forms: dict[int, str] = {}
        self.ambiguous: dict[int, tuple[Person, ...]] = {}
        self.of_entity: dict[int, Person] = {}
        self.text, self.mentions, self._inside, self.coref = text, mentions, inside, coref
        self._at = {(m.start, m.end): number for number, m in enumerate(mentions)}
        self._holder: dict[int, Person] = {}
        self._bearers = self._index_names()

    # -------------------------------------------------------------- finding

    def find(self, who: Who) -> Person:
        """The character a correction speaks of. LookupError says why there is none."""
        found = self._look_up(who)
        if found is None:
            raise LookupError(f"nobody here is called {who.name}")
        return found

    def find_or_add(self, who: Who) -> Person:
        """The same, but a name nobody bears yet is that of somebody new."""
        found = self._look_up(who)
        if found is None:
            found = self.add(who.name)
        return found

    def add(self, name: str) -> Person:
        """Somebody new."""
        person = Person(names=[name], name=name)
        self.persons.append(person)
        return person

    def _look_up(self, who: Who) -> Person | None:
        """By name where one bears it, else whoever is pointed at."""
        wanted = plain(who.name)
        spoken_of = [p for p in self.persons if wanted in map(plain, p.names)]
        others = [n for n in self._bearers[True].get(wanted, ()) if n not in self.of_entity]
        if len(spoken_of) + len(others) == 1:
            return spoken_of[0] if spoken_of else self.person_of(others[0])
        at = None if who.at is None else self.mention_at(who.at.span)
        if at is not None:
            return self._holding(at)
        # a full name goes before an alias, and what people said before what was read
        mainly = [p for p in spoken_of if plain(p.name or p.names[0]) == wanted]
        if mainly or spoken_of:
            return (mainly or spoken_of)[-1]
        others = others or [n for n in self.unnamed(who.name) if n not in self.of_entity]
        if len(others) > 1:
            raise LookupError(f"{len(others)} characters are called {who.name}: point at one")
        return self.person_of(others[0]) if others else None

    def mention_at(self, span: Span) -> int | None:
        """The mention that stands at ``span``."""
        return self._at.get(span)

    def _holding(self, number: int) -> Person | None:
        """Whoever has this mention; an "I" of the narration is whoever tells it there."""
        if self.tells(number):
            return self.narrator_at(self.mentions[number].start, number)
        if number in self._holder:
            return self._holder[number]
        entity = self.coref.entity_of[number]
        return None if entity is None else self.person_of(entity)

    def is_first(self, number: int) -> bool:
        """Whether the mention is an "I"."""
        return pronoun_class(self.text, self.mentions[number]) == "i"

    def tells(self, number: int) -> bool:
        """Whether the mention is an "I" of the narration."""
        return self.is_first(number) and self._inside[number] is None

    def narrator_at(self, offset: int, number: int) -> Person:
        """Whoever says "I" in the narration there, as somebody of his own until named."""
        for person in self.persons:
            if offset in person.narrates:
                return person
        person = Person(mentions={number}, narrates=[offset])
        self._holder[number] = person
        self.persons.append(person)
        return person

    def person_of(self, entity: int) -> Person:
        """The entity as somebody spoken of, with all its mentions nobody else was given."""
        if entity not in self.of_entity:
            record = self.coref.entities[entity]
            first = next(filter(self.tells, record.mentions), None)
            if record.narrates and not record.named and first is not None:
                return self.narrator_at(self.mentions[first].start, first)
            names = [record.name, *(alias for alias, _, _ in record.aliases)]
            person = Person(names=names, named=record.named)
            self.of_entity[entity] = person
            self.persons.append(person)
            self.give(person, (m for m in record.mentions if m not in self._holder))
        return self.of_entity[entity]

    def unnamed(self, name: str) -> list[int]:
        """The entities without a name that are described so."""
        return self._bearers[False].get(plain(name), [])

    def _index_names(self) -> dict[bool, dict[str, list[int]]]:
        """Entities by name and alias, people before places; named and unnamed apart."""
        found: dict[bool, dict[str, list[int]]] = {
            True: defaultdict(list),
            False: defaultdict(list),
        }
        order = sorted(enumerate(self.coref.entities), key=lambda pair: pair[1].type != "PER")
        for number, entity in order:
            if entity.mentions:
                for name in {entity.name, *(alias for alias, _, _ in entity.aliases)}:
                    found[entity.named][plain(name)].append(number)
        return found

    # -------------------------------------------------------------- changing

    def give(self, person: Person, mentions: Iterable[int]) -> None:
        """Make these mentions this person's and nobody else's."""
        for number in mentions:
            holder = self._holder.get(number)
            if holder is not None:
                holder.mentions.discard(number)
            self._holder[number] = person
            self.ambiguous.pop(number, None)
            person.mentions.add(number)

    def merge(self, person: Person, other: Person) -> None:
        """Two are one."""
        if other is person:
            return
        self.give(person, sorted(other.mentions))
        person.take(other)
        other.became = person
        self.persons.remove(other)
        self.of_entity = {e: person if p is other else p for e, p in self.of_entity.items()}

    def called(self, form: str, among: Iterable[int] | None = None, since: int = 0) -> list[int]:
        """The mentions of this form, from an offset on."""
        wanted = keys_of(form, proper=True)
        numbers = range(len(self.mentions)) if among is None else sorted(among)
        return [
            n
            for n in numbers
            if self.mentions[n].start >= since and not wanted.isdisjoint(self.keys(n))
        ]

    def name_forms(self, mentions: Iterable[int]) -> None:
        """Let these mentions count as names, whatever their kind."""
        for number in mentions:
            mention = self.mentions[number]
            self.forms[number] = clean(self.text[mention.start : mention.end])

    def keys(self, number: int) -> frozenset[str]:
        """What a mention may be known by; nothing for a pronoun."""
        mention = self.mentions[number]
        if mention.kind == "PRON":
            return frozenset()
        return keys_of(self.text[mention.start : mention.end], proper=mention.kind == "PROP")

    # -------------------------------------------------------------- constraints

    def pins(self) -> Pins:
        """What coreference must heed."""
        bearers: dict[int, tuple[int, ...]] = {}
        silent: set[int] = set()
        for position, person in enumerate(self.persons):
            told = self._told(person)
            if person.nobody:
                silent |= told
            else:
                bearers |= dict.fromkeys(told, (position,))
        place = {id(person): n for n, person in enumerate(self.persons)}
        for number, members in self.ambiguous.items():
            bearers[number] = tuple(dict.fromkeys(place[id(p.now())] for p in members))
        persons = tuple(PinnedPerson(p.type, p.gender, p.group) for p in self.persons)
        return Pins(persons, dict(sorted(bearers.items())), self.forms, frozenset(silent))

    def _told(self, person: Person) -> set[int]:
        """The mentions that hold a person fast: names and descriptions, and what was pointed
        at; pronouns are found again, unless there is nothing else."""
        held = {n for n in person.mentions if n in self.forms or not self._follows(n)}
        firm = {n for n in held if n in self.forms or self.mentions[n].kind != "PRON"}
        return firm or held

    def _follows(self, number: int) -> bool:
        """Whether the mention is whoever speaks, is spoken to or narrates there."""
        mention, quoted = self.mentions[number], self._inside[number] is not None
        pronoun = pronoun_class(self.text, mention)
        addressed = pronoun == "you" or is_vocative_noun(self.text, mention)
        return pronoun == "i" or (quoted and addressed)

    def pointed_at(self, number: int) -> None:
        """Hold a mention fast, pronoun or not."""
        self.forms.setdefault(number, "")

    def tokens(self) -> Iterator[tuple[Person, int | None]]:
        """Each person with the mention to know him by, None for somebody never mentioned."""
        for person in self.persons:
            yield person, min(self._told(person) or person.mentions, default=None)

    def is_held(self, person: Person) -> bool:
        """Whether corrections tell more of him than that he narrates."""
        return bool(self._told(person))


def keys_of(form: str, proper: bool) -> frozenset[str]:
    """What makes two forms the same: the words, and for a name its parsed key."""
    keys = {plain(form)}
    if proper and any(word[0].isupper() for word in form.split()):
        keys.add(parse_name(form).key)
    return frozenset(key for key in keys if key)
