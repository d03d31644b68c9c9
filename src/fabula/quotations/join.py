"""Pieces of a paragraph joined into quotations, within the paragraph and across paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.quotations.pairs import Piece
from fabula.quotations.tags import Tag, tag_at
from fabula.schema.story import Span

_LONGEST_GAP = 200  # characters: a tag and the gesture that goes with it
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)")
_THIRD = frozenset("he she they we you it one who".split())
_SHORT = 80  # characters
_AND = re.compile(r"[,;]?\s(?:and|but)\s+")
_LEADS = re.compile(r"(?:\s+(?:\w+ly|him|her|them|me))?[\s,:—–-]*")
_BREAKS_OFF = re.compile(r"[,;:—–-][\s_*]*\S{1,2}$")


@dataclass(slots=True, eq=False)
class Group:
    """A quotation in the making: its pieces in order, and the group it is nested in."""

    pieces: list[Piece]
    parent: Group | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple((piece.start, piece.end) for piece in self.pieces)


def continues(text: str, group: Group, piece: Piece, stop: int) -> bool:
    """Whether a piece later in the paragraph goes on with the quotation of ``group``.

    It does after a tag clause (``"A," she said. "B."``), and where narration breaks into an
    unfinished sentence (``"I have"--he lowered his voice--"been there"``); not after a
    beat, and not when the piece has a tag with another subject. ``stop`` ends the search.
    """
    last = group.pieces[-1]
    gap_start, gap_end = last.end, piece.start
    if last.marks != piece.marks or not (last.closed and piece.opened):
        return False
    if gap_end - gap_start > _LONGEST_GAP:
        return False
    own = _own_tag(text, piece, stop)
    tag = tag_at(text, gap_start, gap_end)
    gap = text[gap_start:gap_end].strip()
    if tag is not None:
        if _hands_over(text, tag, piece):
            return False
        # A new sentence with a tag of its own is another quotation, even by the same person.
        return own is None or not (_SENTENCE_END.search(gap) or _differ(tag, own))
    if own is not None or not gap or _SENTENCE_END.search(gap[:-1]):
        return False
    breaks_off = _BREAKS_OFF.search(text[max(last.start, last.end - 8) : last.end])
    if breaks_off and breaks_off.group()[0] == ",":
        return True
    return not _SENTENCE_END.search(gap) and (breaks_off is not None or gap[0] in "-—–")


def _hands_over(text: str, tag: Tag, piece: Piece) -> bool:
    """Whether the tag of somebody else of another name leads to a piece: said Ann, and Bo said."""
    begins = text[piece.start : piece.end].lstrip("\"'“‘«„»_* ")
    if begins[:1].islower():
        return False  # it goes on with the sentence
    for joint in _AND.finditer(text, tag.verb_end, piece.start):
        other = tag_at(text, joint.end(), piece.start)
        if other is not None and _differ(tag, other):
            return _LEADS.fullmatch(text, other.verb_end, piece.start) is not None
    return False


def _own_tag(text: str, piece: Piece, stop: int) -> Tag | None:
    """The tag directly after a piece, in the same sentence."""
    tag = tag_at(text, piece.end, stop)
    if tag is None or text[piece.end - 2 : piece.end - 1] not in (".", "?", "!"):
        return tag
    begins = text[piece.end : tag.verb_end].lstrip(" \n_*")
    anew = begins[:1].isupper() and not begins.startswith("I ")
    return None if anew and (text[piece.end - 2] == "." or tag.names <= _THIRD) else tag


def _differ(one: Tag, other: Tag) -> bool:
    if not one.names or not other.names or one.names & other.names:
        return False
    pronouns = {"he", "she"}
    if one.names <= pronouns or other.names <= pronouns:
        both = one.names | other.names
        return pronouns <= both
    return True


def group_paragraph(
    text: str, pieces: Sequence[tuple[Piece, int | None]], stop: int
) -> list[Group]:
    """Group the pieces of a paragraph (with the positions of their parents) into quotations.

    Returns one group per quotation, parents before children, in order of the first piece.
    """
    groups: list[Group] = []
    of_piece: list[Group] = []
    latest: dict[Group | None, Group] = {}
    for piece, above in pieces:
        parent = None if above is None else of_piece[above]
        end = stop if above is None else pieces[above][0].end
        group = latest.get(parent)
        if group is None or not continues(text, group, piece, end):
            group = Group([], parent)
            groups.append(group)
            latest[parent] = group
        group.pieces.append(piece)
        of_piece.append(group)
    return groups


def left_open(groups: Sequence[Group], text: str, end: int) -> Group | None:
    """The quotation that a paragraph up to ``end`` leaves open for the next to go on with.

    A short one that ends like a sentence has rather lost its closing mark.
    """
    outer = next((group for group in reversed(groups) if group.parent is None), None)
    if outer is None or outer.pieces[-1].closed or outer.pieces[-1].end != end:
        return None
    piece = outer.pieces[-1]
    if piece.end - piece.start < _SHORT and text[end - 1] in ".?!" and len(outer.pieces) == 1:
        return None
    return outer


def carries_over(group: Group, start: int, found: Sequence[Group]) -> bool:
    """Let ``group`` swallow the first quotation of the next paragraph, if that opens it."""
    if not found or found[0].pieces[0].start != start:
        return False
    first = found[0]
    if first.pieces[0].marks != group.pieces[-1].marks:
        return False
    group.pieces += first.pieces
    for child in found[1:]:
        if child.parent is first:
            child.parent = group
    return True
