"""Pair features, by hand."""

from __future__ import annotations

import numpy as np

from fabula.heads.features import (
    bucket,
    head_index,
    noun_head,
    quote_class,
    reference_class,
    string_class,
    string_keys,
)


def test_bucket_is_exact_when_near_and_logarithmic_when_far() -> None:
    d = np.array([0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 10**6], np.int32)
    assert bucket(d).tolist() == [0, 1, 2, 3, 4, 5, 5, 6, 6, 7, 11]


def test_head_is_the_last_word_before_a_preposition() -> None:
    assert head_index("the old man of the sea".split()) == 2
    assert head_index("Miss Bates".split()) == 1
    assert head_index("of".split()) == 0


def test_a_participle_after_its_noun_is_no_head() -> None:
    assert noun_head(2, "DET NOUN VERB".split()) == 1  # a lady dressed (in black)
    assert noun_head(2, "DET VERB NOUN".split()) == 2  # the dying man
    assert noun_head(1, "DET VERB".split()) == 1  # the accused
    assert noun_head(1, "PROPN PROPN".split()) == 1


def test_reference_classes() -> None:
    assert reference_class("He", "PRON") == 2
    assert reference_class("nobody", "PRON") == 8
    assert reference_class("the guard", "NOM") == 9
    assert reference_class("Ann", "PROP") == 10


def test_string_classes() -> None:
    mentions = ["the guard", "a guard", "Ann Delaney", "Ann", "Mr. Delaney", "she"]
    surfaces = [m.split() for m in mentions]
    keys = string_keys(surfaces, [s[head_index(s)] for s in surfaces])
    left = np.array([[1], [3], [4], [5]])
    right = np.array([[0], [2], [2], [4]])
    assert string_class(keys, left, right)[:, 0].tolist() == [5, 3, 4, 0]


def test_quote_classes() -> None:
    quote = np.array([-1, 0, 0, 1, 3, -1], np.int32)
    left = np.array([[5], [1], [5], [2], [3], [4]])
    right = np.array([[0], [0], [4], [1], [2], [2]])
    assert quote_class(quote, left, right)[:, 0].tolist() == [0, 1, 2, 3, 4, 5]
