"""What one person claims of himself or of others, against what another voice has of them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from fabula.findings.numbers import clock, number
from fabula.findings.page import Page
from fabula.findings.statement import Dispute, Statement, claim_at
from fabula.findings.words import base, singular
from fabula.resolve.clauses import Clause
from fabula.resources import words

_BESIDE = 2500  # words within which two voices speak of one time
_TALK = 600  # words of one conversation
_KEPT = 6
_REPLY = 60
_FRAGMENT = 8  # words after a sentence that belong to it: "I was in my room. All night."
_IN = frozenset({"in", "at", "on", "aboard", "by", "under", "inside", "behind"})
_TOWARDS = frozenset({"at", "from", "until", "till", "by", "past", "to"})
_POSTURES = frozenset(map(base, "sit stand lie be".split()))
_BEING = frozenset(map(base, "be sit stand lie come go walk".split()))
_OPPOSITE = {"asleep": "awake", "awake": "asleep", "open": "shut", "shut": "open"}
_LIKELY = 0.4


@cache
def _seeing() -> frozenset[str]:
    return frozenset(map(base, words("disputes", "seeing")))


@cache
def _staying() -> frozenset[str]:
    return frozenset(map(base, words("disputes", "staying")))


def find_lies(page: Page, statements: Sequence[Statement]) -> Iterator[Dispute]:
    """Where somebody says he was, and where he was seen; the dead who act; states; the sky."""
    yield from _states(page, statements)
    yield from _alibis(page)
    yield from _returned(page, statements)
    yield from _skies(page, statements)


def _states(page: Page, statements: Sequence[Statement]) -> Iterator[Dispute]:
    """ "I was wide awake", of one whom the narration has asleep; "the gate is open": it is shut."""
    seen: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for each in statements:
        if each.property != "state" or each.value not in _OPPOSITE or each.modality != "asserted":
            continue
        said = seen[each.subject or "", each.thing]
        for earlier in reversed(said[-_KEPT:]):
            near = _two_voices(earlier, each) and each.row - earlier.row <= _BESIDE
            near = near and earlier.value in (each.value, _OPPOSITE[each.value])
            if near and (earlier.value == each.value) != (earlier.polarity == each.polarity):
                yield Dispute(earlier, each, _differ(earlier, each), _LIKELY)
                break
        said.append(each)


def _two_voices(a: Statement, b: Statement) -> bool:
    """Whether at least one of them is speech, and not both are the same person's."""
    if a.quote == b.quote:
        return False
    return a.by != b.by or a.by is None


def _differ(a: Statement, b: Statement) -> str:
    one, other = (each.value if each.polarity else f"not {each.value}" for each in (a, b))
    return f"{a.thing or a.property}: {one}, later {other}"


def _alibis(page: Page) -> Iterator[Dispute]:
    """ "I was in my room all night": "I saw you on the stairs at two"."""
    sightings = list(_sightings(page))
    rows = [each.row for each in sightings]
    for alibi in _words_of_alibi(page):
        first = bisect_left(rows, alibi.row - _BESIDE)
        last = bisect_left(rows, alibi.row + _BESIDE)
        fitting = [seen for seen in sightings[first:last] if _tells_against(page, alibi, seen)]
        if fitting:
            seen = min(fitting, key=lambda each: _farness(alibi, each))
            yield Dispute(alibi, seen, f"{alibi.value}, but {seen.value}", _LIKELY)


def _farness(alibi: Statement, seen: Statement) -> tuple[bool, bool, int]:
    """Who is certainly meant first, then what was seen rather than told of, then the nearest."""
    perceived = base(seen.value) in _seeing()
    return seen.subject != alibi.subject, not perceived, abs(seen.row - alibi.row)


def _tells_against(page: Page, alibi: Statement, seen: Statement) -> bool:
    if not _two_voices(alibi, seen) or seen.value == alibi.value:
        return False
    near = abs(seen.row - alibi.row) <= _TALK
    if seen.quote is None and page.scene[seen.row] == page.scene[alibi.row] and not seen.remembered:
        return False  # where he is now
    if alibi.value in {singular(page.words[row]) for row in page.sentence_rows(seen.row)}:
        return False  # seen where he says he was
    if seen.detail == "you":
        one = seen.subject is None or page.may_be_one(seen.subject, alibi.subject)
        return near and one and seen.row > alibi.row
    if seen.subject is None:
        return False
    return seen.subject == alibi.subject or (near and page.may_be_one(seen.subject, alibi.subject))


def _words_of_alibi(page: Page) -> Iterator[Statement]:
    """Where one says one was all the time, or that one slept."""
    for clause in page.clauses:
        quote = page.quoted(clause.row)
        if quote is None or page.modality(clause.row) != "asserted" or not _was(page, clause):
            continue
        subject = page.subject(clause.row)
        if subject is None or page.words[subject] != "i":
            continue
        value = _stayed(page, clause)
        sentence = page.sentence_rows(clause.row)
        if value and _takes_time(page, range(sentence.start, sentence.stop + _FRAGMENT)):
            yield _alibi(page, clause.row, value, _end(page, clause))
    for before, quote in pairwise(page.world.quotes):
        asked = page.rows(before.spans[-1])
        answer = page.rows(quote.spans[0])
        words_ = {page.words[row] for row in asked}
        near = answer.start - asked.stop <= _REPLY
        if not (near and "where" in words_ and "?" in words_):
            continue
        inner = [row for row in answer if page.upos[row] != "PUNCT"][:4]
        if len(inner) > 1 and page.words[inner[0]] in ("in", "at", "on", "aboard"):
            noun = next((r for r in inner if page.upos[r] in ("NOUN", "PROPN")), None)
            if noun is not None:
                yield _alibi(page, inner[0], singular(page.words[noun]), noun)


def _alibi(page: Page, row: int, value: str, last: int) -> Statement:
    """The claim, with what follows of it in the same breath: "I slept. All night, in my bunk."""
    after = row
    while after + 1 < len(page.words) and page.quote[after + 1] == page.quote[row]:
        if after - row >= _FRAGMENT:
            break
        after += 1
    return claim_at(
        page,
        row,
        to=max(last, after),
        subject=page.voice(row),
        kind="location",
        value=value,
        lasting=True,
    )


def _stayed(page: Page, clause: Clause) -> str:
    """Where, or how, one says one stayed; empty for any other clause."""
    verb = base(page.words[clause.row])
    if clause.negated:
        return "stayed" if verb in map(base, words("disputes", "leaving")) else ""
    if verb in _staying() or page.words[clause.row] == "asleep":
        return "slept" if verb != "wait" else "waited"
    cases = [page.words[case] for case in page.kids(clause.row, "case")]
    if clause.predicate and cases and cases[0] in _IN:
        return singular(page.words[clause.row])
    if verb in _POSTURES:
        for oblique in clause.obliques:
            if oblique.preposition in _IN:
                return singular(page.words[oblique.row])
    return ""


def _takes_time(page: Page, rows: range) -> bool:
    lasting = words("disputes", "lasting") | words("calendar", "day")
    inside = [row for row in rows if row < len(page.words)]
    return any(page.words[row] in lasting for row in inside) or _names_moment(page, inside)


def _names_moment(page: Page, rows: Sequence[int]) -> bool:
    """A time of the clock, also "at nine" and "from five", a part of the day, a day, a month."""
    named = words("disputes", "moment") | words("calendar", "day") | words("calendar", "month")
    for row in rows:
        if page.words[row] in named or clock(page.words, row) is not None:
            return True
        hour = number([page.words[row]])
        after = page.upos[row + 1] if row + 1 < len(page.words) else "PUNCT"
        bare = hour is not None and 0 < hour < 13 and after not in ("NOUN", "NUM", "ADJ")
        if bare and row and page.words[row - 1] in _TOWARDS:
            return True
    return False


def _was(page: Page, clause: Clause) -> bool:
    """Past, or "have been in"."""
    been = any(page.words[child] == "been" for child in page.children[clause.row])
    return clause.tense == "past" or clause.perfect or been


def _sightings(page: Page) -> Iterator[Statement]:
    """When and where somebody was seen, as others tell it; in text order."""
    for clause in page.clauses:
        if clause.negated or not _was(page, clause) or page.modality(clause.row) != "asserted":
            continue
        verb = base(page.words[clause.row])
        if verb in _seeing():
            found = page.kids(clause.row, "obj", "iobj")
        elif clause.predicate or verb in _BEING:
            cases = {page.words[case] for case in page.kids(clause.row, "case")}
            placed = any(o.preposition in _IN for o in clause.obliques) or bool(cases & _IN)
            subject = page.subject(clause.row)
            found = [subject] if placed and subject is not None else []
        else:
            continue
        if not found or not _may_be_person(page, found[0]):
            continue
        if not _names_moment(page, page.sentence_rows(clause.row)):
            continue
        word = page.words[found[0]]
        yield claim_at(
            page,
            clause.row,
            to=_end(page, clause),
            subject=page.person(found[0]),
            kind="location",
            value=f"{page.words[clause.row]}",
            detail="you" if word == "you" else "",
        )


def _may_be_person(page: Page, row: int) -> bool:
    index = page.mention.get(row)
    if page.words[row] in ("i", "it", "there", "this", "that"):
        return False
    return page.upos[row] == "PRON" or (index is not None and page.types[index] == "PER")


def _end(page: Page, clause: Clause) -> int:
    """The last oblique of a clause."""
    return max([clause.row, *(oblique.row for oblique in clause.obliques)])


def _returned(page: Page, statements: Sequence[Statement]) -> Iterator[Dispute]:
    """Somebody is said to be dead, and later does something."""
    dead = _said_dead(page, statements)
    for clause in page.clauses:
        if page.quote[clause.row] is not None or clause.predicate or clause.perfect:
            continue
        who, subject = page.actor(clause.row), page.subject(clause.row)
        said = dead.get(who or "")
        if said is None or subject is None or said.row > clause.row or clause.negated:
            continue
        named = page.upos[subject] == "PROPN" and page.quote[subject] is None
        if not named or clause.tense is None or page.modality(clause.row) != "asserted":
            continue
        doing = claim_at(
            page, clause.row, first=subject, subject=who, kind="event", value=page.words[clause.row]
        )
        del dead[who or ""]
        yield Dispute(said, doing, f"dead, but later {page.words[clause.row]}", _LIKELY)


def _said_dead(page: Page, statements: Sequence[Statement]) -> dict[str, Statement]:
    """Who, by name, was first said to be dead where; of "Bo killed Ann" nobody."""
    dead: dict[str, Statement] = {}
    kills = {base(verb) for verb in words("states", "kills")}
    for each in statements:
        gone = each.property == "alive" and each.value == "dead" and each.polarity
        if not gone or each.modality != "asserted" or each.quote is None or not each.subject:
            continue
        subject = page.subject(each.row)
        if subject is None or page.upos[subject] != "PROPN" or page.xpos[each.row] == "VB":
            continue
        suffers = base(page.words[each.row]) not in kills or page.labels[subject] == "nsubj:pass"
        if suffers and page.person(subject) == each.subject:
            dead.setdefault(each.subject, each)
    return dead


def _skies(page: Page, statements: Sequence[Statement]) -> Iterator[Dispute]:
    """A moon in one account of a night and rain in another; wind and no wind."""
    said = [s for s in statements if s.property == "weather" and s.modality == "asserted"]
    said = [s for s in said if s.row not in page.mention and _is_past(page, s)]
    for index, later in enumerate(said):
        for earlier in reversed(said[max(0, index - _KEPT) : index]):
            if not _two_voices(earlier, later) or later.row - earlier.row > _BESIDE:
                continue
            if earlier.value == later.value:
                clash = earlier.polarity != later.polarity
            else:
                both = earlier.polarity and later.polarity
                clash = both and _shuts_out(earlier.value, later.value)
            if clash:
                yield Dispute(earlier, later, _differ(earlier, later), _LIKELY)
                break


def _is_past(page: Page, said: Statement) -> bool:
    clause = page.governing(said.row)
    return clause is not None and (clause.tense == "past" or clause.perfect)


def _shuts_out(one: str, other: str) -> bool:
    fair, foul = words("disputes", "fair"), words("disputes", "foul")
    return (one in fair and other in foul) or (one in foul and other in fair)
