"""Numbers and clock times in words and figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.findings.numbers import clock, number
from fabula.findings.words import base, singular


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("nineteen", 19),
        ("three hundred and eleven", 311),
        ("two-and-twenty", 22),
        ("sixty-one", 61),
        ("1,200", 1200),
        ("two thousand", 2000),
        ("a dozen roses", None),
        ("", None),
    ],
)
def test_numbers(words: str, value: int | None) -> None:
    assert number(words.split()) == value


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("half past nine", 9 * 60 + 30),
        ("twenty to twelve", 11 * 60 + 40),
        ("quarter to one", 45),
        ("ten o'clock", 600),
        ("21:30", 9 * 60 + 30),
        ("midnight", 0),
        ("ten past eleven", 11 * 60 + 10),
        ("half of nine", None),
        ("seven men", None),
        ("99:99", None),
    ],
)
def test_clock_times(words: str, minutes: int | None) -> None:
    found = clock(words.split(), 0)
    assert (found and found[0]) == minutes


@given(st.lists(st.sampled_from("ten to past half o'clock and 9 12:30 hundred of".split())))
def test_any_words_are_read_without_error(words: list[str]) -> None:
    number(words)
    for at in range(len(words)):
        found = clock(words, at)
        assert found is None or (0 <= found[0] < 720 and at < found[1] <= len(words))


@pytest.mark.parametrize(
    "forms",
    ["write writes wrote written writing", "stop stops stopped stopping", "dye dyed dyeing"],
)
def test_forms_of_a_verb_come_out_alike(forms: str) -> None:
    assert len({base(form) for form in forms.split()}) == 1


def test_singular() -> None:
    assert [singular(w) for w in ("ladies", "boxes", "men", "glass", "hats")] == [
        *("lady", "box", "man", "glass", "hat")
    ]
