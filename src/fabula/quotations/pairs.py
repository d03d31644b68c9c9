"""Marks of one family and one paragraph, paired into pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.quotations.marks import Mark, is_clipped
from fabula.quotations.tags import tag_at, tag_inside
from fabula.resources.speech import base_verbs

_NEAR = 300  # characters before a mark that are searched for a tag


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch between two marks of a paragraph, marks included.

    ``opened`` or ``closed`` is false where that mark is missing.
    """

    start: int
    end: int
    marks: str
    opened: bool = True
    closed: bool = True


def pair_marks(
    text: str, bounds: tuple[int, int], marks: Sequence[Mark], carried: bool = False
) -> list[Piece]:
    """Pair the marks of a family that is no apostrophe.

    ``carried``: the paragraph before left this family open, so a lone closing mark here
    closes it. A mark that leans the wrong way is believed only if the next one agrees.
    """
    pieces: list[Piece] = []
    stack: list[Mark] = []
    balance = _balances(marks)
    for i, mark in enumerate(marks):
        following = marks[i + 1].leans if i + 1 < len(marks) else None
        if not stack:
            if not mark.strong:
                continue
            if mark.leans != "close" or following == "close":
                stack.append(mark)
            elif not pieces and (carried or _is_tagged(text, mark.end, bounds[1])):
                pieces.append(Piece(bounds[0], mark.end, _convention(mark), opened=False))
        elif mark.leans == "open" and stack[-1].form != "„" and balance[i] > 0:
            stack.append(mark)  # the same mark again inside: enough closing marks follow
        elif _starts_anew(stack[-1], mark, following):
            pieces.append(_unclosed(text, stack[0], mark.start))
            stack = [mark]
        else:
            opener = stack.pop()
            pieces.append(Piece(opener.start, mark.end, _convention(opener)))
    if stack:
        pieces.append(_unclosed(text, stack[0], bounds[1]))
    return pieces


def _balances(marks: Sequence[Mark]) -> list[int]:
    """For each mark: how many more marks lean to close than to open from it on."""
    balances: list[int] = []
    balance = 0
    for mark in reversed(marks):
        balance += {"open": -1, "close": 1, "either": 0}[mark.leans]
        balances.append(balance)
    return balances[::-1]


def _unclosed(text: str, opener: Mark, stop: int) -> Piece:
    end = _cut(text, opener.start, stop)
    return Piece(opener.start, end, _convention(opener), closed=False)


def _convention(mark: Mark) -> str:
    if mark.form in ("„", "‚"):
        return "low-high"
    if mark.family.startswith("guillemet"):
        return "guillemets"
    return "corner" if mark.family.startswith("corner") else mark.family


def _starts_anew(opener: Mark, mark: Mark, following: str | None) -> bool:
    """Whether a mark after an open one opens again: the closing mark in between is missing."""
    if mark.leans != "open" or opener.form == "„":
        return False
    return following == "close" or (mark.form in ("“", "``", "„") and following != "open")


def _is_tagged(text: str, at: int, stop: int) -> bool:
    return tag_at(text, at, stop) is not None


def _cut(text: str, start: int, end: int) -> int:
    """Where a piece without closing mark ends: before its tag, or at ``end``.

    "It had, I believe, been so" is spoken, though.
    """
    at, tag = tag_inside(text, start, end) or (end, None)
    if tag is not None and _is_aside(text[at : tag.verb_end].split()):
        at = end
    return start + len(text[start:at].rstrip())


def _is_aside(words: list[str]) -> bool:
    return words[0] == "I" and words[-1] in base_verbs()


def pair_singles(
    text: str, bounds: tuple[int, int], marks: Sequence[Mark], primary: bool, carried: bool = False
) -> list[Piece]:
    """Pair single marks among apostrophes.

    ``primary``: single marks are this paragraph's outer convention, so that unclosed
    pieces and elisions at the front (``'Tis true,' he said``) are believed in.
    """
    pieces: list[Piece] = []
    opener: Mark | None = None
    following = _next_strong(marks)
    for mark, after in zip(marks, following, strict=True):
        if opener is None:
            if mark.leans == "open" and _may_open(text, bounds[0], mark, after, primary):
                opener = mark
            elif primary and not pieces and _ends_unopened(text, bounds[1], mark, carried):
                pieces.append(Piece(bounds[0], mark.end, "single", opened=False))
        elif mark.leans == "close":
            if mark.strong or _closes(text, bounds[1], mark, after):
                pieces.append(Piece(opener.start, mark.end, _convention(opener)))
                opener = None
        elif _reopens(text, opener, mark):
            if primary:
                pieces.append(_unclosed(text, opener, mark.start))
            opener = mark
    if opener is not None and primary and opener.strong:
        pieces.append(_unclosed(text, opener, bounds[1]))
    return pieces


def _ends_unopened(text: str, stop: int, mark: Mark, carried: bool) -> bool:
    """Whether a mark closes a quotation whose opening mark this paragraph lacks."""
    return mark.leans == "close" and mark.strong and (carried or _is_tagged(text, mark.end, stop))


def _next_strong(marks: Sequence[Mark]) -> list[Mark | None]:
    """For each mark the next one that is no elision at the front of a word."""
    result: list[Mark | None] = []
    later: Mark | None = None
    for mark in reversed(marks):
        result.append(later)
        if mark.strong or mark.leans == "close":
            later = mark
    return result[::-1]


def _may_open(text: str, start: int, mark: Mark, after: Mark | None, primary: bool) -> bool:
    if mark.strong:
        return primary or (after is not None and after.leans == "close")
    if after is None or after.leans != "close" or not (primary or after.strong):
        return False
    before = text[max(start, mark.start - 3) : mark.start].rstrip()
    return not before or before[-1] in '.,;:!?…—–-"“)”_'


def _closes(text: str, stop: int, mark: Mark, after: Mark | None) -> bool:
    """Whether a mark after a letter closes a quotation rather than clips its word."""
    if not is_clipped(mark.trail) or after is None or after.leans == "open":
        return True
    return _is_tagged(text, mark.end, stop)


def _reopens(text: str, opener: Mark, mark: Mark) -> bool:
    if not mark.strong:
        return False
    if mark.form in ("‘", "`"):
        return True
    before = text[max(opener.end, mark.start - 3) : mark.start].rstrip()
    return (
        before[-1:] in (".", "!", "?", ",", ":", ";")
        and tag_inside(text, max(opener.start, mark.start - _NEAR), mark.start) is not None
    )
