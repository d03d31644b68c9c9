"""How a reading tells what it is doing: silently, as a bar, or as JSON lines.

A progress is any callable taking the stage's name, the work done and the work there is
in all, in units of the stage's own choosing. It writes to standard error only.
"""

from __future__ import annotations

import json
from types import TracebackType
from typing import Protocol, Self, TextIO


class Progress(Protocol):
    """Called as ``progress("encoder", 12, 460)``; a stage is over when done equals total."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


def silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""


class JsonLines:
    """One JSON object a line, for programs that watch."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, stage: str, done: int, total: int) -> None:
        record = {"stage": stage, "done": done, "total": total}
        self._stream.write(json.dumps(record) + "\n")
        self._stream.flush()


class Bar:
    """A bar per stage on a terminal; a context manager, so that it is always taken down."""

    def __init__(self, stream: TextIO) -> None:
        # rich takes a while to import, and most readings in programs want no bar
        from rich.console import Console
        from rich.progress import BarColumn, TaskID, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        self._bars = RichProgress(
            TextColumn("{task.description:<12}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            console=Console(file=stream),
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=done, total=total)
