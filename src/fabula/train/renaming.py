"""Other names for the same people: keeps the network from learning who people are by heart.

Novels a hundred years old name their people Tom and Elizabeth; today's name them Bronka,
Oyelaran or Vex. In each epoch some documents get new names, first names of the same gender
or invented ones; a name changes everywhere it stands, so coreference holds.
"""

from __future__ import annotations

import random
from dataclasses import replace

from tokenizers import Tokenizer

from fabula.encoder.subwords import encode_words
from fabula.resources import key_of_word, word_groups
from fabula.train.examples import KINDS, TYPES, LiteraryExample, mention_table

INVENTED = 0.5
"""Share of the new names that are invented."""
_ONSETS = "b br c ch d dr f g gr h j k kh l m mb n ng o p q r s sh st t tr u v w y z zh".split()
_NUCLEI = "a aa ai au e ei i ia o oa ou u y".split()
_CODAS = ["", "", "", *"b ck d l ll m n nd ng r rn s sk t th v x z".split()]


def renamed(example: LiteraryExample, tokenizer: Tokenizer, rng: random.Random) -> LiteraryExample:
    """The example with every personal name changed, one word for one word."""
    table = example.mentions
    persons = (table.type == TYPES.index("PER")) & (table.kind == KINDS.index("PROP"))
    new: dict[str, str] = {}
    words = list(example.words)
    for start, end in table.spans[persons]:
        for i in range(int(start), int(end)):
            word = example.words[i]
            if _is_name(word):
                words[i] = new.setdefault(word, _other(word, rng))
    rows = [
        (int(a), int(b), TYPES[int(t)], KINDS[int(k)], int(c))
        for (a, b), t, k, c in zip(table.spans, table.type, table.kind, table.cluster)
    ]
    return replace(
        example,
        words=tuple(words),
        subwords=encode_words(tokenizer, words),
        mentions=mention_table(words, rows),
    )


def _is_name(word: str) -> bool:
    """A capitalised word that is no title ("Mrs."), relation ("Aunt") or initial."""
    lower = word.casefold().rstrip(".")
    plain = word[:1].isupper() and word[1:].islower() and len(word) > 2
    common = lower in key_of_word("titles") or lower in key_of_word("gendered_nouns")
    return plain and not common


def _other(word: str, rng: random.Random) -> str:
    gender = key_of_word("first_names").get(word.casefold())
    if gender is None or rng.random() < INVENTED:
        return _invented(rng)
    return rng.choice(word_groups("first_names")[gender]).capitalize()


def _invented(rng: random.Random) -> str:
    syllables = [
        rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_CODAS)
        for _ in range(rng.choice((1, 2, 2, 3)))
    ]
    return "".join(syllables).capitalize()
