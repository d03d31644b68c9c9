"""``fabula batch`` over many stories, with poison, killed drivers and killed workers.

    python bench/poison.py [--count 20000] [--workers 2] [--kill-every 30] [--out runs/soak/poison]

Reads short stories of which one in a hundred is poison (hang, memory, crash, exit, garbage),
with a reader that needs no model. The driver is killed at 10, 50 and 90 %, and one worker every
``--kill-every`` seconds. Then the same stories in a run that nothing disturbs. Exits with 1 if
anything is lost, doubled, tried more than three times, or has other bytes; prints the time
the last, idle run takes to see that all is done. A run that is stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from results import Row, write_result

TESTS = Path(__file__).parents[1] / "tests" / "archive"
sys.path.insert(0, str(TESTS))

from archive_stubs import POISONS, tables_hash, text  # noqa: E402

from fabula.archive.query import query  # noqa: E402

LIMITS = ("silent-seconds=20", "parse-seconds=10")
SHARES = (0.1, 0.5, 0.9)
POISON_EVERY = 100


def write(folder: Path, count: int) -> None:
    """The stories; the poisoned ones in turn where they are taken apart and where read."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(len(list(folder.iterdir())), count):
        if number % POISON_EVERY == 0:
            turn = number // POISON_EVERY
            where = ("poison", "parser")[turn // len(POISONS) % 2]
            content = text(number, f"{where}: {POISONS[turn % len(POISONS)]}").encode()
            if turn % 7 == 6:
                content = bytes(range(128, 256)) + content
        else:
            content = text(number).encode()
        (folder / f"{number:06d}.txt").write_bytes(content)


def drive(folder: Path, out: Path, workers: int) -> subprocess.Popen[bytes]:
    """A driver in a process of its own."""
    command = [sys.executable, str(TESTS / "archive_stubs.py"), str(folder), str(out), *LIMITS]
    return subprocess.Popen([*command, f"workers={workers}"])


def settled(out: Path) -> int:
    """About how many stories are done: those begun, by the ledger."""
    keys = set()
    for path in (out / "_batch" / "ledger").glob("*"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith('{"end":"'):
                keys.add(line[8:72])
    return len(keys)


def workers_of(driver: int) -> list[int]:
    """The process ids of a driver's workers."""
    listed = Path(f"/proc/{driver}/task/{driver}/children").read_text(encoding="ascii")
    return [
        int(pid)
        for pid in listed.split()
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def disturbed(folder: Path, out: Path, count: int, workers: int, every: float) -> None:
    """Run to the end through three kills of the driver, and many of workers."""
    choose = random.Random(7)
    begun = settled(out)  # by a run that was stopped
    shares = [share for share in SHARES if begun < share * count]
    driver = drive(folder, out, workers)
    last = time.monotonic()
    while driver.poll() is None:
        time.sleep(1)
        if time.monotonic() - last > every:
            last = time.monotonic()
            if pids := workers_of(driver.pid):
                os.kill(choose.choice(pids), signal.SIGKILL)
        if shares and settled(out) >= shares[0] * count:
            print(f"driver killed at {shares.pop(0):.0%}", flush=True)
            driver.kill()
            driver.wait()
            driver = drive(folder, out, workers)


def main() -> int:
    """Run it; 0 if everything holds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill-every", type=float, default=30.0)
    parser.add_argument("--out", type=Path, default=Path("runs/soak/poison"))
    given = parser.parse_args()
    root = given.out / str(given.count)
    write(root / "in", given.count)
    disturbed(root / "in", root / "out", given.count, given.workers, given.kill_every)
    ended = drive(root / "in", root / "clean", given.workers).wait()
    started = time.perf_counter()
    ended = drive(root / "in", root / "out", given.workers).wait() or ended
    scan = time.perf_counter() - started
    return write_result(given.out, given.count, verdict(root, given.count, scan)) or ended


def verdict(root: Path, count: int, scan: float) -> list[Row]:
    """What was checked, what came out, and whether it is what should."""
    out = str(root / "out")
    stories = query(out, "SELECT count(*), count(DISTINCT story) FROM stories").rows[0]
    statuses = dict(query(out, "SELECT status, count(*) FROM inputs GROUP BY status").rows)
    attempts = Counter[str]()
    for path in (root / "out" / "_batch" / "ledger").iterdir():
        for line in path.read_text(encoding="utf-8").splitlines():
            attempts[line[10:74]] += line.startswith('{"begin":"')
    # the reason a story is left out may be the last of its attempts, which was killed
    same = tables_hash(root / "out") == tables_hash(root / "clean")
    poisoned = len(range(0, count, POISON_EVERY))
    left_out = sum(statuses.values()) - statuses.get("done", 0)
    most = max(attempts.values())
    return [
        ("good stories, each once", f"{stories[0]:,}", stories == (count - poisoned,) * 2),
        ("poison quarantined", f"{left_out:,} {statuses}", left_out == poisoned),
        ("most attempts of a story", str(most), most <= 3),
        ("same tables as undisturbed", "yes" if same else "no", same),
        ("idle run", f"{scan:.1f} s", scan <= 10),
    ]


if __name__ == "__main__":
    sys.exit(main())
