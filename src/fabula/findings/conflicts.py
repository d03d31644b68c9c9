"""Contradictions: claims about the same thing that cannot both hold.

Claims are compared under one key (what is claimed of whom or what), each with the few that
were made last under that key, so the cost stays linear in their number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fabula.findings.denials import find_denials
from fabula.findings.page import Page
from fabula.findings.statement import Statement
from fabula.findings.testimony import find_lies
from fabula.findings.words import base, singular
from fabula.resources import words
from fabula.schema.findings import NARRATOR, ConflictKind

_KEPT = 6  # claims under one key that a later one is compared with
_MANY = 3  # things of one name with so many values are several things
_COUNTED = 4  # fewer of a kind come and go
_FAR = 2500  # words between two mentions of a thing that need not be the same
_NEAR = 1500  # words within which "them" are the same people
_MANIFOLD = 10  # so many are counted as one lot, however spoken of
_SOON = 60  # minutes it may go back between scenes of one day
_LATER = 180  # minutes a clock may go back before it is another day
_TRAITS = frozenset({"hair", "eyes", "beard", "beard colour"})
_CHANGES = frozenset(
    map(base, "change dye paint repaint bleach shave swap switch replace remove eat heal".split())
)
Changes = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two statements, the earlier first, and why they cannot both hold."""

    kind: ConflictKind
    a: Statement
    b: Statement
    why: str
    confidence: float


def find_clashes(page: Page, statements: Sequence[Statement]) -> Iterator[Clash]:
    """All clashes among the statements, which are in text order."""
    changes = _find_changes(page)
    for statements_of_key in _by_key(statements).values():
        if statements_of_key[0].property in _TRAITS and _wavers(statements_of_key):
            continue
        rule = _RULES[statements_of_key[0].property]
        seen: list[Statement] = []
        told: set[frozenset[tuple[str, bool]]] = set()  # pairs of values that were reported
        for later in statements_of_key:
            for earlier in reversed(seen[-_KEPT:]):
                why = rule(page, seen, earlier, later)
                pair = frozenset(((earlier.value, earlier.polarity), (later.value, later.polarity)))
                if (
                    why is not None
                    and pair not in told
                    and not _changed(page, changes, earlier, later)
                ):
                    told.add(pair)
                    first = next(e for e in seen if _same(e, earlier))
                    yield _clash(first, later, why)
                    break
            seen.append(later)
    yield from _disputes(page, statements)


def _disputes(page: Page, statements: Sequence[Statement]) -> Iterator[Clash]:
    """What people contradict one another in, each pair of sentences once."""
    seen: set[tuple[int, int]] = set()
    for found in (*find_denials(page), *find_lies(page, statements)):
        a, b = sorted((found.a, found.b), key=lambda each: each.row)
        pair = page.sentence[a.row], page.sentence[b.row]
        if pair not in seen:
            seen.add(pair)
            yield Clash("testimony", a, b, found.why, found.confidence)


def _by_key(statements: Iterable[Statement]) -> Mapping[tuple[str, ...], list[Statement]]:
    groups: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for each in statements:
        positive = each.polarity or each.value == "moon"
        usable = each.modality == "asserted" and positive and not each.remembered
        if each.property in _RULES and usable:
            subject = "" if each.thing else each.subject or ""
            thing = "" if each.property == "date" else each.thing
            what = each.value if each.property == "weather" else each.detail
            groups[each.property, subject, thing, what].append(each)
    return groups


def _same(one: Statement, other: Statement) -> bool:
    return (one.value, one.polarity) == (other.value, other.polarity)


def _wavers(statements: Sequence[Statement]) -> bool:
    """A trait that comes back after another, or has many values: two people taken for one."""
    values = [each.value for each in statements]
    changes = sum(one != other for one, other in pairwise(values))
    return changes > 1 or len(set(values)) >= _MANY


def _clash(a: Statement, b: Statement, why: str) -> Clash:
    telling = a.by == b.by == NARRATOR
    confidence = round(a.confidence * b.confidence * (1.0 if telling else 0.8), 3)
    return Clash("continuity" if telling else "testimony", a, b, why, confidence)


def _find_changes(page: Page) -> Changes:
    """A noun to the rows of the verbs of change in whose sentence it stands, in text order."""
    found: dict[str, list[int]] = defaultdict(list)
    for clause in page.clauses:
        if base(page.words[clause.row]) in _CHANGES and page.quote[clause.row] is None:
            nouns = [r for r in page.sentence_rows(clause.row) if page.upos[r] == "NOUN"]
            for word in {singular(page.words[row]) for row in nouns}:
                found[word].append(clause.row)
    return found


def _changed(page: Page, changes: Changes, a: Statement, b: Statement) -> bool:
    """Whether something between the two, about the same thing, may have changed it."""
    said = page.sentence_rows(a.row).stop - 1
    for word in (b.thing, b.property):
        rows = changes.get(word, [])
        if bisect_right(rows, b.row) > bisect_right(rows, said):
            return True
    return False


def _same_sentence(page: Page, a: Statement, b: Statement) -> bool:
    return page.sentence[a.row] == page.sentence[b.row]


def _thing(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    """The thing, spoken of as known, has a value nobody gave it before."""
    if not b.definite or _same_sentence(page, a, b):
        return None
    values = {each.value for each in seen}
    if b.value in values or len(values) >= _MANY:
        return None
    if not page.may_be_one(a.subject, b.subject):
        return None
    if (a.subject is None or a.subject != b.subject) and b.row - a.row > _FAR:
        return None  # another of the kind
    return f"the {b.property} of the {b.thing}: {a.value}, later {b.value}"


def _number(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    """As many of a kind as can only be one lot; of all there are, any other number."""
    fewer, more = sorted((int(a.value), int(b.value)))
    if 2 * fewer < more or (fewer < _COUNTED and not b.whole):
        return None
    if b.thing == "them" and (not b.whole or b.row - a.row > _NEAR):
        return None
    return _thing(page, seen, a, replace(b, definite=b.definite or fewer > _MANIFOLD))


def _trait(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    """Something of a person that stays: no value of the one is among those of the other."""
    if _same_sentence(page, a, b) or set(a.value.split("/")) & set(b.value.split("/")):
        return None
    return f"{b.property}: {a.value}, later {b.value}"


def _side(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    if a.value == b.value or _same_sentence(page, a, b):
        return None
    if any(each.value == b.value for each in seen):
        return None
    if a.subject != b.subject and b.row - a.row > _FAR:
        return None
    if not page.may_be_one(a.subject, b.subject):
        return None
    return f"{b.property} on the {a.value}, later on the {b.value}"


def _limbs(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    """Three legs are all there are; of four, some may be spoken of."""
    if {a.value, b.value} != {"3", "4"} or not page.may_be_one(a.subject, b.subject):
        return None
    return f"{a.value} legs, later {b.value}"


def _age(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    if int(a.value) == int(b.value) or _same_sentence(page, a, b):
        return None
    return f"age: {a.value}, later {b.value}"


def _clock(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    """In one scene the clock does not go back; a thing takes place at one time."""
    if a.thing:
        return f"{a.thing} at {a.value}, later at {b.value}" if a.value != b.value else None
    if not a.by == b.by == NARRATOR:
        return None
    limit = _LATER if page.scene[a.row] == page.scene[b.row] else _SOON
    back = (_minutes(a.value) - _minutes(b.value)) % 720
    late = limit == _SOON and not _same_day(page, a, b)
    return f"it is {a.value}, later {b.value}" if 0 < back <= limit and not late else None


def _same_day(page: Page, a: Statement, b: Statement) -> bool:
    """Whether the narration between two near passages speaks of no other day."""
    if b.row - a.row > _NEAR:
        return False
    told = (row for row in range(a.row, b.row) if page.quote[row] is None)
    return not any(page.words[row] in words("calendar", "turn") for row in told)


def _minutes(value: str) -> int:
    hour, _, minute = value.partition(":")
    return int(hour) * 60 + int(minute)


def _sky(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    """No moon and a moon on one night: the one thing in the sky that does not come and go."""
    if a.value != "moon" or a.polarity == b.polarity or not _same_day(page, a, b):
        return None
    return f"{'a' if a.polarity else 'no'} {a.value}, later {'a' if b.polarity else 'no'} {b.value}"


def _day(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    if a.value == b.value or not a.by == b.by == NARRATOR or _same_sentence(page, a, b):
        return None
    if page.scene[a.row] != page.scene[b.row] and not _same_day(page, a, b):
        return None
    return f"it is {a.value}, later {b.value}"


def _date(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    """Days of the week and of the month that no one month has together."""
    if a.value == b.value or b.row - a.row > _FAR:
        return None
    return f"{a.thing}, later {b.thing}"


def _lasting(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    if a.value == b.value or not a.by == b.by == NARRATOR or _same_sentence(page, a, b):
        return None
    if b.subject is None or b.row - a.row > _FAR:
        return None
    return f"for {a.value}, later for {b.value}"


def _elder(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    if a.value == b.value or _same_sentence(page, a, b):
        return None
    return f"{a.value} {b.detail}, later {b.value}"


def _kept_in(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    if a.value == b.value or _same_sentence(page, a, b) or b.row - a.row > _FAR:
        return None
    return f"{b.thing} in the {a.value} {b.detail}, later in the {b.value}"


def _storey(page: Page, seen: Sequence[Statement], a: Statement, b: Statement) -> str | None:
    if a.value == b.value or not a.by == b.by == NARRATOR or _same_sentence(page, a, b):
        return None
    if b.row - a.row > _FAR or len({each.value for each in (*seen, b)}) >= _MANY:
        return None
    return f"floor {a.value}, later {b.value}"


_Rule = Callable[[Page, Sequence[Statement], Statement, Statement], str | None]
_RULES: Mapping[str, _Rule] = {
    "colour": _thing,
    "number": _number,
    "hair": _trait,
    "beard": _trait,
    "beard colour": _trait,
    "eyes": _trait,
    "injury": _side,
    "handedness": _side,
    "legs": _limbs,
    "age": _age,
    "weather": _sky,
    "time": _clock,
    "day": _day,
    "date": _date,
    "duration": _lasting,
    "kin": _elder,
    "side": _kept_in,
    "floor": _storey,
}
