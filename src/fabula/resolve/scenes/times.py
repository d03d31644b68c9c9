"""Time cues at the opening of a sentence: "The next morning", "Half an hour later", "At ten"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.resources import key_of_word, words
from fabula.schema.story import Story

_MONTH = (
    r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|March|Apr(?:il|\.)|May|June|July|Aug(?:ust|\.)|"
    r"Sept(?:ember|\.)|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
_DATE = re.compile(
    rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?(?:the )?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)\b"
)
_FEWEST = 3  # dates that make a diary
_REACH = 9  # words of a cue from the start of its sentence
_ENDS = frozenset({",", ".", ";", ":", "—", "–", "--"})
_COPULAS = frozenset({"was", "is", "'s", "’s"})
_VERBS = frozenset({"VERB", "AUX"})
_STRONG = frozenset({"day", "month", "season", "later", "clock"})


@dataclass(frozen=True, slots=True)
class TimeCue:
    """Token rows of a cue; ``strong`` ones name a time or a distance ("two days later").

    later: a distance from what came before; of_day: a time of day, day or month.
    """

    lo: int
    hi: int
    strong: bool
    later: bool
    of_day: bool


def find_entries(story: Story) -> frozenset[int]:
    """Offsets of paragraphs that begin with a date, where several do: a diary, a log."""
    found = frozenset(
        paragraph.start
        for paragraph in story.paragraphs
        if paragraph.kind == "text" and _DATE.match(story.text, paragraph.start, paragraph.end)
    )
    return found if len(found) >= _FEWEST else frozenset()


def time_cue(tokens: Sequence[str], upos: Sequence[str], lo: int, hi: int) -> TimeCue | None:
    """The cue that begins a sentence of rows [lo, hi), None if there is none."""
    kinds = key_of_word("time_cues")
    lead = words("time_cues", "lead")
    seen: set[str] = set()
    end = lo
    numbers = False
    for row in range(lo, min(hi, lo + _REACH)):
        word = tokens[row]
        kind = kinds.get(word)
        if kind is not None and kind != "lead" and _is_time(word, row, tokens, upos, lo):
            seen.add(kind)
            end = row + 1
        elif _ends_cue(word, upos[row], word in lead, bool(seen)):
            break
        numbers |= upos[row] == "NUM"
    if not seen:
        return _hour(tokens, upos, lo, hi)
    strong = bool(seen & _STRONG) or ("part" in seen) or ("unit" in seen and numbers)
    later = "later" in seen or "unit" in seen
    of_day = bool(seen & {"part", "day", "month", "season", "clock"})
    return TimeCue(lo, end, strong, later, of_day)


def _ends_cue(word: str, upos: str, leads: bool, seen: bool) -> bool:
    """Whether a word of no time ends the cue; before its first word of time few do."""
    if word in _ENDS or (upos in _VERBS and word not in _COPULAS):
        return True
    return not leads and (seen or (upos in ("PRON", "PROPN") and word != "it"))


def _is_time(word: str, row: int, tokens: Sequence[str], upos: Sequence[str], lo: int) -> bool:
    """ "May" and "march" are months after a preposition only, "second" is no unit in order."""
    if word in ("may", "march", "second", "fall", "spring", "am", "past", "since", "before"):
        return row > lo and tokens[row - 1] in ("in", "of", "last", "next", "this", "early", "late")
    if word in ("after", "following"):
        return False
    return upos[row] != "VERB"


def _hour(tokens: Sequence[str], upos: Sequence[str], lo: int, hi: int) -> TimeCue | None:
    """ "At ten", "By four", "It was eleven"."""
    if hi - lo < 2 or tokens[lo] not in ("at", "by", "around", "about", "after", "it"):
        return None
    at = lo + 1
    while at < min(hi, lo + 5) and tokens[at] in ("was", "is", "nearly", "almost", "just", "gone"):
        at += 1
    if at >= hi or upos[at] != "NUM":
        return None
    following = tokens[at + 1] if at + 1 < hi else ","
    if following in _ENDS or following in ("the", "he", "she", "they", "we", "i", "in", "when"):
        return TimeCue(lo, at + 1, True, False, True)
    return None
