"""Beats, vocatives, turns, scripts, nesting, abstention: speakers without a tag."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from dialogues import Dialogue
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.schema.spans import Quotation, SpeakerScores

CAST = {"Ann": "she", "Bo": "he", "Cy": "he"}


@pytest.mark.parametrize(
    "text",
    [
        "Bo waited.\n\nAnn shrugged. “No.”",
        "Bo waited.\n\n“No.” Ann shrugged.",
        "Bo waited.\n\nAnn looked at Bo for a long time. “No.”",
        "Bo waited.\n\nAnn turned to him: “No.”",
    ],
)
def test_beat_in_the_paragraph(text: str) -> None:
    (read,) = Dialogue(text, CAST, {"him": "Bo"}).read()
    assert (read.speaker, read.reason, read.type) == (0, "beat", "implicit")
    assert read.cue is not None
    assert text[slice(*read.cue)] == "Ann"


def test_beat_between_two_pieces() -> None:
    text = "“Go,” said Bo.\n\n“No.” Ann looked at Cy and at the door. “Never.”"
    reads = Dialogue(text, CAST).read()
    assert [(r.speaker, r.reason) for r in reads[1:]] == [(0, "beat"), (0, "beat")]


def test_one_addressed_is_not_the_speaker() -> None:
    text = "Ann and Bo were in the garden.\n\n“Ann, come here.”\n\n“I am coming.”"
    dialogue = Dialogue(text, CAST)
    assert dialogue.speakers() == ["Bo", "Ann"]
    assert dialogue.read()[1].reason == "vocative"
    assert dialogue.addressees() == [["Ann"], ["Bo"]]


@pytest.mark.parametrize(
    ("line", "called"),
    [
        ("Yes, my dear Bo, I know.", True),
        ("Come here, Bo!", True),
        ("Bo! Look at this.", True),
        ("Thank you, Bo.", True),
        ("I have seen Bo, Cy, and the dog.", False),
        ("Bo is an ass.", False),
        ("I told Bo.", False),
    ],
)
def test_what_is_a_vocative(line: str, called: bool) -> None:
    text = f"“{line}” said Ann."
    assert (Dialogue(text, CAST).addressees() == [["Bo"]]) is called


def test_who_tells_the_story_is_not_she() -> None:
    text = "I met Bea.\n\n“Salt?” said Bea.\n\n“No,” she said."
    dialogue = Dialogue(text, {"Ann": "she", "Bea": "she"}, {"I": "Ann"}, narrator="Ann")
    assert dict(dialogue.read()[1].candidates)[0] < 0.01
    we = replace(dialogue, text=text.replace("she said", "we said"))
    assert dict(we.read()[1].candidates)[0] > 0.01


@pytest.mark.parametrize("own", ["My name is Cy Hall.", "I am Cy.", "Good day. I am Cy, sir."])
def test_who_gives_a_name_as_his_own_speaks(own: str) -> None:
    text = f"“Come in,” said Ann.\n\n“{own}”\n\n“Sit down,” said Ann."
    dialogue = Dialogue(text, CAST | {"Hall": None})
    assert dialogue.speakers() == ["Ann", "Cy", "Ann"]
    assert dialogue.read()[1].reason == "introduction"


@pytest.mark.parametrize(
    "question",
    ["What is your name?", "What do we call you?", "Name?", "Who the devil are you?"],
)
def test_who_is_asked_for_his_name_and_says_one_bears_it(question: str) -> None:
    text = f"“Come in. {question}” said Ann.\n\n“Cy, of Rye.”\n\n“Sit down,” said Ann."
    dialogue = Dialogue(text.replace("Come in. Name", "Name"), CAST)
    assert dialogue.speakers() == ["Ann", "Cy", "Ann"]
    assert dialogue.read()[1].reason == "introduction"


def test_another_s_name_is_no_answer_to_it() -> None:
    text = "Bo sat there.\n\n“What is his name?” said Ann.\n\n“Cy, of Rye.”\n\n“Ah,” said Ann."
    assert Dialogue(text, CAST).speakers()[1] == "Bo"


@pytest.mark.parametrize("topic", ["I am Cy 's brother.", "His name is Cy.", "You think I am Cy."])
def test_a_name_that_is_not_the_speakers(topic: str) -> None:
    text = f"“Come in,” said Ann.\n\n“{topic}”\n\n“Sit down,” said Bo."
    assert Dialogue(text, CAST).speakers()[1] != "Cy"


def test_words_like_sir_are_nobody_of_their_own() -> None:
    text = "“Are you there?” said Cy.\n\n“Yes, sir,” said Bo. “I am, sir.”"
    dialogue = Dialogue(text, CAST | {"sir": "he"})
    assert dialogue.addressees() == [["Bo"], ["Cy"], ["Cy"]]


def test_who_hears_without_being_called_comes_after() -> None:
    text = "“One,” said Ann.\n\n“Two,” said Cy.\n\n“Ann, three,” said Bo.\n\n“Four,” said Cy."
    assert Dialogue(text, CAST).addressees()[2] == ["Ann", "Cy"]


def test_six_untagged_lines_alternate() -> None:
    lines = ["“One,” said Ann.", "“Two,” said Bo."] + [f"“{n}.”" for n in "abcdef"]
    dialogue = Dialogue("Cy slept.\n\n" + "\n\n".join(lines), CAST)
    assert dialogue.speakers() == ["Ann", "Bo"] * 4
    reads = dialogue.read()
    assert {r.reason for r in reads[2:]} == {"turn"}
    assert all(r.confidence > 0.4 for r in reads)
    assert dialogue.addressees() == [["Bo"], ["Ann"]] * 4


def test_among_lines_without_a_word_beside_them_the_two_go_on() -> None:
    lines = ["“One,” said Ann.", "“Two,” said Bo."] + [f"“{n}.”" for n in "abcdef"]
    dialogue = Dialogue("Cy slept.\n\n" + "\n\n".join(lines), CAST)
    cy = np.zeros((8, 1), np.int32)
    scores = np.full((8, 1), -np.inf, np.float32)
    scores[5] = 0.0  # of the people at hand the model sees Cy alone
    assert dialogue.speakers(SpeakerScores(cy, scores, scores)) == ["Ann", "Bo"] * 4


def test_turns_are_read_backwards_too() -> None:
    text = "Ann met Bo.\n\n“Hullo.”\n\n“Hullo to you.”\n\n“Fine day,” said Ann.\n\n“Yes,” said Bo."
    assert Dialogue(text, CAST).speakers() == ["Ann", "Bo", "Ann", "Bo"]


def test_a_break_ends_the_conversation() -> None:
    text = "“One,” said Ann.\n\n“Two,” said Bo.\n\n***\n\nCy sat down. “Three.”\n\nNobody came."
    assert Dialogue(text, CAST).speakers() == ["Ann", "Bo", "Cy"]


def test_second_quotation_of_a_turn_continues_it() -> None:
    text = "“One,” said Ann. “Two.” The clock struck. “Three.”"
    reads = Dialogue(text, CAST).read()
    assert [r.speaker for r in reads] == [0, 0, 0]
    assert [r.reason for r in reads] == ["tag", "continuation", "continuation"]
    assert [r.type for r in reads] == ["explicit", "implicit", "implicit"]


def test_script_and_chat_labels() -> None:
    text = "ANN: Who is there?\n\nBO: Me.\n\n[Cy] hi"
    spans = (
        Quotation(((5, 18),), "speech", "script"),
        Quotation(((24, 27),), "speech", "script"),
        Quotation(((34, 36),), "chat", "chat"),
    )
    assert text[24:27] == "Me."
    reads = Dialogue(text, CAST, spans=spans).read()
    assert [r.speaker for r in reads] == [0, 1, 2]
    assert {r.reason for r in reads} == {"script"}
    assert {r.type for r in reads} == {"explicit"}


def test_quoted_words_are_not_speech() -> None:
    text = "Ann called it “fun” and laughed."
    reads = Dialogue(text, CAST, spans=(Quotation(((14, 19),), "scare", "double"),)).read()
    assert (reads[0].speaker, reads[0].reason) == (None, "not-speech")


def test_nested_quotation_has_its_own_speaker_or_none() -> None:
    text = "“Bo said, ‘I am ill,’ yes! Then ‘Go away,’” said Ann."
    inner = [(text.index("‘"), text.index("’") + 1), (text.rindex("‘"), text.rindex("’") + 1)]
    spans = (
        Quotation(((0, text.index("”") + 1),), "speech", "double"),
        *(Quotation((span,), "reported", "single", parent=0) for span in inner),
    )
    reads = Dialogue(text, CAST, spans=spans).read()
    assert [r.speaker for r in reads] == [0, 1, None]


def test_model_scores_decide_what_nothing_else_does() -> None:
    text = "Ann and Bo and Cy sat there.\n\n“It is cold.”"
    dialogue = Dialogue(text, CAST)
    speaker = np.array([[0.0, 0.0, 6.0]], dtype=np.float32)
    addressee = np.array([[6.0, 0.0, -np.inf]], dtype=np.float32)
    scores = SpeakerScores(np.array([[0, 1, 2]], dtype=np.int32), speaker, addressee)
    (read,) = dialogue.read(scores)
    assert (read.speaker, read.reason, read.addressees) == (2, "model", (0,))


def test_abstains_with_candidates_when_nobody_stands_out() -> None:
    people = ["Ann", "Bo", "Cy", "Di", "Ed", "Flo"]
    text = ", ".join(people) + " came.\n\n“It is cold.”"
    (read,) = Dialogue(text, dict.fromkeys(people)).read()
    assert (read.speaker, read.reason) == (None, "low-confidence")
    assert len(read.candidates) == 5
    assert read.candidates[0][1] >= read.candidates[-1][1] > 0


def test_abstains_without_anybody() -> None:
    (read,) = Dialogue("“It is cold.”", {}).read()
    assert (read.speaker, read.reason, read.candidates) == (None, "no-candidate", ())


def test_only_candidate() -> None:
    (read,) = Dialogue("There was Ann, long ago.\n\nRain.\n\n“It is cold.”", {"Ann": "she"}).read()
    assert (read.speaker, read.reason) == (0, "only-candidate")


def test_no_quotations() -> None:
    assert Dialogue("Ann came.", CAST).read() == []


_PIECES = st.sampled_from(
    ["“", "”", "Ann", " said ", ", ", ". ", "\n\n", "he", " Bo ", "!", "—", " to ", "’s ", ": "]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_text_gives_one_sound_attribution_per_quotation(text: str) -> None:
    for read in Dialogue(text, CAST, {"he": "Bo"}).read():
        assert 0.0 <= read.confidence <= 1.0
        assert read.speaker is None or read.speaker < len(CAST)
        assert read.speaker not in read.addressees
        assert sum(p for _, p in read.candidates) <= 1.001
