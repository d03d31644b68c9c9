"""Words and sentences of a story: ``tokenize``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.schema.spans import Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Tokens
from fabula.tokens.sentences import QuoteEdges, sentence_ends
from fabula.tokens.words import WordCutter

__all__ = ["tokenize"]


def tokenize(story: Story, quotations: Sequence[Quotation]) -> Tokens:
    """The words of all ``text`` paragraphs, with sentences that respect ``quotations``."""
    edges = QuoteEdges(
        frozenset(start for quotation in quotations for start, _ in quotation.spans),
        frozenset(end for quotation in quotations for _, end in quotation.spans),
    )
    cutter = WordCutter()
    starts: list[int] = []
    ends: list[int] = []
    sentence: list[int] = []
    paragraph: list[int] = []
    sentences = 0
    for index, block in enumerate(story.paragraphs):
        if block.kind != "text":
            continue
        words = list(cutter.words(story.text, block.start, block.end))
        starts += [start for start, _ in words]
        ends += [end for _, end in words]
        paragraph += [index] * len(words)
        first = 0
        for last in sentence_ends(story.text, words, edges):
            sentence += [sentences] * (last + 1 - first)
            first, sentences = last + 1, sentences + 1
    columns = (np.asarray(column, dtype=np.int32) for column in (starts, ends, sentence, paragraph))
    return Tokens(*columns)
