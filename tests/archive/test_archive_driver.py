"""The driver with an engine that does nothing, and the command that drives it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("fsspec")

from click.testing import CliRunner

from fabula.archive import batch
from fabula.archive.batch import Driver, Options
from fabula.archive.inputs import Item
from fabula.archive.ledger import Ledger
from fabula.archive.limits import Limits, with_changes
from fabula.archive.places import Place
from fabula.archive.plan import Work
from fabula.archive.report import SILENT, Report
from fabula.archive.shards import Files
from fabula.archive.worker import Outcome, Read, Task
from fabula.cli import main
from fabula.errors import ArchiveError


class Scripted:
    """Takes two tasks at a time and ends each as told, the first end first."""

    def __init__(self, reads: dict[str, list[str]], commits: list[str]) -> None:
        self._reads, self._commits = reads, commits
        self._tasks: list[tuple[int, Task]] = []
        self.done: list[str] = []

    def free(self) -> int:
        return 2 - len(self._tasks)

    def submit(self, number: int, task: Task) -> None:
        self._tasks.append((number, task))

    def finished(self, timeout: float) -> Iterator[tuple[int, Outcome]]:
        number, task = self._tasks.pop(0)
        if isinstance(task, Read):
            self.done.append(task.work.key)
            ends = self._reads.get(task.work.key, [])
        else:
            self.done.append(f"commit {len(task.record.stories)}")
            ends = self._commits
        yield number, Outcome(ends.pop(0) if ends else "done")

    def close(self) -> None:
        """Nothing."""


def drive(
    tmp_path: Path, reads: dict[str, list[str]], commits: list[str]
) -> tuple[Scripted, Driver]:
    planned = [Work(key, 10, Item(key, key)) for key in "abc"]
    engine = Scripted(reads, commits)
    with Ledger(Place(str(tmp_path / "ledger")), "mark") as ledger:
        driver = Driver(Files(Place(str(tmp_path)), "mark"), ledger, Options(), planned)
        driver.run(engine, SILENT)
    return engine, driver


def test_stories_are_read_and_their_shard_is_written_last(tmp_path: Path) -> None:
    engine, driver = drive(tmp_path, {}, [])
    assert engine.done == ["a", "b", "c", "commit 3"]
    assert (driver.tally.settled, driver.tally.seconds_left) == (3, 0.0)


def test_failures_that_may_pass_are_tried_three_times(tmp_path: Path) -> None:
    engine, driver = drive(tmp_path, {"a": ["crash", "timeout"], "b": ["crash"] * 9}, [])
    assert sorted(engine.done[:-1]) == ["a"] * 3 + ["b"] * 3 + ["c"]
    assert engine.done[-1] == "commit 2"
    assert (driver.tally.done, dict(driver.tally.failures)) == (2, {"crash": 1})


def test_refusals_are_not_tried_again(tmp_path: Path) -> None:
    engine, driver = drive(tmp_path, {"a": ["rejected"]}, [])
    assert engine.done == ["a", "b", "c", "commit 2"]
    assert dict(driver.tally.failures) == {"rejected": 1}


def test_a_worker_that_dies_while_it_writes_a_shard_costs_nothing(tmp_path: Path) -> None:
    engine, _ = drive(tmp_path, {}, ["crash", "timeout"])
    assert engine.done[-3:] == ["commit 3"] * 3
    with pytest.raises(ArchiveError, match="cannot be written"):
        drive(tmp_path / "other", {}, ["crash"] * 3)


def test_trouble_that_is_no_storys_fault_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="Run the same line again"):
        drive(tmp_path, {"b": ["stop"]}, [])
    # what was in hand then does not count against it
    again = Ledger(Place(str(tmp_path / "ledger")), "mark")
    assert again.attempts("c") == 0


def test_limits_are_changed_by_name() -> None:
    changed = with_changes(Limits(), ["parse-seconds=1.5", "attempts=2"])
    assert (changed.parser.seconds, changed.attempts) == (1.5, 2)
    for wrong in ("ratio=3", "attempts=0", "attempts", "attempts=x", "attempts=nan"):
        with pytest.raises(ArchiveError, match="--limit"):
            with_changes(Limits(), [wrong])


@pytest.mark.parametrize(("quarantined", "code"), [({}, 0), ({"crash": 2}, 3)])
def test_the_exit_code_tells_of_quarantines(
    monkeypatch: pytest.MonkeyPatch, quarantined: dict[str, int], code: int
) -> None:
    reasons = {"crash: \x1b[31mred": 2} if quarantined else {}
    report = Report(9, 7, quarantined, reasons, done=7, tokens=70, seconds=2.0, retries=0)
    given: list[tuple[str, str, Options]] = []

    def run(source: str, out: str, options: Options, watcher: object) -> Report:
        given.append((source, out, options))
        return report

    monkeypatch.setattr(batch, "run_batch", run)
    result = CliRunner().invoke(
        main, ["batch", "in", "out", "--workers", "3", "--words", "--text-column", "prose"]
    )
    assert result.exit_code == code
    assert "7 stories from 9 inputs" in result.stdout
    assert "\x1b" not in result.stdout
    ((source, out, options),) = given
    assert (source, out, options.workers, options.words) == ("in", "out", 3, True)
    assert options.columns.text == "prose"
