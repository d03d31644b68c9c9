"""Lemma rules undo themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.heads.lemmas import apply_rule, lemma, lemma_rule

letters = st.text("abcdefg", min_size=1, max_size=8)


@given(letters, letters)
def test_a_rule_gives_the_lemma_it_was_made_from(word: str, lemma: str) -> None:
    assert apply_rule(word, lemma_rule(word, lemma), keep_case=False) == lemma


def test_rules_generalise() -> None:
    rule = lemma_rule("cries", "cry")
    assert rule == "3+y"
    assert apply_rule("Flies", rule, keep_case=False) == "fly"


def test_a_rule_too_long_for_the_word_changes_nothing() -> None:
    assert apply_rule("is", "5+be", keep_case=False) == "is"
    assert apply_rule("Ann", "0+", keep_case=True) == "Ann"


def test_a_verb_is_mended_where_its_rule_errs() -> None:
    assert lemma("sat", "2+", "VERB") == "sit"
    assert lemma("looked", "2+y", "VERB") == "look"
    assert lemma("stopped", "5+", "VERB") == "stop"
    assert lemma("cried", "1+", "VERB") == "cry"
    assert lemma("Hoped", "1+", "VERB") == "hope"
    assert lemma("left", "2+", "ADJ") == "left"
    assert lemma("become", "5+", "VERB") == "become"
    assert lemma("strode", "2+", "VERB") == "stride"
    assert lemma("brings", "3+", "VERB") == "bring"
    assert lemma("Watson", "0+", "PROPN") == "Watson"


@pytest.mark.parametrize(
    ("form", "guess", "base"),
    [
        ("changed", "2+", "change"),
        ("scraped", "2+", "scrape"),
        ("coming", "3+", "come"),
        ("hisses", "1+", "hiss"),
        ("tried", "2+", "try"),
        ("married", "2+", "marry"),
        ("swapped", "2+", "swap"),
        ("running", "3+", "run"),
        ("agreed", "2+", "agree"),
        ("comes", "2+", "come"),
        ("visited", "2+", "visit"),
        ("occurred", "3+", "occur"),
        ("hanged", "2+", "hang"),
        ("bathed", "1+", "bathe"),
        ("formalizes", "2+", "formalize"),
    ],
)
def test_no_verb_is_misspelt(form: str, guess: str, base: str) -> None:
    assert lemma(form, guess, "VERB") == base


@pytest.mark.parametrize(
    ("form", "guess", "upos", "base"),
    [
        ("glances", "3+", "NOUN", "glance"),
        ("Men", "1+", "NOUN", "man"),
        ("band", "1+", "NOUN", "band"),
        ("boxes", "1+", "NOUN", "box"),
        ("cities", "2+", "NOUN", "city"),
        ("glass", "1+", "NOUN", "glass"),
        ("larger", "2+", "ADJ", "large"),
        ("bigger", "1+", "ADJ", "big"),
        ("happiest", "1+", "ADJ", "happy"),
        ("worse", "4+good", "ADJ", "bad"),
        ("youngest", "1+", "ADJ", "young"),
        ("people", "6+person", "NOUN", "people"),
        ("clever", "0+", "ADJ", "clever"),
        ("hers", "4+she", "PRON", "she"),  # what the model says
    ],
)
def test_other_words_are_spelt_right_too(form: str, guess: str, upos: str, base: str) -> None:
    assert lemma(form, guess, upos) == base


@given(st.from_regex(r"[a-z]{2,8}(ed|ing|ies|es|s)", fullmatch=True), letters)
def test_any_verb_has_some_lemma(form: str, base: str) -> None:
    assert lemma(form, lemma_rule(form, base), "VERB").isalpha()
