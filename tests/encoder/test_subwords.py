"""Subwords: every word has at least one, and case survives a lower-case vocabulary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordPiece

from fabula.encoder.subwords import MAX_PIECES, case_class, encode_words, spell


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    pieces = ["[UNK]", "he", "said", '"', "'", "—", "a", "##a", "##b", "##c", "."]
    made = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def test_words_become_rows_of_pieces(tokenizer: Tokenizer) -> None:
    sub = encode_words(tokenizer, ["He", "said", "abc", "?"])
    assert sub.first.tolist() == [0, 1, 2, 5, 6]
    assert sub.ids.tolist() == [1, 2, 6, 8, 9, 0]
    assert sub.case.tolist() == [1, 0, 0, 0, 0, 0]


def test_a_long_word_is_cut(tokenizer: Tokenizer) -> None:
    sub = encode_words(tokenizer, ["a" * 50])
    assert sub.first.tolist() == [0, MAX_PIECES]


@given(st.lists(st.text(min_size=1, max_size=20), max_size=20))
def test_every_word_has_a_piece(tokenizer: Tokenizer, words: list[str]) -> None:
    sub = encode_words(tokenizer, words)
    lengths = sub.first[1:] - sub.first[:-1]
    assert all(1 <= n <= MAX_PIECES for n in lengths)
    assert len(sub.ids) == len(sub.case) == sub.first[-1]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("said", 0), ("—", 0), ("Ann", 1), ("I", 1), ("ANN", 2), ("McKay", 3), ("O'Neil", 3)],
)
def test_case_class(word: str, expected: int) -> None:
    assert case_class(word) == expected


def test_typographic_variants_are_spelled_one_way() -> None:
    assert spell("“") == spell("”") == '"'
    assert spell("don’t") == "don't"
    assert spell("--") == "—"
