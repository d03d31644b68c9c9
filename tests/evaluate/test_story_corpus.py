from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabula.errors import DataError
from fabula.evaluate.corpus import evaluate_corpus
from fabula.evaluate.gold.stories import load_story
from fabula.evaluate.report import Report, as_json, as_table, write_items
from fabula.schema.spans import Quotation
from fabula.schema.story import Story
from fabula.schema.world import Alias, Character, Quote, World

STORY = """<?xml version="1.0" encoding="UTF-8"?>
<story id="tea" title="Tea" person="third" tense="past">
 <cast>
  <char id="ann" name="Ann Bell" aliases="Ann;Miss Bell" pronouns="she"/>
  <char id="bo" name="the boy" aliases="" pronouns="he"/>
 </cast>
 <text>
  <head>Author: <meta key="author">Me</meta>
   Rating: <meta key="rating">G</meta></head>
  <scene><p><q who="ann" to="bo" type="explicit">“Tea,
    <m who="bo">boy</m>?”</q> said <m who="ann">Ann</m>.
    <q who="ann" to="*" type="implicit">“Or was it
     <q who="bo" to="ann" how="recalled">‘milk’</q>?”</q> </p>
  <break>* * *</break>
  <p><in who="bo"/> He &amp; she drank.</p></scene>
 </text>
</story>
"""
TEXT = """Author: Me
Rating: G

“Tea, boy?” said Ann. “Or was it ‘milk’?”

* * *

He & she drank.
"""


def read(text: str, source: str, quotations: tuple[Quotation, ...] | None = None) -> World:
    """Finds both lines of Ann, as one, and gets the addressee of the first."""
    one, two = text.index("“Tea"), text.index("“Or")
    ann = Character("c1", "Ann", (Alias("Ann", 0, 1),), None, 1, 2, False, False, 0)
    boy = Character("c2", "the boy", (), None, 1, 0, False, False, 0)
    spans = ((one, text.index(" said")), (two, text.index("\n\n*")))
    quote = Quote("q1", spans, "speech", "explicit", "c1", ("c2",), None, 0.75, "tag", ())
    return World(Story(text, source, ""), 0, "", "", (ann, boy), quotes=(quote,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tea.xml").write_text(STORY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def report(folder: Path) -> Report:
    return evaluate_corpus(folder, read)


def test_the_text_is_what_a_reader_sees(folder: Path) -> None:
    assert load_story(folder / "tea.xml").text == TEXT


def test_speeches_have_their_offsets(folder: Path) -> None:
    story = load_story(folder / "tea.xml")
    assert [TEXT[slice(*s.span)] for s in story.speeches] == [
        "“Tea, boy?”",
        "“Or was it ‘milk’?”",
        "‘milk’",
    ]
    assert [s.addressees for s in story.speeches] == [frozenset(["bo"]), None, frozenset(["ann"])]
    assert [s.how for s in story.speeches] == ["said", "said", "recalled"]
    assert story.cast[0].names == ("Ann Bell", "Ann", "Miss Bell")


def test_scores_are_by_piece(report: Report) -> None:
    # Two of three pieces are found; the one nested is missed.
    assert report["speakers all"] == pytest.approx(2 / 3)
    assert report["quotations recall"] == pytest.approx(2 / 3)
    # The boy is right; Ann, asked by the recalled line, is missed; the line to all is left out.
    assert report["addressees precision"] == 1
    assert report["addressees recall"] == pytest.approx(1 / 2)


def test_progress_names_each_story(folder: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    evaluate_corpus(folder, read, progress=lambda *step: seen.append(step))
    assert seen == [(0, 1, "tea"), (1, 1, "")]


def test_the_report_is_a_table_data_and_rows(report: Report, tmp_path: Path) -> None:
    table = as_table(report)
    assert any(line.split()[:3] == ["speakers", "all", "66.7"] for line in table.splitlines())
    assert as_json(report)["figures"]["speakers all"]["count"] == 3
    out = tmp_path / "predictions.jsonl"
    write_items(report, out)
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    items, figures = rows[:3], rows[3:]
    assert [item["outcome"] for item in items] == ["right", "right", "missed"]
    assert items[0]["predicted"] == "ann"
    start = TEXT.index("“Tea")
    assert items[0]["passage"] == {
        "start": start,
        "end": start + len("“Tea, boy?”"),
        "before": "Author: Me\nRating: G\n\n",
        "text": "“Tea, boy?”",
        "after": TEXT[start + len("“Tea, boy?”") :],
    }
    assert [row["figure"] for row in figures] == [figure.name for figure in report.figures]
    assert figures[0]["counts"] == {"tea": [2, 3]}


@pytest.mark.parametrize("broken", ["<story>", "<story><cast/></story>", "no markup"])
def test_a_broken_story_is_named(tmp_path: Path, broken: str) -> None:
    path = tmp_path / "broken.xml"
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(DataError, match=r"broken\.xml"):
        load_story(path)


def test_a_folder_without_stories_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--data"):
        evaluate_corpus(tmp_path, read)
