"""Lemma rules undo themselves."""

from __future__ import annotations

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
    assert lemma("left", "2+", "ADJ") == "le"  # only verbs are looked after
    assert lemma("Watson", "0+", "PROPN") == "Watson"
