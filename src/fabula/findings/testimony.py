"""One deed, said by one person and denied by another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from fabula.findings.page import Page
from fabula.findings.statement import Statement
from fabula.findings.words import base

# Verbs that say too little: going and not going may be two errands.
_LIGHT = frozenset(
    map(base, "go come get take call tell ask see look eat give put make let try use need".split())
)
_KEPT = 6  # claims of one deed that another is compared with
_BESIDE = 2500  # words within which an answer stands


def find_denials(
    page: Page, statements: Sequence[Statement]
) -> Iterator[tuple[Statement, Statement]]:
    """ "He hanged for it": "He never hanged". Pairs in text order; statements are in text order."""
    deeds: dict[str, list[Statement]] = defaultdict(list)
    for each in statements:
        if each.property != "event" or each.modality != "asserted":
            continue
        said = deeds[_verb(each)]
        for earlier in reversed(said[-_KEPT:]):
            if _denies(page, earlier, each):
                yield earlier, each
                break
        said.append(each)


def _denies(page: Page, a: Statement, b: Statement) -> bool:
    """Two quotations, one of which denies of the same subject and object what the other says."""
    if a.polarity == b.polarity or a.quote == b.quote or b.row - a.row > _BESIDE:
        return False
    if _verb(a) in _LIGHT or (a.by is not None and a.by == b.by):
        return False
    what, other = (each.value.partition(" ")[2] for each in (a, b))
    return a.subject == b.subject and (what == other or not what or not other)


def _verb(said: Statement) -> str:
    """The verb of a deed, whatever its form."""
    return base(said.value.partition(" ")[0])
