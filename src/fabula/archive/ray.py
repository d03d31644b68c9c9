"""The engine of a Ray cluster, and the only file that imports ray.

The cluster is the one ``RAY_ADDRESS`` names, or one started on this machine. OUT and IN must
be addresses that every machine reaches. Retries are ours, not Ray's: an actor that dies takes
one attempt of one story with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from fabula.archive.worker import Outcome, Settings, Task, Worker, limit_memory
from fabula.errors import ArchiveError, FabulaError, MissingExtra

_OLDEST = (2, 52)  # earlier ones take jobs from any web page (CVE-2025-62593)
_STORE_BYTES = 200_000_000  # tasks and outcomes are small: stories travel by IN and OUT


class RayEngine:
    """One actor for each worker; see ``Engine``."""

    def __init__(self, settings: Settings, workers: int) -> None:
        """``workers`` 0 takes one for each core of the cluster."""
        self._ray = _ray()
        self._settings = settings
        self._ours = not self._ray.is_initialized()
        if self._ours:
            _connect(self._ray, workers)
        count = workers or max(int(self._ray.cluster_resources().get("CPU", 1)), 1)
        self._actor = self._ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Actor)
        self._idle: list[Any] = [None] * count  # actors, or None for one to start
        self._running: dict[Any, tuple[int, Any, float]] = {}

    def free(self) -> int:
        return len(self._idle)

    def submit(self, number: int, task: Task) -> None:
        actor = self._idle.pop() or self._actor.remote(self._settings)
        self._running[actor.run.remote(task)] = (number, actor, time.monotonic())

    def finished(self, timeout: float) -> Iterator[tuple[int, Outcome]]:
        done, _ = self._ray.wait(list(self._running), timeout=timeout)
        for reference in done:
            number, actor, _ = self._running.pop(reference)
            try:
                outcome: Outcome = self._ray.get(reference)
            except self._ray.exceptions.RayError as error:
                self._replace(actor)
                yield number, Outcome("crash", f"the worker died ({type(error).__name__})")
                continue
            if outcome.status == "memory":  # what it still holds is not known
                self._replace(actor)
            else:
                self._idle.append(actor)
            yield number, outcome
        yield from self._overdue()

    def close(self) -> None:
        for _, actor, _ in self._running.values():
            self._ray.kill(actor)
        for idle in filter(None, self._idle):
            self._ray.kill(idle)
        self._running.clear()
        self._idle.clear()
        if self._ours:
            self._ray.shutdown()

    def _overdue(self) -> Iterator[tuple[int, Outcome]]:
        seconds, now = self._settings.limits.seconds, time.monotonic()
        late = [ref for ref, (_, _, begun) in self._running.items() if now - begun > seconds]
        for reference in late:
            number, actor, _ = self._running.pop(reference)
            self._replace(actor)
            reason = f"took more than {seconds:g} s (limit story-seconds)"
            yield number, Outcome("timeout", reason, seconds=seconds)

    def _replace(self, actor: Any) -> None:
        self._ray.kill(actor)
        self._idle.append(None)


class _Actor:
    """A worker on some machine of the cluster."""

    def __init__(self, settings: Settings) -> None:
        limit_memory(settings.limits.megabytes)
        self._trouble: str | None = None
        try:
            self._worker = Worker(settings)
        except FabulaError as error:
            self._trouble = str(error)

    def run(self, task: Task) -> Outcome:
        """Do one task."""
        if self._trouble is not None:
            return Outcome("stop", self._trouble)
        return self._worker.run(task, lambda: None)


def _ray() -> Any:
    if find_spec("ray") is None:
        raise MissingExtra("--engine ray needs ray.", 'Install with: pip install "fabula[ray]".')
    installed = tuple(int(part) for part in version("ray").split(".")[:2])
    if installed < _OLDEST:
        raise MissingExtra(
            f"ray {version('ray')} is too old.", 'Install with: pip install "fabula[ray]".'
        )
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read when ray is imported
    import ray

    return ray


def _connect(ray: Any, workers: int) -> None:
    common: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if "RAY_ADDRESS" in os.environ:
            ray.init(**common)
        else:
            ray.init(
                num_cpus=workers or None,
                include_dashboard=False,
                object_store_memory=_STORE_BYTES,
                **common,
            )
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise ArchiveError(
            f"no Ray cluster can be reached ({error}).", "Check RAY_ADDRESS."
        ) from error
