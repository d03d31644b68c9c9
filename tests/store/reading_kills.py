"""Kills ``fabula read`` at random and looks at what is left.

    python tests/store/reading_kills.py FOLDER COUNT [SEED]

Each round writes another story, reads it in a process of its own, ends that with SIGKILL and
opens the ``.fabula`` file. Half of the kills come at any time, half while the file is being
written. FOLDER keeps how far it is, so that a later run goes on; the last line printed is JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from fabula.errors import StoreError
from fabula.store import load_world

MARK = "FABULA_KILLED_READING"
WRITING_SECONDS = 0.03
NAMES = "Anna Boris Clara David Elena Frank Grace Henry Irene Jacob".split()


@dataclass
class State:
    """What has been seen so far; ``last`` is the story the file is known to hold."""

    kills: int = 0
    acknowledged: int = 0
    written: int = 0
    while_writing: int = 0
    lost: int = 0
    half: int = 0
    strange: int = 0
    orphans: int = 0
    last: int = -1
    seconds: float = 0.0


def story(number: int) -> str:
    """A short story of its own for each number."""
    one, other = NAMES[number % 10], NAMES[(number // 10 + number + 1) % 10]
    return (
        f"{one} came home at {number}. “You came,” said {other}. She did not answer.\n\n"
        f"“It is late,” {one} said to {other}, and closed the door behind them.\n"
    )


def read_in_child(folder: Path) -> tuple[int, int]:
    """Fork a process that runs ``fabula read``: its id, and where its output comes."""
    out, into = os.pipe()
    pid = os.fork()
    if pid:
        os.close(into)
        return pid, out
    os.dup2(into, 1)
    os.dup2(into, 2)
    # those of the parent may be files, and would seek in the pipe
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    from fabula.cli import main

    with suppress(BaseException):
        main(["read", str(folder / "story.txt")], standalone_mode=False)
        sys.stdout.flush()
        os._exit(0)
    os._exit(1)


def drained(out: int) -> str:
    """All that was printed before the end."""
    with os.fdopen(out, "rb") as stream:
        return stream.read().decode("utf-8", "replace")


def wait_for_writing(folder: Path, seconds: float) -> bool:
    """Whether a temporary file came up within ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if any(folder.glob(".fabula-*.tmp")):
            return True
        time.sleep(0.0005)
    return False


def look(folder: Path, state: State, number: int, printed: str) -> None:
    """Compare the file with what was acknowledged."""
    world = folder / "story.fabula"
    acknowledged = "Wrote " in printed
    state.acknowledged += acknowledged
    held = -1
    if world.exists():
        try:
            text = load_world(world).story.text
            held = next((n for n in {number, max(state.last, 0)} if story(n) == text), -2)
        except StoreError:
            held = -2
    state.half += held == -2
    state.lost += held != -2 and (
        held != number if acknowledged else held not in (number, state.last)
    )
    state.written += held == number
    state.last = held if held >= 0 else state.last
    for left in folder.iterdir():
        if left.name.startswith(".fabula-") and left.suffix == ".tmp":
            left.unlink()
        elif left.name not in ("story.txt", "story.fabula", "state.json"):
            state.strange += 1
            left.unlink()


def orphans() -> int:
    """Parsing processes that outlived their parents, five seconds later."""
    end = time.monotonic() + 5
    mark = f"{MARK}={os.environ[MARK]}\0".encode()
    count = 1
    while count and time.monotonic() < end:
        time.sleep(0.05)
        count = 0
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                count += mark in (process / "environ").read_bytes()
    return count


def run(folder: Path, kills: int, seed: int) -> State:
    """Kill until ``kills`` readings were killed."""
    # before the first fork: each child starts where it begins to read
    import fabula.pipeline

    assert fabula.pipeline
    os.environ[MARK] = str(os.getpid())  # others may kill readings at the same time
    path = folder / "state.json"
    state = State(**json.loads(path.read_text())) if path.exists() else State()
    (folder / "story.txt").write_text(story(0), encoding="utf-8")
    started = time.monotonic()
    pid, out = read_in_child(folder)
    printed = drained(out)
    look(folder, state, 0, printed)
    os.waitpid(pid, 0)
    if "Wrote " not in printed:
        raise RuntimeError(f"not even the reading that nothing disturbs is there: {printed}")
    whole = time.monotonic() - started
    for number in range(state.kills + 1, kills + 1):
        started = time.monotonic()
        choose = random.Random(f"{seed}/{number}")
        (folder / "story.txt").write_text(story(number), encoding="utf-8")
        pid, out = read_in_child(folder)
        if choose.random() < 0.5:
            time.sleep(choose.random() * whole * 1.1)
        elif wait_for_writing(folder, 20 * whole):
            state.while_writing += 1
            time.sleep(choose.random() * WRITING_SECONDS)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        look(folder, state, number, drained(out))
        state.orphans += orphans()
        state.kills = number
        state.seconds += time.monotonic() - started
        path.write_text(json.dumps(asdict(state)))
    return state


if __name__ == "__main__":
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    seen = run(Path(sys.argv[1]), int(sys.argv[2]), seed)
    sys.stdout.write(json.dumps(asdict(seen)) + "\n")
