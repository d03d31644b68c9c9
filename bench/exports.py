"""Seconds and memory of every export of a novel.

    python bench/exports.py [FILE]

FILE is a story or a .fabula file; without one it is the example story ten times over, some
100,000 words. It is read once. Each format is made by a fresh process, which opens the World,
times the making alone, and says how much memory it held in all.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import fabula
from fabula.export import FORMATS, encoded
from fabula.memory import peak_mb

EXAMPLE = Path(__file__).parents[1] / "examples" / "speckled_band.txt"
COPIES = 10
GOAL = 5.0  # seconds for each format


def make(world_file: Path, name: str | None) -> dict[str, float]:
    """Open a World, make one format (or none), and tell seconds, peak MB and bytes."""
    started = time.perf_counter()
    world = fabula.open(world_file)
    opened = time.perf_counter()
    files = {} if name is None else FORMATS[name].files(world)
    size = sum(len(encoded(content)) for content in files.values())
    seconds = time.perf_counter() - opened
    return {
        "words": len(world.story.text.split()),
        "open": opened - started,
        "seconds": seconds,
        "mb": peak_mb(),
        "bytes": size,
    }


def in_its_own_process(world_file: Path, name: str | None) -> dict[str, float]:
    """The same in a fresh process, whose memory is its own."""
    command = [sys.executable, __file__, "--one", str(world_file), name or ""]
    done = subprocess.run(command, check=True, capture_output=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def world_of(name: str | None, folder: Path) -> Path:
    """The .fabula file to export, read now if it is not one."""
    if name is not None and name.endswith(".fabula"):
        return Path(name)
    story = folder / "novel.txt"
    if name is None:
        text = EXAMPLE.read_text(encoding="utf-8")
        chapters = (f"CHAPTER {i + 1}\n\n{text}" for i in range(COPIES))
        story.write_text("\n\n".join(chapters), encoding="utf-8")
    # in a process of its own: on Linux a child starts with the peak memory of its parent
    world_file = folder / "novel.fabula"
    read = ["read", "--quiet", name or str(story), "-o", str(world_file)]
    subprocess.run([sys.executable, "-m", "fabula", *read], check=True)
    return world_file


def main(names: list[str]) -> int:
    """Print one row for each format; 1 where one misses the goal."""
    with tempfile.TemporaryDirectory() as folder:
        world_file = world_of(names[0] if names else None, Path(folder))
        bare = in_its_own_process(world_file, None)
        print(
            f"{bare['words']:,.0f} words; opened in {bare['open']:.1f} s with {bare['mb']:,.0f} MB"
        )
        print(f"{'format':<12} {'seconds':>8} {'peak MB':>8} {'MB out':>8}")
        slowest = 0.0
        for name in FORMATS:
            m = in_its_own_process(world_file, name)
            slowest = max(slowest, m["seconds"])
            print(f"{name:<12} {m['seconds']:>8.2f} {m['mb']:>8,.0f} {m['bytes'] / 1e6:>8.1f}")
    return int(slowest > GOAL)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(make(Path(sys.argv[2]), sys.argv[3] or None)))
    else:
        sys.exit(main(sys.argv[1:]))
