"""Claims about one side of a body: injuries and marks, and the hand one writes with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from fabula.findings.page import Page
from fabula.findings.statement import Statement, claim_at
from fabula.findings.words import base
from fabula.resources import key_of_word, words

_OTHER = {"left": "right", "right": "left"}
_SIDES = frozenset(_OTHER)
_NEAR = 14  # words between a limb and what is wrong with it
_WRITING = frozenset(map(base, ("write", "sign", "scribble", "pen")))
_WRITING_TOOLS = frozenset({"pen", "pencil", "chalk", "quill"})


def find_sides(page: Page) -> Iterator[Statement]:
    """The side of every injured limb, and of the hand somebody writes with."""
    for row, word in enumerate(page.words):
        if word in ("left-handed", "right-handed"):
            yield from _handed(page, row, word.partition("-")[0])
        elif word in _SIDES and page.upos[row] != "VERB":
            limb = _limb(page, row)
            if limb is not None:
                yield from _injured(page, row, limb)
                yield from _writing(page, row, limb)


def _limb(page: Page, row: int) -> int | None:
    """The body part a side belongs to: "left hand", "the left one" of the hands before."""
    parts = key_of_word("body_parts")
    above = page.head[row]
    after = row + 1 if row + 1 < len(page.words) else row
    if page.words[after] in parts:
        return after
    if page.labels[row] in ("amod", "compound") and page.words[above] in parts:
        return above
    if "one" in (page.words[above], page.words[after]):
        for before in range(row - 1, max(-1, row - 2 * _NEAR), -1):
            if page.words[before] in parts:
                return before
    return None


def _injured(page: Page, row: int, limb: int) -> Iterator[Statement]:
    kinds = key_of_word("injuries")
    sentence = page.sentence_rows(row)
    near = [at for at in sentence if page.words[at] in kinds and abs(at - row) <= _NEAR]
    if not near or page.quote[near[0]] != page.quote[row]:
        return
    cause = min(near, key=lambda at: abs(at - row))
    sides = [at for at in sentence if page.words[at] in _SIDES]
    if row != min(sides, key=lambda at: abs(at - cause)):
        return  # it is the other one: "the oar in her left hand, her bandaged right"
    side, kind = page.words[row], kinds[page.words[cause]]
    if kind == "well":
        if page.head[cause] not in (row, limb):
            return
        side, kind = _OTHER[side], "hurt"
    yield claim_at(
        page,
        row,
        subject=_whose(page, row, limb),
        kind="injury",
        value=side,
        to=max(row, limb) if limb > row else row,
        thing=key_of_word("body_parts")[page.words[limb]],
        detail=kind,
        lasting=True,
    )


def _whose(page: Page, row: int, limb: int) -> str | None:
    """The owner of a limb, or who acts in the sentence, or the one person it names."""
    for part in (page.head[row], limb):
        owned = page.possessor(part)
        if owned is not None:
            return page.person(owned)
        owner = page.owner(part)
        if owner is not None:
            return owner
    clause = page.governing(row)
    if clause is not None and base(page.words[clause.row]) in _seen():
        return None  # whoever looks at a limb need not have it
    return page.actor(row) or _only_one(page, row)


@cache
def _seen() -> frozenset[str]:
    return frozenset(map(base, (*words("interactions", "looks-at"), "write", "see", "show")))


def _only_one(page: Page, row: int) -> str | None:
    """The one person the sentence names."""
    people = {page.person(at) for at in page.sentence_rows(row)} - {None}
    return people.pop() if len(people) == 1 else None


def _handed(page: Page, row: int, side: str) -> Iterator[Statement]:
    who = page.actor(row) or _only_one(page, row)
    if who is not None:
        yield claim_at(page, row, subject=who, kind="handedness", value=side)


def _writing(page: Page, row: int, limb: int) -> Iterator[Statement]:
    """ "He took up the pen in his right hand", "she signs with the left hand"."""
    if page.words[limb] != "hand":
        return
    clause = page.governing(row)
    if clause is None:
        return
    tools = {page.words[at] for at in page.sentence_rows(row)} & _WRITING_TOOLS
    if base(page.words[clause.row]) in _WRITING or tools:
        who = _whose(page, row, limb)
        if who is not None:
            yield claim_at(page, row, subject=who, kind="handedness", value=page.words[row])
