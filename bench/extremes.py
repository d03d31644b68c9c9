"""One book at its extremes: what each costs at a size, at twice and at four times it.

    python bench/extremes.py [--size 100000] [CASE...]

Cases: a normal novel, one paragraph of one line, a large cast, one word, only quotation marks,
only scene breaks. Size is in characters. Each is read by a process of its own; a doubling
should cost 2.3 times at the most. ``--size 13000000 normal`` reads 13 million characters, then
26 and 52: the last has more than ten million tokens.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "speckled_band.txt"
FIRST = "Anna Boris Clara David Elena Frank Grace Henry Irene Jacob Karen Louis Maria Nigel".split()
PARTS = "ba ke li mo nu ra se ti vo wy da fe gi ho ju".split()
WORST = 2.3
READ = """
import json, resource, sys
import fabula
world = fabula.read(sys.argv[1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([world.tokens, len(world.characters), world.run.seconds, peak]))
"""


def normal(size: int) -> str:
    """The example again and again, a chapter each time."""
    text = EXAMPLE.read_text(encoding="utf-8")
    times = size // len(text) + 1
    return "\n\n".join(f"CHAPTER {number + 1}\n\n{text}" for number in range(times))[:size]


def line(size: int) -> str:
    """The same without a line break."""
    return " ".join(normal(size).split())


def cast(size: int) -> str:
    """Somebody new in every paragraph, and everybody speaks."""
    names = [
        f"{first} {''.join(parts).capitalize()}"
        for parts in product(PARTS, repeat=3)
        for first in FIRST
    ]
    told = []
    length = 0
    for one, other in pairwise(names):
        told.append(f"{one} looked at {other}. “I knew you,” said {one}. He did not answer.\n\n")
        length += len(told[-1])
        if length >= size:
            break
    return "".join(told)


CASES: dict[str, Callable[[int], str]] = {
    "normal": normal,
    "line": line,
    "cast": cast,
    "word": lambda size: f"He said {'a' * size}.",
    "quotes": lambda size: "He said “‘" * (size // 10),
    "breaks": lambda size: "* * *\n\n" * (size // 7) + "It was the end of it all.",
}


def main() -> int:
    """Print a row for each case and size; 1 if a doubling costs too much."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("cases", nargs="*", metavar="CASE", default=list(CASES))
    given = parser.parse_args()
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name in given.cases:
            before = 0.0
            for times in (1, 2, 4):
                path = Path(folder) / f"{name}.txt"
                path.write_text(CASES[name](times * given.size), encoding="utf-8")
                seconds = measure(name, path)
                ratio = seconds / before if before else 0.0
                worst = max(worst, ratio)
                print(f"    {ratio:.2f} times" if ratio else "", flush=True)
                before = seconds
    return 1 if worst > WORST else 0


def measure(name: str, path: Path) -> float:
    """Read one book in a process of its own and print what it cost."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True)
    seconds = time.perf_counter() - started
    size = path.stat().st_size
    if done.returncode:
        print(f"{name:<8} {size:>12,} bytes: {done.stderr.strip().splitlines()[-1][:90]}", end="")
        return seconds
    tokens, people, reading, peak = (float(n) for n in done.stdout.strip("[]\n ").split(","))
    print(
        f"{name:<8} {size:>12,} bytes {tokens:>10,.0f} tokens {people:>6,.0f} people "
        f"{reading:>7.1f} s {tokens / max(reading, 0.001):>7,.0f} tokens/s {peak:>6,.0f} MB",
        end="",
    )
    return reading


if __name__ == "__main__":
    sys.exit(main())
