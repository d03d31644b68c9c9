"""CSV and Parquet: the tables of ``fabula sql``, value for value."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from fabula.errors import MissingExtra
from fabula.export import FORMATS
from fabula.store import save_world
from fabula.store.sql import query
from tale import tale_world

WORLD = tale_world()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("worlds") / "tale.fabula"
    save_world(WORLD, target)
    return target


def test_csv_holds_what_sql_tells(path: Path) -> None:
    files = FORMATS["csv"].files(WORLD)
    for suffix, text in files.items():
        table = suffix.removeprefix(".").removesuffix(".csv")
        header, *rows = csv.reader(io.StringIO(str(text), newline=""))
        quoted = ", ".join(f'"{column}"' for column in header)
        told = query(path, f"SELECT {quoted} FROM {table} ORDER BY rowid").rows
        as_text = [["" if value is None else str(value) for value in row] for row in told]
        assert rows == as_text, table


def test_csv_has_every_table_of_the_contract() -> None:
    names = {suffix.split(".")[1] for suffix in FORMATS["csv"].files(WORLD)}
    assert {"characters", "quotes", "mentions", "scenes", "told", "conflicts"} <= names


def test_parquet_holds_what_sql_tells(path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    files = FORMATS["parquet"].files(WORLD)
    for suffix, content in files.items():
        name = suffix.removeprefix(".").removesuffix(".parquet")
        table = parquet.read_table(io.BytesIO(content)).drop_columns(
            ["seconds", "tokens_per_second", "peak_mb"] if name == "stories" else []
        )
        quoted = ", ".join(f'"{column}"' for column in table.column_names)
        told = query(path, f"SELECT {quoted} FROM {name} ORDER BY rowid").rows
        assert list(zip(*table.to_pydict().values())) == told, name


def test_lists_are_json() -> None:
    rows = csv.DictReader(io.StringIO(str(FORMATS["csv"].files(WORLD)[".quotes.csv"])))
    assert json.loads(next(rows)["addressees"]) == ["c1"]


def test_parquet_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtra, match="pip install"):
        FORMATS["parquet"].files(WORLD)
