"""Speech without any marks: ``You've lost it, he said. Feed it.``

Only the tag tells that something is said, so a paragraph needs one, or stands beside speech and
reads as nothing else: a line too short for narration, or one that asks or addresses somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fabula.quotations.dashes import resumes, tag_after
from fabula.quotations.tags import tag_inside
from fabula.quotations.telling import (
    TOLD_BY_ME,
    Habits,
    is_narrated,
    plain_words,
    spoken_words,
)
from fabula.resources.dashes import dash_words
from fabula.resources.speech import abbreviations
from fabula.schema.story import Paragraph, Span

_STOP = re.compile(r"[.?!…]+['’”)]*\s+")
_COMMA = re.compile(r"[,;:]['’)]?\s+")
_MANY = 3  # paragraphs with a tag that make a habit
_LONGEST = 400  # characters of an untagged paragraph of speech
_SHORT = 200  # the same where only one beside it is spoken
_LINE = 60  # the same where nothing tells to whom


def tagged_paragraphs(text: str, paragraphs: Sequence[Paragraph]) -> int:
    """How many paragraphs have a tag after a comma or question mark."""
    return sum(
        paragraph.kind == "text" and tag_inside(text, paragraph.start, paragraph.end) is not None
        for paragraph in paragraphs
    )


def speaks_bare(text: str, paragraphs: Sequence[Paragraph], marked: int) -> bool:
    """Whether a story with so many marks of speech tags speech that has none."""
    if marked * 20 > len(paragraphs):
        return False
    tagged = tagged_paragraphs(text, paragraphs)
    return tagged >= _MANY and tagged > 2 * marked and tagged * 12 >= len(paragraphs)


def bare_pieces(text: str, start: int, end: int, habits: Habits) -> list[Span]:
    """The spoken stretches of a paragraph with a tag, empty without one."""
    found: list[Span] = []
    tagged = False
    told_by_me = TOLD_BY_ME.search(text, start, end) is not None
    before: Span | None = None
    for a, b in _sentences(text, start, end):
        if before is not None and text[before[1] - 1] in "?!…" and tag_after(text, a, b, "?"):
            # Said as a sentence of its own: "How are your teeth? Lubomir said."
            found += [] if found and found[-1] == before else [before]
            tagged = True
        elif pieces := _around_tag(text, a, b, habits):
            found += pieces
            tagged = True
        elif not told_by_me and not is_narrated(text, a, b, habits):
            found.append((a, b))
        before = (a, b)
    return _joined(text, found) if tagged else []


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a paragraph, white space between them left out."""
    for match in _STOP.finditer(text, start, end):
        if match.group()[0] == "." and _is_short(
            text[max(start, match.start() - 12) : match.start()]
        ):
            continue
        yield start, match.start() + len(match.group().rstrip())
        start = match.end()
    if start < end:
        yield start, end


def _is_short(lead: str) -> bool:
    """Whether a full stop after these words belongs to an abbreviation: Mr. Hale, J. Smith."""
    word = lead.split()[-1] if lead.split() else ""
    return len(word) == 1 or f"{word}." in abbreviations()[0]


def _around_tag(text: str, start: int, end: int, habits: Habits) -> list[Span]:
    """What is spoken of a sentence with a tag inside it."""
    found: list[Span] = []
    told = end
    for match in _COMMA.finditer(text, start, end):
        at = match.end()
        if not found and (tag := tag_after(text, at, end, ",")) is not None:
            found.append((start, match.start()))
            told = tag.verb_end
        elif found and told <= match.start() and resumes(text, at, end, ",", habits):
            return [*found, (at, end)]
    return found


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Stretches with nothing but white space between them as one."""
    joined: list[Span] = []
    for span in spans:
        if joined and not text[joined[-1][1] : span[0]].strip():
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def is_bare_speech(text: str, start: int, end: int, habits: Habits, *, between: bool) -> bool:
    """Whether a paragraph beside speech, or ``between`` two that are, reads as nothing else.

    A short line is narration only if it reads so; a longer one beside speech must ask or
    address somebody, or say "I" where no narrator does.
    """
    if end - start > _LONGEST or any(
        is_narrated(text, a, b, habits) for a, b in _sentences(text, start, end)
    ):
        return False
    if between:
        return True
    words = plain_words(text, start, end)
    if end - start <= _LINE and not (habits.mine and words & dash_words().from_me):
        return True
    asks = text[start:end].rstrip("'’”)").endswith("?")
    return end - start <= _SHORT and (asks or not words.isdisjoint(spoken_words(habits)))
