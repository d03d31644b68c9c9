"""Stretches of narration: where they are, in which person and tense they are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fabula.resolve import settings
from fabula.resolve.bylines import find_bylines
from fabula.resources import key_of_word
from fabula.schema.spans import Quotation
from fabula.schema.story import Division, Story
from fabula.schema.tokens import Syntax, Tokens, column, first_rows

Person = Literal["first", "second", "third"]
Tense = Literal["past", "present"]

_UNITS = frozenset({"part", "chapter", "letter", "scene"})
_LONGEST_PRONOUN = 10
_CLASSES = ("i", "you", "he", "she")
# "We noticed five times": a village that tells is a first person too.
_COUNTED_AS = {"we": "i"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of text paragraphs of one chapter, letter or titled section, and how it is told.

    division is the innermost of these around it; counts are words outside quotations.
    """

    start: int
    end: int
    division: Division | None
    words: int
    firsts: int
    person: Person | None
    tense: Tense | None
    confidence: float


def find_stretches(
    story: Story, tokens: Tokens, syntax: Syntax, quotations: Sequence[Quotation]
) -> tuple[Stretch, ...]:
    """Stretches in text order, covering all text paragraphs."""
    spans = list(_spans(story))
    narrated = narrated_rows(tokens, quotations)
    pronouns = _pronoun_rows(story.text, tokens, narrated)
    pronouns["i"] &= _in_narrator_tense(tokens, syntax, narrated)
    bounds = [first_rows(tokens, (a, b)).tolist() for a, b, _ in spans]
    telling = narrated.copy()
    for (low, high), (_, _, division) in zip(bounds, spans, strict=True):
        telling[low:high] &= not _is_letter(division)
    words = max(int(telling.sum()), 1)
    rates = {c: float((rows & telling).sum()) / words for c, rows in pronouns.items()}
    found = []
    for (start, end, division), (low, high) in zip(spans, bounds, strict=True):
        own = int(narrated[low:high].sum())
        counts = {c: int(rows[low:high].sum()) for c, rows in pronouns.items()}
        lean = 0 if _is_letter(division) else settings.NARRATION_LEAN
        person, confidence = _person(counts, own, rates, lean)
        tense = _tense(syntax, narrated, low, high)
        firsts = counts["i"]
        found.append(Stretch(start, end, division, own, firsts, person, tense, confidence))
    return tuple(found)


def _is_letter(division: Division | None) -> bool:
    return division is not None and division.kind == "letter"


def _spans(story: Story) -> Iterator[tuple[int, int, Division | None]]:
    """Text paragraphs, joined while they lie in the same division."""
    units = [d for d in story.divisions if d.kind in _UNITS and (d.kind != "scene" or d.title)]
    units = sorted([*units, *find_bylines(story)], key=lambda unit: (unit.start, -unit.end))
    stack: list[Division] = []
    following = 0
    current: tuple[int, int, Division | None] | None = None
    for paragraph in story.paragraphs:
        if paragraph.kind != "text":
            continue
        while following < len(units) and units[following].start <= paragraph.start:
            stack.append(units[following])
            following += 1
        while stack and stack[-1].end <= paragraph.start:
            stack.pop()
        unit = stack[-1] if stack else None
        if current is not None and current[2] is unit:
            current = (current[0], paragraph.end, unit)
        else:
            if current is not None:
                yield current
            current = (paragraph.start, paragraph.end, unit)
    if current is not None:
        yield current


def narrated_rows(tokens: Tokens, quotations: Sequence[Quotation]) -> NDArray[np.bool_]:
    """Mask of the tokens outside quotations of speech and thought."""
    narrated = np.ones(len(tokens.starts), dtype=np.bool_)
    for quotation in quotations:
        if quotation.kind in ("scare", "title") or quotation.parent is not None:
            continue
        for start, end in quotation.spans:
            low, high = first_rows(tokens, (start, end))
            narrated[low:high] = False
    return narrated


def _pronoun_rows(
    text: str, tokens: Tokens, narrated: NDArray[np.bool_]
) -> dict[str, NDArray[np.bool_]]:
    """Per pronoun class, the mask of its words in the narration."""
    classes = key_of_word("pronouns")
    masks = {c: np.zeros(len(narrated), dtype=np.bool_) for c in _CLASSES}
    short = (tokens.ends - tokens.starts <= _LONGEST_PRONOUN) & narrated
    starts, ends = column(tokens.starts), column(tokens.ends)
    for row in np.flatnonzero(short).tolist():
        found = classes.get(text[starts[row] : ends[row]].casefold())
        found = _COUNTED_AS.get(found or "", found)
        if found in masks:
            masks[found][row] = True
    return masks


def _in_narrator_tense(
    tokens: Tokens, syntax: Syntax, narrated: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Mask of the sentences with a verb in the past, in a book that is told in the past.

    "I ought to know" among them is a character's thought, and tells of no narrator.
    """
    everywhere = np.ones(len(narrated), dtype=np.bool_)
    if _tense(syntax, narrated, 0, len(narrated)) != "past":
        return everywhere
    past = np.array([tag == "VBD" for tag in syntax.xpos], dtype=np.bool_)
    sentences = np.asarray(tokens.sentence)
    return np.isin(sentences, sentences[past & narrated])


def _person(
    counts: dict[str, int], words: int, rates: dict[str, float], lean: int
) -> tuple[Person | None, float]:
    """Person of a stretch by pronoun rates; a short one leans on the rest of the book,
    a letter, which has its own writer, does not."""
    if not words:
        return None, 0.0
    rate = {c: (counts[c] + lean * rates[c]) / (words + lean) for c in counts}
    second = rate["you"] / settings.SECOND_PERSON_RATE
    if second >= 1 and rate["you"] > rate["i"] and rate["you"] > rate["he"] + rate["she"]:
        return "second", _sure(second)
    first = rate["i"] / settings.FIRST_PERSON_RATE
    return ("first", _sure(first)) if first >= 1 else ("third", _sure(1 / max(first, 0.1)))


def _sure(ratio: float) -> float:
    """0.5 at the threshold, towards 1 well above it."""
    return round(1.0 - 0.5 / max(ratio, 1.0) ** 2, 3)


def _tense(syntax: Syntax, narrated: NDArray[np.bool_], low: int, high: int) -> Tense | None:
    tags = [syntax.xpos[low + row] for row in np.flatnonzero(narrated[low:high]).tolist()]
    past, present = tags.count("VBD"), tags.count("VBZ") + tags.count("VBP")
    if past + present < settings.TENSE_MIN_VERBS:
        return None
    return "past" if past >= present else "present"
