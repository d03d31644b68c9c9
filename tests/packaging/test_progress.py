"""What a reading says while it works, and what it says it cost."""

from __future__ import annotations

import io
import json
import platform
import re
from pathlib import Path

import pytest

from fabula.memory import hand_back, peak_mb
from fabula.progress import Bar, JsonLines, silent


def test_json_lines_are_one_object_each() -> None:
    stream = io.StringIO()
    progress = JsonLines(stream)
    progress("ingest", 1, 1)
    progress("encoder", 3, 10)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert lines[1] == {"stage": "encoder", "done": 3, "total": 10}
    assert len(lines) == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_takes_the_same_calls_and_silence_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with Bar(stream) as bar:
        bar("encoder", 0, 10)
        bar("encoder", 10, 10)
    silent("encoder", 1, 2)
    assert "encoder" in stream.getvalue()


def test_peak_memory_is_that_of_a_python_process() -> None:
    ballast = b"x" * 64_000_000
    assert len(ballast) / 1e6 < peak_mb() < 100_000


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can hand memory back")
def test_memory_with_gaps_is_handed_back() -> None:
    def resident() -> int:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found is not None
        return int(found[1])

    blocks = [bytes(5_000) for _ in range(20_000)]
    last = blocks.pop()  # holds the end of the heap where it is
    blocks.clear()
    before = resident()
    hand_back()
    assert resident() < before - 50_000
    assert len(last) == 5_000
