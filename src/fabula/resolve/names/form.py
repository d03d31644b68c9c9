"""Reading one proper name: titles, given names, surname, suffix."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fabula.resources import key_of_word, words
from fabula.resources.tags import tag_words
from fabula.schema.spans import Gender

_TOKEN = re.compile(r"[^\W_]+(?:['’.\-_][^\W_]+)*[.'’]?|--|[,;:()&\[\]\"“”—–…]")
# Marks of emphasis stand at the edge of a word; moth_eaten is a name.
_MARKUP = re.compile(r"\*+|(?<![^\W_])_+|_+(?!\w)")
_SPACE = re.compile(r"\s+")
# "Ann's", "the Lees'", and the verb in "Ann'd never", "Ann'll go".
_POSSESSIVE = re.compile(r"['’](?:s|d|ll|ve|re)$|(?<=s)['’]$", re.IGNORECASE)
_ENDS = frozenset([*',;:()[]"“”—–…', "--"])
_SHORT_TITLES = {
    "dr": "doctor", "doc": "doctor", "prof": "professor", "capt": "captain", "col": "colonel",
    "maj": "major", "gen": "general", "lt": "lieutenant", "sgt": "sergeant", "cpl": "corporal",
    "insp": "inspector", "det": "detective", "rev": "reverend",
}  # fmt: skip
# A name longer than this is no name; it also bounds what a broken mention can cost.
_MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class NameForm:
    """One way of naming somebody, parsed.

    key: what makes two occurrences the same form; text: as printed, cleaned;
    titles: case-folded, without full stops; style: the class of the telling title;
    given and surname: case-folded, ``bare`` instead of both where there is one word and
    nothing says which it is; elder: ``late``, ``elder``, ``younger``; fixed: a title with
    a place or nothing else ("Queen of Hearts"); plural: several people; article: after "the".
    """

    key: str
    text: str
    titles: tuple[str, ...] = ()
    style: str | None = None
    gender: Gender | None = None
    given: tuple[str, ...] = ()
    surname: str | None = None
    bare: str | None = None
    elder: str | None = None
    fixed: bool = False
    plural: bool = False
    article: bool = False

    @property
    def title_only(self) -> bool:
        """A title and no name: "the Captain", "Sir", "Papa"."""
        return bool(self.titles) and not (self.bare or self.surname or self.fixed)


def full_title(title: str) -> str:
    """ "doctor" for "dr"; most titles stand as they are."""
    return _SHORT_TITLES.get(title, title)


def clean(text: str) -> str:
    """The name on one line, without emphasis marks, line-break hyphens and final 's, 'd, 'll."""
    flat = _SPACE.sub(" ", _MARKUP.sub("", text[:_MAX_LENGTH])).strip()
    return _POSSESSIVE.sub("", flat.replace("- ", "-"))


def plain(text: str) -> str:
    """Case-folded comparison form of any proper name, without a leading article."""
    return clean(text).casefold().replace("’", "'").removeprefix("the ")


def parse_name(text: str) -> NameForm:
    """Parse the text of a proper-name mention of a person; never fails."""
    whole = clean(text)
    matches = list(_TOKEN.finditer(whole))
    tokens = [m.group() for m in matches]
    if _lists_names(tokens):
        return NameForm(key=plain(whole), text=whole, plural=True)
    start, elder = _skip_epithets(tokens)
    after, titles = _take_titles(tokens, start)
    if titles and after < len(tokens) and tokens[after] == "of":
        return _title_of(tokens, after, titles, whole, elder)
    end, names = _take_names(tokens, after, bool(titles))
    if end == start:
        return NameForm(key=plain(whole), text=whole, bare=plain(whole) or None)
    printed = _POSSESSIVE.sub("", whole[matches[start].start() : matches[end - 1].end()])
    form = _form(names, titles, printed, elder)
    return replace(form, article="the" in map(str.casefold, tokens[:start]))


def _lists_names(tokens: list[str]) -> bool:
    """ "Mr. and Mrs. Hale", but not "Tuohy paid it, and Tuohy", which is one name overrun."""
    joint = next((i for i, t in enumerate(tokens[1:-1], 1) if t.casefold() in ("and", "&")), 0)
    small = words("name_words", "particle") | words("name_words", "epithet")
    return joint > 0 and all(
        _is_name(t) or t in _ENDS or t == "of" or _bare(t) in small for t in tokens[:joint]
    )


def _bare(token: str) -> str:
    return _POSSESSIVE.sub("", token).rstrip(".").casefold().replace("’", "'")


def _is_name(token: str) -> bool:
    return token[0].isupper() or (not token[0].islower() and token[0].isalpha())


def _skip_epithets(tokens: list[str]) -> tuple[int, str | None]:
    """Index of the first word that is not "the", "poor", "somebody's" …, and "late" or "elder"."""
    skip = words("name_words", "epithet") | _described_by(tokens)
    elders = words("name_words", "elder")
    start, elder = 0, None
    for i, token in enumerate(tokens[:-1]):
        word = _bare(token)
        if word in elders and tokens[i + 1] not in _ENDS:
            elder = word
        elif _POSSESSIVE.search(token) and _is_name(tokens[i + 1]):
            elder = None
        elif word not in skip or token.endswith("."):  # "O Jonah", but "O. Henry"
            break
        start = i + 1
    return start, elder


def _described_by(tokens: list[str]) -> frozenset[str]:
    """Small words before a name that only describe: "cunning" in "cunning old Fury".

    Not "the wife of Tom", who is not Tom, and no title or particle ("captain Smollett").
    """
    first = next((i for i, token in enumerate(tokens) if _is_name(token)), 0)
    lead = [_bare(token) for token in tokens[:first]]
    no_adjective = words("name_words", "particle") | tag_words().closed["preposition"]
    if any(w in no_adjective or w in key_of_word("titles") or not w.isalpha() for w in lead):
        return frozenset()
    return frozenset(lead)


def _take_titles(tokens: list[str], start: int) -> tuple[int, list[str]]:
    """Titles from ``start`` on; a title word that ends the name after a title is a name."""
    known = key_of_word("titles")
    plurals = words("name_words", "plural")
    titles: list[str] = []
    while start < len(tokens):
        word = _bare(tokens[start])
        if word not in known and word not in plurals:
            break
        last = start + 1 == len(tokens) or tokens[start + 1] in _ENDS
        if last and titles:
            break
        titles.append(word)
        start += 1
    return start, titles


def _take_names(tokens: list[str], start: int, titled: bool) -> tuple[int, list[str]]:
    """End index and name words from ``start`` on, particles joined to what follows them."""
    particles, suffixes = words("name_words", "particle"), words("name_words", "suffix")
    lower = not any(_is_name(t) for t in tokens[start:])
    names: list[str] = []
    joined: list[str] = []
    end = start
    for i, token in enumerate(tokens[start:], start):
        word = _bare(token)
        if token in _ENDS or not word or (word in suffixes and names):
            break
        if word in particles and (titled or names or joined or token[0].isupper()):
            joined.append(word)
        elif _is_name(token) or lower:
            names.append(" ".join([*joined, word]))
            joined, end = [], i + 1
        else:
            break
    if names or not joined:
        return end, names
    return start + len(joined), joined


def _title_of(
    tokens: list[str], start: int, titles: list[str], whole: str, elder: str | None
) -> NameForm:
    """A title with a place: one name, not to be taken apart."""
    ends = (i for i, token in enumerate(tokens) if i >= start and token in _ENDS)
    rest = [_bare(t) for t in tokens[start : next(ends, len(tokens))]]
    style, gender = _style(titles)
    return NameForm(
        key=" ".join([*titles, *rest]),
        text=whole,
        titles=tuple(titles),
        style=style,
        gender=gender,
        elder=elder,
        fixed=True,
    )


def _form(names: list[str], titles: list[str], printed: str, elder: str | None) -> NameForm:
    style, gender = _style(titles)
    plurals = words("name_words", "plural")
    several = len(names) > 1
    return NameForm(
        key=" ".join([*([elder] if elder else []), *titles, *names]),
        text=printed,
        titles=tuple(titles),
        style=style,
        gender=gender,
        given=tuple(names[:-1]) if several else (),
        surname=names[-1] if several else None,
        bare=names[0] if len(names) == 1 else None,
        elder=elder,
        plural=any(t in plurals for t in titles),
    )


def _style(titles: list[str]) -> tuple[str | None, Gender | None]:
    """Style of the first title, gender of the first title that tells it."""
    style: str | None = None
    gender: Gender | None = None
    known = key_of_word("titles")
    for title in titles:
        name, _, pronoun = known.get(title, "plain -").partition(" ")
        style = style or name
        if gender is None and pronoun in ("he", "she", "they"):
            gender = pronoun  # type: ignore[assignment]
    return style, gender
