"""Anchors find their passage again after edits of the text, and say where they cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.corrections.place import LONGEST, Finder, anchor, place
from fabula.schema.corrections import Anchor, Corrections, Rename, Said, SceneStart, Who

TEXT = (
    "Ann came in. “Who is it?” asked the guard by the door.\n\n"
    "“It is I,” said Ann. “Who is it?” asked the guard on the stairs, laughing.\n\n"
    "Then the night went on as nights do, and nobody said another word until morning."
)
SECOND = TEXT.index("“Who is it?”", 60)


def found(wanted: Anchor, text: str) -> str:
    placed = Finder(text).find(wanted)
    assert text[placed.span[0] : placed.span[1]] == placed.quote
    return text[placed.span[0] : placed.span[0] + 60]


@given(st.data())
def test_in_the_same_text_every_passage_is_found_where_it_was(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    made = anchor(TEXT, start, end)
    assert Finder(TEXT).find(made) == made
    assert made.span == (start, min(end, start + LONGEST))


@given(st.text(max_size=200), st.integers(0, len(TEXT)))
def test_what_is_put_in_elsewhere_does_not_mislead(added: str, at: int) -> None:
    made = anchor(TEXT, SECOND, SECOND + 12)
    clear = not SECOND - 40 < at < SECOND + 60
    if clear and "Who is it?" not in added:
        text = TEXT[:at] + added + TEXT[at:]
        assert found(made, text).startswith("“Who is it?” asked the guard on")


def test_the_words_around_tell_equal_words_apart() -> None:
    made = anchor(TEXT, SECOND, SECOND + 12)
    first_gone = TEXT.replace("Ann came in. “Who is it?” asked the guard by the door.", "Night.")
    assert "on the stairs" in found(made, "A preface. " * 20 + first_gone)


def test_without_a_position_the_words_around_decide() -> None:
    assert "on the stairs" in found(Anchor("“Who is it?”", "", " asked the guard on"), TEXT)
    with pytest.raises(LookupError, match="2 places"):
        Finder(TEXT).find(Anchor("“Who is it?”"))


def test_plain_marks_and_new_line_breaks_are_no_change() -> None:
    made = anchor(TEXT, SECOND, SECOND + 40)
    plain = TEXT.replace("“", '"').replace("”", '"').replace("asked the", "asked\nthe")
    assert found(made, plain).startswith('"Who is it?" asked\nthe guard on the')


def test_changed_words_are_found_between_their_neighbours() -> None:
    made = anchor(TEXT, SECOND, SECOND + 12)
    changed = TEXT[:SECOND] + TEXT[SECOND:].replace("“Who is it?”", "“Who’s that?”")
    assert found(made, changed).startswith("“Who’s that?” asked the guard on")


def test_what_is_gone_is_gone() -> None:
    with pytest.raises(LookupError, match="no longer"):
        Finder("Another story altogether.").find(anchor(TEXT, SECOND, SECOND + 12))


def test_one_word_needs_its_neighbours() -> None:
    made = anchor(TEXT, TEXT.index("I,"), TEXT.index("I,") + 1)
    with pytest.raises(LookupError, match="none with these around"):
        Finder("I went out, and I came back.").find(made)


def test_corrections_keep_their_numbers_when_one_has_lost_its_place() -> None:
    lost = SceneStart(Anchor("no such words in here"))
    said = Said(anchor(TEXT, SECOND, SECOND + 12), Who("Ann", Anchor("nor these words here")))
    rename = Rename(Who("Ann"), "Anne")
    placed, unheeded = place(Corrections((), (lost, said, rename)), "Well. " + TEXT)
    assert [(u.number, u.why) for u in unheeded] == [(0, "its words are no longer in the text")]
    assert placed.entries[0] is None
    assert placed.entries[2] == rename
    moved = placed.entries[1]
    assert isinstance(moved, Said)
    assert moved.quote.position == SECOND + 6
    assert moved.by == Who("Ann")  # its mention is gone, its name may do


def test_many_moved_anchors_cost_one_search() -> None:
    text = "\n\n".join(f"Line {n} of a long book, said number {n}." for n in range(3000))
    made = [anchor(text, at, at + 10) for at in range(0, len(text) - 50, 40)]
    moved = "A new preface.\n\n" + text
    entries = tuple(SceneStart(each) for each in made)
    placed, unheeded = place(Corrections((), entries), moved)
    assert not unheeded
    assert all(e.at.position == a.position + 16 for e, a in zip(placed.entries, made))  # type: ignore[union-attr, operator]
