"""Claims about states: dead or alive, awake, open or shut, posture, what is worn, weather."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from fabula.findings.page import Page
from fabula.findings.statement import Statement, claim_at
from fabula.findings.times import SCENE
from fabula.findings.words import base, singular
from fabula.resolve.clauses import Clause
from fabula.resources import word_groups

_POSTURES = {"sit": "sitting", "stand": "standing", "lie": "lying", "kneel": "kneeling"}
_HELD = {"wear": "wears", "hold": "holds", "carry": "holds", "own": "owns"}
_HAVING = {base(verb): kind for verb, kind in _HELD.items()}
_FALLING = frozenset(map(base, "rain snow hail drizzle thunder".split()))
_SKY = frozenset({"moon", "wind", "rain", "snow", "fog", "mist", "cloud", "sun", "storm"})


@cache
def _named() -> dict[str, str]:
    """A predicate ("locked") to the state it names ("shut")."""
    groups = word_groups("states").items()
    return {
        word: state for state, words in groups if state not in ("dies", "kills") for word in words
    }


@cache
def _deadly() -> dict[str, str]:
    groups = word_groups("states")
    return {base(verb): kind for kind in ("dies", "kills") for verb in groups[kind]}


def find_states(page: Page) -> Iterator[Statement]:
    """One claim for each clause that says in what state somebody or something is."""
    for clause in page.clauses:
        yield from _state(page, clause)
        yield from _death(page, clause)
        yield from _posture(page, clause)
        yield from _having(page, clause)
        yield from _weather(page, clause)


def _state(page: Page, clause: Clause) -> Iterator[Statement]:
    """ "The door was locked", "she was asleep"."""
    state = _named().get(page.words[clause.row])
    subject = page.subject(clause.row)
    if state is None or subject is None or page.labels[clause.row] in ("amod", "conj"):
        return
    who = page.person(subject)
    if who is None and page.upos[subject] != "NOUN":
        return
    kind = "alive" if state in ("dead", "alive") else "state"
    if kind == "alive" and who is None:
        return
    thing = "" if who is not None else singular(page.words[subject])
    yield claim_at(page, clause.row, subject=who, kind=kind, value=state, thing=thing)


def _death(page: Page, clause: Clause) -> Iterator[Statement]:
    """ "He drowned", "they hanged him"."""
    kind = _deadly().get(base(page.words[clause.row]))
    if kind is None or clause.predicate:
        return
    suffers = clause.objects if kind == "kills" else clause.subjects
    people = [page.who[index] for index in suffers]
    if len(people) == 1 and people[0] is not None and people[0].startswith("c"):
        yield claim_at(page, clause.row, subject=people[0], kind="alive", value="dead")


def _posture(page: Page, clause: Clause) -> Iterator[Statement]:
    posture = _POSTURES.get(base(page.words[clause.row]))
    who = page.actor(clause.row)
    if posture is not None and who is not None:
        yield claim_at(page, clause.row, subject=who, kind="posture", value=posture)


def _having(page: Page, clause: Clause) -> Iterator[Statement]:
    """ "She wore a red hat", "he held a lamp"."""
    kind = _HAVING.get(base(page.words[clause.row]))
    who = page.actor(clause.row)
    objects = page.kids(clause.row, "obj")
    if kind is None or who is None or not objects or page.upos[objects[0]] != "NOUN":
        return
    yield claim_at(
        page,
        clause.row,
        to=objects[0],
        subject=who,
        kind=kind,
        value=singular(page.words[objects[0]]),
    )


def _there_is(page: Page, clause: Clause, word: str) -> bool:
    return singular(word) in _SKY and bool(page.kids(clause.row, "expl"))


def _weather(page: Page, clause: Clause) -> Iterator[Statement]:
    """ "It was raining", "there was no moon"."""
    subject = page.subject(clause.row)
    word = "" if subject is None else page.words[subject]
    verb = base(page.words[clause.row])
    if word == "it" and verb in _FALLING:
        yield claim_at(page, clause.row, subject=SCENE, kind="weather", value=verb)
    elif subject is not None and (word == "moon" or _there_is(page, clause, word)):
        denied = any(page.words[child] == "no" for child in page.children[subject])
        yield claim_at(
            page,
            subject,
            subject=SCENE,
            kind="weather",
            value=singular(word),
            polarity=not denied,
            lasting=True,
        )
