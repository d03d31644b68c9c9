"""Who was tried when, and what came of it: one JSON line before and one after each attempt.

A line is there before the attempt begins, so that a story which takes the whole machine
down is still counted. Each run appends to a file of its own; nothing is ever rewritten.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from fabula.archive.places import Place


class Ledger:
    """The attempts of all runs; a context manager that appends those of this one."""

    def __init__(self, folder: Place, fingerprint: str) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        self._attempts: Counter[str] = Counter()
        self._lines: list[str] = []  # where files cannot be appended to
        self._stream: TextIO | None = None
        names = folder.names()
        for name in names:
            for line in folder.at(name).lines():
                self._count(line)
        self._name = f"run-{len(names) + 1:04d}.jsonl"

    def __enter__(self) -> Self:
        if self._folder.is_local:
            folder = Path(self._folder.path)
            folder.mkdir(parents=True, exist_ok=True)
            # a line reaches the system at once, so that it survives this process
            self._stream = (folder / self._name).open("a", encoding="utf-8", buffering=1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()
        self.flush()

    def attempts(self, key: str) -> int:
        """How often this work was begun under the present fingerprint."""
        return self._attempts[key]

    def begin(self, key: str) -> None:
        """Write down that this work is about to be tried."""
        self._attempts[key] += 1
        self._write({"begin": key, "attempt": self._attempts[key], "of": self._fingerprint})

    def end(self, key: str, record: dict[str, Any]) -> None:
        """Write down what came of it."""
        self._write({"end": key, **record})

    def forget(self, key: str) -> None:
        """The attempt was cut short by us, not by the story: it does not count."""
        self._attempts[key] -= 1
        self._write({"forget": key, "of": self._fingerprint})

    def flush(self) -> None:
        """Where files cannot be appended to, write what has gathered as a file of its own."""
        if self._lines:
            name = self._name.replace(".jsonl", f"-{len(self._folder.names()):06d}.jsonl")
            self._folder.at(name).write("".join(self._lines).encode("utf-8"))
            self._lines.clear()

    def _write(self, record: dict[str, Any]) -> None:
        line = json.dumps(record, separators=(",", ":")) + "\n"
        if self._stream is not None:
            self._stream.write(line)
        else:
            self._lines.append(line)

    def _count(self, line: str) -> None:
        with suppress(ValueError, TypeError, AttributeError):
            record = json.loads(line)
            if record.get("of") == self._fingerprint:
                self._attempts[record.get("begin")] += "begin" in record
                self._attempts[record.get("forget")] -= "forget" in record
