"""Where stories come from: folders, lists, zips and tables, and no trust in any of them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("fsspec")

import fsspec
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from fabula.archive.inputs import fetch, find_items
from fabula.archive.places import Place
from fabula.archive.plan import scan
from fabula.archive.table_inputs import Columns
from fabula.errors import ArchiveError, InputError, LimitExceeded

TEXTS = ('One,\n"two" three.', "“Vier,” sagte\r\nsie.", "", "Last line")


def found(path: Path, columns: Columns | None = None) -> dict[str, str]:
    """Text by source; ``-`` for what is refused."""
    texts = {}
    for item in find_items(Place(str(path)), columns or Columns()):
        try:
            texts[item.source] = fetch(item).decode("utf-8")
        except InputError:
            texts[item.source] = "-"
    return texts


def test_a_list_names_files_from_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text("first", encoding="utf-8")
    (tmp_path / "c.txt").write_text("second", encoding="utf-8")
    names = f"# mine\na b.txt\n\n{tmp_path / 'c.txt'}\na b.txt\ngone.txt\n"
    (tmp_path / "list.txt").write_text(names, encoding="utf-8")
    sources = scan(find_items(Place(str(tmp_path / "list.txt")), Columns()))
    assert [source.status for source in sources] == ["", "", "unreadable"]
    assert [source.size for source in sources] == [5, 6, 0]


def test_a_zip_is_read_in_place(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/one.txt", "first")
        archive.writestr("../../evil.txt", "outside")
        archive.writestr("__MACOSX/one.txt", "junk")
        archive.writestr("bomb.txt", "a" * 5_000_000)
        archive.writestr("picture.png", "no")
    items = list(find_items(Place(str(tmp_path / "z.zip")), Columns()))
    # names that start with a dot are hidden, and nothing is ever unpacked to a disk
    assert [item.member for item in items] == ["bomb.txt", "x/one.txt"]
    assert fetch(items[1]) == b"first"
    with pytest.raises(LimitExceeded) as caught:
        fetch(items[0])
    assert caught.value.limit == "ratio"
    assert [path.name for path in tmp_path.rglob("*")] == ["z.zip"]


def write_csv(path: Path, delimiter: str = ",") -> None:
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(["id", "Text", "year"])
        writer.writerows([(f"w{n}", text, 1900 + n) for n, text in enumerate(TEXTS)])


def write_jsonl(path: Path) -> None:
    rows = [{"id": f"w{n}", "Text": text, "year": 1900 + n} for n, text in enumerate(TEXTS)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_parquet(path: Path) -> None:
    columns = {"id": [f"w{n}" for n in range(4)], "Text": TEXTS, "year": [1900, 1901, 1902, 1903]}
    parquet.write_table(pa.table(columns), path, row_group_size=3)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "parquet"])
def test_rows_of_a_table_are_found_and_found_again(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t.{suffix}"
    if suffix in ("csv", "tsv"):
        write_csv(path, "\t" if suffix == "tsv" else ",")
    else:
        {"jsonl": write_jsonl, "parquet": write_parquet}[suffix](path)
    expected = {f"t.{suffix}#w{n}": text or "-" for n, text in enumerate(TEXTS)}
    assert found(path) == expected
    items = list(find_items(Place(str(path)), Columns("text", "year", ".html")))
    assert [item.source for item in items][:2] == [f"t.{suffix}#1900", f"t.{suffix}#1901"]
    assert items[0].suffix == ".html"
    assert {str(value) for value in json.loads(str(items[1].metadata)).values()} == {"w1", "1901"}


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=2,
                 max_size=2),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_any_csv_text_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    import csv

    path = tmp_path_factory.mktemp("csv") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(["note", "text"])
        writer.writerows(rows)
    assert list(found(path).values()) == [text or "-" for _, text in rows]


def test_doubled_ids_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,text\na,one\na,two\n,three\n", encoding="utf-8")
    assert found(path) == {"t.csv#a": "one", "t.csv#a~2": "two", "t.csv#": "three"}


def test_a_lone_surrogate_becomes_a_replacement_character(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"text": "a\\ud800b"}\n{"text": 7}\n', encoding="utf-8")
    assert found(path) == {"t.jsonl#1": "a\ufffdb", "t.jsonl#2": "-"}


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("t.csv", b"id,body text\n1,x\n", "no column that is known to hold text; it has id, body"),
        ("t.csv", b"text\n\xff\xfe\n", "no table"),
        ("t.csv", b"", "no column"),
        ("t.jsonl", b'{"text": "x"}\nnot json\n', "no table"),
        ("t.jsonl", b"[1]\n", "no table"),
        ("t.parquet", b"PAR1 no parquet", "no table"),
        ("t.zip", b"PK\x03\x04 no zip", "no zip"),
        ("t.doc", b"x", "neither a folder"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, content: bytes, wrong: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=wrong):
        found(path)


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv")
    with pytest.raises(ArchiveError, match="no column prose; it has id, Text, year"):
        found(tmp_path / "t.csv", Columns("prose"))


def test_other_file_systems_are_reached_by_fsspec() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/in/a.txt", b"first")
    memory.pipe("/in/deep/b.md", b"second")
    items = list(find_items(Place("memory://in"), Columns()))
    assert [(item.source, fetch(item)) for item in items] == [
        ("in/a.txt", b"first"),
        ("in/deep/b.md", b"second"),
    ]
    place = Place("memory://out/table/file")
    place.write(b"bytes")
    assert (place.read(), Place("memory://out/table").names()) == (b"bytes", ["file"])
    place.remove()
    assert not place.exists()
    with pytest.raises(ArchiveError, match="nothing is known"):
        Place("nothing://x").read()
