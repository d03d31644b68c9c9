"""Numbers and clock times, as words or figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from fabula.resources import key_of_word

_FIGURES = re.compile(r"\d{1,3}(?:,\d{3}){1,3}|\d{1,9}")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_SKIPPED = frozenset({"and", "-", "a", "minutes", "minute", "exactly", "nearly", "almost", "about"})
_LONGEST = 8  # words of one number
_HALVES = {"half": 30, "quarter": 15}
_NAMED = {"noon": 720, "midday": 720, "midnight": 0}


@cache
def _words() -> dict[str, int]:
    return {word: int(key) for word, key in key_of_word("numbers").items()}


def number(words: Sequence[str]) -> int | None:
    """The number that these words (lower case) spell out: "three hundred and eleven", "1,200"."""
    total = current = 0
    seen = False
    for word in words[:_LONGEST]:
        for part in word.split("-"):
            value = int(part.replace(",", "")) if _FIGURES.fullmatch(part) else _words().get(part)
            if value is None:
                if part in _SKIPPED and seen:
                    continue
                return None
            seen = True
            if value == 1000:
                total, current = total + max(current, 1) * value, 0
            else:
                current = max(current, 1) * value if value == 100 else current + value
    return total + current if seen else None


def clock(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """The clock time that begins at ``words[at]``: minutes after twelve, and the row after it.

    "half past nine", "twenty to twelve", "ten o'clock", "21:30", "noon"; a bare number is none.
    """
    word = words[at]
    if not _opens_time(word):
        return None
    match = _CLOCK.fullmatch(word)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return (int(match[1]) * 60 + int(match[2])) % 720, at + 1
    if word in _NAMED:
        return _NAMED[word] % 720, at + 1
    return _relative(words, at) or _whole(words, at)


@lru_cache(maxsize=4096)
def _opens_time(word: str) -> bool:
    """Whether a clock time may begin with this word; most words are told at once."""
    named = word in _NAMED or word in _HALVES
    return named or number([word]) is not None or _CLOCK.fullmatch(word) is not None


def _relative(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """ "(a) quarter past nine", "ten minutes to five"."""
    minutes = _HALVES.get(words[at]) or number([words[at]])
    then = at + 1
    if then < len(words) and words[then] in ("minutes", "minute"):
        then += 1
    if minutes is None or not 0 < minutes < 60 or then + 1 >= len(words):
        return None
    hour = _hour(words[then + 1])
    if hour is None or words[then] not in ("past", "to", "after", "before", "of"):
        return None
    if words[then] == "of" or (words[then] == "before" and minutes == 30):
        return None
    sign = -1 if words[then] in ("to", "before") else 1
    return (hour * 60 + sign * minutes) % 720, then + 2


def _whole(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """ "ten o'clock"."""
    after = words[at + 1] if at + 1 < len(words) else ""
    hour = _hour(words[at])
    if hour is not None and after in ("o'clock", "o’clock"):
        return hour * 60 % 720, at + 2
    return None


def _hour(word: str) -> int | None:
    if word in _NAMED:
        return 12
    value = number([word])
    return value if value is not None and 1 <= value <= 12 else None
