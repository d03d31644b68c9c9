"""Content that readers want to be told of: found by word, judged by its clause, never rated."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fabula.findings.page import Page
from fabula.resources import word_groups
from fabula.schema.findings import Content

_PERSONAL = frozenset({"i", "you", "he", "she", "they", "we", "him", "them", "me", "us", "who"})
_LIKENING = frozenset({"like", "as"})
_SPEAKERS = frozenset({"i", "we", "you"})
_BEFORE, _AFTER = 3, 4  # words whose company tells a sense


@dataclass(frozen=True, slots=True)
class Senses:
    """``content_senses.toml`` as sets; the comments there say what each is for."""

    beside: Mapping[str, frozenset[str]]
    only: Mapping[str, frozenset[str]]
    suffered: frozenset[str]
    living: frozenset[str]
    oaths: frozenset[str]


@cache
def _lexicon() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """A word to all categories it stands in, with severity."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for key, members in word_groups("content").items():
        category, severity = key.rsplit(" ", 1)
        for word in members:
            found[word] = (*found.get(word, ()), (category, int(severity)))
    return found


@cache
def _senses() -> Senses:
    text = files("fabula.resources").joinpath("content_senses.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)

    def words(section: str) -> frozenset[str]:
        return frozenset(table[section]["words"].split())

    return Senses(
        beside={word: frozenset(near.split()) for word, near in table["beside"].items()},
        only={word: frozenset(parts.split()) for word, parts in table["only"].items()},
        suffered=words("suffered"),
        living=words("living"),
        oaths=words("oaths"),
    )


def find_content(page: Page) -> Iterator[Content]:
    """Every such word that means it, in text order; one word may fall under two categories."""
    for row, word in enumerate(page.words):
        for category, severity in _lexicon().get(word, ()):
            if _means_it(page, row, category):
                yield Content(category, severity, page.starts[row], page.ends[row])


def _means_it(page: Page, row: int, category: str) -> bool:
    senses, word = _senses(), page.words[row]
    spoken = page.quote[row] is not None
    if word in senses.oaths and spoken != (category == "profanity"):
        return False
    if category == "profanity":
        return True
    wrong_part = word in senses.only and page.upos[row] not in senses.only[word]
    if page.upos[row] == "PROPN" or wrong_part or _likened(page, row):
        return False
    if senses.beside.get(word, frozenset()) & _near(page, row):
        return False
    if word in senses.suffered and not _hits_somebody(page, row):
        return False
    return word not in senses.living or _of_the_living(page, row, spoken)


def _near(page: Page, row: int) -> frozenset[str]:
    """The words around it in its sentence, and those that belong to it."""
    sentence = page.sentence_rows(row)
    first, stop = max(sentence.start, row - _BEFORE), min(sentence.stop, row + _AFTER + 1)
    close = {page.words[at] for at in range(first, stop) if at != row}
    close |= {page.words[child] for child in page.children[row]}
    return frozenset(close | ({page.words[page.head[row]]} if page.head[row] != row else set()))


def _likened(page: Page, row: int) -> bool:
    """ "Like a dead cat", "with a crack like a rifle"."""
    return any(
        page.words[case] in _LIKENING
        for at in (row, page.head[row])
        for case in page.kids(at, "case", "mark")
    )


def _hits_somebody(page: Page, row: int) -> bool:
    """Whether a blow falls on a person, as far as the parse tells; a noun needs no object."""
    if page.upos[row] == "NOUN":
        return True
    return any(_person(page, child) for child in page.kids(row, "obj", "nsubj:pass", "iobj"))


def _of_the_living(page: Page, row: int, spoken: bool) -> bool:
    """Not a dead boiler; nor "I'm dead", "you're dead", which nobody says who is."""
    subject = page.subject(row)
    if page.labels[row] == "amod":
        return page.upos[page.head[row]] != "NOUN" or _person(page, page.head[row])
    if subject is None:
        return True
    if spoken and page.words[subject] in _SPEAKERS:
        return False
    return _person(page, subject)


def _person(page: Page, row: int) -> bool:
    if page.words[row] in _PERSONAL or page.upos[row] == "PROPN":
        return True
    index = page.mention.get(row)
    return index is not None and page.types[index] == "PER"
