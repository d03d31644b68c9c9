"""Names the mention head found in one place and missed in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from fabula.heads.mentions import WordMentions
from fabula.schema.tokens import IntArray

_CONFIDENCE = 0.7
_LONGEST = 3


def complete_names(
    found: WordMentions, words: Sequence[str], sentence: IntArray, person: int, name: int
) -> WordMentions:
    """Add the person names that were found as such elsewhere, with a surname after.

    person, name: class numbers of PER and PROP. A word that is also written small in the
    book ("Will", "Rose") is no evidence, nor is one inside a mention that is a name.
    """
    known = _known_names(found, words, person, name)
    if not known:
        return found
    covered = np.zeros(len(words), bool)
    for (start, end), kind in zip(found.spans, found.kind, strict=True):
        if kind == name:
            covered[start:end] = True
    taken = {(int(a), int(b)) for a, b in found.spans}
    starts = found.spans[:, 0].copy()
    missed = _missed(words, sentence, known, covered)
    added = [span for span in missed if _free(span, taken, found, starts)]
    if not added:
        return found
    count = len(added)
    spans = np.concatenate([found.spans, np.array(added, np.int32)])
    order = np.lexsort((-spans[:, 1], spans[:, 0]))
    return WordMentions(
        spans=spans[order],
        type=np.concatenate([found.type, np.full(count, person, np.int32)])[order],
        kind=np.concatenate([found.kind, np.full(count, name, np.int32)])[order],
        confidence=np.concatenate([found.confidence, np.full(count, _CONFIDENCE, np.float32)])[
            order
        ],
    )


def _known_names(
    found: WordMentions, words: Sequence[str], person: int, name: int
) -> frozenset[str]:
    """Single capitalised words that are person names and never written small."""
    votes: Counter[str] = Counter()
    for (start, end), kind, type_ in zip(found.spans, found.kind, found.type, strict=True):
        if kind == name and end - start == 1:
            votes[words[start]] += 1 if type_ == person else -1
    small = {word for word in words if word.islower()}
    return frozenset(
        word
        for word, count in votes.items()
        if count > 0 and word[:1].isupper() and word[1:].islower() and word.lower() not in small
    )


def _missed(
    words: Sequence[str], sentence: IntArray, known: frozenset[str], covered: np.ndarray
) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(words):
        if words[at] not in known or covered[at]:
            at += 1
            continue
        end = at + 1
        while (
            end < min(at + _LONGEST, len(words))
            and sentence[end] == sentence[at]
            and words[end][:1].isupper()
            and words[end][1:].islower()
            and not covered[end]
        ):
            end += 1
        if at == 0 or sentence[at - 1] != sentence[at] or not words[at - 1][:1].isupper():
            yield at, end
        at = end


def _free(
    span: tuple[int, int], taken: set[tuple[int, int]], found: WordMentions, starts: IntArray
) -> bool:
    """Whether no mention is this span or crosses it."""
    if span in taken:
        return False
    start, end = span
    lo, hi = np.searchsorted(starts, np.array((start - 64, end), np.int32)).tolist()
    near = found.spans[lo:hi]
    return not any(a < start < b < end or start < a < end < b for a, b in near)
