from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from fabula.evaluate.alignment import align, same_pieces

TEXT = "“Well,” said Ann, “if you must.”\n\n“I must.”  “Why?” – “‘Because’ is why.”"


def span(words: str, *, after: int = 0) -> tuple[int, int]:
    start = TEXT.index(words, after)
    return start, start + len(words)


def test_marks_and_blanks_do_not_matter() -> None:
    gold = [[span("Well,"), span("if you must.")], [span("I must.")]]
    predicted = [[span("“Well,”"), span("“if you must.”\n\n")], [span("“I must.”")]]
    assert align(TEXT, gold, predicted) == [0, 1]
    one, other = same_pieces(TEXT, gold, predicted)
    assert one == other
    assert len(one) == 3


def test_half_the_union_is_enough_and_less_is_not() -> None:
    # "if you must." has 10 characters of ink, "Well," 5.
    whole = [[span("“Well,”"), span("“if you must.”")]]
    assert align(TEXT, whole, [[span("“if you must.”")]]) == [0]
    assert align(TEXT, whole, [[span("“Well,”")]]) == [None]


def test_the_best_of_nested_quotations_is_taken() -> None:
    outer, inner = [span("“‘Because’ is why.”")], [span("‘Because’")]
    assert align(TEXT, [inner, outer], [outer, inner]) == [1, 0]


def test_far_apart_shares_nothing() -> None:
    assert align(TEXT, [[span("Why?")]], [[span("I must.")]]) == [None]
    assert align(TEXT, [[span("Why?")]], []) == [None]


@given(st.integers(0, 10_000))
def test_order_of_the_predicted_does_not_matter(seed: int) -> None:
    gold = [[span("Well,")], [span("I must.")], [span("Why?")]]
    shuffled = list(range(3))
    random.Random(seed).shuffle(shuffled)
    aligned = align(TEXT, gold, [gold[i] for i in shuffled])
    assert [shuffled[at] for at in aligned if at is not None] == [0, 1, 2]
