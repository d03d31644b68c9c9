"""Anchors: made for a passage of a text, and found again in a text that has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

from fabula.schema.corrections import Anchor, Correction, Corrections, Unheeded, Who
from fabula.schema.story import Span

CONTEXT = 32  # characters kept on either side of a quote
LONGEST = 80  # characters of a passage that are quoted; its start is what matters
_AGREEMENT = 0.5  # share of the words around that must be the same …
_TELLING_QUOTE = 24  # … but for a quote of so many characters that stands in one place only
_TELLING_CONTEXT = 12  # characters on both sides between which changed words are found
_STRAIGHT = str.maketrans("“”„«»‘’‚‹›—–\u00a0", "\"\"\"\"\"'''''-- ")


def anchor(text: str, start: int, end: int) -> Anchor:
    """An anchor for a passage of ``text``."""
    end = min(end, start + LONGEST)
    return Anchor(
        quote=text[start:end],
        before=text[max(start - CONTEXT, 0) : start],
        after=text[end : end + CONTEXT],
        position=start,
    )


def place(corrections: Corrections, text: str) -> tuple[Corrections, tuple[Unheeded, ...]]:
    """Corrections with every anchor as it stands in ``text``, and those without a place.

    An entry whose passage is not found is None. Exact places cost nothing; each moved one
    is a search of the text.
    """
    finder = Finder(text)
    placed: list[Correction | None] = []
    lost: list[Unheeded] = []
    for number, entry in enumerate(corrections.entries):
        try:
            placed.append(None if entry is None else _placed(entry, finder))
        except LookupError as error:
            placed.append(None)
            lost.append(Unheeded(number, str(error)))
    return replace(corrections, entries=tuple(placed)), tuple(lost)


def _placed(entry: Correction, finder: Finder) -> Correction:
    changes: Any = {f.name: _renewed(getattr(entry, f.name), finder) for f in fields(entry)}
    return replace(entry, **changes)


def _renewed(value: object, finder: Finder) -> object:
    if isinstance(value, Anchor):
        return finder.find(value)
    if isinstance(value, Who) and value.at is not None:
        try:
            return replace(value, at=finder.find(value.at))
        except LookupError:
            return replace(value, at=None)  # the name may do
    if isinstance(value, tuple):
        return tuple(_renewed(part, finder) for part in value)
    return value


class Finder:
    """Finds anchors in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._shift = 0  # by how much the anchor found last had moved

    def find(self, wanted: Anchor) -> Anchor:
        """The anchor as it stands in this text; LookupError says why there is none."""
        at = wanted.position
        for shift in (0, self._shift) if at is not None else ():
            if self._stands(wanted, max((at or 0) + shift, 0)):
                start = max((at or 0) + shift, 0)
                return anchor(self._text, start, start + len(wanted.quote))
        span = self._elsewhere(wanted) or self._between(wanted) or self._alone(wanted)
        self._shift = span[0] - (span[0] if at is None else at)
        return anchor(self._text, *span)

    def _elsewhere(self, wanted: Anchor) -> Span | None:
        """Where the same words stand between the same words, nearest to where they stood."""
        spans = list(_occurrences(wanted.quote, _folded(self._text)))
        at = wanted.position
        ranked = sorted(
            ((self._agreement(wanted, span), -abs(span[0] - (at or 0)), span) for span in spans),
            reverse=True,
        )
        if not ranked or ranked[0][0] < _AGREEMENT:
            return None
        if at is None and len(ranked) > 1 and ranked[1][0] == ranked[0][0]:
            raise LookupError(f"its words stand in {len(spans)} places: add the words around them")
        return ranked[0][2]

    def _between(self, wanted: Anchor) -> Span | None:
        """Where the words themselves were changed: what stands between their neighbours."""
        if min(len(wanted.before.strip()), len(wanted.after.strip())) < _TELLING_CONTEXT:
            return None
        folded = _folded(self._text)
        longest = 2 * len(wanted.quote) + CONTEXT
        for _, start in _occurrences(wanted.before, folded):
            for end, _ in _occurrences(wanted.after, folded[start : start + longest]):
                passage = self._text[start : start + end]
                if passage.strip():
                    lead = len(passage) - len(passage.lstrip())
                    return start + lead, start + len(passage.rstrip())
        return None

    def _alone(self, wanted: Anchor) -> Span:
        """The only place of words that are many enough to be no chance."""
        spans = list(_occurrences(wanted.quote, _folded(self._text)))
        if len(spans) == 1 and len(wanted.quote) >= _TELLING_QUOTE:
            return spans[0]
        if spans:
            raise LookupError(f"its words stand in {len(spans)} places, none with these around")
        raise LookupError("its words are no longer in the text")

    def _stands(self, wanted: Anchor, start: int) -> bool:
        """Whether the anchor's words stand right here, between the words around them."""
        span = (start, start + len(wanted.quote))
        stands = self._text.startswith(wanted.quote, start)
        return stands and self._agreement(wanted, span) >= _AGREEMENT

    def _agreement(self, wanted: Anchor, span: Span) -> float:
        """The share of the context that is the same, 1 where there is none to compare."""
        start, end = span
        before, after = _squeezed(wanted.before), _squeezed(wanted.after)
        mine = _squeezed(self._text[max(start - 2 * len(before) - 2, 0) : start])
        next_ = _squeezed(self._text[end : end + 2 * len(after) + 2])
        whole = len(before) + len(after)
        if not whole:
            return 1.0
        return (_shared(before[::-1], mine[::-1]) + _shared(after, next_)) / whole


@lru_cache(maxsize=2)
def _folded(text: str) -> str:
    """The text with plain quotation marks, dashes and spaces, as long as before."""
    return text.translate(_STRAIGHT)


def _shared(one: str, other: str) -> int:
    """How many characters two strings begin alike with."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other))
    )


def _squeezed(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT).split())


def _occurrences(quote: str, folded: str) -> Iterator[Span]:
    """Where the words stand, whatever the white space between them."""
    words = [re.escape(word) for word in quote.translate(_STRAIGHT).split()]
    if words:
        for found in re.finditer(r"\s+".join(words), folded):
            yield found.span()
