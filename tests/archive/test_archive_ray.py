"""The Ray engine makes the same bytes as the local one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("fsspec")
pytest.importorskip("ray")

from archive_stubs import options, text, write_stories

from fabula.archive import ray as engine
from fabula.archive.batch import run_batch
from fabula.errors import MissingExtra

pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("ignore")]  # Ray's own


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the workers import what tests import, and join no cluster there may be."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    yield
    import ray

    ray.shutdown()


@pytest.mark.usefixtures("here")
def test_ray_and_local_make_the_same_archive(tmp_path: Path) -> None:
    folder = write_stories(tmp_path / "in", 6)
    (folder / "bad.txt").write_text(text(90, "poison: exit"), "utf-8")
    (folder / "refused.txt").write_text(text(91, "parser: refuse"), "utf-8")
    local = run_batch(str(folder), str(tmp_path / "local"), options())
    report = run_batch(str(folder), str(tmp_path / "ray"), options(workers=2, engine="ray"))
    assert (report.stories, report.retries) == (local.stories, local.retries) == (6, 2)
    assert report.quarantined == local.quarantined == {"crash": 1, "rejected": 1}
    tables = {
        path.relative_to(tmp_path / "local") for path in (tmp_path / "local").glob("*/*.parquet")
    }
    for table in tables:
        if table.parent.name != "inputs":  # where reasons say how a worker died
            ours, theirs = tmp_path / "local" / table, tmp_path / "ray" / table
            assert ours.read_bytes() == theirs.read_bytes()


def test_an_old_ray_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "version", lambda name: "2.51.9")
    with pytest.raises(MissingExtra, match="too old"):
        engine._ray()
