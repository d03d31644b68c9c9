"""``fabula read`` of a long book: the same World from a file of vectors, and after a stop."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fabula import pipeline
from fabula.cli import main
from fabula.encoder import encode
from fabula.encoder.encode import Encoder
from fabula.errors import StoreError
from fabula.export import world_json
from fabula.schema.world import Run, World
from fabula.store import load_world

STORY = "“You came,” said Ann. Bo did not answer, and Mr. Grey shut the door behind them.\n\n" * 90


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book that is long, and read in several batches."""
    monkeypatch.setattr(encode, "BATCH", 1)
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def read(story: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["read", str(story), *options], catch_exceptions=False)


def without_costs(world: World) -> str:
    return world_json(replace(world, run=Run(0, 0, 0)))


@pytest.fixture
def expected(story: Path, tmp_path: Path) -> str:
    """From memory."""
    out = tmp_path / "memory.fabula"
    assert read(story, "-o", str(out)).exit_code == 0
    world = without_costs(load_world(out))
    out.unlink()
    return world


def stop_after(monkeypatch: pytest.MonkeyPatch, batches: int, error: BaseException) -> None:
    run, runs = Encoder._run, [0]

    def once(self: Encoder, *given: Any) -> Any:
        runs[0] += 1
        if runs[0] == batches + 1:
            raise error
        return run(self, *given)

    monkeypatch.setattr(Encoder, "_run", once)


def test_a_stopped_reading_goes_on_and_leaves_one_file(
    story: Path, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "LONG", 100)
    vectors, out = tmp_path / "story.fabula.vectors", tmp_path / "story.fabula"
    stop_after(monkeypatch, 3, KeyboardInterrupt())
    stopped = read(story)
    assert stopped.exit_code == 1
    assert "story.fabula.vectors: how far it came. The same line goes on" in stopped.stderr
    assert set(tmp_path.iterdir()) == {story, vectors}
    done = read(story, "--progress", "json")
    assert done.exit_code == 0
    assert set(tmp_path.iterdir()) == {story, out}
    told = [json.loads(line)["done"] for line in done.stderr.splitlines()]
    world = load_world(out)
    assert 0 < told[0] < told[1] < world.tokens
    assert without_costs(world) == expected
    read_now = world.run.tokens_per_second * world.run.seconds
    assert read_now == pytest.approx(world.tokens - told[0], rel=0.01)


def test_vectors_are_kept_until_the_world_is_written(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "LONG", 100)

    def fail(*_: object) -> None:
        raise StoreError("cannot be written.")

    with monkeypatch.context() as patch:
        patch.setattr("fabula.store.save_world", fail)
        assert read(story).exit_code == 2
    assert set(tmp_path.iterdir()) == {story, tmp_path / "story.fabula.vectors"}
    assert read(story).exit_code == 0
    assert set(tmp_path.iterdir()) == {story, tmp_path / "story.fabula"}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_is_one_line_and_exit_code_2(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    monkeypatch.setattr(encode, "LONG", 100)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    try:
        done = read(story)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)
    assert "story.fabula.vectors: cannot be written" in done.stderr
    assert "Free some space" in done.stderr
    assert not (tmp_path / "story.fabula").exists()
    assert read(story).exit_code == 0
    assert set(tmp_path.iterdir()) == {story, tmp_path / "story.fabula"}


def test_without_an_output_beside_no_file_is_seen(
    story: Path, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "LONG", 100)
    assert read(story, "-o", "-").exit_code == 0
    assert without_costs(pipeline.read(story)) == expected
    assert set(tmp_path.iterdir()) == {story}
