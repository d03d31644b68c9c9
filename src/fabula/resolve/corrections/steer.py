"""Corrections as constraints on resolution: who is who, who narrates, who speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.resolve.corrections.pins import Pins
from fabula.resolve.corrections.quoted import quotation_at
from fabula.resolve.corrections.roster import Person, Roster
from fabula.resolve.corrections.seats import seat
from fabula.resolve.views import innermost
from fabula.schema import corrections as c
from fabula.schema.spans import Attribution, Coreference, Entity, Mention, Quotation
from fabula.schema.story import Span, Story

Numbers = tuple[int | None, ...]
"""The entity number of each person of the roster, in its order."""


@dataclass(slots=True)
class Line:
    """What people said of one quotation; None where they left it open."""

    by: Person | None = None
    to: tuple[Person, ...] | None = None


class Steering:
    """Placed corrections, understood against an uncorrected reading of the same mentions."""

    def __init__(
        self,
        story: Story,
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
        coref: Coreference,
        corrections: c.Corrections,
    ) -> None:
        self._story, self._quotations = story, quotations
        self._inside = innermost([(m.start, m.end) for m in mentions], quotations)
        self._roster = Roster(story.text, mentions, self._inside, coref)
        self._lines: dict[Span, Line] = {}
        self.unheeded: list[c.Unheeded] = []
        for number in seat(self._roster, corrections.cast):
            why = f"nobody here is called {corrections.cast[number].name}"
            self.unheeded.append(c.Unheeded(len(corrections.entries) + number, why))
        for number, entry in enumerate(corrections.entries):
            try:
                self._heed(entry)
            except LookupError as error:
                self.unheeded.append(c.Unheeded(number, str(error)))
        self.pins: Pins = self._roster.pins()
        self._tokens = tuple(self._roster.tokens())

    # -------------------------------------------------------------- understanding

    def _heed(self, entry: c.Correction | None) -> None:
        """Take one correction in. LookupError says why it does not apply."""
        match entry:
            case c.Rename() | c.NotPerson() | c.Pronouns() | c.Group():
                self._describe(entry, self._roster.find(entry.character))
            case c.Merge():
                self._merge(entry)
            case c.Split():
                self._split(entry)
            case c.AliasFrom():
                self._alias(entry)
            case c.Said():
                self._said(entry)
            case c.Is():
                self._is(entry)
            case c.NotSpeech():
                marked = [q for q in self._quotations if q.marks != "none"]
                quotation_at(marked, entry.quote.span)
            case c.SceneStart() | c.PlaceIs():
                self._in_story(entry.at.span[0])

    def _describe(
        self, entry: c.Rename | c.NotPerson | c.Pronouns | c.Group, person: Person
    ) -> None:
        match entry:
            case c.Rename():
                self._rename(person, entry.name)
            case c.NotPerson():
                person.nobody, person.type = entry.type is None, entry.type
            case c.Pronouns():
                person.pronouns = entry.pronouns
            case c.Group():
                person.group = entry.group

    def _merge(self, entry: c.Merge) -> None:
        first, *others = [self._roster.find(who) for who in entry.characters]
        for other in others:
            self._roster.merge(first, other)
        if entry.name:
            first.name = entry.name
            first.names.append(entry.name)

    def _split(self, entry: c.Split) -> None:
        roster = self._roster
        owner = roster.find(entry.character)
        numbers = [n for form in entry.forms for n in roster.called(form, owner.mentions)]
        for anchor in entry.mentions:
            number = roster.mention_at(anchor.span)
            if number is not None:
                roster.pointed_at(number)
                numbers.append(number)
        if not numbers:
            raise LookupError(f"no such mention of {entry.character.name}")
        person = roster.find_or_add(c.Who(entry.name))
        if person is owner:
            person = roster.add(entry.name)
        roster.give(person, numbers)
        owner.names = [n for n in owner.names if n not in (*entry.forms, entry.name)]

    def _rename(self, person: Person, name: str) -> None:
        """A nameless narrator who is given a name is whoever bears it."""
        if person.narrates and not person.names:
            for number in person.mentions:
                self._roster.pointed_at(number)
            self._roster.merge(self._roster.find_or_add(c.Who(name)), person)
            return
        person.name = name
        person.names.append(name)

    def _alias(self, entry: c.AliasFrom) -> None:
        person = self._roster.find(entry.character)
        since = 0 if entry.start is None else entry.start.position or 0
        numbers = self._roster.called(entry.alias, since=since)
        if not numbers:
            raise LookupError(f"{entry.alias} is not said after that place")
        self._roster.give(person, numbers)
        self._roster.name_forms(numbers)
        if person.named and person.name is None:
            person.name = person.names[0]
        person.names.append(entry.alias)

    def _said(self, entry: c.Said) -> None:
        line = self._line(quotation_at(self._quotations, entry.quote.span))
        if entry.by is not None:
            line.by = self._roster.find_or_add(entry.by)
        if entry.to is not None:
            line.to = tuple(self._roster.find_or_add(who) for who in entry.to)

    def _is(self, entry: c.Is) -> None:
        roster = self._roster
        number = roster.mention_at(entry.mention.span)
        if number is None:
            raise LookupError("no word or name of the story stands there")
        person = roster.find_or_add(entry.character)
        quotation = self._inside[number]
        if roster.tells(number):
            roster.pointed_at(number)
            roster.merge(person, roster.narrator_at(entry.mention.span[0], number))
        elif quotation is not None and roster.is_first(number):
            self._line(quotation).by = person
        else:
            roster.pointed_at(number)
            roster.give(person, [number])

    def _line(self, quotation: int) -> Line:
        """What is said of a quotation, by its first piece: its number may change."""
        return self._lines.setdefault(self._quotations[quotation].spans[0], Line())

    def _in_story(self, offset: int) -> None:
        if not any(p.start <= offset < p.end for p in self._story.paragraphs if p.kind == "text"):
            raise LookupError("that place is not in the story itself")

    # -------------------------------------------------------------- deciding

    def describe(self, coref: Coreference) -> Coreference:
        """The entities with the names, pronouns and number people gave them."""
        entities = list(coref.entities)
        for person, number in zip(self._roster.persons, self.numbers(coref), strict=True):
            if number is not None:
                entities[number] = _described(entities[number], person)
        return replace(coref, entities=tuple(entities))

    def complete(self, coref: Coreference) -> tuple[Coreference, Numbers]:
        """The same with those who speak or hear and are never mentioned; everybody's number."""
        coref = self.describe(coref)
        numbers = list(self.numbers(coref))
        heard = {
            id(person.now())
            for line in self._lines.values()
            for person in (line.by, *(line.to or ()))
            if person is not None
        }
        entities = list(coref.entities)
        for place, person in enumerate(self._roster.persons):
            if numbers[place] is None and id(person) in heard:
                numbers[place] = len(entities)
                entities.append(_described(Entity("PER", person.names[0], True, ()), person))
        return replace(coref, entities=tuple(entities)), tuple(numbers)

    def numbers(self, coref: Coreference) -> Numbers:
        """The entity number of each person, None for those never mentioned."""
        return tuple(
            None if token is None or person.nobody else coref.entity_of[token]
            for person, token in self._tokens
        )

    def tellers(self, coref: Coreference) -> tuple[tuple[int | None, int], ...]:
        """(offset of an "I" of the narration, or None for all that is left; who tells it)."""
        found: list[tuple[int | None, int]] = []
        for person, number in zip(self._roster.persons, self.numbers(coref), strict=True):
            if number is not None and self._roster.is_held(person):
                found += [(offset, number) for offset in person.narrates]
                found += [(None, number)] if person.everywhere else []
        return tuple(found)

    def speakers(self, quotations: Sequence[Quotation], numbers: Numbers) -> Mapping[int, int]:
        """By quotation, the speaker people named."""
        lines = ((q, self._lines.get(quotation.spans[0])) for q, quotation in enumerate(quotations))
        named = {q: self._number(line.by, numbers) for q, line in lines if line is not None}
        return {q: number for q, number in named.items() if number is not None}

    def attributions(
        self,
        quotations: Sequence[Quotation],
        attributions: Sequence[Attribution],
        numbers: Numbers,
    ) -> tuple[Attribution, ...]:
        """The attributions with what people said of each quotation itself, as certain."""
        lines = (self._lines.get(quotations[a.quotation].spans[0]) for a in attributions)
        return tuple(
            found if line is None else self._said_so(found, line, numbers)
            for found, line in zip(attributions, lines, strict=True)
        )

    def _said_so(self, found: Attribution, line: Line, numbers: Numbers) -> Attribution:
        speaker = self._number(line.by, numbers)
        if speaker is not None:
            found = replace(
                found,
                cue=found.cue if found.speaker == speaker else None,
                evidence=found.evidence if found.speaker == speaker else (),
                speaker=speaker,
                addressees=tuple(n for n in found.addressees if n != speaker),
                confidence=1.0,
                reason="correction",
                candidates=((speaker, 1.0),),
            )
        if line.to is not None:
            to = (self._number(person, numbers) for person in line.to)
            found = replace(found, addressees=tuple(n for n in to if n is not None))
        return found

    def _number(self, person: Person | None, numbers: Numbers) -> int | None:
        wanted = None if person is None else person.now()
        places = (n for n, p in enumerate(self._roster.persons) if p is wanted)
        place = next(places, None)
        return None if place is None else numbers[place]


def unsteered(story: Story) -> Steering:
    """No corrections at all: every step is taken as the reading takes it."""
    return Steering(story, (), (), Coreference((), (), ()), c.NO_CORRECTIONS)


def _described(entity: Entity, person: Person) -> Entity:
    named = person.name is not None
    return replace(
        entity,
        type=person.type or entity.type,
        name=person.name or entity.name,
        named=entity.named or named,
        gender=person.gender if person.pronouns else entity.gender,
        pronouns=person.pronouns or entity.pronouns,
        group=entity.group if person.group is None else person.group,
    )
