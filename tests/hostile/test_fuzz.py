"""A few mutants of each kind, and every one that was ever a finding."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzzing import Readers, fuzz
from mutants import KINDS, LARGEST, mutant

COUNT = int(os.environ.get("FABULA_MUTANTS", "40"))
FINDINGS = sorted(Path(__file__).with_name("findings").glob("*.*"))


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers() as opened:
        yield opened


@pytest.mark.parametrize("kind", KINDS)
def test_good_files_are_read(readers: Readers, kind: str) -> None:
    for make in KINDS[kind][1]:
        readers.read(kind, make())


@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_read_or_refused(readers: Readers, kind: str) -> None:
    assert [found for found in fuzz(readers, kind, 7, range(COUNT)) if found] == []


@pytest.mark.parametrize("path", FINDINGS, ids=lambda path: path.name)
def test_what_was_found_once_is_not_found_again(readers: Readers, path: Path) -> None:
    readers.read(path.suffix.removeprefix("."), path.read_bytes())


def test_a_mutant_follows_from_its_number() -> None:
    for kind in KINDS:
        assert mutant(kind, 7, 3) == mutant(kind, 7, 3)
    assert len({mutant("epub", 7, number) for number in range(20)}) > 15


def test_no_mutant_outgrows_the_readers() -> None:
    # by changes on changes these two had 0.3 and 2.7 GB
    assert [number for number in (778, 834) if len(mutant("txt", 7, number)) > LARGEST] == []
