"""Archives: made once, made again, made of other things, and always the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("fsspec")

from archive_stubs import archive_hash, options, text, write_stories

from fabula.archive import plan
from fabula.archive.batch import run_batch
from fabula.archive.places import Place
from fabula.archive.plan import Work, shards, works
from fabula.archive.query import query
from fabula.archive.shards import Files, read_manifest
from fabula.errors import ArchiveError
from fabula.store.arrow import schemas


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    folder = write_stories(tmp_path / "in", 8)
    (folder / "twin.txt").write_text(text(3), encoding="utf-8")
    (folder / "deeper").mkdir()
    (folder / "deeper" / "book.pdf.txt").write_bytes(b"%PDF-1.7")
    (folder / "notes.xyz").write_text("no story", encoding="utf-8")
    (folder / ".hidden.txt").write_text("no story", encoding="utf-8")
    return folder


def test_an_archive_has_every_story_once_and_every_input(stories: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    report = run_batch(str(stories), str(out), options())
    assert (report.inputs, report.stories, report.done) == (10, 8, 8)
    assert report.quarantined == {"rejected": 1}
    assert report.reasons == {"rejected: UnknownType: this is a PDF.": 1}
    rows = query(str(out), "select source, status, story from inputs order by source").rows
    assert rows[8] == ("in/deeper/book.pdf.txt", "rejected", None)
    assert [row[1] for row in rows].count("done") == 9
    assert rows[3][2] == rows[9][2]  # the twins are one story
    sources = query(str(out), "select source from stories order by source").rows
    assert sources == [(f"in/{n:05d}.txt",) for n in range(8)]
    assert json.loads((out / "report.json").read_text())["stories"] == 8
    assert Files(Place(str(out)), read_manifest(Place(str(out)))["fingerprint"]).staged() == set()


def test_columns_are_those_of_the_sqlite_schema() -> None:
    assert set(schemas()) >= set(
        "stories divisions characters aliases places mentions quotes quote_spans narration "
        "scenes presence events relations told claims conflicts profile words".split()
    )
    assert all(schema.names[0] == "story" for schema in schemas().values())
    assert schemas()["quotes"].names[:4] == ["story", "id", "kind", "type"]


def test_one_or_two_workers_and_other_surroundings_give_the_same_bytes(
    stories: Path, tmp_path: Path
) -> None:
    run_batch(str(stories), str(tmp_path / "one"), options(workers=1))
    environment = {**os.environ, "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    command = [sys.executable, str(Path(__file__).with_name("archive_stubs.py"))]
    subprocess.run(
        [*command, str(stories), "two"], check=True, cwd=tmp_path, env=environment, timeout=100
    )
    assert archive_hash(tmp_path / "one") == archive_hash(tmp_path / "two")


def test_running_again_does_nothing_and_changed_bytes_redo_one(
    stories: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_batch(str(stories), str(out), options())
    before = archive_hash(out)
    assert run_batch(str(stories), str(out), options()).done == 0
    assert archive_hash(out) == before
    (stories / "00001.txt").write_text(text(99), encoding="utf-8")
    (stories / "new.txt").write_text(text(100), encoding="utf-8")
    again = run_batch(str(stories), str(out), options())
    assert (again.done, again.stories) == (2, 9)
    names = query(str(out), "select name from characters order by name").rows
    assert [n for (n,) in names] == sorted(f"Anna{i}" for i in (0, 2, 3, 4, 5, 6, 7, 99, 100))


def test_other_options_read_all_anew_and_leave_nothing_behind(
    stories: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run_batch(str(stories), str(out), options())
    files = len(list(out.rglob("*.parquet")))
    assert run_batch(str(stories), str(out), replace(options(), words=True)).done == 8
    assert len(list(out.rglob("*.parquet"))) == files
    (stories / "00000.txt").unlink()
    with pytest.raises(ArchiveError, match="not in IN"):
        run_batch(str(stories), str(out), options())


def test_other_limits_retry_only_what_was_left_out(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", 2)
    (folder / "slow.txt").write_text(text(9, "poison: raise"), encoding="utf-8")
    out = str(tmp_path / "out")
    assert run_batch(str(folder), out, options("attempts=1")).quarantined == {"crash": 1}
    again = run_batch(str(folder), out, options("attempts=2"))
    assert (again.done, again.quarantined, again.retries) == (0, {"crash": 1}, 0)


def test_an_archive_grows_by_other_inputs(tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    run_batch(str(write_stories(tmp_path / "a", 2)), out, options())
    write_stories(tmp_path / "b", 5)
    report = run_batch(str(tmp_path / "b"), out, options())
    assert (report.done, report.stories, report.inputs) == (3, 5, 7)


def test_what_is_no_input_and_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    story = tmp_path / "story.txt"
    story.write_text("Once upon a time.", encoding="utf-8")
    for source, wrong in (
        ("nowhere", "no such file"), ("empty", "no stories"), ("story.txt", "no list of files")
    ):  # fmt: skip
        with pytest.raises(ArchiveError, match=wrong):
            run_batch(str(tmp_path / source), str(tmp_path / "out"), options())
    with pytest.raises(ArchiveError, match="holds other files"):
        run_batch(str(write_stories(tmp_path / "in", 1)), str(tmp_path / "in"), options())
    assert not (tmp_path / "out").exists()
    with pytest.raises(ArchiveError, match="is no archive"):
        query(str(tmp_path / "empty"), "select 1")


def test_one_driver_at_a_time(tmp_path: Path) -> None:
    from fabula.archive.lock import locked

    folder = write_stories(tmp_path / "in", 1)
    (tmp_path / "out").mkdir()
    with locked(Place(str(tmp_path / "out"))), pytest.raises(ArchiveError, match="another"):
        run_batch(str(folder), str(tmp_path / "out"), options())


def sized(count: int) -> list[Work]:
    from fabula.archive.inputs import Item

    return [Work(f"{n:064x}", 1 + n % 7, Item(str(n), str(n))) for n in range(count)]


def test_shards_are_the_same_whichever_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "SHARD_BYTES", 20)
    whole = list(shards(sized(100), ()))
    assert len(whole) > 10
    done = {work.key for shard in whole[1::3] for work in shard.works}
    assert list(shards(sized(100), done)) == [s for i, s in enumerate(whole) if i % 3 != 1]


def test_large_stories_come_first_and_equal_ones_in_their_order() -> None:
    from fabula.archive.inputs import Item
    from fabula.archive.plan import Source

    sizes = (5, 900, 6, 1000, 7)
    sources = [Source(Item(str(s), str(s)), f"{s:064x}", s) for s in sizes]
    assert [work.size for work in works(sources)] == [900, 1000, 5, 6, 7]


def test_a_torn_staged_story_is_read_again(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", 3)
    out = tmp_path / "out"
    clean = tmp_path / "clean"
    run_batch(str(folder), str(clean), options(workers=1))
    run_batch(str(folder), str(out), options(workers=1))
    mark = read_manifest(Place(str(out)))["fingerprint"]
    files = Files(Place(str(out)), mark)
    (record,) = files.committed()
    for key in record.stories:
        (out / "_batch" / "staging" / mark).mkdir(parents=True, exist_ok=True)
        (out / "_batch" / "staging" / mark / key).write_bytes(b"torn")
    for path in (out / "_batch" / "shards").iterdir():
        path.unlink()
    run_batch(str(folder), str(out), options(workers=1))
    assert archive_hash(out) == archive_hash(clean)
