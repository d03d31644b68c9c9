"""The child process that takes untrusted files apart: ``python -m fabula.ingest.child``.

It gets files over standard input and answers over standard output, and after start-up it
can open no file, no socket and no process: on POSIX it gives up the right to new file
descriptors before it sees the first byte of a book. See ``sandbox.py`` for the parent.

Each message is a JSON header on a line, then as many bytes as its ``size`` says.
"""

from __future__ import annotations

import encodings
import json
import os
import pkgutil
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.resources import files
from inspect import signature
from typing import Any, BinaryIO

from fabula import resources
from fabula.errors import InputError
from fabula.ingest.wire import pack
from fabula.schema.story import Story

Parse = Callable[[bytes, str], Story]

_PR_SET_PDEATHSIG = 1
_SIGKILL = 9
# one of each reader, so that whatever they load late is loaded before the door is shut
_REHEARSAL = "“You came,” said Bo. It was late, and the train had gone without them."


def main(parse_name: str, memory: int) -> None:
    """Answer until standard input ends. ``parse_name`` is ``module:function``."""
    requests, answers = sys.stdin.buffer, _private(sys.stdout.buffer)
    _die_with_parent()
    module, _, function = parse_name.partition(":")
    parse: Parse = getattr(import_module(module), function)
    _rehearse()
    _lock_down(memory)
    _send(answers, {"kind": "ready"})
    while line := requests.readline():
        _answer(answers, parse, requests, json.loads(line))


def _answer(answers: BinaryIO, parse: Parse, requests: BinaryIO, header: dict[str, Any]) -> None:
    try:
        data = requests.read(header["size"])
        try:
            _send(answers, {"kind": "story"}, pack(parse(data, header["source"])))
        except InputError as error:
            _send(answers, _error_header(error))
    except MemoryError:
        # what is left is not to be trusted with another file
        os.write(answers.fileno(), b'{"kind":"memory","size":0}\n')
        os._exit(1)


def _error_header(error: InputError) -> dict[str, Any]:
    return {
        "kind": "refused",
        "error": type(error).__name__,
        "message": error.message,
        "remedy": error.remedy,
        "limit": getattr(error, "limit", None),
    }


def _send(answers: BinaryIO, header: dict[str, Any], body: bytes = b"") -> None:
    line = json.dumps({**header, "size": len(body)}, separators=(",", ":"))
    answers.write(line.encode("ascii") + b"\n" + body)
    answers.flush()


def _private(stdout: BinaryIO) -> BinaryIO:
    """The answers' own descriptor; what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stdout.fileno())
    os.close(nowhere)
    return answers


def _die_with_parent() -> None:
    """A child that hangs would outlive a parent that is killed."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def _rehearse() -> None:
    from fabula.ingest.rehearsal import books

    for module in pkgutil.iter_modules(encodings.__path__):
        with suppress(ImportError):  # mbcs and oem are Windows' own
            import_module(f"encodings.{module.name}")
    from fabula.ingest import story_from_bytes

    _load_resources()
    for name, data in books(_REHEARSAL):
        story_from_bytes(data, name)
    with suppress(InputError):
        story_from_bytes(bytes(range(128, 256)) * 20, "bytes.txt")


def _load_resources() -> None:
    """Every word list, which are otherwise loaded by who first wants them."""
    for file in files(resources).iterdir():
        if file.name.endswith(".txt"):
            resources.word_groups(file.name.removesuffix(".txt"))
    for module in pkgutil.iter_modules(resources.__path__):
        for value in vars(import_module(f"fabula.resources.{module.name}")).values():
            if hasattr(value, "cache_info") and not signature(value).parameters:
                value()


def _lock_down(memory: int) -> None:
    """No new descriptors, so no files, sockets or pipes; no processes, no growing files."""
    if sys.platform == "win32":
        return
    import resource

    limits = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, 0),
    ]
    for kind, limit in limits:
        with suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
