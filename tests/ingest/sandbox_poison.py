"""A parser that obeys the text it is given, to see what the sandbox makes of it."""

from __future__ import annotations

import ctypes
import os
import re
import time
from pathlib import Path

from fabula.ingest import story_from_bytes
from fabula.schema.story import Story


def parse(data: bytes, source: str) -> Story:
    """``story_from_bytes``, but for ``do: ORDER``."""
    found = re.fullmatch(rb"do: (\w+)", data)
    order = found[1].decode("ascii") if found else ""
    if order == "hang":
        time.sleep(600)
    elif order == "sleep":
        time.sleep(1.5)
    elif order == "spin":
        re.match(r"(a+)+$", "a" * 60 + "b")
    elif order == "oom":
        held = [bytearray(10_000_000) for _ in range(10_000)]
        assert held
    elif order == "segv":
        ctypes.string_at(0)
    elif order == "exit":
        os._exit(7)
    elif order == "raise":
        raise RuntimeError("a bug")
    elif order == "spew":
        spew()
    elif order == "open":
        Path("/etc/passwd").read_bytes()
    return story_from_bytes(data, source)


def spew() -> None:
    """Write nonsense to every descriptor there is."""
    for descriptor in range(3, 20):
        try:
            for _ in range(1000):
                os.write(descriptor, b"x" * 1_000_000)
        except OSError:
            continue
