"""Corrections made on the page: what is asked, what is written, what is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from visitors import Visit, Visitor
from web_worlds import full_world

from fabula import corrections
from fabula.errors import CorrectionsError
from fabula.schema.corrections import (
    Correction,
    Corrections,
    Is,
    Merge,
    NotPerson,
    NotSpeech,
    Pronouns,
    Rename,
    Said,
    Split,
    Unheeded,
    Waive,
)
from fabula.schema.world import World
from fabula.store import load_world
from fabula.web import Door
from fabula.web.desk import compare
from fabula.web.pages.corrections import entry
from worlds import span

WORLD = full_world()
SHE = list(span("She"))
ASKED: list[tuple[dict[str, Any], type[Correction]]] = [
    ({"do": "said", "quote": "q2", "by": "c1", "to": ["c2"]}, Said),
    ({"do": "said", "quote": "q2", "by": ""}, Said),
    ({"do": "not-speech", "quote": "q2"}, NotSpeech),
    ({"do": "is", "mention": SHE, "character": "c2"}, Is),
    ({"do": "merge", "characters": ["c1", "c2"]}, Merge),
    ({"do": "split", "character": "c1", "name": "Jane", "mentions": [SHE]}, Split),
    ({"do": "rename", "character": "c1", "name": "  Jane \n Hale "}, Rename),
    ({"do": "pronouns", "character": "c1", "pronouns": "they/them"}, Pronouns),
    ({"do": "not-a-person", "character": "c1"}, NotPerson),
    ({"do": "waive", "conflict": "x1"}, Waive),
]
WRONG: list[dict[str, Any]] = [
    {},
    {"do": "destroy"},
    {"do": ["said"]},
    {"do": "said", "quote": "q99"},
    {"do": "said", "quote": {"$ne": 1}, "by": "c1"},
    {"do": "said", "quote": "q1", "by": "p1"},
    {"do": "is", "mention": [3, 1], "character": "c1"},
    {"do": "is", "mention": [0, 10**9], "character": "c1"},
    {"do": "is", "mention": [True, 2], "character": "c1"},
    {"do": "is", "mention": "0-3", "character": "c1"},
    {"do": "merge", "characters": ["c1"]},
    {"do": "merge", "characters": ["c1", "c1"]},
    {"do": "rename", "character": "c1", "name": " "},
    {"do": "rename", "character": "c1", "name": "x" * 201},
    {"do": "rename", "character": "c1"},
    {"do": "split", "character": "c1", "name": "X", "mentions": []},
    {"do": "waive", "conflict": "x9"},
]


@pytest.mark.parametrize(("data", "kind"), ASKED)
def test_what_a_page_asks_becomes_an_entry(data: dict[str, Any], kind: type[Correction]) -> None:
    assert isinstance(entry(WORLD, data), kind)


def test_an_entry_is_about_words_not_ids() -> None:
    said = entry(WORLD, ASKED[0][0])
    assert isinstance(said, Said) and said.by is not None
    assert said.quote.quote == "“Who is?”" and said.by.name == "Miss Hale"
    renamed = entry(WORLD, ASKED[6][0])
    assert isinstance(renamed, Rename) and renamed.name == "Jane Hale"


@pytest.mark.parametrize("data", WRONG)
def test_nonsense_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must|no such|passage"):
        entry(WORLD, data)


@dataclass
class FakeReading:
    """Stands for what the model made of a story."""

    world: World
    unheeded: tuple[Unheeded, ...] = ()


class FakeReader:
    """Reads nothing: the first character gets the name of the last correction."""

    name = "fake"
    reads = 0

    def analyse(self, story: object, *, corrections: Corrections) -> FakeReading:
        FakeReader.reads += 1
        return resolve(None, corrections)


def resolve(_: object, given: Corrections) -> FakeReading:
    world = full_world()
    for made in given.entries:
        if isinstance(made, Rename):
            first, *rest = world.characters
            world = replace(world, characters=(replace(first, name=made.name), *rest))
    return FakeReading(world, (Unheeded(0, "gone"),) if not given.entries else ())


@pytest.fixture
def editable(client: Visitor, door: Door, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """A client that may change things, and a pipeline without a model."""
    FakeReader.reads = 0
    monkeypatch.setattr("fabula.pipeline.default_reader", FakeReader)
    monkeypatch.setattr("fabula.pipeline.resolve_again", resolve)
    monkeypatch.setattr("fabula.pipeline.assemble", lambda reading, **_: reading.world)
    client.headers["X-Fabula-Pen"] = door.pen
    return client


def settled(client: Visitor) -> dict[str, Any]:
    """The state of the desk when it has done its work."""
    while (state := client.get("/w/book/corrections.json").json())["busy"]:
        pass
    return dict(state)


def file_of(client: Visitor) -> Path:
    return next(iter(client.library)).path.with_suffix(".corrections.toml")


def test_a_correction_is_written_then_shown(editable: Visitor) -> None:
    wanted = {"do": "rename", "character": "c1", "name": "Jane Hale"}
    answer = editable.post("/w/book/corrections", json=wanted)
    assert answer.status_code == 202
    assert len(corrections.load(file_of(editable)).entries) == 1
    state = settled(editable)
    assert state["entries"][0]["do"] == "rename"
    assert state["changed"]["joined"] == ["Jane Hale"]
    assert state["changed"]["left"] == ["Miss Hale"]
    assert editable.get("/w/book/cast/c1.json").json()["character"]["name"] == "Jane Hale"
    path = next(iter(editable.library)).path
    assert load_world(path).characters[0].name == "Jane Hale"


def test_undo_takes_the_last_one_back(editable: Visitor) -> None:
    for name in ("Jane", "June"):
        wanted = {"do": "rename", "character": "c1", "name": name}
        assert editable.post("/w/book/corrections", json=wanted).status_code == 202
        settled(editable)
    assert editable.post("/w/book/corrections/undo").status_code == 202
    state = settled(editable)
    assert len(state["entries"]) == 1
    assert editable.get("/w/book/cast/c1.json").json()["character"]["name"] == "Jane"
    assert FakeReader.reads == 1  # the model looks at a story once
    assert editable.post("/w/book/corrections/undo").status_code == 202
    assert settled(editable)["changed"]["unheeded"] == ["1: gone"]
    assert editable.post("/w/book/corrections/undo").status_code == 409


def test_nonsense_is_answered_and_nothing_is_written(editable: Visitor) -> None:
    assert editable.post("/w/book/corrections", json={"do": "destroy"}).status_code == 422
    assert editable.post("/w/book/corrections", content=b"{").status_code == 400
    assert editable.post("/w/book/corrections", content=b"[" * 100_000).status_code == 400
    assert editable.post("/w/book/corrections", json=[1]).status_code == 400
    assert editable.post("/w/none/corrections", json={}).status_code == 404
    assert not file_of(editable).exists()


def test_what_goes_wrong_behind_is_told(editable: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise CorrectionsError("cannot be heeded.")

    monkeypatch.setattr(FakeReader, "analyse", fail)
    wanted = {"do": "rename", "character": "c1", "name": "Jane"}
    assert editable.post("/w/book/corrections", json=wanted).status_code == 202
    assert settled(editable)["error"] == "cannot be heeded."
    assert "cannot be heeded." in editable.get("/w/book/corrections").text


def test_a_broken_file_stops_the_next_correction(editable: Visitor) -> None:
    file_of(editable).write_text("nonsense", encoding="utf-8")
    wanted = {"do": "rename", "character": "c1", "name": "Jane"}
    answer = editable.post("/w/book/corrections", json=wanted)
    assert answer.status_code == 409
    assert file_of(editable).read_text(encoding="utf-8") == "nonsense"


def test_changes_are_told_by_names_for_ids_move() -> None:
    swapped = {"c1": "c2", "c2": "c1"}
    hale, grey = WORLD.characters
    quotes = tuple(replace(q, speaker=swapped.get(q.speaker or "")) for q in WORLD.quotes)
    mentions = tuple(
        replace(m, entity=swapped.get(m.entity or "", m.entity)) for m in WORLD.mentions
    )
    characters = (replace(grey, id="c1"), replace(hale, id="c2"))
    moved = replace(WORLD, characters=characters, quotes=quotes, mentions=mentions)
    same = compare(WORLD, moved)
    assert same.lines == () and same.mentions == 0 and same.joined == () == same.left
    first = replace(WORLD.quotes[1], speaker="c1")
    told = compare(WORLD, replace(WORLD, quotes=(WORLD.quotes[0], first)))
    assert told.lines == ({"at": span("“Who")[0], "before": None, "after": "Miss Hale"},)


def test_the_corrections_page_lists_them(editable: Visitor, visit: Visit) -> None:
    assert "None yet" in editable.get("/w/book/corrections").text
    wanted = {"do": "said", "quote": "q2", "by": "c1"}
    editable.post("/w/book/corrections", json=wanted)
    settled(editable)
    page = editable.get("/w/book/corrections").text
    assert "said" in page and "“Who is?”" in page and "Undo" in page
