"""Vocatives and topics: whom the words inside a quotation address, and whom they speak of."""

from __future__ import annotations

from dataclasses import dataclass, field

from fabula.resolve.address import asks_name
from fabula.resolve.speakers.page import SENTENCE_END, Page
from fabula.resolve.speakers.subjects import Person, person_of
from fabula.resources.tags import vocative_words
from fabula.schema.spans import Gender, Quotation
from fabula.schema.story import Span

_OPENERS = frozenset("\"'“‘«„「『—–-([*_") | {"''", "``", "--", "”", "’"}
_CLOSERS = frozenset("\"'”’»“」』—–-)],;*_") | {"''", "--", ":"} | SENTENCE_END
_PAUSES = frozenset({",", ";", ":", "--", "—", "–", "-"}) | SENTENCE_END
_NAMING = frozenset({("my", "name", "is"), ("my", "name", "'s"), ("my", "name", "’s")})
_BEING = frozenset({("i", "am"), ("i", "'m"), ("i", "’m")})
_MAX_WORDS = 1500  # of one quotation; a longer one is a tale, not an address
_MAX_MENTIONS = 50  # of one entity that are looked at


@dataclass(slots=True)
class Address:
    """What a quotation's own words say about its speaker and addressee.

    ``called`` are addressed, ``genders`` with their spans are those of address words that
    name nobody ("sir"), ``topics`` are entities spoken of in the third person, ``presented``
    are those the speaker says to be: "My name is Ann", "I am Dr. Bell." ``asks`` is whether
    the name of the one addressed is asked for, ``answer`` the name that it begins with.
    """

    called: list[Person] = field(default_factory=list)
    genders: list[tuple[Gender, Span]] = field(default_factory=list)
    topics: set[int] = field(default_factory=set)
    presented: list[Person] = field(default_factory=list)
    asks: bool = False
    answer: Person | None = None


def read_address(page: Page, quotation: Quotation) -> Address:
    """Reads the pieces of one quotation."""
    found = Address()
    left = _MAX_WORDS
    for span in quotation.spans:
        lo, hi = page.rows(span)
        hi, left = min(hi, lo + left), max(0, left - (hi - lo))
        row = lo
        while row < hi:
            row = _read(page, row, lo, hi, found)
    for person in (*found.called, *found.presented):
        found.topics.discard(-1 if person.entity is None else person.entity)
    found.asks = asks_name(page.story.text, quotation.spans[-1])
    found.answer = _answer(page, quotation.spans[0])
    return found


def _answer(page: Page, span: Span) -> Person | None:
    """The name a quotation begins with, if a pause follows: "Haddow," the man said."""
    lo, hi = page.rows(span)
    while lo < hi and page.words[lo] in _OPENERS:
        lo += 1
    index = page.at.get(lo)
    if index is None or page.mentions[index].kind != "PROP":
        return None
    end = page.range_of[index][1]
    return person_of(page, index) if end >= hi or page.words[end] in _CLOSERS else None


def _read(page: Page, row: int, lo: int, hi: int, found: Address) -> int:
    """Takes in the phrase at ``row`` of the piece [lo, hi); returns the row after it."""
    words = vocative_words()
    index = page.at.get(row)
    if index is not None and page.mentions[index].kind != "PRON":
        first, end = page.range_of[index]
        head = page.words[page.head_row(index)]
        addressable = page.mentions[index].kind == "PROP" or head in words.gender
        person = person_of(page, index)
        if page.mentions[index].kind == "PROP" and _presents(page, first, end, lo, hi):
            found.presented.append(person)
        elif addressable and end <= hi and _set_off(page, first, end, lo, hi):
            if _is_somebody(page, index, person):
                found.called.append(person)
            else:
                _note_gender(head, person.span, found.genders)
            return end
        elif person.entity is not None:
            found.topics.add(person.entity)
        return row + 1
    word = page.words[row]
    if index is None and word in words.gender and _set_off(page, row, row + 1, lo, hi):
        _note_gender(word, page.span(row, row + 1), found.genders)
    return row + 1


def _presents(page: Page, first: int, end: int, lo: int, hi: int) -> bool:
    """Whether [first, end) is the speaker's own name: after "my name is", or "I am" and a pause."""
    before = tuple(page.words[max(lo, first - 3) : first])
    opens = len(before) < 3 or before[0][-1] in _PAUSES or before[0] in _OPENERS
    paused = end >= hi or page.words[end] in _CLOSERS
    return before in _NAMING or (opens and paused and before[-2:] in _BEING)


def _is_somebody(page: Page, index: int, person: Person) -> bool:
    """Whether an address means somebody known otherwise: "Ann", "boy" where "the boy" is told of.

    Not "Sir", however it is written.
    """
    common = page.words[page.head_row(index)] in vocative_words().gender
    if person.entity is None or not common:
        return not common
    entity = page.coref.entities[person.entity]
    told = (page.range_of[i][0] for i in entity.mentions[:_MAX_MENTIONS] if i in page.range_of)
    return entity.named or any(page.owner[row] < 0 for row in told)


def _note_gender(word: str, span: Span, genders: list[tuple[Gender, Span]]) -> None:
    gender = vocative_words().gender.get(word)
    if gender is not None:
        genders.append((gender, span))


def _set_off(page: Page, first: int, end: int, lo: int, hi: int) -> bool:
    """Whether [first, end) stands between pauses, as an address does and an argument does not."""
    before = vocative_words().before
    row = first - 1
    while row >= lo and page.words[row] in before:
        row -= 1
    opens = row < lo or page.words[row] in _PAUSES or page.words[row] in _OPENERS
    if not (
        opens or (row < first - 1 and page.words[row + 1] not in ("my", "old", "you", "young"))
    ):
        return False
    if end < hi and page.words[end] not in _CLOSERS:
        return False
    return not _in_list(page, row, first, end, lo, hi)


def _in_list(page: Page, row: int, first: int, end: int, lo: int, hi: int) -> bool:
    """``Ann, Bo, and Cy``; and a bare ``Ann.``, which answers a question."""
    comma_before = row >= lo and page.words[row] == ","
    if comma_before and row > lo and row - 1 in page.ending:
        return True
    comma_after = end < hi and page.words[end] == ","
    if comma_after and end + 1 < hi and (end + 1 in page.at and _proper(page, end + 1)):
        return True
    if comma_after and end + 1 < hi and comma_before and page.words[end + 1] in ("and", "or"):
        return True
    starts = row < lo or page.words[row] in _OPENERS or page.words[row] in SENTENCE_END
    return starts and row == first - 1 and end < hi and page.words[end] == "."


def _proper(page: Page, row: int) -> bool:
    return page.mentions[page.at[row]].kind == "PROP"
