"""Claims that stand in a noun phrase: colour, number, and what people look like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from fabula.findings.numbers import number
from fabula.findings.page import Page
from fabula.findings.phrases import before_noun, noun_after
from fabula.findings.statement import Statement, claim_at
from fabula.findings.words import base, singular
from fabula.resources import key_of_word, word_groups, words

_DEFINITE = frozenset({"the", "this", "that", "these", "those", "all", "both"})
_OTHERS = frozenset({"other", "another", "second", "new", "next", "spare", "different", "same"})
_ATTRIBUTIVE = frozenset({"amod", "compound"})
_HAIR = frozenset({"hair", "curl", "plait", "braid", "fringe", "bun", "ponytail", "lock"})
_BEARD = frozenset({"beard", "moustache", "mustache", "whisker", "stubble"})
_CHIN = frozenset({"chin", "jaw", "lip", "cheek", "face"})
_SHAVEN = frozenset({"bare", "shaven", "shaved", "smooth", "naked", "hairless"})
_BARE = frozenset({"clean-shaven", "cleanshaven", "smooth-shaven", "beardless"})
_HOLDS = frozenset(map(base, ("have", "wear", "hold")))
_LEGS = frozenset({"legs", "feet"})
_CHILDREN = frozenset({"child", "son", "daughter", "brother", "sister", "kid"})
_ABOUT = frozenset({"in", "with"})


@cache
def _families() -> dict[str, str]:
    """A colour word to its family; those of hair alone stand apart."""
    groups = word_groups("colours").items()
    own = {k: v for k, v in groups if not k.startswith("hair-") and k != "passing"}
    return {word: family for family, members in own.items() for word in members}


@cache
def _hair() -> dict[str, tuple[str, ...]]:
    """A hair colour to every family it may belong to."""
    found: dict[str, tuple[str, ...]] = {}
    for family, members in word_groups("colours").items():
        if family.startswith("hair-"):
            for word in members:
                found[word] = (*found.get(word, ()), family.removeprefix("hair-"))
    return found


def describe(page: Page) -> Iterator[Statement]:
    """Every colour, number and look that a noun phrase or a predicate gives."""
    for row, word in enumerate(page.words):
        if word in _hair() or _colour(word) is not None:
            yield from _coloured(page, row)
        if page.upos[row] == "NUM" or page.labels[row] == "nummod":
            yield from _counted(page, row)
        if word.endswith("-legged"):
            yield from _legged(page, row)
        if page.upos[row] in ("ADJ", "NOUN", "VERB"):
            yield from _looks(page, row)
            yield from _bearded(page, row)


def _colour(word: str) -> str | None:
    """The family of a colour word, also of "blue-glazed"."""
    stem, _, manner = word.partition("-")
    return _families().get(word) or (
        _families().get(stem) if manner in words("surfaces", "manner") else None
    )


def _coloured(page: Page, row: int) -> Iterator[Statement]:
    noun = _described(page, row)
    if noun is None:
        return
    lemma = singular(page.words[noun])
    family = _colour(page.words[row])
    if lemma in _HAIR or lemma in _BEARD:
        families = _hair().get(page.words[row])
        if families:
            kind = "hair" if lemma in _HAIR else "beard colour"
            yield from _of_person(page, noun, row, kind, "/".join(families))
    elif lemma == "eye":
        if family is not None and page.words[row] not in ("white", "red", "black"):
            yield from _of_person(page, noun, row, "eyes", family)
    elif family is not None and lemma not in words("colours", "passing"):
        yield _thing(page, noun, row, "colour", family)
        whole = _whole(page, noun)
        if whole is not None:
            yield replace(
                _thing(page, whole, row, "colour", family), span=page.span(row, noun, whole)
            )


def _whole(page: Page, part: int) -> int | None:
    """What a part shows the colour of: the car of "the hood of the car"."""
    if page.words[part] not in words("surfaces", "part"):
        return None
    for child in page.kids(part, "nmod"):
        if any(page.words[case] == "of" for case in page.kids(child, "case")):
            return child if page.upos[child] == "NOUN" else None
    return None


def _described(page: Page, row: int) -> int | None:
    """The noun that an adjective describes, beside it or as its subject."""
    above = page.head[row]
    while page.labels[row] == "conj" and page.upos[above] == "ADJ" and above != row:
        row, above = above, page.head[above]
    beside = noun_after(page, row) if page.upos[row] == "ADJ" else None
    if beside is not None and page.labels[above] != "nmod:poss":
        return beside
    if page.labels[row] in _ATTRIBUTIVE:
        if page.labels[above] == "nmod:poss" and page.upos[page.head[above]] == "NOUN":
            above = page.head[above]  # a nurse's blue tunic, called "a blue nurse's tunic"
        return above if page.upos[above] == "NOUN" and above != row else None
    if base(page.words[above]) in _glowing() and page.labels[row] in ("obj", "xcomp", "advmod"):
        subject = page.subject(above)
    elif page.upos[row] == "ADJ":
        subject = _just_before(page, row)
        subject = _meant(page, row) if subject is None else subject
    else:
        subject = None
    return subject if subject is not None and page.upos[subject] == "NOUN" else None


def _just_before(page: Page, row: int) -> int | None:
    """The noun of "with their banners [red],"."""
    noun = row - 1
    ends = row + 1 >= len(page.words) or page.upos[row + 1] == "PUNCT"
    known = noun > 0 and page.upos[noun] == "NOUN" and page.upos[noun - 1] in ("PRON", "DET")
    return noun if ends and known and page.sentence[noun] == page.sentence[row] else None


def _meant(page: Page, row: int) -> int | None:
    """The subject of an adjective; for "they" of "when her eyes open they're green", the eyes."""
    subject = page.subject(row)
    if subject is None or page.words[subject] != "they":
        return subject
    for before in range(subject - 1, page.sentence_rows(row).start - 1, -1):
        if page.xpos[before] == "NNS":
            return before
    return subject


@cache
def _glowing() -> frozenset[str]:
    return frozenset(map(base, words("surfaces", "glow")))


def _counted(page: Page, row: int) -> Iterator[Statement]:
    """ "Nineteen letters", "all three of her masts", "nine of them"."""
    noun = _part_of(page, row) or noun_after(page, row)
    if noun is None and page.labels[row] == "nummod":
        noun = page.head[row]
    if noun is None:
        return
    unit = singular(page.words[noun]) in key_of_word("calendar")
    if unit and page.words[noun] not in _LEGS:
        return
    of_them = page.words[noun] == "them"
    if not of_them and (page.upos[noun] != "NOUN" or page.xpos[noun] != "NNS"):
        return
    first = row
    while first and number(page.words[first - 1 : row + 1]) is not None:
        first -= 1
    value = number(page.words[first : row + 1])
    whole = first > 0 and page.words[first - 1] == "all"
    index = page.mention.get(noun)
    people = of_them or (index is not None and page.types[index] == "PER")
    if people and not whole and singular(page.words[noun]) not in _CHILDREN and not of_them:
        return  # people come and go
    if value is not None and value > 1:
        for each in _number(page, noun, row, str(value)):
            yield replace(each, whole=whole, definite=each.definite or whole)


def _part_of(page: Page, row: int) -> int | None:
    """The masts of "three of her masts", by the words: the parse often goes astray here."""
    if row + 1 >= len(page.words) or page.words[row + 1] != "of":
        return None
    for at in range(row + 2, min(row + 6, len(page.words))):
        if page.words[at] == "them" or page.upos[at] == "NOUN":
            return at
        if page.upos[at] not in ("DET", "PRON", "ADJ", "PROPN"):
            return None
    return None


def _number(page: Page, noun: int, row: int, value: str) -> Iterator[Statement]:
    """How many of a kind there are; how many legs somebody has."""
    if key_of_word("body_parts").get(page.words[noun]) != "leg":
        yield _thing(page, noun, row, "number", value)
    elif page.words[noun] in _LEGS:
        owner = page.owner(noun) or _wearer(page, noun) or page.actor(noun)
        yield claim_at(page, row, to=noun, subject=owner, kind="legs", value=value, thing="leg")


def _legged(page: Page, row: int) -> Iterator[Statement]:
    """ "A three-legged dog"; a stool may have three."""
    value = number([page.words[row].removesuffix("-legged")])
    noun = page.head[row]
    if value is not None and page.words[noun] not in words("surfaces", "standing"):
        owner = page.entity.get(noun)
        yield claim_at(page, row, subject=owner, kind="legs", value=str(value), thing="leg")


def _thing(page: Page, noun: int, row: int, kind: str, value: str) -> Statement:
    """A claim about a thing, of its owner where it has one."""
    owner = page.owner(noun) or _wearer(page, noun)
    modifiers = {page.words[child] for child in page.children[noun]} | before_noun(page, noun)
    definite = bool(modifiers & _DEFINITE) or page.possessor(noun) is not None
    return claim_at(
        page,
        row,
        subject=owner,
        kind=kind,
        value=value,
        to=noun,
        thing=_same_things().get(singular(page.words[noun]), singular(page.words[noun])),
        detail="" if singular(page.words[noun]) == page.words[noun] else "plural",
        definite=definite and not modifiers & _OTHERS,
        lasting=page.labels[row] in (*_ATTRIBUTIVE, "nummod") or row < noun,
        confidence=0.7,
    )


@cache
def _same_things() -> dict[str, str]:
    """Nouns by which one thing goes to the first of them: "wagon" to "car"."""
    groups = word_groups("surfaces").items()
    return {
        word: members[0] for name, members in groups if name.startswith("same-") for word in members
    }


def _wearer(page: Page, noun: int) -> str | None:
    """Who has it on or about him: "a man in a grey coat", "she wore a hat"."""
    above = page.head[noun]
    if page.labels[noun] == "nmod" and {page.words[c] for c in page.kids(noun, "case")} & _ABOUT:
        return page.entity.get(above)
    if page.labels[noun] == "obj" and base(page.words[above]) in _HOLDS:
        return page.actor(above)
    return None


def _of_person(page: Page, noun: int, row: int, kind: str, value: str) -> Iterator[Statement]:
    who = _bearer(page, noun)
    if who is not None:
        yield claim_at(page, row, subject=who, kind=kind, value=value, to=noun)


def _bearer(page: Page, noun: int) -> str | None:
    """Whose hair or eyes these are: his, of him, he has them, a man with them."""
    if page.labels[noun] == "conj" and page.possessor(noun) is None:
        noun = page.head[noun]  # he had a nice face and grey eyes
    owner = page.owner(noun)
    if owner is not None or page.possessor(noun) is not None:
        return owner if owner is not None and owner.startswith("c") else None
    above = page.head[noun]
    if page.labels[noun] == "nmod" and page.upos[above] in ("NOUN", "PROPN", "PRON"):
        told_of = page.subject(above)  # he was a small man with grey eyes
        return page.person(above) or (None if told_of is None else page.person(told_of))
    if page.labels[noun] == "obj" and base(page.words[above]) in _HOLDS:
        subject = page.subject(above)
        return None if subject is None else page.person(subject)
    return None


def _bearded(page: Page, row: int) -> Iterator[Statement]:
    """Whoever has a beard is not shaven: "his beard", "his jaw was shaven", "a bare chin"."""
    if singular(page.words[row]) in _BEARD and page.upos[row] == "NOUN":
        yield from _of_person(page, row, row, "beard", "some")
    elif page.words[row] in _SHAVEN:
        chin = page.head[row] if page.labels[row] == "amod" else page.subject(row)
        if chin is not None and singular(page.words[chin]) in _CHIN:
            yield from _of_person(page, chin, row, "beard", "none")


def _looks(page: Page, row: int) -> Iterator[Statement]:
    """ "He was bald", "the red-haired girl", "clean-shaven"."""
    word = page.words[row]
    found: tuple[str, str] | None = None
    stem, _, part = word.rpartition("-")
    if word == "bald":
        found = ("hair", "none")
    elif word in _BARE:
        found = ("beard", "none")
    elif word == "bearded":
        found = ("beard", "some")
    elif part in ("haired", "headed") and stem in _hair():
        found = ("hair", "/".join(_hair()[stem]))
    elif part == "eyed" and stem in _families():
        found = ("eyes", _families()[stem])
    if found is None:
        return
    who = page.head[row] if page.labels[row] == "amod" else page.subject(row)
    person = None if who is None else page.person(who)
    if person is not None:
        yield claim_at(page, row, subject=person, kind=found[0], value=found[1])
