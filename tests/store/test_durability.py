"""A ``.fabula`` file is whole or absent, whatever kills the writer or fills the disk."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fabula import files
from fabula.errors import StoreError
from fabula.schema.world import World
from fabula.store import load_world, save_world

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")

WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from fabula.store import save_world
from worlds import sample_world
number = int(sys.argv[2])
while True:
    number += 1
    save_world(replace(sample_world(), model=str(number)), Path(sys.argv[1]))
    print(number, flush=True)  # acknowledged
"""
KILLS = int(os.environ.get("FABULA_KILLS", "6"))


def test_kill_9_loses_nothing_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "w.fabula"
    last, random_wait = 0, random.Random(7)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(last)],
            stdout=subprocess.PIPE,
            env=environment,
        ) as writer:
            assert writer.stdout is not None
            acknowledged = [int(writer.stdout.readline())]
            time.sleep(random_wait.random() * 0.2)
            writer.send_signal(signal.SIGKILL)
            acknowledged += [int(line) for line in writer.stdout]
        kept = int(load_world(path).model)
        # the last one may be in place and not yet acknowledged
        assert kept in (acknowledged[-1], acknowledged[-1] + 1)
        assert kept > last
        last = kept
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".fabula"] == ["w.fabula"]


def test_what_killed_writers_left_is_swept_away_after_a_day(tmp_path: Path, world: World) -> None:
    old, young = tmp_path / ".fabula-old.tmp", tmp_path / ".fabula-young.tmp"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1e9, 1e9))
    save_world(world, tmp_path / "w.fabula")
    assert {p.name for p in tmp_path.iterdir()} == {"w.fabula", ".fabula-young.tmp"}


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_full_at_any_byte_leaves_the_old_file(tmp_path: Path, world: World) -> None:
    path = tmp_path / "w.fabula"
    save_world(world, path)
    before = path.read_bytes()
    for size in range(0, len(before) - 1, 4096 * 3 + 1):
        with largest_file(size), pytest.raises(StoreError, match="cannot be written"):
            save_world(replace(world, model="new"), path)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]
    save_world(replace(world, model="new"), path)
    assert load_world(path).model == "new"


@pytest.mark.parametrize("trouble", [errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EROFS])
@pytest.mark.parametrize("call", ["fsync", "replace", "mkstemp", "chmod"])
def test_an_error_of_any_call_leaves_the_old_file(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch, trouble: int, call: str
) -> None:
    path = tmp_path / "w.fabula"
    save_world(world, path)
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError(trouble, os.strerror(trouble))

    owners: dict[str, object] = {"fsync": os, "mkstemp": files.tempfile}
    with monkeypatch.context() as patch:
        patch.setattr(owners.get(call, Path), call, fail)
        with pytest.raises(StoreError, match="cannot be written"):
            save_world(replace(world, model="new"), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_readers_beside_a_writer_see_whole_worlds(tmp_path: Path, world: World) -> None:
    path = tmp_path / "w.fabula"
    save_world(world, path)
    stop = threading.Event()
    problems: list[Exception] = []

    def repeat(action: Callable[[], object]) -> None:
        try:
            while not stop.is_set():
                action()
        except Exception as problem:  # noqa: BLE001  told at the end
            problems.append(problem)

    def read() -> None:
        assert replace(load_world(path), model=world.model) == world

    threads = [threading.Thread(target=repeat, args=(read,)) for _ in range(3)]
    threads.append(threading.Thread(target=repeat, args=(lambda: save_world(world, path),)))
    for thread in threads:
        thread.start()
    time.sleep(1)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
