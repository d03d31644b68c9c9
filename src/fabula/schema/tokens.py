"""Tokens of a story as columns; a row number is only meaningful beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The words of all ``text`` paragraphs, in order; white space is no token.

    starts, ends: code-point offsets, shape (n,); sentence, paragraph: shape (n,), the
    running number of the sentence, and the index into ``Story.paragraphs``. A sentence
    never crosses a paragraph.
    """

    starts: IntArray
    ends: IntArray
    sentence: IntArray
    paragraph: IntArray


def column(values: NDArray[np.integer]) -> Sequence[int]:
    """A column as plain numbers, in a tenth of the memory of a list of them."""
    return np.ascontiguousarray(values, np.int32).data


def first_rows(tokens: Tokens, offsets: ArrayLike) -> NDArray[np.intp]:
    """The first row that starts at each offset or after it, in the shape of ``offsets``.

    They are searched as the 32-bit numbers that starts are: for others NumPy would convert the
    whole column at every call.
    """
    return np.searchsorted(tokens.starts, np.asarray(offsets, np.int32))


def rows_at(tokens: Tokens, offsets: Sequence[int]) -> list[int | None]:
    """The row that starts at each offset; None where no word does."""
    rows = first_rows(tokens, offsets)
    there = np.append(tokens.starts, -1)[rows] == offsets
    return [row if known else None for row, known in zip(rows.tolist(), there.tolist())]


def words_of(text: str, tokens: Tokens) -> list[str]:
    """The words as they stand in the text. Equal ones are one object: a book has few."""
    known: dict[str, str] = {}
    spans = zip(column(tokens.starts), column(tokens.ends), strict=True)
    return [known.setdefault(word, word) for a, b in spans for word in (text[a:b],)]


def small_words(text: str, tokens: Tokens) -> list[str]:
    """The same in small letters."""
    words = words_of(text, tokens)
    small = {word: word.lower() for word in set(words)}
    return [small[word] for word in words]


@dataclass(frozen=True, slots=True, eq=False)
class Syntax:
    """Universal Dependencies analysis, one row per token of ``Tokens``.

    head holds row numbers, a root its own row; upos and deprel are UD labels, xpos Penn
    tags, lemma lower-case for everything but proper nouns.
    """

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    lemma: tuple[str, ...]
    head: IntArray
    deprel: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a story and what was found about each; the rows of both correspond."""

    tokens: Tokens
    syntax: Syntax


def children_of(head: IntArray) -> list[tuple[int, ...]]:
    """For each row the rows whose head it is, in order; a root is no child of its own."""
    rows = np.flatnonzero(head != np.arange(len(head)))
    order = rows[np.argsort(head[rows], kind="stable")]
    edges = column(np.searchsorted(head[order], np.arange(len(head) + 1)))
    children = order.tolist()
    return [tuple(children[a:b]) if a < b else () for a, b in pairwise(edges)]
