"""Files of every released version open, and opening them changes nothing."""

from __future__ import annotations

import lzma
import sqlite3
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from fabula.errors import StoreError
from fabula.schema.world import World
from fabula.store import load_world, migrations, save_world
from fabula.store.load import connect
from fabula.store.sql import query

RELEASED = sorted((Path(__file__).parent / "released").glob("version_*.fabula.xz"))


@pytest.fixture(params=RELEASED, ids=lambda path: path.name.split(".")[0])
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "old.fabula"
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    return path


def test_every_version_but_the_present_has_a_file_here() -> None:
    assert len(RELEASED) == len(migrations.MIGRATIONS) - 1


def test_an_old_file_opens_whole_and_stays_as_it_is(released: Path, world: World) -> None:
    before = released.read_bytes()
    old = load_world(released)
    assert old == replace(world, run=old.run)
    assert query(released, "SELECT count(*) FROM words").rows == [(0,)]
    assert query(released, "SELECT max(version) FROM migrations").rows == [(migrations.VERSION,)]
    assert released.read_bytes() == before
    assert list(released.parent.iterdir()) == [released]


def test_an_upgraded_file_has_the_tables_of_a_new_one(released: Path) -> None:
    fresh = sqlite3.connect(":memory:")
    fresh.executescript(
        resources.files("fabula.store").joinpath("schema.sql").read_text(encoding="utf-8")
    )
    listed = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    tables = [name for (name,) in fresh.execute(listed)]
    with connect(released) as old:
        assert [name for (name,) in old.execute(listed)] == tables
        for table in tables:
            info = f"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}')"
            assert old.execute(info).fetchall() == fresh.execute(info).fetchall()
    fresh.close()


def test_a_migration_that_fails_is_undone_and_told(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = migrations.Migration(99, "bad", ("CREATE TABLE extra (a)", "garbage"))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, bad))
    before = released.read_bytes()
    with pytest.raises(StoreError, match="damaged"), connect(released):
        pass
    assert released.read_bytes() == before


def test_each_migration_is_one_transaction() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE migrations (version, name)")
    bad = migrations.Migration(7, "bad", ("CREATE TABLE extra (a)", "garbage"))
    with pytest.raises(sqlite3.Error):
        migrations._apply(connection, bad)
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("migrations",)]
    assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON migrations BEGIN DELETE FROM stories; END",
        "CREATE VIEW v AS SELECT * FROM stories",
    ],
)
def test_a_file_that_could_do_something_is_not_opened(
    tmp_path: Path, world: World, statement: str
) -> None:
    path = tmp_path / "w.fabula"
    save_world(world, path)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"no \.fabula file"):
        load_world(path)
