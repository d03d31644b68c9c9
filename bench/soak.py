"""The long tests, one after the other, and a table of what came out.

    python bench/soak.py [--share 1.0] [--out runs/soak] [PART...]

Parts: poison (batch with faults), memory (many books), kills (of readings), fuzz (mutants of
each kind of file). ``--share 0.01`` runs a hundredth of each. A part that is done is not run
again with the same count; one that was stopped goes on, but for memory, which starts anew.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from results import read_result

# part: how many of what, when all is run
PARTS: Mapping[str, int] = {"poison": 20_000, "memory": 5_000, "kills": 1_000, "fuzz": 10_000}
FEWEST = 10


def main() -> int:
    """Run what is asked for; 0 if everything holds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--out", type=Path, default=Path("runs/soak"))
    parser.add_argument("parts", nargs="*", metavar="PART", default=list(PARTS))
    given = parser.parse_args()
    rows = []
    for part in given.parts:
        out, count = given.out / part, max(FEWEST, round(PARTS[part] * given.share))
        if not read_result(out, count):
            print(f"{part}: {count:,}", flush=True)
            script = Path(__file__).with_name(f"{part}.py")
            command = [sys.executable, str(script), f"--count={count}", f"--out={out}"]
            subprocess.run(command, check=False)  # what it found is in its rows
        rows += read_result(out, count) or [(part, "ended early", False)]
    print(f"\n| check ({date.today()}) | figure | holds |\n|---|---|---|")
    for check, figure, holds in rows:
        print(f"| {check} | {figure} | {'yes' if holds else 'NO'} |")
    return 0 if all(holds for _, _, holds in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
