"""The words of a World in their table, and back: a row per word, so in columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import numpy as np

from fabula.schema.story import Story
from fabula.schema.tokens import IntArray, Syntax, Tokens, Words, column, words_of
from fabula.store.tables import WORDS


def insert_words(connection: sqlite3.Connection, story: str, text: str, words: Words) -> None:
    """Write ``words`` of the story with this id and text."""
    columns = word_columns(story, text, words)
    names = ("story", *WORDS.columns, "text")
    connection.executemany(WORDS.insert(), zip(*(columns[name] for name in names)))


def word_columns(story: str, text: str, words: Words) -> dict[str, Sequence[Any]]:
    """The columns of the table by their names."""
    tokens, syntax = words.tokens, words.syntax
    return {
        "story": [story] * len(tokens.starts),
        "word": range(len(tokens.starts)),
        "start": column(tokens.starts),
        "end": column(tokens.ends),
        "sentence": column(tokens.sentence),
        "paragraph": column(tokens.paragraph),
        "lemma": syntax.lemma,
        "upos": syntax.upos,
        "xpos": syntax.xpos,
        "head": column(syntax.head),
        "deprel": syntax.deprel,
        "text": words_of(text, tokens),
    }


def select_words(connection: sqlite3.Connection, key: str, story: Story) -> Words | None:
    """The words of ``story``; None in a file of version 1. Raises ValueError on nonsense."""
    there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"
    if connection.execute(there, (WORDS.name,)).fetchone() is None:
        return None
    rows = connection.execute(WORDS.select(), (key,)).fetchall()
    if not rows:
        return None
    number, start, end, sentence, paragraph, lemma, upos, xpos, head, deprel = zip(*rows)
    count = len(rows)
    if number != tuple(range(count)):
        raise ValueError("words are not numbered in order")
    starts = _column(start, len(story.text))
    ends = _column(end, len(story.text) + 1)
    if (starts >= ends).any() or (ends[:-1] > starts[1:]).any():
        raise ValueError("words overlap or are empty")
    sentences = _column(sentence, count)
    paragraphs = _column(paragraph, len(story.paragraphs))
    if (np.diff(sentences) < 0).any() or (np.diff(paragraphs) < 0).any():
        raise ValueError("sentences or paragraphs are out of order")
    heads = _column(head, count)
    if (sentences[heads] != sentences).any() or not _are_trees(heads):
        raise ValueError("heads are no trees within sentences")
    if not all(isinstance(text, str) for column in (lemma, upos, xpos, deprel) for text in column):
        raise ValueError("a word is told in bytes")
    tokens = Tokens(starts, ends, sentences, paragraphs)
    return Words(tokens, Syntax(upos, xpos, lemma, heads, deprel))


def _are_trees(heads: IntArray) -> bool:
    """Whether every way up ends at a root: go twice as far each time, at last past all."""
    above = heads
    for _ in range(len(heads).bit_length()):
        above = above[above]
    return bool((heads[above] == above).all())


def _column(values: tuple[int, ...], below: int) -> IntArray:
    """Values from 0 to ``below``, exclusive."""
    column = np.asarray(values, dtype=np.int64)
    if (column < 0).any() or (column >= below).any():
        raise ValueError("a number among the words is out of range")
    return column.astype(np.int32)
