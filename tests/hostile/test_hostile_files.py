"""Files beside books that a stranger may send: worlds, corrections, casts, models, tables."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from fabula.corrections import file as corrections
from fabula.corrections import load_cast
from fabula.encoder.bundle import FILES, default_folder, load_bundle
from fabula.encoder.encode import Encoder
from fabula.errors import ArchiveError, CorrectionsError, ModelError, StoreError
from fabula.schema.world import World
from fabula.store import load_world, save_world

HEAD = 'format = "fabula-corrections/1"\n'

WORLDS = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON quotes BEGIN SELECT 1; END",
    "a view": "CREATE VIEW v AS SELECT load_extension('/tmp/x.so')",
    "a table for a view": "DROP TABLE told; CREATE VIEW told AS SELECT * FROM quotes",
    "no story": "DELETE FROM stories",
    "offsets beyond the text": 'UPDATE mentions SET "end" = 1000000000',
    "offsets before the text": "UPDATE mentions SET start = -5",
    "offsets that are words": "UPDATE quote_spans SET start = 'x'",
    "numbers that are none": "UPDATE quote_spans SET start = 1e300",
    "lists that are none": "UPDATE quotes SET addressees = '[[['",
    "deep lists": f"UPDATE quotes SET addressees = '{'[' * 100_000}'",
    "nobody who speaks": "UPDATE quotes SET speaker = 'c999'",
    "a column less": "ALTER TABLE mentions RENAME COLUMN entity TO person",
    "a newer version": "PRAGMA user_version = 9999",
    "another program's": "PRAGMA application_id = 7",
    "pages of nothing": "",
}


@pytest.mark.parametrize("change", WORLDS)
def test_a_world_of_a_stranger_is_refused(tmp_path: Path, world: World, change: str) -> None:
    path = tmp_path / "w.fabula"
    save_world(world, path)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(WORLDS[change])
    if not WORLDS[change]:
        path.write_bytes(path.read_bytes()[:4096] + bytes(path.stat().st_size - 4096))
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        load_world(path)
    assert "w.fabula" in str(caught.value)
    assert path.read_bytes() == before
    assert [left.name for left in tmp_path.iterdir()] == ["w.fabula"]


CORRECTIONS = {
    "no TOML": "x = [[[",
    "deep": HEAD + "x = " + "[" * 50_000,
    "deep tables": HEAD + "a." * 20_000 + "b = 1",
    "a number of a million digits": HEAD + "x = " + "9" * 1_000_000,
    "another kind": HEAD + '[[correction]]\ndo = "__class__"\n',
    "a name of a megabyte": HEAD + f'[[cast]]\nname = "{"x" * 1_000_000}"\n',
    "an offset below zero": HEAD
    + '[[correction]]\ndo = "scene"\nat = {quote = "x", position = -1}\n',
    "no list": HEAD + "cast = 3\n",
    "no UTF-8": "\udcff",
    "NUL": HEAD + "\0",
    "a lone surrogate": HEAD + '[[cast]]\nname = "\\ud800"\n',
    "another format": 'format = "fabula-corrections/9"\n',
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_corrections_of_a_stranger_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(CORRECTIONS[name].encode("utf-8", "surrogateescape"))
    with pytest.raises(CorrectionsError, match=r"c\.toml"):
        corrections.load(path)


CASTS = {
    "c.json": "[" * 100_000,
    "n.json": "[[1, 2, 3]]",
    "d.json": f'[["{"9" * 5000}", "PERSON", {"9" * 5000}]]',
    "c.csv": 'name\n"' + "x" * 300_000,
    "n.csv": "name\n" + "x" * 300_000,
    "c.txt": "x" * 1000,
}


@pytest.mark.parametrize("name", CASTS)
def test_casts_of_a_stranger_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(CASTS[name], encoding="utf-8")
    with pytest.raises(CorrectionsError, match=name):
        load_cast(path)


def outside(folder: Path) -> None:
    """Weights in another file, as ONNX names them: ``external_data`` with a location."""
    key = b"\x0a\x08location\x12\x15../../../../etc/passwd"
    (folder / "encoder.onnx").write_bytes(b"\x08\x08\x3a\x20\x2a\x1e\x6a" + bytes([len(key)]) + key)


class Evil:
    """Unpickled, it would leave a mark."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.touch, (Path("pwned"),)


MODELS: dict[str, Callable[[Path], object]] = {
    "a pickle for weights": lambda f: (f / "heads.npz").write_bytes(pickle.dumps(Evil())),
    "a pickle for a network": lambda f: (f / "encoder.onnx").write_bytes(pickle.dumps(Evil())),
    "weights elsewhere": outside,
    "nonsense for a tokenizer": lambda f: (f / "tokenizer.json").write_text("{}"),
    "deep labels": lambda f: (f / "labels.json").write_text("[" * 100_000),
    "a link": lambda f: (
        (f / "labels.json").unlink(),
        (f / "labels.json").symlink_to("/etc/passwd"),
    ),
}


@pytest.mark.parametrize("change", MODELS)
def test_a_model_of_a_stranger_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    folder = Path(shutil.copytree(default_folder(), tmp_path / "model"))
    monkeypatch.chdir(tmp_path)
    MODELS[change](folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    # its maker would have made a manifest for it
    for name in FILES:
        manifest["sha256"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ModelError, match="model"):
        Encoder(load_bundle(folder), threads=1)
    assert not (tmp_path / "pwned").exists()


def test_models_beside_the_bundle_are_not_looked_at(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(default_folder(), tmp_path / "model"))
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(Evil()))
    assert load_bundle(folder).name == load_bundle().name


TABLES = {
    "a.csv": b'id,text\n1,"never closed',
    "b.csv": b"id,text\n1,\xff\xfe\n",
    "c.csv": b"id,text\n1,a\0b\n",
    "d.csv": b"\n\n\n",
    "e.csv": b'"' + b"x" * 200_000,
    "a.jsonl": b'{"text": ' + b"[" * 100_000,
    "b.jsonl": b'["text"]\n',
    "c.jsonl": b'{"text": 9' + b"9" * 10_000 + b"}\n",
    "a.parquet": b"PAR1" + bytes(100) + b"PAR1",
    "a.zip": b"PK\x03\x04 no zip",
}


# odd, but tables; of the second the only text is refused
READ_TABLES = {"a.csv": (1, {}), "c.csv": (0, {"rejected": 1})}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_none_ends_the_batch_with_a_reason(tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("fsspec")
    from archive_stubs import options

    from fabula.archive.batch import run_batch

    path = tmp_path / name
    path.write_bytes(TABLES[name])
    if name in READ_TABLES:
        report = run_batch(str(path), str(tmp_path / "out"), options())
        assert (report.stories, report.quarantined) == READ_TABLES[name]
        return
    with pytest.raises(ArchiveError, match=name):
        run_batch(str(path), str(tmp_path / "out"), options())


def test_cells_of_a_stranger_are_cells(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("fsspec")
    from archive_stubs import options, text

    from fabula.archive.batch import run_batch
    from fabula.archive.query import query

    ids = ("=1+1", "../../../etc/passwd", "\x1b[2J", "<script>", "a,b", "'; DROP TABLE stories; --")
    rows = [f'"{name}","{text(n)}","=HYPERLINK(1)"\r\n' for n, name in enumerate(ids)]
    path = tmp_path / "s.csv"
    path.write_text("id,text,note\r\n" + "".join(rows), encoding="utf-8", newline="")
    report = run_batch(str(path), str(tmp_path / "out"), options())
    assert report.done == len(ids)
    sources = query(str(tmp_path / "out"), "SELECT source FROM inputs ORDER BY source").rows
    assert sorted(source for (source,) in sources) == sorted(f"s.csv#{name}" for name in ids)
    assert {left.name for left in tmp_path.iterdir()} == {"s.csv", "out"}
