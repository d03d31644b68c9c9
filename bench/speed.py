"""Reads stories with ``fabula read`` in processes of their own; tokens/s and peak memory of each.

    python bench/speed.py [FILE...]

Without files: the example story once, and repeated to the length of a novel.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "speckled_band.txt"
COPIES = 8  # of some 12,000 tokens


def measure(file: Path, out: Path) -> dict[str, float]:
    """Tokens, seconds in all and in the pipeline, tokens/s and peak MB of one reading."""
    started = time.perf_counter()
    read = [sys.executable, "-m", "fabula", "read", str(file), "-o", str(out), "--json"]
    done = subprocess.run(read, check=True, capture_output=True)
    world = json.loads(done.stdout)
    return {
        "tokens": world["story"]["tokens"],
        "wall": time.perf_counter() - started,
        **world["run"],
    }


def main(names: list[str]) -> None:
    """Print one row for each file."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(name) for name in names]
        if not files:
            long = Path(folder) / "novel.txt"
            text = EXAMPLE.read_text(encoding="utf-8")
            long.write_text("\n\n".join([text] * COPIES), encoding="utf-8")
            files = [EXAMPLE, long]
        print(f"{'file':<30} {'tokens':>9} {'wall s':>8} {'read s':>8} {'tokens/s':>9} {'MB':>7}")
        for file in files:
            m = measure(file, Path(folder) / "out.fabula")
            print(
                f"{file.name[:30]:<30} {m['tokens']:>9,} {m['wall']:>8.1f} {m['seconds']:>8.1f} "
                f"{m['tokens_per_second']:>9,.0f} {m['peak_mb']:>7,.0f}"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
