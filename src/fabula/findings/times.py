"""Claims about time: the clock, the day, and how old people are."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.findings.numbers import clock, number
from fabula.findings.page import Page
from fabula.findings.statement import Statement, claim_at
from fabula.findings.words import singular
from fabula.resources import words

SCENE = "scene"
_BEGINNING = frozenset({"is", "was", "begins", "began", "starts", "started"})
_CLOCKS = frozenset({"clock", "watch"})
_STOPS = frozenset({",", ".", ";", "—", "still", "had", "was", "and", "he", "she"})
_COUNTED = frozenset({"NOUN", "PROPN", "NUM", "SYM"})  # "was sixty feet"
_YOUNGEST = 13  # "at nine" is a time
_OLDEST = 99  # whoever is older is exaggerated or a tale
_YEARS = frozenset({"year", "years"})
_NEARLY = frozenset({"almost", "nearly", "only", "just", "already", "now", "about", "not", "quite"})
_COUNTLESS = 4  # "were both", "you are one"
_WAS = frozenset({"was", "is", "were", "are", "being", "’s", "'s"})
_CLAUSE = 6  # words from "when" to the number
_TIMES = frozenset({"summer", "winter", "spring", "autumn", "year", "day", "time", "night"})
_THEN = frozenset({"when", "since", "until", "till", "before", "after"})


def find_times(page: Page) -> Iterator[Statement]:
    """What time and day it is, by the clock or in so many words; when things take place."""
    told = 0  # rows before this one are part of a time that was read
    for row, word in enumerate(page.words):
        found = clock(page.words, row) or _bare_hour(page, row)
        if found is not None and row >= told:
            minutes, told = found
            value = f"{minutes // 60 or 12}:{minutes % 60:02}"
            yield from _when(page, row, "time", value, told - 1)
        if word.rstrip("s") in words("calendar", "day"):
            yield from _day(page, row)


def _bare_hour(page: Page, row: int) -> tuple[int, int] | None:
    """ "It was seven exactly"; "at eight" of something that takes place then."""
    hour = number([page.words[row]])
    if hour is None or not 1 <= hour <= 12 or _in_a_row(page, row):
        return None
    subject = page.subject(row)
    is_it = subject is not None and page.words[subject] == "it" and bool(page.kids(row, "cop"))
    at = [page.words[case] for case in page.kids(row, "case")] == ["at"]
    return (hour * 60 % 720, row + 1) if is_it or at else None


def _day(page: Page, row: int) -> Iterator[Statement]:
    value = page.words[row].rstrip("s").capitalize()
    if page.words[row].endswith("s") or page.kids(row, "nmod:poss"):
        return
    yield from _when(page, row, "day", value, row)


def _when(page: Page, row: int, kind: str, value: str, last: int) -> Iterator[Statement]:
    """ "It was T", "the clock said T": of the scene; "the recital was at T": of that thing."""
    clause = page.governing(row)
    if clause is None:
        return
    subject = page.subject(clause.row)
    marks = {page.words[child] for child in page.kids(clause.row, "mark", "advmod")}
    if marks & _THEN:
        return
    word = "it" if subject is None else page.words[subject]
    inside = clause.row in range(row, last + 1)
    by_clock = bool({page.words[at] for at in page.sentence_rows(row)} & _CLOCKS)
    named = subject is not None and page.upos[subject] == "NOUN"
    if by_clock or (word == "it" and (inside or clause.predicate)):
        thing = ""
    elif named and (page.words[clause.row] in _BEGINNING or (clause.predicate and inside)):
        thing = singular(word)
    else:
        return
    yield claim_at(
        page,
        row,
        subject=None if thing else SCENE,
        kind=kind,
        value=value,
        to=last,
        thing=thing,
    )


def find_ages(page: Page) -> Iterator[Statement]:
    """ "She was nine", "aged 61", "thirty years old", "a ten-year-old", "Wadham, sixty-one"."""
    for row in range(len(page.words)):
        found = _age(page, row)
        if found is None or _of_memory(page, row):
            continue
        years, who = found
        if 0 < years <= _OLDEST and who is not None:
            beside = not page.kids(row, "cop")  # an apposition has no tense
            yield claim_at(page, row, subject=who, kind="age", value=str(years), lasting=beside)


def _of_memory(page: Page, row: int) -> bool:
    """ "When he was nine", "the summer he was nine"; whoever says "I was nine" is no longer."""
    clause = page.governing(row)
    if page.quote[row] is not None and clause is not None and clause.tense == "past":
        return True
    first = max(row - _CLAUSE, page.sentence_rows(row).start)
    return bool({page.words[at] for at in range(first, row)} & (_THEN | _TIMES))


def _age(page: Page, row: int) -> tuple[int, str | None] | None:
    """Years and whose they are, if the word is the head of an age."""
    word = page.words[row]
    if word.endswith(("-year-old", "-year-olds")):
        years = number([word.rpartition("-year")[0]])
        return None if years is None else (years, _bearer(page, row))
    years = number([word])
    after = page.words[row + 1] if row + 1 < len(page.words) else "."
    if years is None or word in ("one", "both") or after == "of" or _in_a_row(page, row):
        return None
    label, above = page.labels[row], page.head[row]
    if label == "nummod" and page.words[above] in _YEARS:
        old = {page.words[c] for c in (page.head[above], *page.children[above])}
        said = page.kids(page.head[above], "cop") or page.kids(above, "cop")
        return (years, _bearer(page, page.head[above])) if "old" in old and said else None
    before = page.words[row - 1] if row else ""
    if before == "of" and page.upos[above] == "NOUN" and years >= _YOUNGEST:  # "a man of sixty"
        return years, page.person(above)
    if _is_said(page, row) and not page.kids(row, "case", "det", "nmod:poss", "amod"):
        subject = page.subject(row)
        alone = row + 1 == len(page.words) or page.upos[row + 1] not in _COUNTED
        return (years, page.person(subject)) if subject is not None and alone else None
    beside = label in ("appos", "amod", "nummod", "acl", "nmod") and after in (",", ".")
    if beside and page.person(above) is not None:
        return (years, page.person(above)) if before in (",", "aged") else None
    if before == "aged" or (before in ("at", "only") and after in _STOPS and years >= _YOUNGEST):
        return years, page.actor(row)
    return None


def _is_said(page: Page, row: int) -> bool:
    """Whether a number is a predicate: by the parse, or right after "was almost"."""
    at = row - 1
    while at > 0 and page.words[at] in _NEARLY:
        at -= 1
    beside = at >= 0 and page.words[at] in _WAS and (number([page.words[row]]) or 0) >= _COUNTLESS
    return beside or bool(page.kids(row, "cop"))


def _in_a_row(page: Page, row: int) -> bool:
    """Part of a longer number, which is no age: "eight hundred", "forty to fifty"."""
    beside = [at for at in (row - 1, row + 1) if 0 <= at < len(page.words)]
    return any(number([page.words[at]]) is not None for at in beside)


def _bearer(page: Page, row: int) -> str | None:
    """Who has an age given as an adjective or a noun."""
    if page.person(row) is not None:
        return page.person(row)
    if page.labels[row] in ("amod", "appos", "acl", "nmod") and page.person(page.head[row]):
        return page.person(page.head[row])
    subject = page.subject(row)
    if subject is None and page.governing(row) is not None:
        clause = page.governing(row)
        subject = None if clause is None else page.subject(clause.row)
    return None if subject is None else page.person(subject)
