"""A reader without a model, a parser that obeys a poisoned text, and archives to compare.

A story that has ``poison: hang`` in it does that where it is read, one with ``parser: hang``
where it is taken apart.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import sys
import time
from pathlib import Path

from fabula.archive.batch import Options, run_batch
from fabula.archive.limits import Limits, with_changes
from fabula.errors import InputError
from fabula.ingest import story_from_bytes
from fabula.progress import Progress
from fabula.schema.story import Story
from fabula.schema.world import Character, Quote, World

QUICK = (
    "silent-seconds=30", "story-seconds=60", "parse-seconds=30", "story-megabytes=2500",
    "parse-megabytes=500",
)  # fmt: skip
POISONS = ("hang", "oom", "segv", "exit", "raise")


def poison(kind: str) -> None:
    if kind == "hang":
        time.sleep(600)
    elif kind == "oom":
        bytearray(10**13)
    elif kind == "segv":
        ctypes.string_at(0)
    elif kind == "exit":
        os._exit(7)
    elif kind == "raise":
        raise RuntimeError("a bug")
    elif kind == "threads":
        raise InputError(f"{os.environ.get('OPENBLAS_NUM_THREADS')} threads.")
    elif kind == "refuse":
        raise InputError("refused.")


def parse(data: bytes, source: str) -> Story:
    """``story_from_bytes``, but for ``parser: KIND`` in the text."""
    if found := re.search(rb"parser: (\w+)", data):
        poison(found[1].decode("ascii"))
    return story_from_bytes(data, source)


class StubReader:
    """One character by the first word, one quotation, no model."""

    def read(self, story: Story, progress: Progress) -> World:
        progress("encoder", 0, 1)
        if found := re.search(r"poison: (\w+)", story.text):
            poison(found[1])
        if found := re.search(r"seconds: ([\d.]+)", story.text):
            time.sleep(float(found[1]))
        words = story.text.split()
        person = Character("c1", words[0], (), "she/her", 3, 1, False, False, 0)
        quote = Quote("q1", ((0, 5),), "speech", "explicit", "c1", (), None, 0.9, "tag", (), ())
        return World(
            story=story, tokens=len(words), model="stub", version="0", characters=(person,),
            quotes=(quote,),
        )  # fmt: skip


def stub_reader() -> StubReader:
    return StubReader()


def options(*changes: str, workers: int = 1, engine: str = "local") -> Options:
    limits = with_changes(Limits(), (*QUICK, *changes))
    return Options(
        engine=engine, workers=workers, limits=limits, reader=stub_reader,
        parse="archive_stubs:parse",
    )  # fmt: skip


def text(number: int, more: str = "") -> str:
    """A short story, different for each number."""
    return f"Anna{number} came home. “Hello,” she said to nobody at all. {more}\n"


def write_stories(folder: Path, count: int, more: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:05d}.txt").write_text(text(number, more), encoding="utf-8")
    return folder


def archive_hash(out: Path) -> str:
    """Over names and bytes of all that counts: tables, manifest, records of shards."""
    digest = hashlib.sha256()
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if path.is_file() and name != "report.json" and not name.startswith("_batch/l"):
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def tables_hash(out: Path) -> str:
    """Over the tables of stories alone, which no accident changes."""
    digest = hashlib.sha256()
    for path in sorted(out.glob("*/*.parquet")):
        if path.parent.name != "inputs":
            digest.update(path.parent.name.encode() + path.name.encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    changes = [change for change in sys.argv[3:] if not change.startswith("workers=")]
    given = [change for change in sys.argv[3:] if change.startswith("workers=")]
    count = int(given[0].partition("=")[2]) if given else 2
    run_batch(sys.argv[1], sys.argv[2], options(*changes, workers=count))
