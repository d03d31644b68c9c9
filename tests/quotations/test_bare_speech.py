"""Speech in a story that uses no marks at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.quotations import find_quotations
from fabula.quotations.bare import bare_pieces
from fabula.quotations.telling import Habits
from fabula.schema.story import Paragraph, Story

DENTIST = (
    "You've lost it, he said.",
    "I haven't, said Vasil, and looked at the pan. It's just dark.",
    "It was black. Lubomir came across and took the handle out of his hand.",
    "Where did you get to yesterday? Lubomir asked.",
    "The dentist, Vasil said. I was in the chair the whole afternoon.",
    "The whole afternoon?",
    "A small white, sliced, said Mrs. Ottaway. And I saw your brother.",
)


def story(*paragraphs: str) -> Story:
    blocks, at = [], 0
    for text in paragraphs:
        blocks.append(Paragraph(at, at + len(text), "text"))
        at += len(text) + 2
    return Story("\n\n".join(paragraphs), "test", "", paragraphs=tuple(blocks))


def spoken(*paragraphs: str) -> list[list[str]]:
    told = story(*paragraphs)
    return [[told.text[a:b] for a, b in q.spans] for q in find_quotations(told)]


def test_speech_is_what_the_tags_leave() -> None:
    assert spoken(*DENTIST) == [
        ["You've lost it"],
        ["I haven't", "It's just dark."],
        ["Where did you get to yesterday?"],
        ["The dentist", "I was in the chair the whole afternoon."],
        ["The whole afternoon?"],
        ["A small white, sliced", "And I saw your brother."],
    ]
    assert {q.marks for q in find_quotations(story(*DENTIST))} == {"bare"}


def test_beside_speech_stands_speech_to_somebody() -> None:
    lines = [*DENTIST, "I told you so. I've told you all week.", "It rained.", "Is it far?"]
    assert ["I told you so. I've told you all week."] in spoken(*lines)
    assert not {"It rained.", "Is it far?"} & {piece for one in spoken(*lines) for piece in one}


def test_a_narrator_who_says_i_is_not_heard_to_speak() -> None:
    mine = [*DENTIST, *["Go, I said."] * 3]
    assert ["I've never liked the sea."] not in spoken(*mine, "I've never liked the sea.")
    assert ["You've never liked the sea."] in spoken(*mine, "You've never liked the sea.")


def test_a_short_line_beside_speech_is_narration_only_if_it_reads_so() -> None:
    lines = ["As a boy.", "On what?", "A lake.", "The dog slept."]
    assert spoken(*DENTIST, *lines)[-3:] == [["As a boy."], ["On what?"], ["A lake."]]
    long = "There is no rain in the valley in June, and the hills burn from end to end."
    assert spoken(*DENTIST, long) == spoken(*DENTIST)


def test_in_the_present_tense_the_past_is_spoken() -> None:
    says = ["Have you sailed? says Agnes.", "I have, he says.", "On what? asks Agnes."]
    told = ["He nods.", "Then the coffee comes.", "Martin Fell slowly gets up.", "They look away."]
    said = ["The ferry was early.", "He said you were in Canada.", "It was good coffee."]
    for line in told:
        assert [line] not in spoken(*says, line)
    assert spoken(*says, *said)[-3:] == [[line] for line in said]


def test_one_mark_of_speech_in_a_few_lines_is_a_habit() -> None:
    assert spoken(*DENTIST, "“No,” she said.") == [["“No,”"]]


@pytest.mark.parametrize(
    "paragraph",
    [
        "He said that he would come, and came.",
        "She knew him, and said so. The rain fell.",
        "The man in the corner looked up. Nobody had told him anything.",
    ],
)
def test_narration_is_no_speech(paragraph: str) -> None:
    assert bare_pieces(paragraph, 0, len(paragraph), Habits()) == []


def test_a_narrator_who_says_i_goes_on_telling_after_the_tag() -> None:
    text = "Come in, I said. I shut the door behind us."
    assert [text[a:b] for a, b in bare_pieces(text, 0, len(text), Habits())] == ["Come in"]


@given(st.text(alphabet="ab I'’.,?! saidheA\n", max_size=200))
def test_pieces_are_in_order_and_apart(text: str) -> None:
    pieces = bare_pieces(text, 0, len(text), Habits())
    edges = [offset for piece in pieces for offset in piece]
    assert edges == sorted(set(edges))
    assert all(text[a:b].strip() for a, b in pieces)
