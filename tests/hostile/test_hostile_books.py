"""Each hostile book ends as it should, soon, and within a gigabyte."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import hostile_markup
import hostile_texts
import hostile_zips
import pytest
from hostile_cases import Case, Read

from fabula.ingest.limits import ParserLimits
from fabula.ingest.sandbox import Sandbox

CASES = (*hostile_zips.CASES, *hostile_markup.CASES, *hostile_texts.CASES)
MEGABYTES = 1_000
REFUSING, READING = 2.0, 2.0  # seconds, and seconds for each megabyte

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(ParserLimits(megabytes=MEGABYTES)) as opened:
        yield opened


def used(sandbox: Sandbox) -> float:
    """Seconds of processor the child has had; a loaded machine does not count."""
    assert sandbox._child is not None
    fields = (
        Path(f"/proc/{sandbox._child._process.pid}/stat").read_text().rpartition(")")[2].split()
    )
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_ends_as_it_should(sandbox: Sandbox, case: Case) -> None:
    data = case.build()
    sandbox.parse(b"A good story, so that the child is ready.", "good.txt")
    before = used(sandbox)
    if isinstance(case.ends, Read):
        story = sandbox.parse(data, case.file)
        seconds = READING * (1 + len(data) / 1e6)
        whole = "\n".join([story.text, story.title or "", story.author or ""])
        assert [piece for piece in case.ends.holds if piece not in story.text] == []
        assert [piece for piece in case.ends.lacks if piece in whole] == []
    else:
        with pytest.raises(case.ends.kind) as caught:
            sandbox.parse(data, case.file)
        assert case.ends.says in str(caught.value)
        assert case.file in str(caught.value)
        seconds = REFUSING
    assert used(sandbox) - before < seconds


def test_there_are_as_many_as_promised() -> None:
    assert len(CASES) >= 70
    assert len({case.name for case in CASES}) == len(CASES)
