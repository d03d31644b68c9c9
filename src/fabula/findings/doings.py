"""Claims about what people did and where they were, as they and others tell it."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.findings.page import Page
from fabula.findings.statement import Statement, claim_at
from fabula.findings.words import base, singular
from fabula.resolve.clauses import Clause

_BEING = frozenset(map(base, "be sit stand lie stay sleep live wait remain hide".split()))
_AT = frozenset({"in", "at", "on", "under", "inside", "behind", "aboard", "by", "near", "outside"})
_EMPTY = frozenset(map(base, "be have do say know think mean want like seem".split()))


def find_doings(page: Page) -> Iterator[Statement]:
    """Where people are, by anybody; what they did, by those who speak of it.

    What the narration itself tells of deeds is in ``World.events``.
    """
    for clause in page.clauses:
        yield from _place(page, clause)
        if page.quote[clause.row] is not None:
            yield from _deed(page, clause)


def _place(page: Page, clause: Clause) -> Iterator[Statement]:
    """ "I was in my room", "she stood at the window"."""
    who = page.actor(clause.row)
    if who is None:
        return
    if clause.predicate:  # the place is the predicate: "was in the library"
        cases = [page.words[case] for case in page.kids(clause.row, "case")]
        if not cases or cases[0] not in _AT or page.upos[clause.row] not in ("NOUN", "PROPN"):
            return
        at = clause.row
    else:
        if base(page.words[clause.row]) not in _BEING:
            return
        near = [o.row for o in clause.obliques if o.preposition.split(" ")[0] in _AT]
        places = [row for row in near if page.upos[row] in ("NOUN", "PROPN")]
        if not places:
            return
        at = places[0]
    yield claim_at(
        page,
        clause.row,
        to=at,
        subject=who,
        kind="location",
        value=singular(page.words[at]),
    )


def _deed(page: Page, clause: Clause) -> Iterator[Statement]:
    """ "I never touched the safe", "she wrote it", "you were snoring"."""
    verb = base(page.words[clause.row])
    who = page.actor(clause.row)
    if who is None or clause.predicate or verb in _EMPTY or clause.tense is None:
        return
    if clause.tense != "past" and not clause.perfect:
        return
    objects = page.kids(clause.row, "obj")
    named = bool(objects) and page.upos[objects[0]] in ("NOUN", "PROPN")
    what = singular(page.words[objects[0]]) if named else ""
    yield claim_at(
        page,
        clause.row,
        to=objects[0] if objects else None,
        subject=who,
        kind="event",
        value=f"{page.words[clause.row]} {what}".strip(),
        confidence=0.6,
    )
