"""Kills ``fabula read`` at random, many times, and looks at what is left.

    python bench/kills.py [--count 1000] [--seed 7] [--out runs/soak/kills]

See ``tests/store/reading_kills.py``. A run that is stopped goes on where it was. Linux only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from json import loads
from pathlib import Path

from results import write_result

PROGRAM = Path(__file__).parents[1] / "tests" / "store" / "reading_kills.py"


def main() -> int:
    """Run it; 0 if nothing acknowledged was lost and nothing is there by half."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, default=Path("runs/soak/kills"))
    given = parser.parse_args()
    folder = given.out / str(given.seed)
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), str(given.count), str(given.seed)],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    state = loads(done.stdout.splitlines()[-1])
    kills = f"{state['kills']:,} kills, {state['while_writing']:,} of them while writing"
    rows = [
        (
            "killed readings: acknowledged ones lost",
            f"{state['lost']} ({kills})",
            not state["lost"],
        ),
        ("killed readings: half files", str(state["half"]), not state["half"]),
        ("killed readings: other files left", str(state["strange"]), not state["strange"]),
        ("killed readings: processes left", str(state["orphans"]), not state["orphans"]),
    ]
    return write_result(given.out, given.count, rows)


if __name__ == "__main__":
    sys.exit(main())
