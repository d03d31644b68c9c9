"""Speed and memory of whole readings, as ratios within one run on one machine.

    python bench/speed.py [FILE...]

Without files: the example story repeated to three lengths. Each file is read by a fresh
process, start-up included. The yardstick is spaCy's blank tokenizer and sentencizer over
the same text, which every NLP engineer has a feeling for.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "speckled_band.txt"
COPIES = (1, 4, 9)  # of some 12,000 tokens: the last is a novel


def measure(file: Path, out: Path) -> dict[str, float]:
    """Tokens, seconds from start to end of the process, tokens/s, peak MB, and the ratio."""
    started = time.perf_counter()
    read = [sys.executable, "-m", "fabula", "read", str(file), "-o", str(out), "--json"]
    done = subprocess.run(read, check=True, capture_output=True)
    seconds = time.perf_counter() - started
    world = json.loads(done.stdout)
    return {
        "tokens": world["story"]["tokens"],
        "seconds": seconds,
        "rate": world["story"]["tokens"] / seconds,
        "peak_mb": world["run"]["peak_mb"],
        "times_spacy": seconds / yardstick(world["text"]),
    }


def yardstick(text: str) -> float:
    """Seconds of spaCy's blank English tokenizer and sentencizer, loading left out."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.max_length = len(text) + 1
    started = time.perf_counter()
    nlp(text)
    return time.perf_counter() - started


def example_books(folder: Path) -> list[Path]:
    """The example as books of growing length."""
    text = EXAMPLE.read_text(encoding="utf-8")
    books = []
    for copies in COPIES:
        books.append(folder / f"{copies}_times.txt")
        chapters = (f"CHAPTER {i + 1}\n\n{text}" for i in range(copies))
        books[-1].write_text("\n\n".join(chapters), encoding="utf-8")
    return books


def main(names: list[str]) -> None:
    """Print one row for each file, and how the rate holds from the first to the last."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(name) for name in names] or example_books(Path(folder))
        print(f"{'file':<30} {'tokens':>9} {'seconds':>8} {'tokens/s':>9} {'MB':>6} {'x spaCy':>8}")
        rows = []
        for file in files:
            m = measure(file, Path(folder) / "out.fabula")
            rows.append(m)
            print(
                f"{file.name[:30]:<30} {m['tokens']:>9,} {m['seconds']:>8.1f} "
                f"{m['rate']:>9,.0f} {m['peak_mb']:>6,.0f} {m['times_spacy']:>8.1f}"
            )
        held = rows[-1]["rate"] / rows[0]["rate"]
        print(f"rate of the last against the first: {held:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
