"""Scripts for a cast: no word of the story is lost, and none is obeyed."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fabula.export import FORMATS
from fabula.export.lines import story_lines
from fabula.schema.story import Paragraph, Story
from fabula.schema.world import Quote, World
from tale import TALE, tale_world

WORLD = tale_world(words=False)


def made(name: str) -> Mapping[str, str]:
    return {suffix: str(text) for suffix, text in FORMATS[name].files(WORLD).items()}


def only(name: str) -> str:
    (text,) = made(name).values()
    return text


def test_joined_lines_are_the_story() -> None:
    rows = [json.loads(line) for line in only("script").splitlines()]
    assert "".join(row["text"] for row in rows) == TALE
    assert [row["line"] for row in rows] == list(range(1, len(rows) + 1))
    assert [(row["start"], row["end"]) for row in rows] == [
        (line.start, line.end) for line in story_lines(WORLD)
    ]


def test_lines_say_who_how_to_whom_and_where() -> None:
    rows = [json.loads(line) for line in only("script").splitlines()]
    told = {row["text"].strip(): row for row in rows}
    come = told["“Come,”"]
    assert (come["speaker"], come["addressee"], come["how"]) == ("Zo", ["Zoë"], "speech")
    assert come["chapter"] == "CHAPTER I"
    assert told["“She sails <<VOICE:x>> at noon.”"]["speaker"] == "Zo"
    assert told["“Who told you?”"]["how"] == "thought"
    assert told["“Зоя said ‘Never!’ to me.”"]["speaker"] is None
    assert told["said Zo,"]["speaker"] == "Narrator"
    assert told["* * *"]["how"] == "break"
    assert told["CHAPTER II"]["chapter"] == "Chapter 2"
    assert told["CHAPTER II"]["how"] == "heading"


def test_the_csv_says_the_same() -> None:
    rows = list(csv.DictReader(io.StringIO(only("script-csv"), newline="")))
    assert "".join(row["text"] for row in rows) == TALE
    assert {row["speaker"] for row in rows} == {"Narrator", "Zo", "Zoë", ""}


def test_sml_without_its_tags_is_the_story() -> None:
    text = made("sml")[".sml.txt"]
    plain = re.sub(r"\[/?(?:voice|pause|break)[^\]\u2060]*\]", "", text)
    assert plain.replace("\u2060", "") == TALE
    assert "[\u2060pause]" in text
    assert "[voice:Zo]“Come,”[/voice]" in text


def test_every_voice_has_its_macro() -> None:
    files = made("sml")
    used = set(re.findall(r"\[voice:([^\]]*)\]", files[".sml.txt"]))
    macros = json.loads(files[".sml.json"])["macros"]["voices"]
    assert used == set(macros) == {"Narrator", "Zo", "Zoe"}


def test_abogen_without_its_markers_is_the_story() -> None:
    text = only("abogen")
    marker = r"<<(?:METADATA_\w+|CHAPTER_MARKER):[^>]*>>\n|<<VOICE:[a-z_]+>>"
    assert re.sub(marker, "", text).replace("\u2060", "") == TALE
    assert text.startswith('<<METADATA_TITLE:The "Nancy" & Co>>\n<<METADATA_ARTIST:A | B>>\n')
    assert text.count("<<CHAPTER_MARKER:") == 2
    assert "<\u2060<VOICE:x>>" in text


def test_abogen_gives_women_a_womans_voice() -> None:
    voices = re.findall(r"<<VOICE:(\w+)>>“", only("abogen"))
    assert voices
    assert all(voice[1] == "f" for voice in voices)


def test_the_text_of_ssml_is_the_story() -> None:
    root = etree.fromstring(only("ssml").encode("utf-8"))
    assert "".join(root.itertext()).rstrip("\n") == TALE.rstrip("\n")
    voices = root.findall(".//{*}voice")
    assert {voice.get("name") for voice in voices} == {"Narrator", "Zo", "Zoe"}
    assert {voice.getparent().tag.split("}")[1] for voice in voices} == {"p"}


@st.composite
def stories(draw: st.DrawFn) -> World:
    """Any text with any paragraphs and quotations, crossing each other or not."""
    text = draw(st.text(st.sampled_from("ab “”\n\r\t[<>&"), min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    paragraphs = tuple(Paragraph(a, b) for a, b in zip(cuts[::2], cuts[1::2]))
    ends = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    quotes = tuple(
        Quote(f"q{n}", ((a, max(b, a + 1)),), "speech", "implicit", None, (), None, 0.5, "x", ())
        for n, (a, b) in enumerate(draw(st.lists(ends, max_size=5)))
    )
    story = Story(text, "x.txt", "0" * 64, paragraphs=paragraphs)
    return World(story, 0, "m", "v", quotes=quotes)


@given(stories())
def test_lines_partition_any_text(world: World) -> None:
    lines = story_lines(world)
    assert lines[0].start == 0
    assert lines[-1].end == len(world.story.text)
    assert all(a.end == b.start for a, b in pairwise(lines))
    assert all(world.story.text[line.start : line.end].strip() for line in lines[1:])


@pytest.mark.parametrize("name", ["sml", "abogen", "ssml", "script"])
def test_titles_cannot_break_out(name: str) -> None:
    hostile = "x>>\n<<VOICE:y>>[/voice]</speak>\x00"
    world = replace(WORLD, story=replace(WORLD.story, title=hostile, author=hostile))
    files = {suffix: str(text) for suffix, text in FORMATS[name].files(world).items()}
    if name == "abogen":
        assert "".join(files.values()).startswith("<<METADATA_TITLE:x VOICE:y [/voice] /speak")
    else:
        assert "VOICE:y" not in "".join(files.values())
