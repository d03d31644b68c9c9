"""Tags: names, descriptions and pronouns beside the quotation, and the types they make."""

from __future__ import annotations

import pytest
from dialogues import Dialogue

from fabula.resources.tags import tag_words

CAST = {"Ann|the redhead": "she", "Bo|the old man": "he", "Cy": "he"}


@pytest.mark.parametrize(
    "text",
    [
        "“No,” said Ann.",
        "“No,” Ann said.",
        "“No!” cried Ann, and shut the door.",
        "“No,” put in Ann.",
        "“No,” said the redhead.",
        "“No,” Ann whispered to Bo.",
        "“No,” then said Ann softly.",
        "“No,” Ann, who had been listening at the door, replied.",
        "“No,” Ann suddenly and rather bitterly observed.",
        "“No,” gloomed Ann.",
        "“No,” Ann gloomed.",
        "“No,” says Ann.",
        "“No,” said Ann, turning to Bo.",
        "Ann said, “No.”",
        "Ann said: “No.”",
        "Turning to Bo, Ann said, “No.”",
        "Ann turned to Bo and said, “No.”",
        "When Bo came in, Ann rose and went on: “No.”",
        "Then said Ann, “No.”",
        "Bo looked at Ann, who said, “No.”",
        "“No,” said Ann, “not now.”",
        "“No,” was Ann's answer.",
        "Ann's reply was, “No.”",
        "Bo and Cy had gone.\n\nAnn said:\n\n“No.”",
        "“No,” said Ann. “Not now.” Bo went out.",
    ],
)
def test_tagged_by_name(text: str) -> None:
    for read in Dialogue(text, CAST).read():
        assert read.speaker == 0
        assert read.confidence > 0.8
    first = Dialogue(text, CAST).read()[0]
    assert first.reason == "tag"
    assert first.cue is not None
    assert text[slice(*first.cue)] in {"Ann", "the redhead"}


def test_types_follow_the_kind_of_mention() -> None:
    text = "“A,” said Ann.\n\n“B,” said the old man.\n\n“C,” she said.\n\n“D.”"
    reads = Dialogue(text, CAST, {"she": "Ann"}).read()
    assert [r.type for r in reads] == ["explicit", "anaphoric", "anaphoric", "implicit"]
    assert [r.speaker for r in reads[:3]] == [0, 1, 0]
    assert reads[3].cue is None


def test_a_calling_without_a_name_is_somebody_of_that_calling() -> None:
    text = "“Why?” said Ann.\n\n“Stop,” said Bo.\n\n“No,” said the {}.\n\n“Oh,” said Bo."
    for calling, says in (("goatherd", "the goatherd"), ("other", "Ann")):
        cast = {"Ann": "she", "Bo": "he", f"the {calling}": None}
        assert Dialogue(text.format(calling), cast).speakers()[2] == says


def test_a_name_beats_a_pronoun_in_the_same_tag_sentence() -> None:
    text = "Ann leant over, remarking, “It is late,” she went on, “and cold.”"
    (read,) = Dialogue(text, CAST, {"she": "Ann"}).read()
    assert (read.type, read.speaker) == ("explicit", 0)


def test_pronoun_tag_goes_through_coreference() -> None:
    text = "Ann and Bo sat down.\n\n“No,” he said."
    (read,) = Dialogue(text, CAST, {"he": "Bo"}).read()
    assert (read.speaker, read.reason, read.type) == (1, "pronoun-tag", "anaphoric")
    assert read.cue is not None
    assert text[slice(*read.cue)] == "he"


def test_abstained_pronoun_takes_the_only_gender_that_fits() -> None:
    text = "Bo met Ann at the gate.\n\n“You are late,” she said."
    (read,) = Dialogue(text, CAST).read()
    assert read.speaker == 0
    assert read.confidence < 0.97


def test_first_person_tag_is_the_narrator() -> None:
    text = "We met Ann at the gate.\n\n“You are late,” I said.\n\n“So are you.”"
    dialogue = Dialogue(text, {"Ann": "she", "Cy": "he"}, narrator="Cy")
    first, second = dialogue.read()
    assert (first.speaker, first.type, first.reason) == (1, "anaphoric", "pronoun-tag")
    assert second.speaker == 0


def test_who_tells_the_story_is_not_the_woman() -> None:
    text = "I met a client.\n\n“Come, Cy,” said Ann.\n\n“No,” said the woman.\n\n“Oh,” said Ann."
    dialogue = Dialogue(text, {"Ann": None, "Cy": None, "the woman": None}, narrator="Cy")
    assert dialogue.speakers()[1] == "the woman"


def test_dialogue_of_a_group() -> None:
    cast = {"Ann": "she", "the boys": "they"}
    dialogue = Dialogue("“Hurrah!” cried the boys.", cast, groups=frozenset({"the boys"}))
    assert dialogue.speakers() == ["the boys"]


def test_description_that_ends_in_a_name_is_the_name() -> None:
    cast = {"Ann": "she", "the unhappy Bo|the unhappy": None, "Bo": "he"}
    assert Dialogue("“No,” said the unhappy Bo.", {**cast}).read()[0].type in (
        "explicit",
        "anaphoric",
    )
    assert Dialogue("“No,” said poor old Bo.", {"Ann": "she", "Bo": "he"}).speakers() != ["Ann"]


def test_name_without_a_mention_is_found_among_the_aliases() -> None:
    dialogue = Dialogue("Ann came.\n\n“No,” said Bo.", CAST, unseen=frozenset({"Bo"}))
    assert dialogue.speakers() == ["Bo"]


def test_hearers_are_not_speakers() -> None:
    text = "“Come,” said Ann to Bo.\n\nAnn told Cy: “Stay.”\n\n“Why?” Bo asked her."
    dialogue = Dialogue(text, CAST, {"her": "Ann"})
    assert dialogue.speakers() == ["Ann", "Ann", "Bo"]
    assert dialogue.addressees() == [["Bo"], ["Cy"], ["Ann"]]


def test_two_speakers_in_one_paragraph() -> None:
    text = "“Yes,” said Ann. “No,” said Bo."
    assert Dialogue(text, CAST).speakers() == ["Ann", "Bo"]


def test_dash_dialogue() -> None:
    from fabula.schema.spans import Quotation

    text = "— Come in, said Ann.\n\n— Thank you, Bo said."
    spans = (Quotation(((0, 10),), "speech", "dash"), Quotation(((22, 33),), "speech", "dash"))
    dialogue = Dialogue(text, CAST, spans=spans)
    assert dialogue.speakers() == ["Ann", "Bo"]


def test_the_lists_hold_what_they_should() -> None:
    words = tag_words()
    assert {"said", "replied", "ejaculated", "drawled", "whispers", "cried"} <= words.speech
    assert len(words.speech) > 1000
    assert "in" in words.phrasal["put"]
    assert "went" not in words.speech
    assert words.hearer <= words.speech
