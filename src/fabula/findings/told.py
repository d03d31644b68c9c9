"""Who tells whom what: assertions in speech, their hearers, and whom they are about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fabula.findings.numbers import number
from fabula.findings.page import Page
from fabula.schema.findings import Told
from fabula.schema.story import Span
from fabula.schema.world import Quote, Scene

_TELLING = frozenset({"speech", "phone", "chat", "radio", "letter", "reported"})
_UNHEARD = frozenset({"letter", "chat"})  # nobody overhears what is written
_CONTENT = frozenset({"VERB", "ADJ", "NOUN", "AUX"})
_SHORTEST = 2  # words
_NO_PART = frozenset({"vocative", "discourse", "parataxis"})


@dataclass(frozen=True, slots=True)
class Assertion:
    """A run of asserting sentences in one piece of a quotation, by rows."""

    quote: Quote
    rows: range


def find_told(page: Page) -> Iterator[Told]:
    """Everything told that may matter, in text order."""
    weighed = ((importance(page, each), each) for each in find_assertions(page))
    kept = (pair for pair in weighed if pair[0] >= LEAST_WEIGHT)
    for count, (weight, assertion) in enumerate(kept, 1):
        yield _told(page, f"t{count}", assertion, weight)


def find_assertions(page: Page) -> Iterator[Assertion]:
    """The asserting sentences of all speech; neighbours in one piece are joined."""
    for quote in page.world.quotes:
        if quote.kind not in _TELLING:
            continue
        for span in quote.spans:
            run: range | None = None
            for rows in _sentences(page, span):
                if not _asserts(page, rows):
                    continue
                if run is not None and rows.start == run.stop:
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
    words = [row for row in rows if page.upos[row] not in ("PUNCT", "SYM", "INTJ")]
    if len(words) < _SHORTEST or any("?" in page.words[row] for row in rows):
        return False
    first = words[0]
    bare = page.xpos[first] == "VB" and page.words[first] not in ("be", "let")
    return not bare


def _told(page: Page, name: str, assertion: Assertion, weight: float) -> Told:
    quote = assertion.quote
    start, end = _trimmed(page, assertion.rows)
    to = tuple(who for who in quote.addressees if who != quote.speaker)
    there = () if quote.kind in _UNHEARD else _present(page, assertion.rows.start, start)
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


def importance(page: Page, assertion: Assertion) -> float:
    """How likely somebody learns what matters later: a probability."""
    score = sum(_WEIGHTS[name] * value for name, value in features(page, assertion).items())
    return 1 / (1 + math.exp(-score))


def features(page: Page, assertion: Assertion) -> Mapping[str, float]:
    """What an assertion is weighed by."""
    rows, quote = assertion.rows, assertion.quote
    words = {page.words[row] for row in rows}
    people = {page.person(row) for row in rows} - {None}
    heads = (page.governing(row) for row in rows if page.upos[row] in _CONTENT)
    clauses = [clause for clause in heads if clause is not None]
    third = people - {quote.speaker, *quote.addressees}
    tenses = {clause.tense for clause in clauses}
    inner = [row for row in rows if page.upos[row] != "PUNCT"]
    return {
        "one": 1.0,
        "length": math.log(max(1, len(inner))),
        "third": float(bool(third)),
        "named": float(any(page.upos[row] == "PROPN" for row in rows)),
        "past": float("past" in tenses),
        "perfect": float(any(clause.perfect for clause in clauses)),
        "possible": float(any(clause.modality != "asserted" for clause in clauses)),
        "negated": float(any(clause.negated for clause in clauses)),
        "number": float(any(number([word]) is not None for word in words)),
        "i": float(bool(words & {"i", "my", "me"})),
        "you": float(bool(words & {"you", "your"})),
        "verb": float(bool(clauses)),
        "whole": float(rows.stop - rows.start >= len(page.rows(quote.spans[0])) - 3),
        "reported": float(quote.kind == "reported"),
        "early": 1 - page.starts[rows.start] / max(1, len(page.text)),
        "nouns": float(sum(page.upos[row] == "NOUN" for row in rows)) / 5,
    }


# Logistic regression on the training part of our own corpus (165 of 1,626 assertions matter).
_WEIGHTS: Mapping[str, float] = {
    "one": -4.29, "length": 0.64, "third": 0.22, "named": 0.94, "past": 0.27, "perfect": -0.05,
    "possible": -0.34, "negated": -0.05, "number": 0.34, "i": 0.09, "you": -0.49, "verb": 0.36,
    "whole": -0.19, "reported": 0.25, "early": -0.38, "nouns": 0.51,
}  # fmt: skip
LEAST_WEIGHT = 0.13  # where F1 is best on the same data
