"""Denials: one deed, word or thing, affirmed by one voice and denied by another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from fabula.findings.numbers import clock
from fabula.findings.page import Page
from fabula.findings.statement import Dispute, Statement, claim_at
from fabula.findings.words import base, singular
from fabula.resolve.clauses import Clause
from fabula.resources import key_of_word, words

_BESIDE = 2500  # words within which stands what is denied
_REPLY = 90  # words from a statement to the reply that denies it
_KEPT = 12  # clauses of one verb that another is compared with
_SURE, _LIKELY = 0.5, 0.4
_PERSONS = frozenset({"i", "you", "he", "she", "it", "they", "we"})
_OPENING = frozenset({"no", "oh", "but", "yes", "well", "and", "why"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
_BE = frozenset({"am", "is", "are", "was", "were", "'m", "’m", "ai"})
_DO = frozenset({"do", "does", "did"})
_HAVE = frozenset({"have", "has", "had"})
_ABSTRACT = ("ity", "ness", "tion", "sion", "ence", "ance", "ment")
_LONGEST = 6  # words of a reply that only denies


@cache
def _light() -> frozenset[str]:
    return frozenset(map(base, words("disputes", "light")))


@cache
def _saying() -> frozenset[str]:
    return frozenset(map(base, words("disputes", "saying")))


def find_denials(page: Page) -> Iterator[Dispute]:
    """Affirmed and denied, in no order."""
    yield from _deeds_denied(page)
    yield from _short_denials(page)
    yield from _words_denied(page)
    yield from _absences(page)
    yield from _corrections(page)


def _deeds_denied(page: Page) -> Iterator[Dispute]:
    """ "He hanged for it": "He never hanged"."""
    by_verb: dict[str, list[Clause]] = defaultdict(list)
    for clause in page.clauses:
        verb = base(page.words[clause.row])
        if clause.predicate or verb in _light() or not _asserts(page, clause):
            continue
        for earlier in reversed(by_verb[verb][-_KEPT:]):
            if _contradicts(page, earlier, clause):
                yield _dispute(page, earlier, clause, verb, _LIKELY)
                break
        by_verb[verb].append(clause)


def _asserts(page: Page, clause: Clause) -> bool:
    return clause.tense is not None and page.modality(clause.row) == "asserted"


def _contradicts(page: Page, a: Clause, b: Clause) -> bool:
    if a.negated == b.negated or b.row - a.row > _BESIDE or not _two_voices(page, a.row, b.row):
        return False
    denial = a if a.negated else b
    never = any(page.words[child] == "never" for child in page.children[denial.row])
    if (a.tense != b.tense and not never) or _passive(page, a) != _passive(page, b):
        return False
    same = _same_subject(page, a, b)
    what, other = (_object(page, each) for each in (a, b))
    if what and other:
        return same and what == other
    near = b.row - a.row <= _REPLY
    return same and (near or not (what or other))


def _passive(page: Page, clause: Clause) -> bool:
    return bool(page.kids(clause.row, "nsubj:pass", "aux:pass"))


def _two_voices(page: Page, a: int, b: int) -> bool:
    """Whether two passages are of two speakers, or of one and the narration."""
    one, other = page.quote[a], page.quote[b]
    if one == other:
        return False
    return page.voice(a) != page.voice(b) or page.voice(a) is None


def _same_subject(page: Page, a: Clause, b: Clause) -> bool:
    one, other = page.actor(a.row), page.actor(b.row)
    if one is not None and other is not None:
        return one == other
    rows = page.subject(a.row), page.subject(b.row)
    if None in rows:
        return False
    said = {page.words[row] for row in rows if row is not None}
    if b.row - a.row > _REPLY:
        return len(said) == 1 and not said & _PERSONS
    return said == {"i", "you"} or len(said - {"i", "you"}) == len(said) == 1


def _object(page: Page, clause: Clause) -> str:
    for row in page.kids(clause.row, "obj", "obl", "nsubj:pass"):
        if page.upos[row] in ("NOUN", "PROPN"):
            return singular(page.words[row])
    return ""


def _dispute(page: Page, a: Clause, b: Clause, what: str, sure: float) -> Dispute:
    return Dispute(_event(page, a), _event(page, b), f"{page.words[b.row]}: said and denied", sure)


def _event(page: Page, clause: Clause) -> Statement:
    objects = page.kids(clause.row, "obj")
    subject = page.subject(clause.row)
    last = objects[0] if objects else clause.row
    first = clause.row if subject is None or subject > clause.row else subject
    what = singular(page.words[last]) if objects else ""
    return claim_at(
        page,
        clause.row,
        first=first,
        to=last,
        subject=page.actor(clause.row),
        kind="event",
        value=f"{page.words[clause.row]} {what}".strip(),
        confidence=0.6,
    )


def _short_denials(page: Page) -> Iterator[Dispute]:
    """ "You snored." - "I never." """
    quotes = page.world.quotes
    for index in range(1, len(quotes)):
        if quotes[index].kind != quotes[index - 1].kind or not quotes[index].spans:
            continue
        reply = _denying(page, page.rows(quotes[index].spans[0]))
        before = page.rows(quotes[index - 1].spans[-1])
        if reply is None or reply.start - before.stop > _REPLY or not before:
            continue
        last = _last_clause(page, before)
        if last is not None and _answers(page, last, reply):
            yield Dispute(
                _event(page, last),
                claim_at(
                    page,
                    reply.start,
                    to=reply.stop - 1,
                    subject=page.actor(last.row) or page.person(reply.start),
                    kind="event",
                    value=page.words[last.row],
                    polarity=last.negated,
                    lasting=True,
                ),
                f"{page.words[last.row]}: said and denied",
                _SURE,
            )


def _denying(page: Page, rows: range) -> range | None:
    """The rows of "I never", "you did not", "he was", where a reply begins with no more."""
    inner: list[int] = []
    for row in rows[: 2 * _LONGEST]:
        if page.words[row] in (".", "!", "—", "–", ";"):
            if inner:
                break
        elif page.words[row] == "?":
            return None
        elif page.upos[row] != "PUNCT" and (inner or page.words[row] not in _OPENING):
            inner.append(row)
        elif inner and page.words[row] == ",":
            break
    said = [page.words[row] for row in inner]
    if not 2 <= len(said) <= 3 or said[0] not in _PERSONS:
        return None
    helps = said[1] == "never" or said[1] in _BE | _DO | _HAVE
    ends = len(said) == 2 or said[2] in _NOT
    return range(inner[0], inner[-1] + 1) if helps and ends else None


def _last_clause(page: Page, rows: range) -> Clause | None:
    """The main clause of the last sentence of a quotation, if that asserts something."""
    inner = [row for row in rows if page.upos[row] != "PUNCT"]
    if not inner or any(page.words[row] == "?" for row in rows[-3:]):
        return None
    sentence = page.sentence[inner[-1]]
    for row in inner:
        clause = page.governing(row)
        if page.sentence[row] == sentence and clause is not None and clause.row == row:
            return clause if _asserts(page, clause) and not _of_mind(page, clause) else None
    return None


def _of_mind(page: Page, clause: Clause) -> bool:
    return base(page.words[clause.row]) in map(base, words("disputes", "mental"))


def _answers(page: Page, said: Clause, reply: range) -> bool:
    """Whether a reply denies a clause: as for person, auxiliary and negation."""
    words_ = [page.words[row] for row in reply]
    negated = bool(set(words_[1:]) & _NOT)
    if negated == said.negated:
        return False
    be = said.predicate or base(page.words[said.row]) == "be"
    if words_[1] != "never" and (words_[1] in _BE) != be:
        return False
    if words_[1] in _HAVE and not said.perfect:
        return False
    subject = page.subject(said.row)
    spoken = "" if subject is None else page.words[subject]
    if words_[0] == "i" or words_[0] == "you":
        return spoken == ("you" if words_[0] == "i" else "i")
    return spoken == words_[0] or page.person(reply.start) == page.actor(said.row) is not None


def _words_denied(page: Page) -> Iterator[Dispute]:
    """ "I never said caravan", after he told them about a caravan."""
    first = _first_said(page)
    for clause in page.clauses:
        quote = page.quoted(clause.row)
        denies = clause.negated and base(page.words[clause.row]) in _saying()
        if quote is None or quote.speaker is None or not denies or not _asserts(page, clause):
            continue
        if clause.tense != "past" or page.actor(clause.row) != quote.speaker:
            continue
        after = [r for r in page.sentence_rows(clause.row) if r > clause.row][:_LONGEST]
        named = {singular(page.words[r]) for r in after if page.upos[r] in ("NOUN", "PROPN")}
        rows = [first[quote.speaker, word] for word in named if (quote.speaker, word) in first]
        said = min(rows, default=clause.row)
        if page.starts[said] < quote.spans[0][0]:
            yield Dispute(
                claim_at(
                    page,
                    said,
                    first=page.sentence_rows(said).start,
                    subject=quote.speaker,
                    kind="event",
                    value=f"said {page.words[said]}",
                ),
                _event(page, clause),
                f"{page.words[said]}: said, and denied to have been said",
                _SURE,
            )


def _first_said(page: Page) -> dict[tuple[str, str], int]:
    """Where each speaker first says each word."""
    first: dict[tuple[str, str], int] = {}
    for quote in page.world.quotes:
        if quote.speaker is not None:
            for row in (r for span in quote.spans for r in page.rows(span)):
                key = quote.speaker, singular(page.words[row])
                first[key] = min(row, first.get(key, row))
    return first


def _absences(page: Page) -> Iterator[Dispute]:
    """ "There was no scholarship": "I had a scholarship"."""
    there: dict[str, list[tuple[int, int, bool]]] = defaultdict(list)
    for clause in page.clauses:
        found = _existing(page, clause)
        if found is None or page.modality(clause.row) != "asserted":
            continue
        noun, positive = found
        thing = singular(page.words[noun])
        if _abstract(thing) or page.upos[noun] != "NOUN":
            continue
        for row, other, affirmed in reversed(there[thing][-_KEPT:]):
            near = clause.row - row <= _BESIDE // 2
            quoted = page.quote[row] is not None or page.quote[clause.row] is not None
            if near and quoted and affirmed != positive and _two_voices(page, row, clause.row):
                yield Dispute(
                    _exists(page, row, other, affirmed),
                    _exists(page, clause.row, noun, positive),
                    f"{'a' if affirmed else 'no'} {thing}, later {'a' if positive else 'no'}",
                    _LIKELY,
                )
                break
        there[thing].append((clause.row, noun, positive))


def _abstract(noun: str) -> bool:
    return noun in words("disputes", "abstract") or noun.endswith(_ABSTRACT)


def _existing(page: Page, clause: Clause) -> tuple[int, bool] | None:
    """The noun that is said to be there, or not, or that somebody has."""
    if page.kids(clause.row, "expl"):
        nouns = page.kids(clause.row, "nsubj", "obj", "obl")
    elif base(page.words[clause.row]) == base("have") and not clause.predicate:
        nouns = page.kids(clause.row, "obj")
    else:
        return None
    if not nouns:
        return None
    denied = any(page.words[child] == "no" for child in page.children[nouns[0]])
    return nouns[0], not (denied or clause.negated)


def _exists(page: Page, row: int, noun: int, positive: bool) -> Statement:
    return claim_at(
        page,
        row,
        first=page.sentence_rows(row).start,
        to=noun,
        subject=None,
        kind="existence",
        value="there",
        thing=singular(page.words[noun]),
        polarity=positive,
        lasting=True,
    )


def _corrections(page: Page) -> Iterator[Dispute]:
    """ "There was a blue van" and "It wasn't blue. It was green"."""
    colours = key_of_word("colours").keys() - words("colours", "passing")
    for clause in page.clauses:
        row = clause.row
        if not (clause.negated and clause.predicate) or page.quote[row] is None:
            continue
        if not _asserts(page, clause):
            continue
        time = clock(page.words, row) or clock(page.words, max(0, row - 2))
        if page.words[row] not in colours and time is None:
            continue
        for at in range(max(0, row - _BESIDE), row):
            if page.sentence[at] == page.sentence[row] or page.quote[at] in (None, page.quote[row]):
                continue
            same = clock(page.words, at) == time if time else page.words[at] == page.words[row]
            if same and page.modality(at) == "asserted":
                kind = "time" if time else "colour"
                yield Dispute(
                    claim_at(page, at, subject=None, kind=kind, value=page.words[at]),
                    claim_at(
                        page,
                        row,
                        to=_put_right(page, row),
                        subject=None,
                        kind=kind,
                        value=page.words[row],
                    ),
                    f"{page.words[row]}: said and denied",
                    _SURE,
                )
                break


def _put_right(page: Page, row: int) -> int:
    """The last word of "It wasn't blue. It was [green]", where it is put right at once."""
    first = page.sentence_rows(row).stop
    last = min(len(page.words), first + _LONGEST) - 1
    if last <= first or page.quote[last] != page.quote[row]:
        return row
    return last if page.words[first] == "it" else row
