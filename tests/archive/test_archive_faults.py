"""Poisoned stories and killed processes cost themselves and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("fsspec")

from archive_stubs import archive_hash, options, text, write_stories

from fabula.archive.batch import run_batch
from fabula.archive.ledger import Ledger
from fabula.archive.places import Place
from fabula.errors import ArchiveError

STUBS = str(Path(__file__).with_name("archive_stubs.py"))
EXPECTED = {"hang": "timeout", "oom": "memory", "segv": "crash", "exit": "crash", "raise": "crash"}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")


def begun(out: Path) -> dict[str, int]:
    """How often each work was begun, by the ledger, less what did not count."""
    times: dict[str, int] = {}
    for path in (out / "_batch" / "ledger").iterdir():
        for line in path.read_text().splitlines():
            record = json.loads(line)
            for word, step in (("begin", 1), ("forget", -1)):
                if word in record:
                    times[record[word]] = times.get(record[word], 0) + step
    return times


@pytest.mark.parametrize(("asked", "given"), [(None, "1"), ("3", "3")])
def test_workers_use_one_thread_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str | None, given: str
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if asked is not None:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", asked)
    folder = write_stories(tmp_path / "in", 1, "poison: threads")
    report = run_batch(str(folder), str(tmp_path / "out"), options())
    assert f"{given} threads" in str(report.reasons)
    assert os.environ.get("OPENBLAS_NUM_THREADS") == asked


def test_each_poison_is_quarantined_with_its_reason(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", 12)
    for number, kind in enumerate(EXPECTED):
        (folder / f"read-{kind}.txt").write_text(text(number + 50, f"poison: {kind}"), "utf-8")
        (folder / f"parse-{kind}.txt").write_text(text(number + 70, f"parser: {kind}"), "utf-8")
    (folder / "refused.txt").write_text(text(90, "parser: refuse"), "utf-8")
    out = tmp_path / "out"
    report = run_batch(
        *(str(folder), str(out)),
        options("attempts=1", "silent-seconds=8", "parse-seconds=7", workers=2),
    )
    assert (report.stories, report.done) == (12, 12)
    assert report.quarantined == {"crash": 6, "memory": 2, "rejected": 1, "timeout": 2}
    from fabula.archive.query import query

    found = query(str(out), "select source, status from inputs where status != 'done'").rows
    by_name = {source.removeprefix("in/").removesuffix(".txt"): status for source, status in found}
    assert by_name.pop("refused") == "rejected"
    assert by_name == {
        f"{where}-{kind}": status
        for kind, status in EXPECTED.items()
        for where in ("read", "parse")
    }
    assert max(begun(out).values()) == 1
    reasons = " ".join(report.reasons)
    assert "limit silent-seconds" in reasons and "limit parse-megabytes" in reasons
    assert "RuntimeError in " in reasons


def drive(folder: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, STUBS, str(folder), str(out)])


def settled(out: Path) -> int:
    staged = sum(len(files) for _, _, files in os.walk(out / "_batch" / "staging"))
    shards = out / "_batch" / "shards"
    records = shards.iterdir() if shards.is_dir() else ()
    return staged + sum(len(json.loads(path.read_text())["stories"]) for path in records)


def test_killed_drivers_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", 40, "seconds: 0.05")
    (folder / "bad.txt").write_text(text(99, "poison: segv"), "utf-8")
    run_batch(str(folder), str(tmp_path / "clean"), options())
    out = tmp_path / "out"
    for share in (4, 20):
        driver = drive(folder, out)
        end = time.monotonic() + 60
        while settled(out) < share and time.monotonic() < end:
            time.sleep(0.02)
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        assert share <= settled(out) < 41
    kept = settled(out)
    report = run_batch(str(folder), str(out), options())
    assert report.done == 40
    assert report.quarantined == {"crash": 1}
    assert max(begun(out).values()) <= 3
    assert archive_hash(out) == archive_hash(tmp_path / "clean")
    # what was staged before the kill is not read a third time: two workers, two in flight each
    assert sum(begun(out).values()) <= 40 + 3 + 4 and kept >= 20


def test_a_story_always_in_flight_when_all_dies_is_given_up(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", 1)
    out = tmp_path / "out"
    from fabula.archive.inputs import find_items
    from fabula.archive.plan import fingerprint, scan
    from fabula.archive.table_inputs import Columns

    (source,) = scan(find_items(Place(str(folder)), Columns()))
    mark = fingerprint({"words": False, "suffix": ".txt"})
    for _ in range(3):
        with Ledger(Place(str(out)).at("_batch/ledger"), mark) as ledger:
            ledger.begin(str(source.key))
    report = run_batch(str(folder), str(out), options())
    assert report.reasons == {"crash: was begun 3 times and never finished": 1}


def test_an_interrupted_attempt_does_not_count(tmp_path: Path) -> None:
    ledger = Ledger(Place(str(tmp_path / "ledger")), "mark")
    with ledger:
        ledger.begin("a")
        ledger.begin("b")
        ledger.forget("b")
    with (tmp_path / "ledger" / "run-0001.jsonl").open("a") as stream:
        stream.write('{"begin":"a","of":"mark"')  # torn
    again = Ledger(Place(str(tmp_path / "ledger")), "mark")
    assert (again.attempts("a"), again.attempts("b")) == (1, 0)
    assert Ledger(Place(str(tmp_path / "ledger")), "other").attempts("a") == 0


def test_a_killed_worker_costs_one_attempt(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", 12, "seconds: 0.3")
    out = tmp_path / "out"
    driver = drive(folder, out)
    end = time.monotonic() + 60
    while settled(out) < 2 and time.monotonic() < end:
        time.sleep(0.02)
    children = Path(f"/proc/{driver.pid}/task/{driver.pid}/children").read_text().split()
    workers = [
        int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(workers[0], signal.SIGKILL)
    assert driver.wait(timeout=60) == 0
    run_batch(str(folder), str(tmp_path / "clean"), options())
    assert archive_hash(out) == archive_hash(tmp_path / "clean")
    # its parsing child went with it
    gone = time.monotonic() + 5
    while f"{STUBS}" in _processes() and time.monotonic() < gone:
        time.sleep(0.1)
    assert STUBS not in _processes()


def _processes() -> str:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, check=True)
    return listed.stdout.decode()


def test_a_full_disk_stops_the_run_and_the_next_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    folder = write_stories(tmp_path / "in", 6)
    out = tmp_path / "out"
    run_batch(str(folder), str(tmp_path / "clean"), options(workers=1))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000, before[1]))  # no file larger than that
    try:
        with pytest.raises(ArchiveError, match="cannot be written"):
            run_batch(str(folder), str(out), options(workers=1))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert run_batch(str(folder), str(out), options(workers=1)).stories == 6
    assert archive_hash(out) == archive_hash(tmp_path / "clean")
