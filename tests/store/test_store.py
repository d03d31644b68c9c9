"""`.fabula` files: all of a World, whole or not at all, and nothing believed unseen."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from fabula import files
from fabula.errors import QueryError, StoreError
from fabula.export import world_json
from fabula.schema.world import Scene, World
from fabula.store import load_world, save_world
from fabula.store.sql import query
from worlds import sample_world

TABLES = (
    "stories divisions characters aliases places mentions quotes quote_spans narration scenes "
    "presence events relations told claims conflicts profile"
).split()


@pytest.fixture
def path(tmp_path: Path, world: World) -> Path:
    target = tmp_path / "norton.fabula"
    save_world(world, target)
    return target


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_world_comes_back_whole(path: Path, world: World) -> None:
    assert load_world(path) == world
    assert world_json(load_world(path)) == world_json(world)


def test_presence_moves_and_odd_characters_come_back(tmp_path: Path, world: World) -> None:
    text = world.story.text[:-2] + "\x00\U0001f600"
    scene = Scene(
        "s1", 0, 9, "inferred", "p1", "noon", ((3, "p1", ("c1",)),), (("c1", 0, 4), ("c1", 5, 9))
    )
    odd = replace(world, story=replace(world.story, text=text), scenes=(scene,), events=())
    save_world(odd, tmp_path / "odd.fabula")
    assert load_world(tmp_path / "odd.fabula") == odd


def test_every_table_is_there_and_every_row_names_its_story(path: Path) -> None:
    for table in TABLES:
        assert "story" in query(path, f"SELECT * FROM {table}").columns
    story = query(path, "SELECT story FROM stories").rows
    assert story == query(path, "SELECT DISTINCT story FROM mentions").rows


def test_columns_are_named_like_the_contract(path: Path) -> None:
    answer = query(
        path, 'SELECT text, start, end, "from" FROM mentions JOIN characters ON id = entity'
    )
    assert answer.columns == ("text", "start", "end", "from")
    assert {row[0] for row in answer.rows} == {"Miss Hale", "Mr. Grey", "She"}


def test_paragraphs_can_be_searched(path: Path) -> None:
    statement = (
        "SELECT start, text FROM paragraphs "
        "WHERE row IN (SELECT rowid FROM search WHERE search MATCH 'company')"
    )
    ((start, text),) = query(path, statement).rows
    assert start == 3
    assert text.startswith("“Come in")


def test_the_version_is_written_down(path: Path) -> None:
    assert query(path, "SELECT version, name FROM migrations").rows == [
        (1, "first"),
        (2, "words"),
        (3, "confidence of scenes and presence"),
    ]


def test_the_same_world_gives_the_same_bytes(tmp_path: Path, world: World) -> None:
    save_world(world, tmp_path / "a.fabula")
    save_world(world, tmp_path / "b.fabula")
    assert (tmp_path / "a.fabula").read_bytes() == (tmp_path / "b.fabula").read_bytes()


def test_an_earlier_file_is_replaced_and_nothing_else_is_left(path: Path, world: World) -> None:
    save_world(replace(world, model="other"), path)
    assert load_world(path).model == "other"
    assert list(path.parent.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(path: Path, world: World) -> None:
    before = path.read_bytes()
    unwritable = replace(world, story=replace(world.story, title="\ud800"))
    with pytest.raises(StoreError, match="cannot be written"):
        save_world(unwritable, path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_full_disk_leaves_nothing(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_flush", full)
    with pytest.raises(StoreError, match="No space left"):
        save_world(world, tmp_path / "w.fabula")
    assert list(tmp_path.iterdir()) == []


def test_a_story_is_not_overwritten_by_mistake(tmp_path: Path, world: World) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Once upon a time", encoding="utf-8")
    with pytest.raises(StoreError, match=r"no \.fabula file"):
        save_world(world, story)
    assert story.read_text(encoding="utf-8") == "Once upon a time"
    change(tmp_path / "other.db", "CREATE TABLE precious (a)")
    with pytest.raises(StoreError, match=r"no \.fabula file"):
        save_world(world, tmp_path / "other.db")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, world: World) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        save_world(world, tmp_path / "nowhere" / "w.fabula")


@pytest.mark.parametrize("content", [b"", b"no database at all" * 99, b"SQLite format 3\0" * 9])
def test_foreign_files_are_refused(tmp_path: Path, content: bytes) -> None:
    foreign = tmp_path / "foreign.fabula"
    foreign.write_bytes(content)
    with pytest.raises(StoreError, match=r"no \.fabula file"):
        load_world(foreign)


def test_other_databases_and_newer_versions_are_refused(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    change(other, "CREATE TABLE stories (story)")
    with pytest.raises(StoreError, match=r"no \.fabula file"):
        load_world(other)
    change(path, "PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer Fabula"):
        load_world(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such file"):
        load_world(tmp_path / "none.fabula")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM stories", "DROP TABLE events", "UPDATE quotes SET candidates = '{['"],
)
def test_damaged_files_are_refused(path: Path, statement: str) -> None:
    change(path, statement)
    with pytest.raises(StoreError, match="damaged"):
        load_world(path)


def test_a_truncated_file_is_refused(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(StoreError):
        load_world(path)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stories",
        "INSERT INTO breaks VALUES ('s', 1, 'mark')",
        "CREATE TABLE t (a)",
        "ATTACH 'other.db' AS o",
        "PRAGMA query_only = OFF",
        "SELECT * FROM nothing",
        "SELECT 1; SELECT 2",
        "",
        "garbage",
    ],
)
def test_sql_only_selects(path: Path, statement: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    before = path.read_bytes()
    with pytest.raises(QueryError):
        query(path, statement)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_names_with_url_characters_open(tmp_path: Path) -> None:
    path = tmp_path / "what? 100%#1.fabula"
    save_world(sample_world(), path)
    assert load_world(path) == sample_world()
