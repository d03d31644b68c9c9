"""Who tells whom what: assertions in speech, their hearers, and whom they are about."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fabula.findings.numbers import clock, number
from fabula.findings.page import Page
from fabula.findings.words import base, singular
from fabula.resources import words
from fabula.schema.findings import Told
from fabula.schema.story import Span
from fabula.schema.world import Quote, Scene

_TELLING = frozenset({"speech", "phone", "chat", "radio", "letter", "reported"})
_TURNS = 3  # speeches before and after one in which its hearer is looked for
_UNHEARD = frozenset({"letter", "chat"})  # nobody overhears what is written
_COUNTED = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_CONTENT = frozenset({"VERB", "ADJ", "NOUN", "AUX"})
_SHORTEST = 2  # words
_GAP = 15  # words, as of "said Ann, and sat down", that break no assertion in two
_RUN = 80  # words of one assertion
_SOON = 40  # words after which a word that comes back comes back later
_RARE = 8  # times a word may stand in the story to tell one matter from another
_STATED = frozenset({"is", "are", "'s", "’s"})
_OTHERS = frozenset({"he", "she", "they", "him", "her"})
_SAW = frozenset(map(base, ("see", "hear", "find", "watch", "notice")))
_NO_PART = frozenset({"vocative", "discourse", "parataxis"})


@dataclass(frozen=True, slots=True)
class Assertion:
    """What one quotation asserts at a stretch, by rows: from the first sentence to the last."""

    quote: Quote
    rows: range


def find_told(page: Page) -> Iterator[Told]:
    """Everything told that may matter, in text order."""
    book = count_words(page)
    weighed = ((importance(page, book, each), each) for each in find_assertions(page))
    kept = (pair for pair in weighed if pair[0] >= LEAST_WEIGHT)
    for count, (weight, assertion) in enumerate(kept, 1):
        yield _told(page, f"t{count}", assertion, weight)


def find_assertions(page: Page) -> Iterator[Assertion]:
    """The asserting sentences of all speech; neighbours in one quotation are joined."""
    for quote in page.world.quotes:
        if quote.kind not in _TELLING:
            continue
        run: range | None = None
        for rows in (each for span in quote.spans for each in _sentences(page, span)):
            if not _asserts(page, rows):
                continue
            if run is not None and rows.start - run.stop <= _GAP and rows.stop - run.start <= _RUN:
                run = range(run.start, rows.stop)
                continue
            if run is not None:
                yield Assertion(quote, run)
            run = rows
        if run is not None:
            yield Assertion(quote, run)


def _sentences(page: Page, span: Span) -> Iterator[range]:
    rows = page.rows(span)
    first = rows.start
    for row in rows:
        if row + 1 == rows.stop or page.words[row] in (".", "!", "?", "…", "...", ";"):
            yield range(first, row + 1)
            first = row + 1


def _asserts(page: Page, rows: range) -> bool:
    """A statement, not a question or an order; what is said in a few words counts too."""
    inner = [row for row in rows if page.upos[row] not in ("PUNCT", "SYM", "INTJ")]
    if len(inner) < _SHORTEST or any("?" in page.words[row] for row in rows):
        return False
    first = inner[0]
    bare = page.xpos[first] == "VB" and page.words[first] not in ("be", "let")
    return not bare


def _told(page: Page, name: str, assertion: Assertion, weight: float) -> Told:
    quote = assertion.quote
    start, end = _trimmed(page, assertion.rows)
    there = () if quote.kind in _UNHEARD else _present(page, assertion.rows.start, start)
    others = tuple(who for who in there if who != quote.speaker)
    to = tuple(who for who in quote.addressees if who != quote.speaker)[:1]
    if not to:
        to = _partner(page, assertion, others)
    heard = tuple(who for who in there if who not in (quote.speaker, *to))
    return Told(
        id=name,
        span=(start, end),
        by=quote.speaker,
        to=to,
        heard=heard,
        about=tuple(dict.fromkeys(_about(page, assertion.rows))),
        confidence=round(weight, 3),
    )


def _partner(page: Page, assertion: Assertion, others: tuple[str, ...]) -> tuple[str, ...]:
    """Whom one talks to where nothing says so: who spoke last in the scene, or is there."""
    quotes, row = page.world.quotes, assertion.rows.start
    at = page.quote[row]
    for step in (-1, 1):
        for near in range(1, _TURNS + 1):
            index = -1 if at is None else at + step * near
            if not 0 <= index < len(quotes):
                break
            who, first = quotes[index].speaker, page.rows(quotes[index].spans[0])
            same = bool(first) and page.scene[first.start] == page.scene[row]
            if same and who is not None and who != assertion.quote.speaker:
                return (who,)
    return others[:1]


def _trimmed(page: Page, rows: range) -> Span:
    """Without the quotation marks around it."""
    inner = [row for row in rows if page.upos[row] != "PUNCT"] or list(rows)
    return page.starts[inner[0]], page.ends[inner[-1]]


def _present(page: Page, row: int, offset: int) -> tuple[str, ...]:
    index = page.scene[row]
    return () if index is None else present_at(page.world.scenes[index], offset)


def present_at(scene: Scene, offset: int) -> tuple[str, ...]:
    """Who is there at an offset."""
    there = (who for who, since, until in scene.present if since <= offset < until)
    return tuple(dict.fromkeys(there))


def _about(page: Page, rows: range) -> Iterator[str]:
    for row in rows:
        who = page.person(row)
        if who is not None and page.labels[row] not in _NO_PART:
            yield who


@dataclass(frozen=True, slots=True)
class Book:
    """How often each content word stands in the story, and its last row; by base form."""

    count: Mapping[str, int]
    last: Mapping[str, int]


def count_words(page: Page) -> Book:
    """The book of a page; one sweep."""
    count: dict[str, int] = defaultdict(int)
    last: dict[str, int] = {}
    for row in range(len(page.words)):
        if page.upos[row] in _COUNTED:
            key = _key(page, row)
            count[key] += 1
            last[key] = row
    return Book(count, last)


def _key(page: Page, row: int) -> str:
    return (base if page.upos[row] == "VERB" else singular)(page.words[row])


def importance(page: Page, book: Book, assertion: Assertion) -> float:
    """How likely somebody learns what matters later: a probability."""
    found = features(page, book, assertion)
    score = sum(_WEIGHTS[name] * value for name, value in found.items())
    return 1 / (1 + math.exp(-score))


def features(page: Page, book: Book, assertion: Assertion) -> Mapping[str, float]:
    """What an assertion is weighed by."""
    rows, quote = assertion.rows, assertion.quote
    words_ = {page.words[row] for row in rows}
    people = {page.person(row) for row in rows} - {None}
    heads = (page.governing(row) for row in rows if page.upos[row] in _CONTENT)
    clauses = [clause for clause in heads if clause is not None]
    inner = [row for row in rows if page.upos[row] != "PUNCT"]
    keys = {_key(page, row) for row in rows if page.upos[row] in _COUNTED}
    again = sum(book.last[k] >= rows.stop + _SOON and book.count[k] <= _RARE for k in keys)
    return {
        "one": 1.0,
        "length": math.log(max(1, len(inner))),
        "third": float(bool(people - {quote.speaker, *quote.addressees})),
        "named": float(any(page.upos[row] == "PROPN" for row in rows)),
        "past": float(any(clause.tense == "past" for clause in clauses)),
        "possible": float(any(clause.modality != "asserted" for clause in clauses)),
        "number": float(any(number([word]) is not None for word in words_)),
        "time": float(_names_time(page, rows)),
        "i": float(bool(words_ & {"i", "my", "me"})),
        "you": float(bool(words_ & {"you", "your"})),
        "others": float(bool(words_ & _OTHERS)),
        "saw": float("i" in words_ and any(base(word) in _SAW for word in words_)),
        "was": float(bool(words_ & {"was", "were"})),
        "is": float(bool(words_ & _STATED)),
        "verb": float(bool(clauses)),
        "opens": float(rows.start <= page.rows(quote.spans[0]).start + 1),
        "reported": float(quote.kind == "reported"),
        "early": 1 - page.starts[rows.start] / max(1, len(page.text)),
        "nouns": float(sum(page.upos[row] == "NOUN" for row in rows)) / 5,
        "again": math.log1p(again),
    }


def _names_time(page: Page, rows: range) -> bool:
    units = words("calendar", "day") | words("calendar", "month") | words("calendar", "daypart")
    return any(page.words[row] in units or clock(page.words, row) is not None for row in rows)


# Logistic regression on the training part of our own corpus (156 of 1,362 assertions matter).
_WEIGHTS: Mapping[str, float] = {
    "one": -4.07, "length": 0.36, "third": 0.19, "named": 0.67, "past": 0.19, "possible": -0.19,
    "number": 0.39, "time": 0.54, "i": 0.24, "you": -0.51, "others": 0.39, "saw": -0.66,
    "was": 0.33, "is": 0.42, "verb": 0.44, "opens": -0.57, "reported": 0.47, "early": -0.74,
    "nouns": 0.3, "again": 0.46,
}  # fmt: skip
LEAST_WEIGHT = 0.16  # where F1 is best in cross-validation on the same data
