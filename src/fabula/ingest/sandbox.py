"""Untrusted files are taken apart in a child process that may die.

The child (``child.py``) has a limit of memory and can open neither files nor sockets; this
side gives it time, and reads its answers as untrusted data. One child serves many files, and
is replaced after any that it did not survive.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import IO, Any, Self

from fabula import errors
from fabula.errors import InputError, LimitExceeded, ParserFailed
from fabula.ingest.limits import PARSER_LIMITS, ParserLimits
from fabula.ingest.wire import unpack
from fabula.schema.story import Story

_HEADER_BYTES = 100_000
_REMEDY = "Save it anew in another program, or give Fabula the plain text."
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class _Answer:
    header: dict[str, Any]
    body: bytes


class Sandbox:
    """A parsing child and what it may cost; a context manager. Threads take turns."""

    def __init__(
        self,
        limits: ParserLimits = PARSER_LIMITS,
        parse: str = "fabula.ingest:story_from_bytes",
    ) -> None:
        """``parse``: the function the child calls, as ``module:function``."""
        self._limits = limits
        self._parse = parse
        self._child: _Child | None = None
        self._turn = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the child, without waiting until it is ready."""
        if self._child is None:
            self._child = _Child(self._parse, self._limits)

    def parse(self, data: bytes, source: str, alive: Callable[[], None] = lambda: None) -> Story:
        """The Story in ``data``; ``alive`` is called about once a second meanwhile.

        Raises the ``InputError`` the reader raised, or ``ParserFailed``.
        """
        with self._turn:
            self.start()
            assert self._child is not None
            try:
                answer = self._child.ask(data, source, alive)
                story = self._understood(answer, source)
            except InputError as error:
                self._retire(worn=isinstance(error, ParserFailed))
                raise
            except BaseException:
                self.close()  # an answer that nobody waited for must not be the next one's
                raise
            self._retire(worn=False)
            return story

    def close(self) -> None:
        """End the child; the next file gets a new one."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def _retire(self, *, worn: bool) -> None:
        if self._child is not None and (worn or self._child.served >= self._limits.files):
            self.close()

    def _understood(self, answer: _Answer, source: str) -> Story:
        kind = answer.header.get("kind")
        if kind == "refused":
            raise _refusal(answer.header, source)
        if kind == "memory":
            raise ParserFailed(
                f"taking it apart needs more than {self._limits.megabytes} MB "
                "(limit parse-megabytes).",
                _REMEDY,
                path=source,
                status="memory",
            )
        try:
            if kind == "story":
                return unpack(answer.body)
        except (ValueError, RecursionError) as error:
            raise _crashed("the parser's answer makes no sense", source) from error
        raise _crashed("the parser gave no answer", source)


class _Child:
    """One process; a thread reads what it says, so that waiting can end."""

    def __init__(self, parse: str, limits: ParserLimits) -> None:
        self._limits = limits
        self.served = 0
        command = [sys.executable, "-m", "fabula.ingest.child", parse]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(  # noqa: S603  nothing in it comes from a book
            [*command, str(limits.megabytes * 1_000_000)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._answers: SimpleQueue[_Answer | None] = SimpleQueue()
        assert self._process.stdout is not None
        Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        self._ready = False

    def ask(self, data: bytes, source: str, alive: Callable[[], None]) -> _Answer:
        """The answer to one file. Raises ``ParserFailed``."""
        if not self._ready:
            self._wait(_START_SECONDS, source, alive)
            self._ready = True
        self.served += 1
        # a child that hangs does not read either, so this side must not wait for it
        Thread(target=self._say, args=(data, source), daemon=True).start()
        seconds = self._limits.seconds + self._limits.seconds_a_megabyte * len(data) / 1e6
        return self._wait(seconds, source, alive)

    def kill(self) -> None:
        """End it and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError, ValueError):
                    pipe.close()

    def _wait(self, seconds: float, source: str, alive: Callable[[], None]) -> _Answer:
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0:
                raise ParserFailed(
                    f"taking it apart took more than {seconds:.0f} s (limit parse-seconds).",
                    _REMEDY,
                    path=source,
                    status="timeout",
                )
            try:
                answer = self._answers.get(timeout=min(left, 1.0))
            except Empty:
                alive()
                continue
            if answer is None:
                raise _crashed(self._end(), source)
            return answer

    def _say(self, data: bytes, source: str) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        header = json.dumps({"size": len(data), "source": source})
        with suppress(OSError, ValueError):  # a dead child is noticed by its silence
            pipe.write(header.encode("ascii") + b"\n" + data)
            pipe.flush()

    def _listen(self, pipe: IO[bytes]) -> None:
        nonsense = (ValueError, KeyError, TypeError, RecursionError, OverflowError, MemoryError)
        with suppress(OSError, *nonsense):
            while line := pipe.readline(_HEADER_BYTES):
                header = json.loads(line)
                size = int(header["size"])
                if not 0 <= size <= self._limits.answer_bytes:
                    break
                body = pipe.read(size)
                if len(body) < size:
                    break
                self._answers.put(_Answer(header, body))
        self._answers.put(None)

    def _end(self) -> str:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "the parser talks nonsense"
        if code < 0:
            with suppress(ValueError):
                return f"the parser crashed ({signal.Signals(-code).name})"
        return f"the parser ended ({code})"


def _crashed(what: str, source: str) -> ParserFailed:
    return ParserFailed(f"{what}.", _REMEDY, path=source, status="crash")


def _refusal(header: dict[str, Any], source: str) -> InputError:
    """The error the child raised; its texts are a stranger's, its kind must be one of ours."""
    message, remedy = str(header.get("message")), str(header.get("remedy"))
    kind = getattr(errors, str(header.get("error")), InputError)
    if kind is LimitExceeded:
        return LimitExceeded(message, remedy, path=source, limit=str(header.get("limit")))
    plain = isinstance(kind, type) and issubclass(kind, InputError) and kind is not ParserFailed
    return kind(message, remedy, path=source) if plain else InputError(message, remedy, path=source)
