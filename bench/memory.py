"""Reads many books of mixed length in one process: does memory grow, does the pace fall?

    python bench/memory.py [--count 5000] [--out runs/soak/memory]

Books have 10 to 2,000 words, as many short ones as long, and are read as `fabula batch` reads
them, each taken apart in the parsing process. After a fifth of the books as warm-up, resident
memory may grow by 1 MB per 1,000 books, and the last quarter may be 5 % slower than the one
after the warm-up. Linux only.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from pathlib import Path

import numpy as np

from fabula.archive.worker import default_reader
from fabula.ingest.sandbox import Sandbox
from fabula.memory import hand_back
from fabula.progress import silent
from results import Row, write_result

EXAMPLE = Path(__file__).parents[1] / "examples" / "speckled_band.txt"
SHORTEST, LONGEST = 10, 2_000  # words
EVERY = 25  # books between two looks
WARM_UP = 0.2
GROWTH = 1.0  # MB per 1,000 books
PACE = 0.95


def resident() -> float:
    """Resident memory of this process in MB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def book(number: int, words: list[str]) -> str:
    """A piece of the example; the same for the same number."""
    choose = random.Random(number)
    size = round(SHORTEST * (LONGEST / SHORTEST) ** choose.random())
    start = choose.randrange(len(words) - size)
    return f"{number}. It began so. " + " ".join(words[start : start + size])


def main() -> int:
    """Run it; 0 if memory and pace hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--out", type=Path, default=Path("runs/soak/memory"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    words = EXAMPLE.read_text(encoding="utf-8").split(" ")
    reader = default_reader()
    looks: list[tuple[int, float, float, int]] = []  # books, MB, seconds, tokens
    tokens = 0
    started = time.perf_counter()
    with Sandbox() as sandbox:
        for number in range(1, given.count + 1):
            story = sandbox.parse(book(number, words).encode(), f"{number}.txt")
            tokens += reader.read(story, silent).tokens
            if number % EVERY == 0:
                hand_back()  # what is left is what is held
                looks.append((number, resident(), time.perf_counter() - started, tokens))
            if number % 500 == 0:
                print(f"{number:,} books, {looks[-1][1]:.0f} MB, {tokens:,} tokens", flush=True)
    return write_result(given.out, given.count, verdict(looks))


def verdict(looks: list[tuple[int, float, float, int]]) -> list[Row]:
    """Growth of memory and pace over the looks after the warm-up."""
    warm = np.array(looks[int(WARM_UP * len(looks)) :], dtype=float)
    books, megabytes, seconds, tokens = warm.T
    growth = 1000 * float(np.polyfit(books, megabytes, 1)[0])
    quarter = max(len(warm) // 4, 1)
    first = float((tokens[quarter] - tokens[0]) / (seconds[quarter] - seconds[0]))
    last = float((tokens[-1] - tokens[-1 - quarter]) / (seconds[-1] - seconds[-1 - quarter]))
    count = f"{books[-1]:,.0f} books"
    return [
        (
            f"memory over {count}",
            f"{growth:+.2f} MB per 1,000, {megabytes[-1]:.0f} MB",
            growth <= GROWTH,
        ),
        (
            f"pace over {count}",
            f"{first:,.0f}, at the end {last:,.0f} tokens/s",
            last >= PACE * first,
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
