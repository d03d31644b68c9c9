"""New names keep the words in place and stay the same for the same person."""

from __future__ import annotations

import random

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from fabula.encoder.subwords import encode_words
from fabula.train.examples import LiteraryExample, mention_table
from fabula.train.renaming import renamed

WORDS = ("Mrs.", "Hale", "called", "Tom", ".", "Tom", "saw", "Mrs.", "Hale", ";", "He", "ran", ".")


def example() -> LiteraryExample:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    rows = [
        (0, 2, "PER", "PROP", 0),
        (3, 4, "PER", "PROP", 1),
        (5, 6, "PER", "PROP", 1),
        (7, 9, "PER", "PROP", 0),
        (10, 11, "PER", "PRON", 1),
    ]
    return LiteraryExample(
        name="x",
        words=WORDS,
        subwords=encode_words(tokenizer, WORDS),
        sentence=np.zeros(len(WORDS), np.int32),
        mentions=mention_table(WORDS, rows),
        events=None,
        quotes=(),
        speakers=(),
        addressees=(),
        quote_of=np.full(len(WORDS), -1, np.int32),
        paragraph=None,
    )


def test_names_change_everywhere_and_nothing_else_does() -> None:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    before = example()
    after = renamed(before, tokenizer, random.Random(1))
    assert len(after.words) == len(WORDS)
    assert after.words[1] == after.words[8] != "Hale"
    assert after.words[3] == after.words[5] != "Tom"
    names = {1, 3, 5, 8}
    assert [w for i, w in enumerate(after.words) if i not in names] == [
        w for i, w in enumerate(WORDS) if i not in names
    ]
    assert (after.mentions.spans == before.mentions.spans).all()
    assert (after.mentions.cluster == before.mentions.cluster).all()
    # "Mrs. Hale" twice is still the same string twice.
    assert after.mentions.keys[0, 0] == after.mentions.keys[3, 0]
