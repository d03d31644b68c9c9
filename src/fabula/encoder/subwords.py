"""Words to WordPiece ids: the one place that training and reading share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from tokenizers import Tokenizer

from fabula.schema.tokens import IntArray

CASE_CLASSES = 4
MAX_PIECES = 8
"""Pieces of one word the encoder sees; the rest of a very long word is left out."""

# The vocabulary is lower-case ASCII-minded: typographic variants are spelled one way.
_SPELLING = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "``": '"', "''": '"',
    "‘": "'", "’": "'", "‚": "'", "‹": "'", "›": "'",
    "--": "—", "---": "—", "----": "—", "–": "—", "―": "—", "…": "...", "....": "...",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Subwords:
    """Subwords of n words as columns.

    ids: shape (s,); case: shape (s,), the case class of the subword's word;
    first: shape (n + 1,), the row of each word's first subword, closed by s.
    """

    ids: IntArray
    case: IntArray
    first: IntArray


def case_class(word: str) -> int:
    """0 no capital, 1 Capitalised, 2 ALL CAPITALS, 3 mIxed."""
    if word.islower() or not any(c.isupper() for c in word):
        return 0
    if word[0].isupper() and not any(c.isupper() for c in word[1:]):
        return 1
    return 2 if word.isupper() else 3


def spell(word: str) -> str:
    """The spelling under which the encoder looks a word up."""
    word = _SPELLING.get(word, word)
    return word.replace("’", "'").replace("‘", "'") if len(word) > 1 else word


def encode_words(tokenizer: Tokenizer, words: Sequence[str]) -> Subwords:
    """Encode words; each distinct word is looked up once, and has at least one subword."""
    vocabulary = list(dict.fromkeys(words))
    encoded = tokenizer.encode_batch([spell(w) for w in vocabulary], add_special_tokens=False)
    unknown = tokenizer.token_to_id("[UNK]") or 0
    pieces = {word: (enc.ids[:MAX_PIECES] or [unknown]) for word, enc in zip(vocabulary, encoded)}
    case = {word: case_class(word) for word in vocabulary}
    lengths = np.fromiter((len(pieces[w]) for w in words), np.int32, len(words))
    first = np.zeros(len(words) + 1, np.int32)
    np.cumsum(lengths, out=first[1:])
    ids = np.fromiter(chain.from_iterable(pieces[w] for w in words), np.int32, int(first[-1]))
    cases = np.fromiter((case[w] for w in words), np.int32, len(words))
    return Subwords(ids=ids, case=np.repeat(cases, lengths), first=first)
