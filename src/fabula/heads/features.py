"""Integer features of pairs, computed the same way for training and for reading."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.schema.tokens import IntArray

PRONOUNS: dict[str, int] = {
    word: group
    for group, words in enumerate(
        (
            "i me my mine myself",
            "you your yours yourself yourselves thou thee thy thine ye",
            "he him his himself",
            "she her hers herself",
            "it its itself",
            "they them their theirs themselves themself 'em",
            "we us our ours ourselves",
            "who whom whose which that",
        )
    )
    for word in words.split()
}
PRONOUN_OTHER, NOMINAL, NAME = 8, 9, 10
REFERENCE_CLASSES = 11
DISTANCE_BUCKETS = 12
STRING_CLASSES = 6
QUOTE_CLASSES = 6
PARAGRAPH_BUCKETS = 8
RANK_BUCKETS = 12

_ARTICLES = frozenset("the a an this that these those".split())


def bucket(distance: IntArray) -> IntArray:
    """Logarithmic bucket of a non-negative distance: 0, 1, 2, 3, 4, 5-7, 8-15, ... < 12."""
    d = np.maximum(distance, 1)
    logs = np.floor(np.log2(d)).astype(np.int32) + 3
    return np.where(distance <= 4, distance, np.minimum(logs, DISTANCE_BUCKETS - 1)).astype(
        np.int32
    )


def reference_class(surface: str, kind: str) -> int:
    """Pronoun group 0-7, other pronoun 8, nominal 9, name 10."""
    if kind == "PRON":
        return PRONOUNS.get(surface.lower(), PRONOUN_OTHER)
    return NAME if kind == "PROP" else NOMINAL


def string_keys(surfaces: Sequence[Sequence[str]], heads: Sequence[str]) -> IntArray:
    """Numbers for the strings of mentions, equal where the strings are: shape (m, 3).

    Columns: the whole string without article, the head word, the first word.
    """
    table: dict[str, int] = {}

    def number(text: str) -> int:
        return table.setdefault(text, len(table))

    rows = []
    for words, head in zip(surfaces, heads):
        lower = [w.lower() for w in words]
        while len(lower) > 1 and lower[0] in _ARTICLES:
            lower = lower[1:]
        rows.append((number(" ".join(lower)), number(head.lower()), number(lower[0])))
    return np.array(rows, np.int32).reshape(-1, 3)


def string_class(keys: IntArray, left: IntArray, right: IntArray) -> IntArray:
    """How two mentions' strings relate: shape of ``left``.

    0 nothing shared, 1 same first word, 2 first word is the other's head, 3 head is the
    other's first word, 4 same head, 5 same string.
    """
    a, b = keys[left], keys[right]
    out = np.zeros(left.shape, np.int32)
    out[a[..., 2] == b[..., 2]] = 1
    out[a[..., 2] == b[..., 1]] = 2
    out[a[..., 1] == b[..., 2]] = 3
    out[a[..., 1] == b[..., 1]] = 4
    out[a[..., 0] == b[..., 0]] = 5
    return out


def quote_class(quote: IntArray, left: IntArray, right: IntArray) -> IntArray:
    """How two mentions stand to quotations, -1 being narration: shape of ``left``.

    0 both in narration, 1 left only quoted, 2 right only quoted, 3 same quotation,
    4 neighbouring quotations, 5 quotations further apart.
    """
    a, b = quote[left], quote[right]
    out = np.full(left.shape, 5, np.int32)
    out[np.abs(a - b) == 1] = 4
    out[a == b] = 3
    out[(a < 0) & (b >= 0)] = 2
    out[(a >= 0) & (b < 0)] = 1
    out[(a < 0) & (b < 0)] = 0
    return out


_HEAD_ENDS = frozenset(
    "of in with who whom which that from at on for to by near under over into , ( -- —".split()
)


def head_index(words: Sequence[str]) -> int:
    """Position of a mention's head word: the last one before a preposition or clause."""
    for i, word in enumerate(words):
        if i and word.lower() in _HEAD_ENDS:
            return i - 1
    return len(words) - 1


def noun_head(head: int, upos: Sequence[str]) -> int:
    """The lady of "a lady dressed in black": a noun, not the verb that says more of it.

    ``upos``: parts of speech of the mention's words, of which ``head`` is one.
    """
    before = [i for i in range(head) if upos[i] in ("NOUN", "PROPN")]
    return before[-1] if before and upos[head] == "VERB" else head
