"""Quotation marks of a paragraph, sorted into families and told from apostrophes.

A family is a set of marks that close each other. Which way an ambiguous mark points is
first read off its neighbours (``leans``); pairing has the last word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from fabula.resources.speech import elisions
from fabula.schema.story import Span

Family = Literal["double", "single", "guillemets", "guillemet", "corner", "corners"]
Lean = Literal["open", "close", "either"]

_MARK = re.compile(r"``|''|[\"“”„‟＂'‘’‚‛`«»‹›「」『』]")
_FAMILY: dict[str, Family] = {
    **dict.fromkeys(("``", "''", '"', "“", "”", "„", "‟", "＂"), "double"),
    **dict.fromkeys("'‘’‚‛`", "single"),
    **dict.fromkeys("«»", "guillemets"),
    **dict.fromkeys("‹›", "guillemet"),
    **dict.fromkeys("「」", "corner"),
    **dict.fromkeys("『』", "corners"),
}
_ALWAYS_OPEN = frozenset(["``", "„", "‟", "‚", "‛", "「", "『"])
_ALWAYS_CLOSE = frozenset(["」", "』"])
_THROUGH = "_*"  # emphasis marks are looked through
_OPENING_LEFT = frozenset(" \t\n\r\xa0\u3000([{-—–―\"“‘„«‹'`/")
_CLOSING_RIGHT = frozenset(" \t\n\r\xa0\u3000)]},.;:!?-—–―…\"”’»›'/")
_SPACE = frozenset(" \t\n\r\xa0\u3000")
_STRONG_LEFT = frozenset('.,!?;:…—–-)]"”»_*')


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark. ``strong``: its neighbours leave no doubt that it is no apostrophe.

    ``lead`` is the word that follows directly, ``trail`` the one before.
    """

    start: int
    end: int
    form: str
    family: Family
    leans: Lean
    strong: bool = True
    lead: str = ""
    trail: str = ""


def find_marks(text: str, start: int, end: int) -> list[Mark]:
    """The marks of ``text[start:end]`` in order, plain apostrophes inside words left out."""
    marks = []
    for match in _MARK.finditer(text, start, end):
        form = match.group()
        family = _FAMILY[form]
        at, after = match.span()
        left = _neighbour(text, at - 1, -1, start, end)
        right = _neighbour(text, after, 1, start, end)
        if family == "single":
            single = _single(text, form, (at, after), (left, right), (start, end))
            if single is not None:
                marks.append(single)
        elif form == '"' and left.isdigit() and text[at - 1].isdigit() and right in " .,":
            # inches, unless it closes something
            marks.append(Mark(at, after, form, family, "close", strong=False))
        else:
            marks.append(Mark(at, after, form, family, _lean(form, left, right)))
    return marks


def _neighbour(text: str, at: int, step: int, start: int, end: int) -> str:
    for _ in range(3):
        if not start <= at < end:
            return " "
        if text[at] not in _THROUGH:
            return text[at]
        at += step
    return " "


def _lean(form: str, left: str, right: str) -> Lean:
    if form in _ALWAYS_OPEN:
        return "open"
    if form in _ALWAYS_CLOSE:
        return "close"
    opens = left in _OPENING_LEFT and right not in _SPACE
    closes = right in _CLOSING_RIGHT and left not in _SPACE
    if opens == closes and form == "“":
        return "open"
    if opens == closes and form == "”":
        return "close"
    if opens and closes and left in _SPACE:
        return "open"
    if opens and closes and right in _SPACE:
        return "close"
    if opens == closes:
        return "either"
    return "open" if opens else "close"


_WORD = re.compile(r"[^\W_]+")


def _single(text: str, form: str, span: Span, beside: tuple[str, str], bounds: Span) -> Mark | None:
    """The mark at ``span`` with its leaning, or None for an apostrophe inside a word."""
    (at, after), (left, right) = span, beside
    if left.isalnum() and right.isalnum():
        return None
    ahead = _WORD.match(text, after, min(bounds[1], after + 20))
    lead = ahead.group().lower() if ahead else ""
    opens = left in _OPENING_LEFT and right not in _SPACE
    closes = right in _CLOSING_RIGHT and left not in _SPACE
    if form in "‘`‚‛":
        closes_low = form == "‘" and closes and not opens
        return Mark(at, after, form, "single", "close" if closes_low else "open", lead=lead)
    if opens and closes:  # between two marks or dashes: --'--
        opens = right not in _SPACE and (left in _SPACE or right not in ".,;:!?)")
        closes = not opens
    if opens and (right.isalnum() or right in '"“—–-….([_*«'):
        if form == "’":  # typesetters turn every mark before a word into an apostrophe
            return None
        elided = lead in elisions()[0] or lead[:1].isdigit()
        return Mark(at, after, form, "single", "open", strong=not elided, lead=lead)
    if closes:
        behind = _WORD.findall(text, max(bounds[0], at - 20), at)
        trail = behind[-1].lower() if behind and left.isalnum() else ""
        strong = left in _STRONG_LEFT
        return Mark(at, after, form, "single", "close", strong, lead, trail)
    return None


def is_clipped(word: str) -> bool:
    """Whether an apostrophe after the (lower-case) word is likely its own: dogs', goin', o'."""
    _, back = elisions()
    return word.endswith(("s", "in", "z", "x")) or word in back
