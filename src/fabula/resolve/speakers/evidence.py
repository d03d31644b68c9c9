"""Clues: everything that speaks for or against somebody being the speaker of a turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from fabula.resolve.speakers.page import LABELLED, Page
from fabula.resolve.speakers.settings import NEAR_TOKENS
from fabula.resolve.speakers.subjects import Person, subject_of_sentence
from fabula.resolve.speakers.tags import Tag
from fabula.resolve.speakers.turns import Turn
from fabula.resolve.speakers.vocatives import Address, read_address
from fabula.schema.spans import Gender, Quotation
from fabula.schema.story import Span

_NO_CALLING = ("anybody", "relative", "passing")
OTHER = -1  # stands for a speaker who is none of the candidates


@dataclass(frozen=True, slots=True)
class Clue:
    """A feature of ``settings.UNARY`` with its value for one entity (or ``OTHER``)."""

    feature: str
    entity: int
    value: float
    span: Span | None = None


@dataclass(slots=True)
class Evidence:
    """The clues of one turn, with what it tells its neighbours.

    ``clashes`` hold a feature, a gender and a value: each candidate of another gender
    gets the feature. ``present`` are persons in the narration around, for addressees;
    ``asks`` and ``answer`` as in ``Address``.
    """

    clues: list[Clue] = field(default_factory=list)
    clashes: list[tuple[str, Gender, float]] = field(default_factory=list)
    called: list[Person] = field(default_factory=list)
    hearers: list[Person] = field(default_factory=list)
    genders: list[Gender] = field(default_factory=list)
    present: list[int] = field(default_factory=list)
    asks: bool = False
    answer: Person | None = None

    def add(self, feature: str, entity: int, value: float, span: Span | None = None) -> None:
        """Notes a clue."""
        self.clues.append(Clue(feature, entity, value, span))


class Narrators:
    """Who says "I" in the narration at an offset."""

    def __init__(self, spans: tuple[tuple[int, int, int], ...]) -> None:
        self._spans = spans
        self._at = 0

    def at(self, offset: int) -> int | None:
        """The narrator; offsets must not decrease by more than a turn between calls."""
        while self._at > 0 and self._spans[self._at][0] > offset:
            self._at -= 1
        while self._at + 1 < len(self._spans) and self._spans[self._at + 1][0] <= offset:
            self._at += 1
        if self._spans and self._spans[self._at][0] <= offset < self._spans[self._at][1]:
            return self._spans[self._at][2]
        return None


def read_turn(
    page: Page,
    turn: Turn,
    quotations: tuple[Quotation, ...],
    tags: Mapping[int, Tag],
    narrators: Narrators,
) -> Evidence:
    """The clues of a turn and of the paragraph it stands in."""
    evidence = Evidence()
    narrator = narrators.at(quotations[turn.quotations[0]].spans[0][0])
    for index in turn.quotations:
        address = read_address(page, quotations[index])
        evidence.asks = address.asks
        if index == turn.quotations[0]:
            evidence.answer = address.answer
        _note_address(evidence, address)
        tag = tags.get(index)
        if tag is not None and quotations[index].marks in LABELLED:
            entity = OTHER if tag.speaker.entity is None else tag.speaker.entity
            evidence.add("script", entity, 1.0, tag.speaker.span)
        elif tag is not None:
            _note_tag(page, evidence, tag, narrator)
    _note_beats(page, turn, quotations, evidence, narrator)
    return evidence


def _note_address(evidence: Evidence, address: Address) -> None:
    for person in address.called:
        if person.entity is not None:
            evidence.add("vocative", person.entity, 1.0, person.span)
    for person in address.presented:
        if person.entity is not None:
            evidence.add("presented", person.entity, 1.0, person.span)
    for entity in sorted(address.topics):
        evidence.add("topic", entity, 1.0)
    evidence.called.extend(address.called)
    evidence.genders.extend(gender for gender, _ in address.genders)


def _note_tag(page: Page, evidence: Evidence, tag: Tag, narrator: int | None) -> None:
    for hearer in tag.hearers:
        evidence.hearers.append(hearer)
        if hearer.entity is not None:
            evidence.add("hearer", hearer.entity, 1.0, hearer.span)
    speaker = tag.speaker
    if speaker.gender is not None:
        evidence.clashes.append(("clash", speaker.gender, tag.sure))
    if narrator is not None and speaker.third:
        evidence.add("clash", narrator, tag.sure)
    if speaker.kind == "PRON":
        _note_pronoun(page, evidence, speaker, tag.sure, narrator)
    elif speaker.entity is None:
        evidence.add("tag-unseen", OTHER, tag.sure, speaker.span)
    elif speaker.kind == "PROP":
        evidence.add("tag-name", speaker.entity, tag.sure, speaker.span)
    else:
        evidence.add(_described_as(page, speaker), speaker.entity, tag.sure, speaker.span)


def _described_as(page: Page, speaker: Person) -> str:
    """The feature of a tag with a description, by what it tells of who is meant."""
    assert speaker.entity is not None
    if page.coref.entities[speaker.entity].named or _introduced(page, speaker):
        return "tag-nominal"
    row = page.row_at(speaker.span[0])
    index = page.at.get(row)
    head = page.row_at(speaker.span[1] - 1) if index is None else page.head_row(index)
    one = page.syntax.xpos[head] == "NN" or not page.parsed
    calling = page.words[row] == "the" and one
    calling = calling and not any(page.is_a(head, kind) for kind in _NO_CALLING)
    return "tag-calling" if calling else "tag-epithet"


def _introduced(page: Page, speaker: Person) -> bool:
    """Whether somebody is new here and so nobody we know: "a thin, elderly gentleman"."""
    return page.is_a(page.row_at(speaker.span[0]), "indefinite")


def _note_pronoun(
    page: Page, evidence: Evidence, speaker: Person, sure: float, narrator: int | None
) -> None:
    first = speaker.first
    entity = speaker.entity if speaker.entity is not None or not first else narrator
    if entity is None:
        return
    if first:
        evidence.add("tag-first", entity, sure, speaker.span)
        return
    mention = page.pronouns.get(page.row_at(speaker.span[0]), -1)
    for other, share in page.coref.alternatives.get(mention, ()):
        evidence.add("tag-pronoun", other, sure * share, speaker.span)
    if mention not in page.coref.alternatives:
        evidence.add("tag-pronoun", entity, sure * speaker.confidence, speaker.span)


def _note_beats(
    page: Page,
    turn: Turn,
    quotations: tuple[Quotation, ...],
    evidence: Evidence,
    narrator: int | None,
) -> None:
    """Subjects of the sentences around the turn, and anybody else in its paragraph."""
    row, _ = page.rows(quotations[turn.quotations[0]].spans[0])
    if row < len(page.words):
        lo, hi = page.narration_before(row, NEAR_TOKENS)
        if lo < hi:
            last = page.last_sentence(lo, hi)
            subject = subject_of_sentence(page, last, hi)
            intro = page.words[hi - 1] in (":", ",", "--", "—")
            _note_beat(evidence, "intro" if intro else "beat-before", subject, narrator)
            _note_near(page, lo, hi, evidence)
        else:
            _note_lead(page, row, evidence, narrator)
    for lo, hi in _between_pieces(page, turn, quotations, evidence):
        subject = subject_of_sentence(page, lo, page.first_sentence(lo, hi))
        _note_beat(evidence, "beat-within", subject, narrator)
        if subject is not None and subject.entity is not None:
            evidence.present.append(subject.entity)
    _, row = page.rows(quotations[turn.quotations[-1]].spans[-1])
    if 0 < row < len(page.words):
        lo, hi = page.narration_after(row, NEAR_TOKENS)
        if lo < hi:
            subject = subject_of_sentence(page, lo, page.first_sentence(lo, hi))
            _note_beat(evidence, "beat-after", subject, narrator)
            _note_near(page, lo, hi, evidence)
        elif page.owner[row] < 0:
            _note_trail(page, row, evidence)


def _between_pieces(
    page: Page, turn: Turn, quotations: tuple[Quotation, ...], evidence: Evidence
) -> Iterator[Span]:
    """Rows between two pieces of a turn where no tag stands: "Stop." Ann rose. "Now." """
    tagged = [clue.span[0] for clue in evidence.clues if clue.span and "tag-" in clue.feature]
    spans = [span for index in turn.quotations for span in quotations[index].spans]
    for (_, end), (start, _) in pairwise(spans):
        lo, hi = page.rows((end, start))
        one_paragraph = lo < hi and page.paragraph[lo] == page.paragraph[hi - 1]
        if one_paragraph and not any(end <= at < start for at in tagged):
            yield lo, hi


def _note_beat(
    evidence: Evidence, feature: str, subject: Person | None, narrator: int | None
) -> None:
    if subject is None:
        return
    if subject.kind == "PRON" and feature != "intro":
        feature += "-pronoun"
    if subject.gender is not None:
        evidence.clashes.append(("beat-clash", subject.gender, 1.0))
    if narrator is not None and subject.third:
        evidence.add("beat-clash", narrator, 1.0)
    entity = subject.entity
    if entity is None and subject.first:
        entity = narrator
    if entity is not None:
        evidence.add(feature, entity, subject.confidence or 1.0, subject.span)


def _note_near(page: Page, lo: int, hi: int, evidence: Evidence) -> None:
    for row in range(lo, hi):
        index = page.at.get(row)
        entity = None if index is None else page.entity(index)
        if entity is not None and entity not in evidence.present:
            evidence.present.append(entity)
            evidence.add("near", entity, 1.0)


def _note_lead(page: Page, row: int, evidence: Evidence, narrator: int | None) -> None:
    """The last sentence of the paragraph before, if that is narration."""
    if row == 0 or page.owner[row - 1] >= 0:
        return
    lo, hi = page.narration_before_end(row)
    last = page.last_sentence(lo, hi)
    subject = subject_of_sentence(page, last, hi)
    feature = "intro" if page.words[hi - 1] == ":" else "lead"
    if subject is not None:
        entity = narrator if subject.entity is None and subject.first else subject.entity
        if entity is not None:
            evidence.add(feature, entity, 1.0, subject.span)


def _note_trail(page: Page, row: int, evidence: Evidence) -> None:
    """The first sentence of the narration paragraph after."""
    _, hi = page.narration_after(row + 1, NEAR_TOKENS)
    subject = subject_of_sentence(page, row, page.first_sentence(row, hi))
    if subject is not None and subject.entity is not None:
        evidence.add("trail", subject.entity, 1.0, subject.span)


def note_neighbours(turns: tuple[Turn, ...], evidence: list[Evidence]) -> None:
    """What a turn says about the speakers of the turns before and after it."""
    for at in range(1, len(turns)):
        if turns[at].opens:
            continue
        before, after = evidence[at - 1], evidence[at]
        if before.asks:
            _note_answer(after)
        before.clues.extend(_each("called-after", after.called))
        after.clues.extend(_each("called-before", before.called))
        after.clues.extend(_each("heard-before", before.hearers))
        after.clashes.extend(("address-clash", gender, 1.0) for gender in before.genders)


def _note_answer(evidence: Evidence) -> None:
    """Who is asked for his name, and begins with one, is called so himself."""
    person = evidence.answer
    if person is None or person.entity is None:
        return
    evidence.clues = [
        clue
        for clue in evidence.clues
        if clue.entity != person.entity or clue.feature not in ("vocative", "topic")
    ]
    evidence.called = [p for p in evidence.called if p.entity != person.entity]
    evidence.add("presented", person.entity, 1.0, person.span)


def _each(feature: str, people: list[Person]) -> list[Clue]:
    return [Clue(feature, p.entity, 1.0, p.span) for p in people if p.entity is not None]
