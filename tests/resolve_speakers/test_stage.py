"""Who is on stage at each turn."""

from __future__ import annotations

from dialogues import Dialogue

from fabula.resolve.speakers.stage import NEVER

CAST = {"Ann": "she", "Bo": "he", "Cy": "he"}


def test_who_was_mentioned_and_who_acted_last() -> None:
    (stage,) = Dialogue("Cy slept. Ann looked at Bo.\n\n“No.”", CAST).stages()
    assert stage["Bo"]["last"] == stage["Ann"]["last-but-one"] == stage["Cy"]["last-but-two"] == 1
    assert 0 > stage["Bo"]["distance"] > stage["Cy"]["distance"] > NEVER


def test_who_speaks_close_by_by_a_tag() -> None:
    text = "“One,” said Ann.\n\n“Two.”\n\n“Three,” said Bo.\n\n“Four.”"
    first, second, _, fourth = Dialogue(text, CAST).stages()
    assert first["Bo"]["speaks"] == 1 / 2
    assert (second["Ann"]["spoke"], second["Bo"]["speaks"]) == (1, 1)
    assert second["Ann"]["one-of-two"] == second["Bo"]["one-of-two"] == 1
    assert (fourth["Bo"]["spoke"], fourth["Ann"]["spoke"]) == (1, 1 / 3)


def test_who_is_called_and_who_is_spoken_of_close_by() -> None:
    text = "Bo and Cy came.\n\n“Come, Bo.”\n\n“Cy is asleep.”\n\n“Good.”"
    *_, last = Dialogue(text, CAST).stages()
    assert last["Bo"]["called-near"] == last["Cy"]["topic-near"] == 1
    assert "topic-near" not in last["Bo"]


def test_a_break_ends_what_is_close_by() -> None:
    text = "“One,” said Ann.\n\n***\n\nAnn and Bo slept.\n\n“Two.”"
    *_, last = Dialogue(text, CAST).stages()
    assert not {"spoke", "speaks", "one-of-two"} & set(last["Ann"])


def test_who_is_called_close_by_is_a_party() -> None:
    text = "“Come, Bo.”\n\n“No.”\n\n“Why?”"
    *_, last = Dialogue(text, {"Ann": "she", "Bo": "he"}).close_by()
    assert last == {"Bo"}
