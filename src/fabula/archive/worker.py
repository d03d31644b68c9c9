"""What one worker does with one task, whichever engine it works for."""

from __future__ import annotations

import hashlib
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa

import fabula
from fabula.archive.inputs import fetch
from fabula.archive.limits import Limits
from fabula.archive.places import Place
from fabula.archive.plan import Work, reason_of
from fabula.archive.shards import Committed, Files
from fabula.errors import FabulaError, InputError, ParserFailed
from fabula.ingest.sandbox import Sandbox
from fabula.progress import Progress
from fabula.schema.story import Story
from fabula.schema.world import World
from fabula.store.arrow import as_row

MEGABYTE = 1_000_000


class StoryReader(Protocol):
    """Anything that makes Worlds of Stories; ``pipeline.Reader`` is one."""

    def read(self, story: Story, progress: Progress) -> World: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What a worker must know; it travels to other machines.

    reader: makes the StoryReader, called once in each worker; parse: see ``Sandbox``.
    """

    out: str
    fingerprint: str
    words: bool
    limits: Limits
    reader: Callable[[], StoryReader]
    parse: str


@dataclass(frozen=True, slots=True)
class Read:
    """Read a story and stage it."""

    work: Work


@dataclass(frozen=True, slots=True)
class Commit:
    """Write a shard of staged stories."""

    record: Committed


Task = Read | Commit


@dataclass(frozen=True, slots=True)
class Outcome:
    """status: done, rejected, timeout, memory, crash, unreadable; stop: going on is useless.

    missing: keys of a shard that turned out not to be staged.
    """

    status: str
    reason: str = ""
    tokens: int = 0
    seconds: float = 0.0
    missing: tuple[str, ...] = ()


def default_reader() -> StoryReader:
    """The model that comes with Fabula, on one thread: workers are what runs beside another."""
    from fabula import pipeline
    from fabula.encoder.bundle import load_bundle

    return pipeline.Reader(load_bundle(), threads=1)


class Worker:
    """Holds a model and a parsing child, and does one task after the other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._files = Files(Place(settings.out), settings.fingerprint)
        self._sandbox = Sandbox(settings.limits.parser, settings.parse)
        self._sandbox.start()  # while the model loads
        self._reader = settings.reader()

    def run(self, task: Task, alive: Callable[[], None]) -> Outcome:
        """Do one task; ``alive`` is called while it goes on. Raises nothing."""
        started = time.monotonic()
        try:
            if isinstance(task, Commit):
                return Outcome("done", missing=tuple(self._files.commit(task.record, alive)))
            tokens = self._read(task.work, alive)
            return Outcome("done", tokens=tokens, seconds=round(time.monotonic() - started, 3))
        except ParserFailed as error:
            return Outcome(error.status, reason_of(error))
        except InputError as error:
            return Outcome("rejected", reason_of(error))
        except FabulaError as error:  # the disk is full, the model is gone: no story's fault
            return Outcome("stop", str(error))
        except MemoryError:
            return Outcome("memory", f"needs more than {self._settings.limits.megabytes} MB")
        except OSError as error:
            return Outcome("stop", f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001  a bug met in one story costs that story
            return Outcome("crash", _where(error))

    def close(self) -> None:
        """End the parsing child."""
        self._sandbox.close()

    def _read(self, work: Work, alive: Callable[[], None]) -> int:
        try:
            data = fetch(work.item)
        except OSError as error:
            raise ParserFailed(f"cannot be read ({error}).", status="unreadable") from error
        if hashlib.sha256(data).hexdigest() != work.key:
            raise InputError("changed while the archive was made.", "Run the same line again.")
        source = work.item.source
        story = self._sandbox.parse(data, source + work.item.suffix, alive)
        story = replace(story, source=source)
        world = self._reader.read(story, lambda stage, done, total: alive())
        self._files.stage(work.key, as_row(world, words=self._settings.words))
        return world.tokens


def limit_memory(megabytes: int) -> None:
    """Let this process fail, rather than the machine, when a story asks for too much."""
    # Arrow's own allocator claims a gigabyte at once, and keeps what it was given
    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * MEGABYTE,) * 2)


def _where(error: Exception) -> str:
    """Kind and place of an unforeseen exception, without the text of the book."""
    frames = traceback.extract_tb(error.__traceback__)
    package = str(Path(fabula.__file__).parent)
    ours = [frame for frame in frames if frame.filename.startswith(package)] or list(frames)
    last = ours[-1]
    place = Path(last.filename).name
    return f"{type(error).__name__} in {place}:{last.lineno} (please report this)"
