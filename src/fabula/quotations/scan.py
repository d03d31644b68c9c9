"""One paragraph with quotation marks, as pieces that nest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fabula.quotations.marks import Mark, find_marks
from fabula.quotations.pairs import Piece, pair_marks, pair_singles


@dataclass(frozen=True, slots=True)
class Nested:
    """A piece and the position of the piece around it, in the same list."""

    piece: Piece
    parent: int | None


def scan(
    text: str, start: int, end: int, *, single: bool, carried: str | None = None
) -> list[Nested]:
    """The pieces of ``text[start:end]``, sorted by start, parents first.

    ``single``: single marks are the outer convention hereabouts; a paragraph that opens
    with another mark overrides it. ``carried`` names the marks left open before.
    """
    marks = find_marks(text, start, end)
    if not marks:
        return []
    families: dict[str, list[Mark]] = {}
    for mark in marks:
        families.setdefault(mark.family, []).append(mark)
    singles = families.pop("single", [])
    bounds = (start, end)
    pieces: list[Piece] = []
    for family, members in families.items():
        pieces += pair_marks(text, bounds, members, carried == family)
    outer_single = bool(singles) and _outer_single(marks, pieces, single)
    if outer_single:
        pieces += pair_singles(text, bounds, singles, True, carried == "single")
    else:
        pieces += _inner_singles(text, bounds, singles, pieces)
    return _nest(pieces, _by_reliability(outer_single))


def _outer_single(marks: Sequence[Mark], pieces: Sequence[Piece], usual: bool) -> bool:
    """Whether single marks are the outer ones here: the first mark of all decides."""
    if not pieces:
        return usual
    first = min(piece.start for piece in pieces)
    leading = [mark for mark in marks if mark.family == "single" and mark.leans == "open"]
    if not leading or leading[0].start > first:
        return False
    return usual or leading[0].strong


def _inner_singles(
    text: str, bounds: tuple[int, int], singles: Sequence[Mark], pieces: Sequence[Piece]
) -> list[Piece]:
    """Singles paired separately inside each other piece and in each stretch between them."""
    edges = sorted({edge for piece in pieces for edge in (piece.start, piece.end)})
    found: list[Piece] = []
    at = 0
    for stop in [*edges, bounds[1] + 1]:
        group = []
        while at < len(singles) and singles[at].start < stop:
            group.append(singles[at])
            at += 1
        if group:
            found += pair_singles(text, bounds, group, False)
    return found


def _by_reliability(outer_single: bool) -> Callable[[Piece], tuple[bool, bool, bool, int]]:
    """Sort key: what to keep first when pieces cross."""

    def key(piece: Piece) -> tuple[bool, bool, bool, int]:
        whole = piece.opened and piece.closed
        return (not whole, (piece.marks == "single") != outer_single, piece.opened, piece.start)

    return key


def _nest(
    pieces: Sequence[Piece], key: Callable[[Piece], tuple[bool, bool, bool, int]]
) -> list[Nested]:
    """Drop the less reliable of two pieces that cross, and find each piece's parent."""
    ordered = sorted(pieces, key=lambda piece: (piece.start, -piece.end))
    kept: list[Piece] = []
    stack: list[Piece] = []
    dropped: set[int] = set()
    for piece in ordered:
        while stack and stack[-1].end <= piece.start:
            stack.pop()
        loses = False
        while stack and piece.end > stack[-1].end:
            if key(piece) > key(stack[-1]):
                loses = True
                break
            dropped.add(id(stack.pop()))
        if not loses:
            stack.append(piece)
            kept.append(piece)
    result: list[Nested] = []
    around: list[tuple[int, int]] = []
    for piece in kept:
        if id(piece) in dropped:
            continue
        while around and around[-1][0] <= piece.start:
            around.pop()
        result.append(Nested(piece, around[-1][1] if around else None))
        around.append((piece.end, len(result) - 1))
    return result
