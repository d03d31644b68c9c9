"""Words: spaCy's English tokenizer, one white-space-separated chunk at a time.

Splits as LitBank does where that differs from spaCy: dashes, ellipses, quotation marks
and emphasis underscores are words of their own; hyphenated words are not cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import spacy
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex

from fabula.resources.speech import abbreviations

# A chunk is cut here before spaCy sees it, so that prefixes and suffixes are found on
# both sides ("said--'and"), which spaCy's infix rules would not do.
_HARD = re.compile(r"(-{2,}|[—―–‒]+|\.{2,}|…+|_+|\*+|``|''|[\"“”„‟«»‹›「」『』<>\[\]()|~]|[!?]+)")
# No word is longer; spaCy is quadratic in the length of a run of punctuation.
_MAX_CHUNK = 100
_CHUNK = re.compile(rf"\S{{1,{_MAX_CHUNK}}}")
_CACHE_SIZE = 50_000
_MOST_WORDS = 50_000  # spaCy keeps every word it ever met; so many take about 10 MB
# spaCy knows these as abbreviations (states, months, list letters); in fiction they are
# ordinary words at the end of a sentence far more often.
_NOT_ABBREVIATIONS = frozenset(
    "Ala. Ark. Del. Ga. Ia. Id. Ill. Ind. Kan. La. Mar. Mass. Md. Minn. Miss. Mo. Mont. Ore. Pa. "
    "Va. Wash. Sen. Rep. Jan. Mich. Dec. Tenn. Nev.".split()
)


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    nlp = spacy.blank("en")
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    infixes = [
        rule for rule in nlp.Defaults.infixes or () if isinstance(rule, str) and "-|–" not in rule
    ]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.rules = {
        text: rule
        for text, rule in tokenizer.rules.items()
        if text not in _NOT_ABBREVIATIONS and not re.fullmatch(r"[a-zäöü]\.", text)
    }
    for group in abbreviations():
        for text in sorted(group):
            tokenizer.add_special_case(text, [{ORTH: text}])
    tokenizer.add_special_case("I.", [{ORTH: "I"}, {ORTH: "."}])
    return tokenizer


def _cut(chunk: str) -> tuple[tuple[int, int], ...]:
    """The words of a chunk without white space, as offsets into it."""
    words: list[tuple[int, int]] = []
    at = 0
    for piece in _HARD.split(chunk):
        if _HARD.fullmatch(piece):
            words.append((at, at + len(piece)))
        elif piece:
            words += [(at + t.idx, at + t.idx + len(t)) for t in _tokenizer()(piece)]
        at += len(piece)
    return tuple(words)


class WordCutter:
    """Cuts paragraphs into words; remembers the cuts of frequent chunks of one story."""

    def __init__(self) -> None:
        if len(_tokenizer().vocab) > _MOST_WORDS:
            _tokenizer.cache_clear()
        self._cuts: dict[str, tuple[tuple[int, int], ...]] = {}

    def words(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The words of ``text[start:end]`` as offsets into ``text``, in order."""
        for match in _CHUNK.finditer(text, start, end):
            chunk, at = match.group(), match.start()
            cut = self._cuts.get(chunk)
            if cut is None:
                cut = _cut(chunk)
                if len(self._cuts) < _CACHE_SIZE:
                    self._cuts[chunk] = cut
            for first, last in cut:
                yield at + first, at + last
