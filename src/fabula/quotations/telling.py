"""What reads as narration where no mark tells it from speech, by how a story is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from fabula.resources.dashes import dash_words

TOLD_BY_ME = re.compile(r"[,?!]\s+(?:I (?:said|asked|told|replied|answered)|said I)\b")
_SAYS = re.compile(r"\b(?:says|asks|answers|replies|tells)\b")
_SAID = re.compile(r"\b(?:said|asked|answered|replied|told)\b")
_TOLD_NOW = re.compile(  # She gets up. Then the coffee comes. They look at one another.
    r"(?:(?:And|But|Then|So|Now)\s+)?(?:They\s+\w+\b|"
    r"(?:(?:[Hh]e|[Ss]he|[Ii]t|[Tt]here|[Nn]obody|[Ss]omebody|[Nn]either\s+of\s+them|"
    r"(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir)(?:\s+\w+){1,3}?|[A-Z]\w+(?:\s+[A-Z]\w+)?)"
    r"\s+(?:\w+ly\s+)?(?!was\b)[a-z]+s\b))"
)
_MANY = 3  # tags with "I" that make a narrator
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STOP = re.compile(r"[.?!…]")
_LONGEST = 400  # characters of a sentence that are looked at
_FIRST = 8  # of its words, among which its verb is


@dataclass(frozen=True, slots=True)
class Habits:
    """How a story tells: its narrator speaks in it as "I" (``mine``); in the present tense."""

    mine: bool = False
    now: bool = False


def habits_of(text: str) -> Habits:
    """The habits of a story, by its tags."""
    mine = len(list(islice(TOLD_BY_ME.finditer(text), _MANY))) == _MANY
    now, then = (sum(1 for _ in tag.finditer(text)) for tag in (_SAYS, _SAID))
    return Habits(mine, now > then)


def is_narrated(text: str, at: int, end: int, habits: Habits) -> bool:
    """Whether the sentence at ``at`` reads as third-person narration, in the story's tense."""
    stop = _STOP.search(text, at, min(end, at + _LONGEST))
    until = stop.end() if stop else min(end, at + _LONGEST)
    if text[at:until].endswith(("?", "!")):
        return False
    if habits.now:
        plain = spoken_words(habits).isdisjoint(plain_words(text, at, until))
        return plain and _TOLD_NOW.match(text, at, until) is not None
    forms = [_plain(match.group()) for match in _WORD.finditer(text, at, until)]
    if not forms or any(form in dash_words().spoken or "n't" in form for form in forms):
        return False
    if any(form.endswith(("'ll", "'re", "'ve", "'m", "'d")) for form in forms):
        return False
    return any(is_past(form) for form in forms[:_FIRST])


def is_past(form: str) -> bool:
    """Whether a word may be a verb in the past tense."""
    return form in dash_words().past or (form.endswith("ed") and len(form) > 4)


def spoken_words(habits: Habits) -> frozenset[str]:
    """Words that the narration of such a story has not, whatever its tense."""
    words = dash_words()
    return words.to_you if habits.mine else words.to_you | words.from_me


def plain_words(text: str, start: int, end: int) -> set[str]:
    """The words of a stretch in small letters."""
    return {_plain(match.group()) for match in _WORD.finditer(text, start, end)}


def _plain(word: str) -> str:
    return word.replace("’", "'").lower()
