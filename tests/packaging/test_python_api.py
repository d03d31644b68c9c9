"""The World as Python users have it: names, lines, chapters, tables, what is known when."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

import fabula
from fabula import api, pipeline
from fabula.errors import CorrectionsError, MissingExtra, QueryError
from fabula.schema import world as schema
from fabula.schema.corrections import CastMember, Corrections, Unheeded
from fabula.schema.findings import Told
from fabula.schema.story import Division, Paragraph


@pytest.fixture
def asked(world: schema.World) -> fabula.World:
    return fabula.World.of(world)


def test_the_cast_goes_by_name_alias_and_id(asked: fabula.World) -> None:
    assert asked.cast["miss hale"] is asked.cast["c1"] is asked.characters[0]
    assert "Mr. Grey" in asked.cast and "Mr. Black" not in asked.cast
    assert list(asked.cast) == ["Miss Hale", "Mr. Grey"]
    assert len(asked.cast) == 2
    with pytest.raises(KeyError, match=r"Mr\. Black"):
        asked.cast["Mr. Black"]


def test_lines_by_and_to(asked: fabula.World) -> None:
    assert [q.id for q in asked.lines()] == ["q1", "q2"]
    assert [q.id for q in asked.lines(by="Mr. Grey")] == ["q1"]
    assert [q.id for q in asked.lines(by="Mr. Grey", to="Miss Hale")] == ["q1"]
    assert list(asked.lines(by="Miss Hale")) == []
    with pytest.raises(KeyError):
        list(asked.lines(to="Nobody"))


def test_the_words_of_anything(asked: fabula.World) -> None:
    assert asked.text_of(asked.quotes[0]) == "“Come in, Miss Hale,” … “The Company is waiting.”"
    assert asked.text_of(asked.mentions[0]) == "Miss Hale"
    assert asked.text_of((0, 1)) == "I"


def test_what_comes_later_is_not_known_yet(asked: fabula.World) -> None:
    early = asked.at(asked.story.text.index("said"))
    assert isinstance(early, fabula.World)
    assert list(early.cast) == ["Miss Hale"]


def test_who_knows_what_since_when(world: schema.World) -> None:
    first = Told("t1", (3, 20), "c2", ("c1",), (), ("c1",))
    second = Told("t2", (40, 60), "c1", (), ("c2",), ("c1", "c2"))
    asked = fabula.World.of(replace(world, told=(second, first)))
    known = [(k.who, k.how, k.since) for k in asked.who_knows("Miss Hale")]
    assert known == [
        ("c2", "said", 20),
        ("c1", "told", 20),
        ("c1", "said", 60),
        ("c2", "heard", 60),
    ]
    assert [k.told for k in asked.who_knows("Miss Hale", at=30)] == [first, first]
    assert len(asked.who_knows("Mr. Grey")) == 2


def test_chapters_take_everything_that_begins_in_them(world: schema.World) -> None:
    (whole,) = fabula.World.of(world).chapters()
    assert (whole.number, whole.title) == (1, "I")
    assert whole.quotes == world.quotes and whole.scenes == world.scenes
    assert whole.text == world.story.text[whole.start : whole.end]
    cut = world.story.text.index("“Who is?”")
    divisions = (Division("d1", "chapter", "One", 0, cut), Division("d2", "notes", None, cut, 90))
    apart = replace(world, story=replace(world.story, divisions=divisions))
    first, rest = fabula.World.of(apart).chapters()
    assert (first.title, rest.title) == ("One", None)
    assert [q.id for q in first.quotes] == ["q1"] and [q.id for q in rest.quotes] == ["q2"]
    assert (*first.mentions, *rest.mentions) == world.mentions


def test_what_is_no_story_is_in_no_chapter(world: schema.World) -> None:
    notes = tuple(Paragraph(p.start, p.end, "apparatus") for p in world.story.paragraphs)
    empty = replace(world, story=replace(world.story, paragraphs=notes))
    assert list(fabula.World.of(empty).chapters()) == []


def test_a_world_is_kept_and_shown(asked: fabula.World, tmp_path: Path) -> None:
    asked.save(tmp_path / "x.fabula")
    kept = fabula.open(tmp_path / "x.fabula")
    assert isinstance(kept, fabula.World)
    assert kept.quotes == asked.quotes
    assert repr(kept) == "World(Norton: 2 characters, 2 quotations, 2 scenes)"
    assert repr(kept.cast) == "Cast(Miss Hale, Mr. Grey)"


def test_notebooks_get_no_markup_from_a_book(asked: fabula.World) -> None:
    evil = replace(asked.characters[0], name="<script>alert(1)</script>")
    story = replace(asked.story, title="<b>", author="&")
    page = replace(asked, characters=(evil,) * 20, story=story)._repr_html_()
    assert "<script>" not in page and "<b>&lt;b&gt;</b> by &amp;" in page
    assert "and 5 more" in page


def test_tables_are_arrow(asked: fabula.World) -> None:
    pytest.importorskip("pyarrow")
    quotes = asked.table("quotes")
    assert hasattr(quotes, "__arrow_c_stream__")
    assert quotes.column("id").to_pylist() == ["q1", "q2"]
    assert asked.table("characters").column("name").to_pylist() == ["Miss Hale", "Mr. Grey"]
    assert asked.table("claims").num_rows == 0
    with pytest.raises(QueryError, match="There are stories"):
        asked.table("nonsense")


def test_without_pyarrow_the_extra_is_named(
    asked: fabula.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec

    def missing(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "pyarrow" else found(name, package)

    monkeypatch.setattr(api, "find_spec", missing)
    with pytest.raises(MissingExtra, match=r"fabula\[archive\]"):
        asked.table("quotes")


def test_reading_hands_on_what_was_decided_and_warns(
    world: schema.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, cast = tmp_path / "x.toml", tmp_path / "cast.txt"
    file.write_text('format = "fabula-corrections/1"\n[[cast]]\nname = "Bo"\n', encoding="utf-8")
    cast.write_text("Ann;F\n", encoding="utf-8")
    seen = []

    def read(
        path: Path, progress: object, *, corrections: Corrections, tell: pipeline.Tell
    ) -> schema.World:
        seen.append(corrections)
        tell(Unheeded(0, "nobody here is called Bo"))
        return world

    monkeypatch.setattr(pipeline, "read", read)
    with pytest.warns(fabula.CorrectionWarning, match="correction 1: nobody here is called Bo"):
        fabula.read("x.txt", corrections=file, cast=cast)
    assert seen == [Corrections((CastMember("Bo"), CastMember("Ann", (), "she/her")))]
    with pytest.raises(CorrectionsError, match="cannot be read"):
        fabula.read("x.txt", corrections="none.toml")
