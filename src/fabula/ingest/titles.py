"""What a single block says as a heading: keyword and number, bare number, or name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fabula.resources.headings import heading_words, number_words

Style = Literal[
    "part", "chapter", "number", "story", "front", "either", "contents", "notes", "back", "end"
]
_NAMED: tuple[Style, ...] = ("contents", "story", "front", "either", "notes", "back", "end")
_TRIM = " \t\r\n*_#=~-–—[](){}<>|.:;,•·"
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_MAX_LENGTH = 400
_MAX_LINES = 7
_SEPARATOR = re.compile(r"\s*(?:[.:;)\]—–|-]+|\n)\s*")
_ORDINAL = re.compile(r"(?:.*(?:first|second|third|th)|last|final)$", re.IGNORECASE)
_SENTENCES = re.compile(r"(?:[a-z]{3}|\))[.!?][\"”’]? +[A-Z\"“]")
_END_OF = re.compile(
    r"(?:the )?end of (?:the )?(?:\w+ )?(?:book|part|phase|volume|vol)\b.{0,40}$"
    r"|(?:the )?end of (?:chapter|act|letter) .{1,40}$|end of (?:the )?(?:chapter|story|tale|fic)$"
)
_LOWER_START = re.compile(r"[a-z]")
_CLOCK = re.compile(r":[0-5]\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Sign:
    """A block read as a heading. ``numeral`` is how its number is written, ``frame``
    the marks before it, ``rest`` the title."""

    style: Style
    word: str = ""
    number: int | None = None
    numeral: Literal["", "digits", "roman", "words"] = ""
    rest: str = ""
    frame: str = ""


def plain(text: str) -> str:
    """A title for comparison: lower case, straight apostrophes, no marks around it."""
    return " ".join(text.replace("’", "'").strip(_TRIM).casefold().split())


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = sorted(number_words(), key=len, reverse=True)
    number = rf"(?:\d{{1,4}}|[ivxlcdm]{{1,9}}|{'|'.join(words)})"
    keys = sorted(heading_words("part") | heading_words("chapter"), key=len, reverse=True)
    key = rf"(?:{'|'.join(keys)})"
    lead = r"[\s*_#=~<>|\[(–—-]{0,12}"
    after = r"(?=[\s.:,;)\]*_~=—–|-]|$)"
    keyword = (
        rf"{lead}(?:the\s+)?({key})\b\.?\s*(?:the\s+|no\.?\s*|number\s+|#\s*)?({number}){after}"
    )
    ordinal = rf"{lead}(?:the\s+)?({number})\s+({key}){after}"
    numbered = rf"{lead}({number}){after}"
    flags = re.IGNORECASE
    return re.compile(keyword, flags), re.compile(ordinal, flags), re.compile(numbered, flags)


def read_sign(text: str) -> Sign | None:
    """The block as a heading, or None. Says nothing about whether the story agrees."""
    if len(text) > _MAX_LENGTH or text.count("\n") >= _MAX_LINES:
        return None
    return _keyword(text) or _named(text) or _numbered(text)


def number_value(text: str) -> tuple[int, Literal["digits", "roman", "words"]] | None:
    low = " ".join(text.casefold().split())
    if low.isdecimal():
        return int(low), "digits"
    if low in number_words():
        return number_words()[low], "words"
    total = last = 0
    for letter in reversed(low):
        value = _ROMAN_VALUES.get(letter)
        if value is None:
            return None
        total += -value if value < last else value
        last = max(last, value)
    return (total, "roman") if 0 < total < 1000 else None


def _keyword(text: str) -> Sign | None:
    keyword, ordinal, _ = _patterns()
    if match := keyword.match(text):
        word, number = match[1].casefold(), match[2]
    elif match := ordinal.match(text):
        word, number = match[2].casefold(), match[1]
        tail = text[match.end() :].strip(" \t*_")
        if not _ORDINAL.match(number) or (
            tail and not _SEPARATOR.match(tail) and tail.upper() != tail
        ):
            return None
    else:
        return None
    if not match[1][0].isupper() and not match[2][0].isdecimal():
        return None
    value = number_value(number)
    rest = _rest(text, match.end())
    if value is None or rest is None:
        return None
    style: Style = "part" if word in heading_words("part") else "chapter"
    return Sign(style, word, value[0], value[1], rest)


def _rest(text: str, end: int) -> str | None:
    """The title after the number; None where the line reads on as a sentence."""
    tail = text[end:]
    if not tail.strip(_TRIM + "\"'”’"):
        return ""
    separator = _SEPARATOR.match(tail)
    title = " ".join(tail[separator.end() if separator else 0 :].split()).strip("*_~=#| ")
    if separator and len(title) <= 330:
        return None if len(title) > 120 and len(_SENTENCES.findall(title)) > 1 else title
    if len(title) > 200 or _LOWER_START.match(title):
        return None
    if title.endswith((".", "!", "?", ",", ";")) and not title.isupper():
        return None
    return title


def _named(text: str) -> Sign | None:
    name = plain(text)
    if not name:
        return None
    for style in _NAMED:
        if name in heading_words(style):
            return Sign(style, name)
    if _END_OF.match(name):
        return Sign("end", name)
    head, separator, rest = _first_words(text)
    if not separator or len(text) > 160:
        return None
    for style in ("story", "front", "either", "back"):
        if head in heading_words(style) and (head[0] != "c" or separator != "\n"):
            return Sign(style, head, rest=rest)
    return None


_NAME_AND_TITLE = re.compile(
    r"[\s*_#=~<>|\[(–—-]{0,12}([A-Z][A-Za-z'’ ]{2,30}?)\s*(\n|[:.—–]|--?)\s*(\S.*)", re.S
)
_ENDS_LIKE_PROSE = re.compile(r"[a-z][.!?,;][\"'”’]?$")


def _first_words(text: str) -> tuple[str, str, str]:
    match = _NAME_AND_TITLE.match(text)
    if not match or _ENDS_LIKE_PROSE.search(text.rstrip()) or text.count("\n") > 2:
        return "", "", ""
    return plain(match[1]), match[2], " ".join(match[3].split())


def _numbered(text: str) -> Sign | None:
    match = _patterns()[2].match(text)
    if not match:
        return None
    number = match[1]
    value = number_value(number)
    if value is None or value[0] == 0 or value[0] > 400:
        return None
    if _CLOCK.match(text, match.end(1)):  # "[21:04] ann: hi"
        return None
    if value[1] == "roman" and not number.isupper() and text.strip(_TRIM) != number:
        return None
    if value[1] == "words" and not number[0].isupper():
        return None
    tail = text[match.end() :]
    frame = "".join(text[: match.start(1)].split())
    if not tail.strip(_TRIM):
        return Sign("number", "", value[0], value[1], frame=frame)
    title = " ".join(tail.lstrip(_TRIM).split())
    separated = (
        _SEPARATOR.match(tail)
        or tail.startswith(("  ", "\t"))
        or value[1] == "digits"
        or all(word[0].isupper() for word in title.split() if len(word) > 3)
    )
    if value[1] == "words":
        separated = bool(_SEPARATOR.match(tail))
    if not separated or len(title) > 160 or text.count("\n") > 3:
        return None
    if _LOWER_START.match(title) or _ENDS_LIKE_PROSE.search(title) or title[0] in '"“‘':
        return None
    return Sign("number", "", value[0], value[1], title, frame)
