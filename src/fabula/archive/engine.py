"""What an engine is: a number of workers that take tasks and give outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from fabula.archive.worker import Outcome, Task


class Engine(Protocol):
    """Runs tasks side by side, each on one worker, and survives workers that do not.

    A task whose worker dies or is stopped for taking too long has the outcome ``crash`` or
    ``timeout``, and the worker is replaced.
    """

    def free(self) -> int:
        """How many tasks can be taken now."""
        ...

    def submit(self, number: int, task: Task) -> None:
        """Take a task; ``number`` comes back with its outcome."""
        ...

    def finished(self, timeout: float) -> Iterator[tuple[int, Outcome]]:
        """Outcomes there are, after waiting for the first one at most ``timeout`` seconds."""
        ...

    def close(self) -> None:
        """Stop all workers, whatever they are doing."""
        ...
