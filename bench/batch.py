"""What `fabula batch` gains by its workers, and what it costs for each story.

    python bench/batch.py [--workers 2] [--stories 60] [--small 400]

Throughput: the same stories by a batch and by one process on one thread, which is what each
worker is; both as the difference between a long and a short run, so that starting is left out.
Overhead: time of a batch for each small story, less that of reading it in the process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from fabula.archive.batch import Options, run_batch
from fabula.archive.worker import default_reader
from fabula.ingest import read_story
from fabula.progress import silent

EXAMPLE = Path(__file__).parents[1] / "examples" / "speckled_band.txt"
STORY_WORDS = 3_000
SMALL_WORDS = 60
SHORT = 4  # a long run has so many times the stories of a short one


def stories(folder: Path, count: int, words: int) -> list[Path]:
    """Pieces of the example, each of its own."""
    text = EXAMPLE.read_text(encoding="utf-8").split(" ")
    folder.mkdir(parents=True)
    files = []
    for number in range(count):
        start = number * 37 % max(len(text) - words, 1)
        files.append(folder / f"{number:06d}.txt")
        piece = " ".join(text[start : start + words])
        files[-1].write_text(f"{number}. It began so. {piece}", encoding="utf-8")
    return files


def batch_seconds(folder: Path, workers: int) -> float:
    """Seconds of a batch over ``folder``, start included."""
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        report = run_batch(str(folder), str(Path(out) / "archive"), Options(workers=workers))
        assert not report.quarantined, report.reasons
        return time.perf_counter() - started


def process_seconds(files: Sequence[Path]) -> float:
    """Seconds of one process on one thread for each story, the first left out."""
    reader = default_reader()
    reader.read(read_story(files[0]), silent)
    started = time.perf_counter()
    for file in files[1:]:
        reader.read(read_story(file), silent)
    return (time.perf_counter() - started) / (len(files) - 1)


def story_seconds(root: Path, count: int, words: int, workers: int) -> float:
    """Seconds of a batch for each story, starting left out."""
    stories(root / "long", count, words)
    stories(root / "short", count // SHORT, words)
    long = batch_seconds(root / "long", workers)
    short = batch_seconds(root / "short", workers)
    return (long - short) / (count - count // SHORT)


def main() -> None:
    """Print both figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--stories", type=int, default=60)
    parser.add_argument("--small", type=int, default=400)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        alone = process_seconds(stories(root / "alone", given.stories // 2, STORY_WORDS))
        each = story_seconds(root / "large", given.stories, STORY_WORDS, given.workers)
        print(f"one process: {alone:.3f} s a story; batch of {given.workers}: {each:.3f} s")
        print(f"throughput: {alone / each:.2f} times")
        alone = process_seconds(stories(root / "alone_small", given.small // 2, SMALL_WORDS))
        each = story_seconds(root / "small", given.small, SMALL_WORDS, 1)
        print(f"overhead of a small story: {1000 * (each - alone):.1f} ms on {1000 * alone:.1f} ms")


if __name__ == "__main__":
    main()
