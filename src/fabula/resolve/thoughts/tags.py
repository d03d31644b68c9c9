"""Tags of thought in the narration: "E flat, she thought." """

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fabula.resources import words
from fabula.schema.tokens import Syntax

_PAUSES = frozenset({",", "?", "!", "—", "–", "--", "…", "...", ";"})
_WIDEST = 7  # words of a tag
_REFLEXIVE = frozenset("himself herself themselves themself myself itself".split())
_TELLING = frozenset("told tells reminded reminds".split())


@dataclass(frozen=True, slots=True)
class Tag:
    """Rows [lo, hi) of a tag, the row of its subject; ``leads`` when the thought follows it."""

    lo: int
    hi: int
    subject: int
    leads: bool


def find_tag(
    tokens: Sequence[str], syntax: Syntax, persons: Mapping[int, int], lo: int, hi: int
) -> Tag | None:
    """The tag in the sentence of rows [lo, hi).

    ``persons`` maps the row of a person's head word to the row after the mention.
    """
    verbs = words("thinking", "tag")
    for verb in range(lo, hi):
        if tokens[verb] in verbs or _tells_oneself(tokens, verb, hi):
            tag = _around(tokens, syntax, persons, verb, lo, hi)
            if tag is not None:
                return tag
    return None


def _tells_oneself(tokens: Sequence[str], verb: int, hi: int) -> bool:
    return verb + 1 < hi and tokens[verb] in _TELLING and tokens[verb + 1] in _REFLEXIVE


def _around(
    tokens: Sequence[str],
    syntax: Syntax,
    persons: Mapping[int, int],
    verb: int,
    lo: int,
    hi: int,
) -> Tag | None:
    start, subject = _subject_before(tokens, syntax, persons, verb, lo)
    end = verb + 1 + _tells_oneself(tokens, verb, hi)
    if subject is None:
        start = verb
        if start == lo or tokens[start - 1] not in _PAUSES:
            return None
        subject, end = _subject_after(tokens, syntax, persons, verb, hi)
        if subject is None:
            return None
    while end < hi and syntax.upos[end] == "ADV":
        end += 1
    follows = tokens[end] if end < hi else "."
    after_pause = start > lo and tokens[start - 1] in _PAUSES
    if after_pause and (end >= hi or follows == "." or _runs_on(tokens, syntax, end, hi)):
        return Tag(start, hi, subject, leads=False)
    if after_pause and follows in _PAUSES:
        return Tag(start, end, subject, leads=False)
    if follows in (",", ":") and end + 1 < hi and not after_pause:
        return Tag(lo, end + 1, subject, leads=True)
    return None


def _runs_on(tokens: Sequence[str], syntax: Syntax, at: int, hi: int) -> bool:
    """Whether the narrator goes on after the verb: "he thought, though he did not say so"."""
    while at < hi and tokens[at] in _PAUSES:
        at += 1
    if at >= hi:
        return True
    told = any(syntax.xpos[row] == "VBD" for row in range(at, hi))
    return syntax.upos[at] in ("ADP", "SCONJ", "CCONJ") and told


def _subject_after(
    tokens: Sequence[str], syntax: Syntax, persons: Mapping[int, int], verb: int, hi: int
) -> tuple[int | None, int]:
    """The row of the subject of ``thought the notary``, and the row after its phrase."""
    for row in range(verb + 1, min(hi, verb + _WIDEST)):
        if row in persons:
            return row, max(persons[row], row + 1)
        if syntax.upos[row] == "NOUN":
            return row, row + 1
        if syntax.upos[row] not in ("DET", "ADJ", "PROPN"):
            break
    return None, verb + 1


def _subject_before(
    tokens: Sequence[str], syntax: Syntax, persons: Mapping[int, int], verb: int, lo: int
) -> tuple[int, int | None]:
    """Where a tag begins whose subject stands before its verb, and the subject's row."""
    row = verb - 1
    while row >= lo and (syntax.upos[row] in ("ADV", "AUX") or tokens[row] in ("used", "to")):
        row -= 1
    if row < lo or row not in persons:
        return verb, None
    subject = row
    while row > lo and subject - row < _WIDEST and _same_phrase(syntax, row - 1, subject):
        row -= 1
    return row, subject


def _same_phrase(syntax: Syntax, row: int, head: int) -> bool:
    """Whether a word belongs to the noun phrase of ``head``: "the ticket clerk thought"."""
    at = row
    for _ in range(4):
        at = int(syntax.head[at])
        if at == head:
            return True
    return False


def pieces(lo: int, hi: int, tag: Tag | None) -> list[tuple[int, int]]:
    """The rows of a sentence on both sides of its tag."""
    cuts = [lo, hi] if tag is None else [lo, tag.lo, tag.hi, hi]
    parts = list(pairwise(cuts))
    return [part for part in (parts if tag is None else (parts[0], parts[2])) if part[0] < part[1]]
