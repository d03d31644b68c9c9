"""BookNLP's files: its conventions to the byte, and what reads them today."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.errors import ExportError
from fabula.export import FORMATS
from fabula.export.base import voice_name
from fabula.export.booknlp.book import Cluster, book_json, name_voices
from fabula.schema.world import World
from tale import tale_world, with_words
from worlds import sample_world

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {suffix: str(text) for suffix, text in FORMATS["booknlp"].files(tale_world()).items()}


def e2a_rows(text: str) -> Rows:
    """A table as ebook2audiobook reads it: stripped lines, short rows dropped unseen."""
    header, *lines = text.split("\n")
    columns = header.strip().split("\t")
    rows = [line.strip().split("\t") for line in lines if line]
    assert all(len(row) == len(columns) for row in rows)
    return [dict(zip(columns, row)) for row in rows]


def test_the_six_files_and_the_characters_are_there(files: dict[str, str]) -> None:
    assert tuple(files) == FORMATS["booknlp"].suffixes
    assert all("\r" not in text for text in files.values())


def test_tokens_have_thirteen_columns_and_cover_the_document(files: dict[str, str]) -> None:
    text = tale_world().story.text
    rows = e2a_rows(files[".tokens"])
    assert list(rows[0]) == (
        "paragraph_ID sentence_ID token_ID_within_sentence token_ID_within_document word lemma "
        "byte_onset byte_offset POS_tag fine_POS_tag dependency_relation syntactic_head_ID event"
    ).split(" ")
    assert [int(r["token_ID_within_document"]) for r in rows] == list(range(len(rows)))
    assert all(text[int(r["byte_onset"]) : int(r["byte_offset"])] == r["word"] for r in rows)
    assert "".join(r["word"] for r in rows) == "".join(text.split())


@pytest.mark.parametrize("column", ["paragraph_ID", "sentence_ID"])
def test_paragraphs_and_sentences_count_from_0(files: dict[str, str], column: str) -> None:
    numbers = [int(row[column]) for row in e2a_rows(files[".tokens"])]
    assert numbers[0] == 0
    assert {b - a for a, b in pairwise(numbers)} == {0, 1}


def test_heads_are_tokens_of_the_sentence_and_roots_their_own(files: dict[str, str]) -> None:
    rows = e2a_rows(files[".tokens"])
    for number, row in enumerate(rows):
        head = int(row["syntactic_head_ID"])
        assert rows[head]["sentence_ID"] == row["sentence_ID"]
        assert (head == number) == (row["dependency_relation"] == "ROOT")
    roots = Counter(r["sentence_ID"] for r in rows if r["dependency_relation"] == "ROOT")
    assert set(roots.values()) == {1}


def test_events_are_marked(files: dict[str, str]) -> None:
    rows = e2a_rows(files[".tokens"])
    assert [r["word"] for r in rows if r["event"] == "EVENT"] == ["seen"]
    assert {r["event"] for r in rows} == {"EVENT", "O"}


def test_entities_are_sorted_with_inclusive_ends_and_the_narrator_0(files: dict[str, str]) -> None:
    words = [row["word"] for row in e2a_rows(files[".tokens"])]
    rows = e2a_rows(files[".entities"])
    spans = [(int(r["start_token"]), int(r["end_token"])) for r in rows]
    assert spans == sorted(spans)
    assert all(" ".join(words[a : b + 1]) == r["text"] for (a, b), r in zip(spans, rows))
    assert {r["text"] for r in rows if r["COREF"] == "0"} == {"I", "Zoë", "My"}
    assert [r["text"] for r in rows if r["text"].startswith("My")] == ["My", "My sister"]


def test_mentions_without_an_entity_stand_alone(files: dict[str, str]) -> None:
    count = Counter(row["COREF"] for row in e2a_rows(files[".entities"]))
    (open_one,) = [r["COREF"] for r in e2a_rows(files[".entities"]) if r["text"] == "me"]
    assert count[open_one] == 1


def test_quotes_come_in_pieces_without_titles_and_inner_ones(files: dict[str, str]) -> None:
    rows = e2a_rows(files[".quotes"])
    assert [r["quote"][:7] for r in rows] == ["“ Come ", "“ and s", "“ Who t", "“ Зоя s"]
    assert rows[0]["mention_phrase"] == rows[1]["mention_phrase"] == "Zo"
    assert rows[0]["mention_start"] == rows[1]["mention_start"]
    assert rows[2]["char_id"] == "0"
    unknown = [rows[3][c] for c in list(rows[3])[2:6]]
    assert unknown == ["None"] * 4
    assert rows[3]["char_id"] == "None"


def test_the_supersense_file_has_its_header(files: dict[str, str]) -> None:
    assert files[".supersense"] == "start_token\tend_token\tsupersense_category\ttext\n"


def book(files: dict[str, str]) -> list[dict[str, Any]]:
    characters: list[dict[str, Any]] = json.loads(files[".book"])["characters"]
    return characters


def test_the_book_has_its_keys_in_order_and_people_seen_twice(files: dict[str, str]) -> None:
    people = book(files)
    assert list(people[0]) == ["agent", "patient", "mod", "poss", "id", "g", "count", "mentions"]
    assert list(people[0]["mentions"]) == ["proper", "common", "pronoun"]
    assert [p["count"] for p in people] == sorted((p["count"] for p in people), reverse=True)
    assert min(p["count"] for p in people) > 1


def test_the_book_tells_who_does_what(files: dict[str, str]) -> None:
    by_id = {person["id"]: person for person in book(files)}
    words = {name: [w["w"] for w in by_id[2][name]] for name in ("agent", "patient", "mod", "poss")}
    assert words == {"agent": ["seen"], "patient": [], "mod": ["ill", "tired"], "poss": []}
    assert [w["w"] for w in by_id[3]["patient"]] == ["seen"]
    assert [w["w"] for w in by_id[0]["agent"]] == ["asked"]
    assert [w["w"] for w in by_id[0]["poss"]] == ["sister"]


def test_gender_is_counted_and_decided(files: dict[str, str]) -> None:
    gender = {person["id"]: person["g"] for person in book(files)}
    assert gender[2]["argmax"] == "she/her"
    assert sum(gender[2]["inference"].values()) == pytest.approx(1)
    assert gender[3]["inference"]["he/him/his"] == 1.0


def e2a_names(files: dict[str, str]) -> dict[int, str]:
    """The voice of each person as E2A-SML works it out from ``.book``."""
    names = {}
    for person in book(files):
        named = person["mentions"]["proper"] or person["mentions"]["common"]
        name = re.sub(r"[^a-zA-Z0-9\s]", "", named[0]["n"].title()) if named else ""
        names[person["id"]] = "".join(part.capitalize() for part in name.split()) or "Unknown"
    return names


def test_voices_are_distinct_and_in_the_character_list(files: dict[str, str]) -> None:
    names = e2a_names(files)
    assert len(set(names.values())) == len(names)
    assert not {"Unknown", "Narrator"} & set(names.values())
    listed = json.loads(files[".characters_simple.json"])["characters"]
    assert listed[0]["normalized_name"] == "Narrator"
    assert {c["normalized_name"] for c in listed[1:]} == set(names.values())
    assert set(listed[1]) == {
        *("normalized_name", "inferred_gender", "inferred_age_category"),
        *("tts_engine", "language", "voice"),
    }


@given(st.lists(st.lists(st.text(min_size=1, max_size=6), max_size=3), max_size=8))
def test_any_names_give_distinct_voices(people: list[list[str]]) -> None:
    clusters = [
        Cluster(number, None, count=9, proper=Counter(names)) for number, names in enumerate(people)
    ]
    name_voices(clusters)
    voices = [cluster.voice for cluster in clusters]
    assert len(set(voices)) == len(voices)
    for record, cluster in zip(json.loads(book_json(clusters))["characters"], clusters):
        if proper := record["mentions"]["proper"]:
            assert voice_name(proper[0]["n"]) == cluster.voice


def test_the_page_escapes_the_book(files: dict[str, str]) -> None:
    page = files[".book.html"]
    assert "<script>" not in page
    assert "&lt; script &gt;" in " ".join(page.split())
    assert "<h2>Named characters</h2>" in page
    assert "[NARRATOR]" in page


def test_a_world_without_words_is_told_of(world: World) -> None:
    with pytest.raises(ExportError, match="Read the story again"):
        FORMATS["booknlp"].files(world)


def test_a_third_person_story_has_no_character_0() -> None:
    rows = e2a_rows(str(FORMATS["booknlp"].files(with_words(sample_world()))[".entities"]))
    assert "0" not in {row["COREF"] for row in rows}
