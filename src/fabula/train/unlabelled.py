"""Passages of public-domain novels without any label: what a teacher is asked about."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from fabula.encoder.subwords import encode_words
from fabula.ingest import story_from_text
from fabula.quotations import find_quotations
from fabula.tokens import tokenize
from fabula.train.config import TrainConfig
from fabula.train.examples import LiteraryExample, mention_table

OPENING = 25_000
"""Characters at the start of a novel that are passed over: LitBank annotates them."""


def unlabelled_examples(
    config: TrainConfig, data: Path, tokenizer: Tokenizer
) -> list[LiteraryExample]:
    """``distil.passages`` passages of about ``distil.words`` words, evenly from all novels."""
    if not config.distil.passages:
        return []
    without = set(config.data.silver_without)
    paths = [p for p in sorted((data / config.data.silver).glob("*.txt")) if p.stem not in without]
    share = config.distil.passages // max(len(paths), 1) + 1
    examples = [e for path in paths for e in _of_novel(path, share, config.distil.words, tokenizer)]
    random.Random(config.seed).shuffle(examples)
    return examples


def _of_novel(path: Path, share: int, size: int, tokenizer: Tokenizer) -> list[LiteraryExample]:
    # About six characters a word.
    text = path.read_text(encoding="utf-8")[OPENING : OPENING + share * size * 6]
    if not text.strip():
        return []  # a tale that LitBank annotates whole
    story = story_from_text(text, source=path.name)
    quotations = find_quotations(story)
    tokens = tokenize(story, quotations)
    words = [story.text[a:b] for a, b in zip(tokens.starts, tokens.ends)]
    quote_of = np.full(len(words), -1, np.int32)
    for i, quotation in enumerate(quotations):
        for a, b in quotation.spans:
            quote_of[np.searchsorted(tokens.starts, a) : np.searchsorted(tokens.starts, b)] = i
    examples = []
    for lo in range(0, len(words) - size // 2, size):
        hi = min(lo + size, len(words))
        examples.append(
            LiteraryExample(
                name=path.stem,
                words=tuple(words[lo:hi]),
                subwords=encode_words(tokenizer, words[lo:hi]),
                sentence=tokens.sentence[lo:hi],
                mentions=mention_table(words[lo:hi], []),
                events=None,
                quotes=(),
                speakers=(),
                addressees=(),
                quote_of=quote_of[lo:hi],
                paragraph=tokens.paragraph[lo:hi],
            )
        )
    return examples
