"""Our own annotated stories as examples: persons, coreference, speakers; contemporary prose."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from tokenizers import Tokenizer

from fabula.encoder.subwords import encode_words
from fabula.evaluate.gold.stories import GoldMention, GoldSpeech, GoldStory
from fabula.heads.features import head_index
from fabula.ingest import story_from_text
from fabula.quotations import find_quotations
from fabula.schema.story import Span
from fabula.schema.tokens import Tokens
from fabula.tokens import tokenize
from fabula.train.examples import LiteraryExample, mention_table

Ids = tuple[str, ...]
Words = tuple[int, int]


def story_example(gold: GoldStory, tokenizer: Tokenizer) -> LiteraryExample:
    """One story; mentions that do not begin and end with a word of ours are left out."""
    story = story_from_text(gold.text, source=gold.name)
    tokens = tokenize(story, find_quotations(story))
    words = [story.text[a:b] for a, b in zip(tokens.starts, tokens.ends)]
    numbers: dict[Ids, int] = {}
    rows: dict[Words, tuple[int, int, str, str, int]] = {}
    for mention in gold.mentions:
        span = _words(tokens, mention.span)
        if span is not None:
            number = numbers.setdefault(tuple(sorted(mention.who)), len(numbers))
            rows[span] = (*span, "PER", _kind(mention, words[span[0] : span[1]]), number)
    quotes = list(_lines(gold, tokens))
    quote_of = np.full(len(words), -1, np.int32)
    for i, (pieces, _) in enumerate(quotes):
        for start, end in pieces:
            quote_of[start:end] = i
    return LiteraryExample(
        name=gold.name,
        words=tuple(words),
        subwords=encode_words(tokenizer, words),
        sentence=tokens.sentence,
        mentions=mention_table(words, list(rows.values())),
        events=None,
        quotes=tuple(tuple(pieces) for pieces, _ in quotes),
        speakers=tuple(numbers.get(s.speakers, -1) for _, s in quotes),
        addressees=tuple(numbers.get(tuple(sorted(s.addressees or ())), -1) for _, s in quotes),
        quote_of=quote_of,
        paragraph=tokens.paragraph,
        persons_only=True,
    )


def _words(tokens: Tokens, span: Span) -> Words | None:
    """The words of a span; None where one of its ends lies inside a word."""
    start = int(np.searchsorted(tokens.starts, span[0]))
    end = int(np.searchsorted(tokens.ends, span[1])) + 1
    exact = end <= len(tokens.ends) and start < end
    if not exact or (int(tokens.starts[start]), int(tokens.ends[end - 1])) != span:
        return None
    return start, end


def _kind(mention: GoldMention, words: list[str]) -> str:
    if mention.pronoun:
        return "PRON"
    return "PROP" if words[head_index(words)][:1].isupper() else "NOM"


def _lines(gold: GoldStory, tokens: Tokens) -> Iterator[tuple[list[Words], GoldSpeech]]:
    """Pieces of one line of dialogue: speeches of one person in one paragraph."""
    open_: tuple[list[Words], GoldSpeech] | None = None
    for speech in gold.speeches:
        start = int(np.searchsorted(tokens.starts, speech.span[0]))
        end = int(np.searchsorted(tokens.starts, speech.span[1]))
        if start == end or (open_ and start < open_[0][-1][1]):
            continue  # a quotation inside the last one
        same = (
            open_ is not None
            and tokens.paragraph[open_[0][0][0]] == tokens.paragraph[start]
            and (open_[1].speakers, open_[1].addressees) == (speech.speakers, speech.addressees)
        )
        if open_ is not None and same:
            open_[0].append((start, end))
            continue
        if open_ is not None:
            yield open_
        open_ = ([(start, end)], speech)
    if open_ is not None:
        yield open_
