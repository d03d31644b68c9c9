"""Archives are asked in SQL, listed and opened, and can do nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

from click.testing import CliRunner

from fabula.archive.catalogue import Catalogue, Selection
from fabula.archive.places import Place
from fabula.archive.query import query
from fabula.archive.shards import Committed, Files
from fabula.cli import main
from fabula.errors import ArchiveError, QueryError
from fabula.schema.story import Header
from fabula.schema.world import Run, World
from fabula.store.arrow import as_row
from worlds import sample_world


def variant(number: int, rating: str, title: str | None, person: str) -> World:
    world = sample_world()
    story = replace(
        world.story, sha256=f"{number:064x}"[::-1], title=title,
        header=Header(rating=rating, warnings=("none", "it's <b>dark</b>")),
    )  # fmt: skip
    narration = tuple(replace(part, person=person) for part in world.narration)
    return replace(world, story=story, narration=narration)


WORLDS = [
    variant(1, "Teen", "Norton", "third"),
    variant(2, "Mature", "Aston", "first"),
    variant(3, "Teen", None, "first"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("it's an archive")
    files = Files(Place(str(out)), "abc123")
    for shard, worlds in (("one", WORLDS[:2]), ("two", WORLDS[2:])):
        for world in worlds:
            files.stage(world.story.sha256, as_row(world))
        keys = tuple(world.story.sha256 for world in worlds)
        assert files.commit(Committed(shard, keys, (), "limits")) == []
    files.adopt({})
    return out


def test_views_are_named_like_the_tables(archive: Path) -> None:
    answer = query(
        str(archive),
        "SELECT title, c.name, count(*) AS n FROM stories s JOIN characters c USING (story) "
        "JOIN mentions m ON m.story = s.story AND m.entity = c.id "
        "WHERE title = 'Aston' GROUP BY ALL ORDER BY name",
    )
    assert answer.columns == ("title", "name", "n")
    assert [row[:2] for row in answer.rows] == [("Aston", "Miss Hale"), ("Aston", "Mr. Grey")]
    assert query(str(archive), "SELECT count(*) FROM told").rows == [(0,)]
    assert query(str(archive), "SELECT count(*) FROM inputs").rows == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT 1; SELECT 2",
        "",
        "garbage",
        "DELETE FROM stories",
        "CREATE TABLE t (a INTEGER)",
        "COPY stories TO 'stories.csv'",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
    ],
)
def test_sql_only_selects_from_the_archive(
    archive: Path, statement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QueryError):
        query(str(archive), statement)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def catalogue(archive: Path) -> Iterator[Catalogue]:
    with Catalogue(str(archive)) as opened:
        yield opened


def test_stories_are_listed_and_narrowed_down(catalogue: Catalogue) -> None:
    assert [entry.title for entry in catalogue.stories()] == ["Aston", "Norton", None]
    teen = Selection({"rating": ["Teen"]})
    assert catalogue.count(teen) == 2
    assert [entry.title for entry in catalogue.stories(teen, limit=1, offset=1)] == [None]
    both = Selection({"rating": ["Teen"], "person": ["first"]})
    (entry,) = catalogue.stories(both)
    assert (entry.title, entry.cast, entry.quotes, entry.tokens) == (None, 2, 2, 34)
    assert catalogue.count(Selection(words="nor' OR 1=1")) == 0
    assert catalogue.count(Selection(words="NORT author")) == 1


def test_facets_count_stories(catalogue: Catalogue) -> None:
    facets = catalogue.facets()
    assert facets["rating"] == [("Teen", 2), ("Mature", 1)]
    assert facets["warning"] == [("it's <b>dark</b>", 3), ("none", 3)]
    assert facets["person"] == [("first", 2), ("third", 1)]
    assert facets["cast"] == [("0-2", 3)]
    assert catalogue.facets(Selection({"rating": ["Mature"]}))["person"] == [("first", 1)]


def test_a_story_opens_as_it_was(catalogue: Catalogue) -> None:
    for world in WORLDS:
        loaded = catalogue.world(world.story.sha256[:16])
        assert loaded == replace(world, run=Run(0.0, 0.0, 0.0))
    for nonsense in ("0" * 16, "", "x' OR '1'='1"):
        with pytest.raises(ArchiveError, match="no story"):
            catalogue.world(nonsense)


def test_superseded_stories_are_not_seen(archive: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(archive, copy)
    gone = WORLDS[0].story.sha256[:16]
    Files(Place(str(copy)), "abc123").adopt({"superseded": [gone]})
    assert query(str(copy), "SELECT count(*) FROM stories").rows == [(2,)]
    with Catalogue(str(copy)) as catalogue, pytest.raises(ArchiveError, match="no story"):
        catalogue.world(gone)


def test_the_command_asks_archives_and_files_alike(archive: Path) -> None:
    statement = "SELECT title FROM stories WHERE title IS NOT NULL ORDER BY 1"
    result = CliRunner().invoke(main, ["sql", str(archive), statement, "--csv"])
    assert (result.exit_code, result.stdout) == (0, "title\nAston\nNorton\n")
    empty = CliRunner().invoke(main, ["sql", str(archive.parent), "SELECT 1"])
    assert empty.exit_code == 2
    assert "is no archive" in empty.stderr


@pytest.mark.parametrize(
    "manifest", ["", "{}", "[]", '{"format": 1}', '{"format": "x/2", "fingerprint": "a"}']
)
def test_a_damaged_manifest_is_told(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(ArchiveError):
        query(str(tmp_path), "SELECT 1")


def test_the_limits_are_printed() -> None:
    result = CliRunner().invoke(main, ["limits"])
    assert result.exit_code == 0
    for name in ("file-bytes", "ratio", "parse-seconds", "attempts"):
        assert name in result.stdout
