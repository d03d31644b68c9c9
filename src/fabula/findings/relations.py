"""Who is what to whom, and who does what to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from fabula.findings.page import Page
from fabula.findings.words import base
from fabula.resources import key_of_word, word_groups, words
from fabula.schema.findings import NARRATOR, Relation
from fabula.schema.story import Span

_VERB = "verb-"
_MEMBER = "member-of"
_KEPT = 12  # passages kept as evidence of one relation
_FIRM = 0.9  # said by the narrator; what people say of one another is less sure
_SAID = 0.75
Key = tuple[str, str, str]


def find_relations(page: Page) -> tuple[Relation, ...]:
    """All relations between characters by where they first show, with every passage of each."""
    found: dict[Key, list[tuple[int, Span, float]]] = defaultdict(list)
    for row in range(len(page.words)):
        for key, span in (*_nouns(page, row), *_members(page, row)):
            found[key].append((span[1], span, _FIRM if page.voice(row) == NARRATOR else _SAID))
    for key, span, sure in _verbs(page):
        found[key].append((span[1], span, sure))
    relations = [
        Relation(
            source=source,
            target=target,
            kind=kind,
            start=min(at for at, _, _ in passages),
            evidence=tuple(dict.fromkeys(span for _, span, _ in sorted(passages)))[:_KEPT],
            confidence=round(1 - (1 - max(sure for *_, sure in passages)) / len(passages), 3),
        )
        for (source, target, kind), passages in found.items()
    ]
    return tuple(sorted(relations, key=lambda r: (r.start, r.source, r.target, r.kind)))


def _nouns(page: Page, row: int) -> Iterator[tuple[Key, Span]]:
    """ "Her brother", "a friend of his", "Bo is my uncle", "Ann, the inspector's wife"."""
    kind = key_of_word("relations").get(page.words[row])
    if (
        kind is None
        or kind == _MEMBER
        or kind.startswith(_VERB)
        or page.upos[row] not in ("NOUN", "PROPN")
    ):
        return
    owner = page.owner(row)
    if (
        owner is None
        or not owner.startswith("c")
        or page.modality(row) not in ("asserted", "asked")
    ):
        return
    for who, at in _bearers(page, row):
        if who != owner:
            yield (who, owner, kind), page.span(row, at)
            return


def _bearers(page: Page, row: int) -> Iterator[tuple[str, int]]:
    """Who is called by a role: the mention itself, its apposition, or its subject."""
    for child in page.kids(row, "appos", "flat"):
        who = page.person(child)
        if who is not None:
            yield who, child
    if page.kids(row, "cop"):
        clause = page.governing(row)
        subject = page.subject(row)
        who = None if subject is None else page.person(subject)
        if who is not None and clause is not None and not clause.negated and subject is not None:
            yield who, subject
        return
    above = page.person(page.head[row])
    if page.labels[row] == "appos" and above is not None:
        yield above, page.head[row]
    own = page.person(row)
    if own is not None:
        yield own, row


def _members(page: Page, row: int) -> Iterator[tuple[Key, Span]]:
    """ "A member of the Watch", "she joined the choir"."""
    noun = page.words[row] in words("relations", _MEMBER)
    joins = base(page.words[row]) in _joining() and page.upos[row] == "VERB"
    if not (noun or joins) or page.modality(row) != "asserted":
        return
    clause = page.governing(row)
    if clause is not None and clause.negated:
        return
    for child in page.kids(row, "nmod") if noun else page.kids(row, "obj"):
        group = _group(page, child)
        who = next(_bearers(page, row), None) if noun else _one(page.actor(row), row)
        if group is not None and who is not None and who[0] != group:
            yield (who[0], group, _MEMBER), page.span(who[1], row, child)
            return


def _group(page: Page, row: int) -> str | None:
    """The organisation or the group a mention headed at a row means; a place has no members."""
    index = page.mention.get(row)
    found = page.entity.get(row)
    if index is None or found is None or found in page.places:
        return None
    several = found in page.groups or page.words[row] in words("group_nouns", "group")
    return found if page.types[index] == "ORG" or several else None


def _one(who: str | None, row: int) -> tuple[str, int] | None:
    return None if who is None else (who, row)


@cache
def _joining() -> frozenset[str]:
    return frozenset(map(base, words("relations", _VERB + _MEMBER)))


@cache
def _feelings() -> dict[str, str]:
    groups = word_groups("relations").items()
    kinds = {kind.removeprefix(_VERB): verbs for kind, verbs in groups if kind.startswith(_VERB)}
    kinds.pop(_MEMBER)
    return {base(verb): kind for kind, verbs in kinds.items() for verb in verbs}


@cache
def _deeds() -> dict[str, str]:
    return {
        base(verb): kind for kind, verbs in word_groups("interactions").items() for verb in verbs
    }


def _verbs(page: Page) -> Iterator[tuple[Key, Span, float]]:
    """What clauses that assert something say one person feels for, or does to, another."""
    for clause in page.clauses:
        if clause.negated or clause.modality != "asserted":
            continue
        verb = base(page.words[clause.row])
        narrated = page.quote[clause.row] is None
        kind = _feelings().get(verb) or (_deeds().get(verb) if narrated else None)
        if kind is None or clause.predicate:
            continue
        doers = [page.who[index] for index in clause.subjects]
        others = [page.who[index] for index in (*clause.objects, *clause.recipients)]
        if kind in ("looks-at", "gives-to"):
            others += [
                page.who[o.mention]
                for o in clause.obliques
                if o.mention is not None and o.preposition in ("at", "to")
            ]
        for doer in doers:
            for other in others:
                if doer and other and doer != other and doer[0] == other[0] == "c":
                    yield (doer, other, kind), page.span(clause.row), _FIRM if narrated else _SAID
