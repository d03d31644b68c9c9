"""The driver: from IN to OUT, whatever happens on the way."""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field

from fabula.archive.engine import Engine
from fabula.archive.inputs import find_items
from fabula.archive.ledger import Ledger
from fabula.archive.limits import Limits
from fabula.archive.local import LocalEngine
from fabula.archive.lock import locked
from fabula.archive.places import Place
from fabula.archive.plan import Shard, Source, Work, fingerprint, scan, shards, works
from fabula.archive.report import SILENT, Report, Tally, Watcher
from fabula.archive.shards import Committed, Files, Quarantined, read_manifest, refuse_foreign
from fabula.archive.summary import earlier_inputs, finish
from fabula.archive.table_inputs import Columns
from fabula.archive.worker import (
    Commit,
    Outcome,
    Read,
    Settings,
    StoryReader,
    Task,
    default_reader,
)
from fabula.errors import ArchiveError

_WAIT = 0.5  # seconds between looks at workers that say nothing
_AGAIN = frozenset({"timeout", "memory", "crash", "unreadable"})  # may end otherwise next time


@dataclass(frozen=True, slots=True)
class Options:
    """How to make an archive. workers: 0 takes a worker for each core.

    words: also keep every word with its class and dependency; engine: ``local`` or ``ray``;
    reader, parse: what tests put in the place of the model and the parser.
    """

    engine: str = "local"
    workers: int = 0
    words: bool = False
    columns: Columns = field(default_factory=Columns)
    limits: Limits = field(default_factory=Limits)
    reader: Callable[[], StoryReader] = default_reader
    parse: str = "fabula.ingest:story_from_bytes"


DEFAULT = Options()


def run_batch(
    source: str, out: str, options: Options = DEFAULT, watcher: Watcher = SILENT
) -> Report:
    """Read all stories of ``source`` into the archive ``out``; both are fsspec addresses.

    The same call again goes on where the last one ended. Raises ArchiveError where that is
    not possible; a story that cannot be read is in the report instead.
    """
    place = Place(out)
    refuse_foreign(place)
    mark = fingerprint({"words": options.words, "suffix": options.columns.suffix})
    sources = scan(find_items(Place(source), options.columns), watcher.scanned)
    if not sources:
        raise ArchiveError("there are no stories in it.", "Check IN.", path=source)
    with locked(place):
        files = Files(place, mark)
        manifest = read_manifest(place)
        if manifest is None:
            files.adopt({})
        elif manifest["fingerprint"] != mark:
            _refuse_loss(Files(place, manifest["fingerprint"]), sources)
        with Ledger(place.at("_batch/ledger"), mark) as ledger:
            driver = Driver(files, ledger, options, works(sources))
            if driver.pending:
                with closing(_engine(options, place, mark)) as engine:
                    driver.run(engine, watcher)
        return finish(files, sources, driver.tally)


def _refuse_loss(old: Files, sources: Sequence[Source]) -> None:
    """Another model or other options read everything anew, so everything must be at hand."""
    now = {source.item.source for source in sources}
    for row in earlier_inputs(old):
        if row["source"] not in now:
            raise ArchiveError(
                f"was made with another model or other options, and holds {row['source']}, "
                "which is not in IN.",
                "Give all of its inputs, or name a new OUT.",
                path=old.out.url,
            )


def _engine(options: Options, out: Place, mark: str) -> Engine:
    settings = Settings(
        out.absolute().url, mark, options.words, options.limits, options.reader, options.parse
    )
    if options.engine == "ray":
        from fabula.archive.ray import RayEngine

        return RayEngine(settings, options.workers)
    return LocalEngine(settings, options.workers or os.cpu_count() or 1)


class Driver:
    """Hands out tasks and settles their outcomes, until every story is settled."""

    def __init__(
        self, files: Files, ledger: Ledger, options: Options, planned: Sequence[Work]
    ) -> None:
        self._files = files
        self._ledger = ledger
        self._attempts = options.limits.attempts
        self._limits = _digest(options.limits)
        settled: set[str] = set()
        for record in files.committed():
            settled.update(record.stories)
            if record.limits == self._limits:
                settled.update(left_out.key for left_out in record.quarantined)
        self.pending = [_Open(shard) for shard in shards(planned, settled)]
        left = [work for one in self.pending for work in one.shard.works]
        self.tally = Tally(len(planned), len(planned) - len(left), sum(w.size for w in left))
        self._staged = files.staged() if left else frozenset()

    def run(self, engine: Engine, watcher: Watcher) -> None:
        """Settle every pending story."""
        tasks: deque[tuple[_Open, Task]] = deque()
        running: dict[int, tuple[_Open, Task]] = {}
        waiting = deque(self.pending)
        number = 0
        try:
            while tasks or running or waiting:
                while engine.free() and (tasks or waiting):
                    if not tasks:
                        tasks.extend(self._open(waiting.popleft()))
                        continue
                    shard, task = tasks.popleft()
                    if isinstance(task, Read):
                        self._ledger.begin(task.work.key)
                    number += 1
                    running[number] = (shard, task)
                    engine.submit(number, task)
                self._ledger.flush()
                for done, outcome in engine.finished(_WAIT):
                    shard, task = running.pop(done)
                    # what belongs to a shard begun goes before new shards
                    tasks.extendleft((shard, again) for again in self._settle(shard, task, outcome))
                watcher.progress(self.tally)
        finally:
            for _, task in running.values():
                if isinstance(task, Read):
                    self._ledger.forget(task.work.key)

    def _open(self, shard: _Open) -> list[tuple[_Open, Task]]:
        """The tasks of a shard, but for what earlier runs staged or gave up."""
        tasks: list[tuple[_Open, Task]] = []
        for work in shard.shard.works:
            if work.key in self._staged:
                self._done(shard, work, Outcome("done"))
            elif self._ledger.attempts(work.key) >= self._attempts:
                reason = f"was begun {self._attempts} times and never finished"
                self._give_up(shard, work, Outcome("crash", reason))
            else:
                tasks.append((shard, Read(work)))
        return tasks or [(shard, shard.commit(self._limits))]

    def _settle(self, shard: _Open, task: Task, outcome: Outcome) -> list[Task]:
        """Take note of an outcome; gives what is to be done because of it."""
        if outcome.status == "stop":
            raise ArchiveError(
                outcome.reason, "Run the same line again to go on.", path=self._files.out.url
            )
        if isinstance(task, Commit):
            return self._recommit(shard, task, outcome)
        work = task.work
        self._ledger.end(
            work.key,
            {"status": outcome.status, "reason": outcome.reason, "seconds": outcome.seconds,
             "tokens": outcome.tokens, "source": work.item.source},
        )  # fmt: skip
        if outcome.status == "done":
            self._done(shard, work, outcome)
        elif outcome.status in _AGAIN and self._ledger.attempts(work.key) < self._attempts:
            self.tally.retries += 1
            return [task]
        else:
            self._give_up(shard, work, outcome)
        return [] if shard.left else [shard.commit(self._limits)]

    def _recommit(self, shard: _Open, task: Task, outcome: Outcome) -> list[Task]:
        """A staged story that a power cut tore is read again; a shard is tried again, too."""
        if outcome.status != "done":
            shard.failures += 1
            if shard.failures < self._attempts:
                return [task]
            raise ArchiveError(
                f"a shard cannot be written: {outcome.reason}.",
                "Run the same line again to go on.",
                path=self._files.out.url,
            )
        missing = [work for work in shard.shard.works if work.key in outcome.missing]
        shard.left += len(missing)
        shard.done.difference_update(outcome.missing)
        return [Read(work) for work in missing]

    def _done(self, shard: _Open, work: Work, outcome: Outcome) -> None:
        shard.done.add(work.key)
        shard.left -= 1
        self.tally.done += 1
        self.tally.done_size += work.size
        self.tally.tokens += outcome.tokens

    def _give_up(self, shard: _Open, work: Work, outcome: Outcome) -> None:
        shard.given_up[work.key] = Quarantined(work.key, outcome.status, outcome.reason)
        shard.left -= 1
        self.tally.failures[outcome.status] += 1
        self.tally.done_size += work.size


@dataclass(slots=True)
class _Open:
    """A shard in work: how many of its stories are not settled, and how the others ended."""

    shard: Shard
    done: set[str] = field(default_factory=set)
    given_up: dict[str, Quarantined] = field(default_factory=dict)
    left: int = -1
    failures: int = 0  # of writing it

    def __post_init__(self) -> None:
        self.left = len(self.shard.works)

    def commit(self, limits: str) -> Commit:
        """The task that ends it."""
        keys = [work.key for work in self.shard.works]
        stories = tuple(key for key in keys if key in self.done)
        left_out = tuple(self.given_up[key] for key in keys if key in self.given_up)
        return Commit(Committed(self.shard.id, stories, left_out, limits))


def _digest(limits: Limits) -> str:
    """Limits as a short name: whoever changes them wants another try for what they stopped."""
    text = json.dumps(asdict(limits), sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
