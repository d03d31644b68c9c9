"""Reported speech: the clause after a verb of saying, with who says it and to whom."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from fabula.resolve.thoughts.page import ThoughtPage
from fabula.resources import words
from fabula.schema.spans import Attribution, Quotation
from fabula.schema.tokens import children_of

Make = Callable[[int], Attribution]
_CLAUSES = frozenset({"ccomp", "xcomp"})
_SUBJECTS = frozenset({"nsubj"})
_CONFIDENCE = 0.7
_LEAST = 2  # words
_FARTHEST = 7  # words between the verb and its clause
_UNSAID = frozenset({"nobody", "never", "not", "n't", "n’t", "none"})


def find_reported(
    page: ThoughtPage, quotations: Sequence[Quotation], attributions: Sequence[Attribution]
) -> Iterator[tuple[Quotation, Make]]:
    """Each reported clause as a quotation, and its attribution but for the number."""
    children = children_of(page.syntax.head)
    verbs = words("saying", "verb")
    asking = words("saying", "infinitive")
    last = _last_rows(page.head)
    outer = _outer(page, quotations)
    by_quotation = {a.quotation: a for a in attributions}
    for verb, word in enumerate(page.words):
        if word not in verbs:
            continue
        clause = _clause(page, children[verb], verb, word in asking)
        if clause is None:
            continue
        lo, hi = _extent(page, children, last, verb, clause)
        if not _asserted(page, children[verb]):
            continue
        if hi - lo < _LEAST or outer[lo] != outer[verb] or outer[hi - 1] != outer[verb]:
            continue
        speaker = _one(page, children, verb, _SUBJECTS)
        hearer = _one(page, children, verb, {"obj", "iobj"}, {"obl"})
        if speaker is None:
            continue
        parent = outer[verb]
        entity = page.entity_at(speaker)
        own = by_quotation.get(parent) if parent is not None else None
        if entity is None and own is not None and page.words[speaker] == "i":
            entity = own.speaker
        to = None if hearer is None else page.entity_at(hearer)
        make = partial(
            Attribution,
            type="anaphoric" if page.words[speaker] in ("he", "she", "they", "i") else "explicit",
            speaker=entity,
            addressees=() if to is None else (to,),
            cue=page.span_at(speaker),
            confidence=_CONFIDENCE if entity is not None else 0.0,
            reason="reported-tag",
            evidence=((page.starts[verb], page.ends[verb]),),
        )
        span = (page.starts[lo], page.ends[hi - 1])
        yield Quotation((span,), "reported", "none", parent), make


def _clause(page: ThoughtPage, children: Sequence[int], verb: int, infinitive: bool) -> int | None:
    """The row of the complement clause that follows the verb, on no comma or colon."""
    for child in children:
        label = page.syntax.deprel[child]
        if child < verb or label not in _CLAUSES or page.syntax.upos[child] == "PROPN":
            continue
        if label == "xcomp" and not infinitive:
            continue
        return child
    return None


def _asserted(page: ThoughtPage, children: Sequence[int]) -> bool:
    """Whether somebody says it: not "nobody asked", not "he would have said"."""
    return not any(
        page.words[child] in _UNSAID or page.syntax.xpos[child] == "MD" for child in children
    )


def _extent(
    page: ThoughtPage,
    children: Sequence[Sequence[int]],
    last: Sequence[int],
    verb: int,
    clause: int,
) -> tuple[int, int]:
    """The rows of the clause, punctuation at its end left out; empty if it is a quotation."""
    lo = _first(children, clause)
    while lo <= verb or page.words[lo] in (",", ":"):
        lo += 1
    if page.words[lo - 1] in (":", "“", '"', "‘") or page.narrated[lo] != page.narrated[verb]:
        return lo, lo
    if lo - verb > _FARTHEST:
        return lo, lo
    opening = page.words[lo]
    if page.words[lo - 1] == "," and opening not in words("saying", "opening"):
        return lo, lo
    hi = last[clause] + 1
    if opening in words("saying", "repeated"):
        hi = _to_last(page, hi, opening)
    while hi > lo and not page.words[hi - 1][0].isalnum():
        hi -= 1
    return lo, hi


def _to_last(page: ThoughtPage, hi: int, opening: str) -> int:
    """The end of the sentence where more such clauses follow: "that he ..., and that she ..." """
    end = hi
    while end < len(page.words) and page.sentence[end] == page.sentence[hi - 1]:
        end += 1
    rest = range(hi, end)
    more = any(page.words[row] == opening and page.words[row - 1] == "and" for row in rest)
    return end if more and all(page.narrated[r] == page.narrated[hi - 1] for r in rest) else hi


def _first(children: Sequence[Sequence[int]], row: int) -> int:
    """The first row of a subtree."""
    while children[row] and children[row][0] < row:
        row = children[row][0]
    return row


def _one(
    page: ThoughtPage,
    children: Sequence[Sequence[int]],
    verb: int,
    labels: frozenset[str] | set[str],
    oblique: frozenset[str] | set[str] = frozenset(),
) -> int | None:
    """The row of a person in a role of the verb; its subject may be shared: "rose and said"."""
    for child in children[verb]:
        label = page.syntax.deprel[child]
        to = any(page.words[c] == "to" for c in children[child])
        if child in page.person_at and (label in labels or (label in oblique and to)):
            return child
    above = page.head[verb]
    if labels == _SUBJECTS and page.syntax.deprel[verb] in ("conj", "advcl") and above != verb:
        for child in children[above]:
            if page.syntax.deprel[child] in labels and child in page.person_at:
                return child
    return None


def _last_rows(head: Sequence[int]) -> list[int]:
    """The last row of every subtree: from the end, each row marks those above it once."""
    last = [-1] * len(head)
    for row in reversed(range(len(head))):
        at = row
        while last[at] < 0:
            last[at] = row
            at = head[at]
    return last


def _outer(page: ThoughtPage, quotations: Sequence[Quotation]) -> list[int | None]:
    """The innermost marked quotation around each row."""
    owner = np.full(len(page.starts), -1, dtype=np.int64)
    order = sorted(range(len(quotations)), key=lambda q: (quotations[q].parent is not None, q))
    for number in order:
        if quotations[number].kind in ("scare", "title"):
            continue
        for start, end in quotations[number].spans:
            owner[bisect_left(page.starts, start) : bisect_left(page.starts, end)] = number
    return [None if number < 0 else number for number in owner.tolist()]
