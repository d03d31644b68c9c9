"""Small stories read with the shipped model: what any reader would call beyond dispute."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

import fabula
from fabula.schema.json import to_contract
from fabula.schema.world import Quote, World

STORIES = Path(__file__).parent / "stories"
EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def world(name: str) -> World:
    folder = EXAMPLES if name == "speckled_band" else STORIES
    return fabula.read(folder / f"{name}.txt")


def line(name: str, words: str) -> Quote:
    w = world(name)
    found = [q for q in w.quotes if any(words in w.story.text[a:b] for a, b in q.spans)]
    assert len(found) == 1, words
    return found[0]


def speaker(name: str, words: str) -> str | None:
    number = line(name, words).speaker
    return next((c.name for c in world(name).characters if c.id == number), None)


@pytest.mark.parametrize("name", ["header_fic", "single_quotes", "dashes", "first_person"])
def test_the_same_input_gives_the_same_json(name: str) -> None:
    again = fabula.read(STORIES / f"{name}.txt")
    first, second = to_contract(world(name)), to_contract(again)
    del first["run"], second["run"]
    assert json.dumps(first) == json.dumps(second)


@pytest.mark.parametrize("name", ["header_fic", "single_quotes", "dashes", "first_person"])
def test_the_text_is_the_file(name: str) -> None:
    assert world(name).story.text == (STORIES / f"{name}.txt").read_text(encoding="utf-8")


def test_a_header_block_is_data_and_the_story_starts_after_it() -> None:
    story = world("header_fic").story
    assert story.title == "The Long Way Round"
    assert story.author == "saltmarsh"
    assert story.header.rating == "PG"
    assert story.header.warnings == ("mild peril", "bad soup")
    assert story.header.relationships == ("Tamsin/Joel",)
    assert story.header.summary == "Tamsin comes home and nobody has fixed the roof."
    first = next(p for p in story.paragraphs if p.kind == "text")
    assert story.text[first.start : first.end].startswith("Tamsin Rourke kicked")


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("header_fic", "You might have knocked", "Joel Haddon"),
        ("header_fic", "where is the bucket", "Tamsin Rourke"),
        ("header_fic", "took them", "Joel Haddon"),
        ("header_fic", "For the eels,", "Tamsin Rourke"),
        ("single_quotes", "My wife is on", "Captain Ellis"),
        ("single_quotes", "as bad as all", "Captain Ellis"),
        ("dashes", "Come in", "Pauric"),
        ("dashes", "snow on the step", "Nuala"),
        ("dashes", "get the shovel", "Pauric"),
        ("chat", "are you up", "lena"),
        ("chat", "my cat", "marek"),
        ("first_person", "My name is", "Ines Corrigan"),
        ("first_person", "what's left of it", "Daniel Marsh"),
        ("speckled_band", "before whom you can speak", "Sherlock Holmes"),
        ("speckled_band", "which makes me shiver", "Helen Stoner"),  # named three pages later
        ("speckled_band", "It is fear, Mr. Holmes", "Helen Stoner"),
    ],
)
def test_tagged_lines_have_their_speaker(name: str, words: str, expected: str) -> None:
    assert speaker(name, words) == expected


def test_the_tag_inside_a_dash_line_is_not_speech() -> None:
    quote = line("dashes", "Come in")
    text = world("dashes").story.text
    spoken = [text[a:b].strip(" .,") for a, b in quote.spans]
    assert spoken == ["— Come in", "and shut the door behind you"]


def test_every_decision_has_a_reason_and_a_confidence() -> None:
    for name in ("header_fic", "single_quotes", "dashes", "first_person"):
        for quote in world(name).quotes:
            assert quote.reason
            assert 0 <= quote.confidence <= 1


def test_the_narrator_is_named_where_the_text_names_him() -> None:
    narrators = [c for c in world("first_person").characters if c.narrates]
    assert [c.name for c in narrators] == ["Daniel Marsh"]
    assert {n.person for n in world("first_person").narration} == {"first"}


def test_cast_pronouns_come_from_the_text() -> None:
    pronouns = {c.name: c.pronouns for c in world("header_fic").characters}
    assert pronouns["Tamsin Rourke"] == "she/her"
