"""Claims about dates, durations and floors, who is the elder, and in which pocket a thing is."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.findings.numbers import number
from fabula.findings.page import Page
from fabula.findings.phrases import noun_after
from fabula.findings.statement import Statement, claim_at
from fabula.findings.words import singular
from fabula.resources import words

_SIDES = frozenset({"left", "right"})
_OLDER = {"elder": "elder", "older": "elder", "younger": "younger", "little": "younger"}
_KIN = frozenset({"brother", "sister", "twin"})
_LONG = frozenset({"month", "months", "year", "years"})
_FIRST = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_FIRST |= {"eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12}
_FIRST |= {"thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17}
_FIRST |= {"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_BETWEEN = frozenset({"the", ","})
_LAST_DAY = 31
_INTO = frozenset({"in", "inside", "into", "from"})
_HIGH = 4  # any house has the floors below
_NEAR = 10  # words between a duration and its verb


def find_measures(page: Page) -> Iterator[Statement]:
    """All of them; one sweep."""
    for row, word in enumerate(page.words):
        if word in _DAYS:
            yield from _date(page, row)
        if word in _LONG:
            yield from _duration(page, row)
        if word in _OLDER:
            yield from _order(page, row)
        if word in _SIDES:
            yield from _container(page, row)
        if word in ("floor", "floors") or word.endswith("-floor"):
            yield from _floor(page, row)


def ordinal(word: str) -> int | None:
    """The number of "thirteenth", "twenty-first", "9th"."""
    if word[:-2].isdigit() and word[-2:] in ("st", "nd", "rd", "th"):
        return int(word[:-2])
    tens, _, unit = word.rpartition("-")
    start = number([tens]) if tens else 0
    last = _FIRST.get(unit)
    return None if start is None or last is None else start + last


def _date(page: Page, row: int) -> Iterator[Statement]:
    """The day of the week that the first of the month would be: "Wednesday the thirteenth"."""
    for at in range(row + 1, min(row + 4, len(page.words))):
        day = ordinal(page.words[at]) or (
            number([page.words[at]]) if page.words[at].isdigit() else None
        )
        if day is not None and 0 < day <= _LAST_DAY:
            first = (_DAYS.index(page.words[row]) - day + 1) % len(_DAYS)
            yield claim_at(
                page,
                row,
                to=at,
                subject=None,
                kind="date",
                value=_DAYS[first].capitalize(),
                thing=f"{page.words[row].capitalize()} {day}",
                lasting=True,
            )
            return
        if page.words[at] not in _BETWEEN | words("calendar", "month"):
            return


def _duration(page: Page, row: int) -> Iterator[Statement]:
    """How long something had lasted: "she had listened for eleven years"."""
    first = row
    while first and number(page.words[first - 1 : row]) is not None:
        first -= 1
    value = number(page.words[first:row])
    clause = page.governing(row)
    if value is None or clause is None or abs(clause.row - row) > _NEAR:
        return
    if not clause.perfect or clause.negated or page.words[max(0, row - 1)] == "last":
        return
    yield claim_at(
        page,
        row,
        first=first,
        subject=page.actor(clause.row),
        kind="duration",
        value=f"{value} {singular(page.words[row])}",
        detail=singular(page.words[row]),
        lasting=True,
    )


def _order(page: Page, row: int) -> Iterator[Statement]:
    """ "His elder brother", "her little sister"."""
    noun = noun_after(page, row)
    if noun is None or page.words[noun] not in _KIN:
        return
    owner = page.owner(noun)
    if owner is not None and owner.startswith("c"):
        value, kin = _OLDER[page.words[row]], page.words[noun]
        yield claim_at(
            page, row, to=noun, subject=owner, kind="kin", value=value, detail=kin, lasting=True
        )


def _container(page: Page, row: int) -> Iterator[Statement]:
    """In which boot or pocket something is: "the telegram was in his left boot"."""
    noun = noun_after(page, row)
    inside = _INTO & set(page.words[max(0, row - 3) : row])
    if noun is None or not inside or page.words[noun] not in words("surfaces", "container"):
        return
    for at in page.sentence_rows(row):
        known = page.upos[at] == "NOUN" and page.words[at - 1] in ("the", "his", "her", "my")
        if known and at < row and page.quote[at] == page.quote[row]:
            yield claim_at(
                page,
                row,
                to=noun,
                subject=None,
                kind="side",
                value=page.words[row],
                thing=singular(page.words[at]),
                detail=page.words[noun],
                lasting=True,
            )


def _floor(page: Page, row: int) -> Iterator[Statement]:
    """ "The fourth floor", "the sixth-floor window", "nine floors down"."""
    stem = page.words[row].removesuffix("-floor")
    before = page.words[row - 1] if row else ""
    if page.words[row] == "floors":
        after = page.words[row + 1] if row + 1 < len(page.words) else ""
        value = number([before]) if after in ("down", "below", "up") else None
    else:
        value = ordinal(before if page.words[row] == "floor" else stem)
    if value is not None and value >= _HIGH and page.upos[row] != "PROPN":
        yield claim_at(
            page,
            row,
            first=row - 1,
            subject=None,
            kind="floor",
            value=str(value),
            lasting=True,
        )
