"""Noun phrases read off the row of words: surer than the parse, which often goes astray in them."""

from __future__ import annotations

from fabula.findings.page import Page

_INNER = frozenset({"ADJ", "NUM", "ADV"})
_JOINS = frozenset({",", "and", "-"})
_LONGEST = 5  # words between a determiner or an adjective and its noun


def noun_after(page: Page, row: int) -> int | None:
    """The noun that an adjective or a number before it belongs to: "long [yellow] beak"."""
    at, last = row + 1, min(len(page.words), row + 1 + _LONGEST)
    while at < last and page.sentence[at] == page.sentence[row]:
        if page.upos[at] == "NOUN":
            while at + 1 < len(page.words) and _goes_on(page, at):
                at += 1
            return at
        joined = page.words[at] in _JOINS and at + 1 < last and page.upos[at + 1] == "ADJ"
        if not (page.upos[at] in _INNER or joined):
            return None
        at += 1
    return None


def _goes_on(page: Page, row: int) -> bool:
    """Whether another noun follows in the same sentence: "briefcase lid"."""
    return page.upos[row + 1] == "NOUN" and page.sentence[row + 1] == page.sentence[row]


def before_noun(page: Page, noun: int) -> set[str]:
    """The words before a noun that belong to its phrase, its determiner or owner among them."""
    found: set[str] = set()
    for at in range(noun - 1, max(-1, noun - 1 - _LONGEST), -1):
        if page.sentence[at] != page.sentence[noun]:
            break
        inner = page.upos[at] in (*_INNER, "NOUN", "VERB")
        if not inner and page.words[at] not in _JOINS:
            if page.upos[at] in ("DET", "PRON"):
                found.add(page.words[at])
            break
        found.add(page.words[at])
    return found
