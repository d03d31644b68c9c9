"""The engine of one machine: processes that each hold a model and use one thread."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from fabula.archive.worker import Outcome, Settings, Task, Worker, limit_memory
from fabula.errors import FabulaError

_ALIVE_EVERY = 1.0  # seconds between signs of life, at the least
_PR_SET_PDEATHSIG = 1
_START_SECONDS = 300.0
# NumPy's linear algebra reads these when it is loaded; its waiting threads would starve the others
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class LocalEngine:
    """``workers`` processes; see ``Engine``."""

    def __init__(self, settings: Settings, workers: int) -> None:
        self._settings = settings
        self._slots = [_Slot(settings) for _ in range(workers)]

    def free(self) -> int:
        return sum(slot.number is None for slot in self._slots)

    def submit(self, number: int, task: Task) -> None:
        next(slot for slot in self._slots if slot.number is None).give(number, task)

    def finished(self, timeout: float) -> Iterator[tuple[int, Outcome]]:
        busy = {slot.connection: slot for slot in self._slots if slot.number is not None}
        ready = wait(list(busy), timeout) if busy else []
        for slot in busy.values():
            number = slot.number
            outcome = slot.hear() if slot.connection in ready else slot.overdue()
            if outcome is not None and number is not None:
                yield number, outcome

    def close(self) -> None:
        for slot in self._slots:
            slot.stop()


@dataclass
class _Slot:
    """A worker process, or the place of one; started when there is a task for it."""

    settings: Settings
    number: int | None = None
    connection: Connection = field(init=False)
    _process: BaseProcess | None = None
    _begun: float = 0.0
    _heard: float = 0.0
    _ready: bool = False

    def give(self, number: int, task: Task) -> None:
        if self._process is None or not self._process.is_alive():
            self._start()
        self.number = number
        self._begun = self._heard = time.monotonic()
        with suppress(OSError):  # it died just now, and will be heard of
            self.connection.send(task)

    def hear(self) -> Outcome | None:
        """What the worker said: a sign of life (None), an outcome, or that it is no more."""
        try:
            said = self.connection.recv()
        except (EOFError, OSError):
            return self._failed("crash", f"the worker {self._end()}")
        self._heard = time.monotonic()
        if isinstance(said, Outcome):
            self.number = None
            if said.status == "memory":  # what it still holds is not known
                self.stop()
            return said
        if not self._ready:  # the model is loaded: the task begins now
            self._ready, self._begun = True, self._heard
        return None

    def overdue(self) -> Outcome | None:
        """An outcome if the task has taken too long; its worker is stopped."""
        limits, now = self.settings.limits, time.monotonic()
        silent = limits.silent_seconds if self._ready else _START_SECONDS
        if now - self._heard > silent:
            return self._failed("timeout", f"no progress for {silent:g} s (limit silent-seconds)")
        if now - self._begun > limits.seconds and self._ready:
            return self._failed(
                "timeout", f"took more than {limits.seconds:g} s (limit story-seconds)"
            )
        return None

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self.connection.close()
        self._process, self.number = None, None

    def _start(self) -> None:
        self.stop()
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(self.settings, theirs), daemon=False)
        with _one_thread():
            self._process.start()
        theirs.close()
        self._ready = False

    def _failed(self, status: str, reason: str) -> Outcome:
        seconds = round(time.monotonic() - self._begun, 3)
        self.stop()
        return Outcome(status, reason, seconds=seconds)

    def _end(self) -> str:
        assert self._process is not None
        self._process.join(5)
        code = self._process.exitcode
        if code is not None and code < 0:
            with suppress(ValueError):
                return f"was killed by {signal.Signals(-code).name}"
        return f"ended with code {code}"


@contextmanager
def _one_thread() -> Iterator[None]:
    """Processes started meanwhile ask for one thread, unless the user asks for more."""
    unset = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(unset, "1"))
    try:
        yield
    finally:
        for name in unset:
            os.environ.pop(name, None)


def _work(settings: Settings, connection: Connection) -> None:
    """The worker process: tasks in, signs of life and outcomes out, until the pipe closes."""
    # Ctrl-C is for the driver, which then stops its workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    limit_memory(settings.limits.megabytes)
    told = 0.0

    def alive() -> None:
        nonlocal told
        if time.monotonic() - told >= _ALIVE_EVERY:
            told = time.monotonic()
            connection.send(None)

    with suppress(EOFError, OSError):
        try:
            worker = Worker(settings)
        except FabulaError as error:
            connection.send(Outcome("stop", str(error)))
            return
        connection.send(None)
        while True:
            connection.send(worker.run(connection.recv(), alive))


def _die_with_parent() -> None:
    """A worker that hangs would outlive a driver that is killed."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
