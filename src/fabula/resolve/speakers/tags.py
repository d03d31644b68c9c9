"""Tags: the clause of the narration that says who speaks a quotation (``said Ann``)."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.resolve.speakers.page import LIGHT_MARKS, SENTENCE_END, Page
from fabula.resolve.speakers.subjects import (
    Person,
    is_overheard,
    person_at,
    person_of,
    skip_marks,
    subject_before,
    unseen_person,
)
from fabula.schema.story import Span

_AFTER_REACH = 40  # tokens of a tag after a quotation
_BEFORE_REACH = 70  # tokens of the sentence that leads to a quotation
_VERB_REACH = 16  # tokens from subject to verb, relative clause between
_LAST_VERB = 25  # tokens from the verb to the quotation it introduces
_NOUN_REACH = 12  # tokens from the owner of a reply to the quotation it introduces
_COPULAS = frozenset({"was", "is", "came", "were", "comes"})
_ENDED = 6  # the same after a full stop: "Ann thus began."


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: its speaker, its hearers, and how sure it is that this tags the quotation.

    ``sure`` is 1 for a listed verb in tag position, less for an unknown verb or a
    sentence that only follows.
    """

    speaker: Person
    hearers: tuple[Person, ...]
    span: Span
    sure: float


def runs_on(page: Page, span: Span) -> bool:
    """Whether the sentence of a quoted piece goes on after it: it ends in no full stop."""
    text = page.story.text[max(span[0], span[1] - 8) : span[1]].rstrip("\"'”’»«“‘_*)]」』 \n")
    return not text.endswith((".", "…")) or text.endswith("...")


def tag_after(page: Page, row: int, piece: Span, level: int = -1) -> Tag | None:
    """The tag in the narration that begins at ``row``, right after a quoted piece."""
    lo, limit = page.narration_after(row, _AFTER_REACH, level)
    hi = page.first_sentence(lo, limit)
    lo = skip_marks(page, lo, hi)
    if lo >= hi:
        return None
    on = runs_on(page, piece)
    lead = _skip_adverbs(page, lo, hi)
    if lead < hi and page.tags_speech(lead, hi) and not page.words[lead].endswith("ing"):
        return _inverted(page, lead, hi, 1.0)
    if lead < hi and page.words[lead] in _COPULAS:
        return speech_noun_tag(page, lead + 1, hi, lead + 1)
    person = person_at(page, lo, hi)
    if person is not None:
        return _subject_first(page, lo, hi, person, on)
    if on and _looks_like_verb(page, lead, hi):
        return _inverted(page, lead, hi, 0.6)
    return _unseen_subject(page, lo, hi) if on else None


def _skip_adverbs(page: Page, row: int, hi: int) -> int:
    end = min(hi, row + 4)
    while row < end and (page.is_adverb(row) or page.words[row] in ("and", "but", ",")):
        row += 1
    return row


def _looks_like_verb(page: Page, row: int, hi: int) -> bool:
    if row >= hi or not page.cased[row].islower():
        return False
    word = page.words[row]
    if page.parsed:
        return page.syntax.upos[row] == "VERB" and not word.endswith("ing")
    return word.endswith("ed")


def _inverted(page: Page, verb: int, hi: int, sure: float) -> Tag | None:
    """``said Ann``, ``put in the old man of the house``, ``replied, with a sigh, Bo``."""
    row = verb + 1
    end = min(hi, verb + 5)
    while row < end and (page.is_adverb(row) or page.is_a(row, "particle")):
        row += 1
    if page.words[row : row + 3] == ["the", "voice", "of"]:
        row = min(row + 3, hi)
    person = person_at(page, row, hi)
    if person is None and page.words[verb] not in page.lexicon.hearer:
        owned = speech_noun_tag(page, row, hi, row)  # cried Ann's voice
        if owned is not None:
            return owned
        person = unseen_person(page, row, hi)
    if person is None:
        return None
    after = page.row_at(person.span[1] - 1) + 1
    hearers = _hearers(page, verb, after, hi, False)
    return Tag(person, hearers, page.span(verb, after), sure)


def _subject_first(page: Page, lo: int, hi: int, person: Person, on: bool) -> Tag | None:
    """``Ann said``, ``Ann, who had been listening, said``, and with ``on`` ``Ann gloomed``."""
    start = page.row_at(person.span[0]) + 1
    for verb in range(start, min(hi, start + _VERB_REACH)):
        if not page.tags_speech(verb, hi) or (page.words[verb - 1] == "to" and not on):
            continue
        if page.words[verb].endswith("ing") and not _may_be_doing(page, verb):
            continue
        speaker = subject_before(page, lo, verb) or person
        hearers = _hearers(page, verb, verb + 1, hi, True)
        near = 1.0 if verb - start < 8 else 0.8
        span = page.span(lo, verb + 1)
        return Tag(speaker, hearers, span, near if on else 0.5 * near)
    if not on or not _comma_before(page, lo):
        return None
    return Tag(person, (), person.span, 0.6)


def _may_be_doing(page: Page, verb: int) -> bool:
    """``Ann was saying``, ``I heard Ann saying``."""
    index = page.ending.get(verb - 1)
    return page.is_a(verb - 1, "auxiliary") or (index is not None and is_overheard(page, index))


def _comma_before(page: Page, row: int) -> bool:
    """Whether the quotation before ``row`` ends in a comma or dash: what follows tags it."""
    text = page.story.text[max(0, page.starts[row] - 6) : page.starts[row]]
    return text.rstrip("\"'”’»“‘_*」』 \n").endswith((",", "-", "—", "–"))


def _unseen_subject(page: Page, lo: int, hi: int) -> Tag | None:
    """``the clerk said`` where no mention was found: the kind is known, the speaker not."""
    person = unseen_person(page, lo, hi)
    if person is None:
        return None
    for verb in range(lo + 1, min(hi, lo + 6)):
        if page.tags_speech(verb, hi):
            return Tag(person, (), page.span(lo, verb + 1), 0.8)
    return None


def speech_noun_tag(page: Page, first: int, hi: int, end: int) -> Tag | None:
    """``was Ann's first question``, ``her reply was``: an owner in [first, end], then the noun."""
    for row in range(first, min(end + 1, hi)):
        index = page.at.get(row)
        if index is None:
            continue
        owned = page.head_row(index) + 1
        possessive = owned < hi and page.words[owned] in ("'s", "'")
        if not possessive and not page.is_a(row, "possessive"):
            continue
        for noun in range(row + 1, min(hi, owned + 5)):
            if page.is_a(noun, "speech_noun"):
                return Tag(_owner(page, row, index), (), page.span(row, noun + 1), 0.9)
    return None


def _owner(page: Page, row: int, index: int) -> Person:
    """Whose reply it is: for "his reply" the pronoun inside the phrase, if that is a mention."""
    inner = page.pronouns.get(row)
    return person_of(page, index if inner is None else inner)


def _noun_before(page: Page, lo: int, hi: int) -> Tag | None:
    return speech_noun_tag(page, max(lo, hi - _NOUN_REACH), hi, hi)


def tag_before(page: Page, row: int, level: int = -1) -> Tag | None:
    """The tag in the narration that ends at ``row``, right before a quoted piece."""
    lo, hi = page.narration_before(row, _BEFORE_REACH, level)
    return introducing_tag(page, lo, hi)


def introducing_tag(page: Page, lo: int, hi: int, after_stop: int = _ENDED) -> Tag | None:
    """The tag in the last sentence of the narration [lo, hi) if that sentence leads on.

    Where it ends in a full stop, its verb must be among the last ``after_stop`` tokens.
    """
    if lo >= hi:
        return None
    ended = page.words[hi - 1] in SENTENCE_END
    sure, reach = (0.7, after_stop) if ended else (1.0, _LAST_VERB)
    begin, lo = lo, page.last_sentence(lo, hi)
    if ended and lo == begin > 0 and page.paragraph[lo - 1] == page.paragraph[lo]:
        return None  # the tag of the quotation before
    for verb in range(hi - 1, max(lo, hi - reach) - 1, -1):
        if not page.tags_speech(verb, hi):
            continue
        left = subject_before(page, lo, verb)
        if left is None or _just_inverted(page, lo, verb, hi):
            tag = _inverted(page, verb, hi, sure)
            if tag is not None:
                return tag
        if left is not None:
            hearers = _hearers(page, verb, verb + 1, hi, True)
            return Tag(left, hearers, page.span(verb, verb + 1), sure)
    return None if ended else _noun_before(page, lo, hi)


def _just_inverted(page: Page, lo: int, verb: int, hi: int) -> bool:
    """Whether the sentence opens with the verb (``Then said Ann:``) and a subject follows."""
    lead = _skip_adverbs(page, lo, verb + 1)
    return lead == verb and page.words[verb] not in page.lexicon.hearer and verb + 1 < hi


def _hearers(page: Page, verb: int, row: int, hi: int, objects: bool) -> tuple[Person, ...]:
    """Who is spoken to: ``said to Bo``, ``told Bo``, ``turning to Bo``; at most one phrase."""
    if objects and page.words[verb] in page.lexicon.hearer and row < hi:
        index = page.at.get(row)
        if index is not None:
            return (person_of(page, index),)
    for at in range(row, min(hi - 1, row + 8)):
        if page.words[at] in SENTENCE_END:
            break
        if page.words[at] in ("to", "toward", "towards", "unto") or page.words[at] == "addressing":
            index = page.at.get(at + 1)
            if index is not None and page.words[at + 1] not in LIGHT_MARKS:
                return (person_of(page, index),)
    return ()
