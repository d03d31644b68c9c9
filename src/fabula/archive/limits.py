"""What one story may cost, by name: ``fabula limits`` prints it, ``batch --limit`` changes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from fabula.errors import ArchiveError
from fabula.ingest.limits import LIMITS as OF_FILES
from fabula.ingest.limits import ParserLimits


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one story may cost, and how often it is tried."""

    parser: ParserLimits = field(default_factory=ParserLimits)
    megabytes: int = 12_000
    silent_seconds: float = 900.0
    seconds: float = 7_200.0
    attempts: int = 3


# name: field of ParserLimits, what it is about
_PARSER = {
    "parse-megabytes": ("megabytes", "memory of the process that takes a file apart"),
    "parse-seconds": ("seconds", "time for that"),
    "parse-seconds-per-megabyte": ("seconds_a_megabyte", "and so much more for each megabyte"),
    "parse-answer-bytes": ("answer_bytes", "size of what that process may answer"),
    "parse-files": ("files", "files after which that process is replaced"),
}
# name: field of Limits, what it is about
_STORY = {
    "story-megabytes": ("megabytes", "memory of a process that reads stories (batch)"),
    "silent-seconds": ("silent_seconds", "time without progress in reading a story (batch)"),
    "story-seconds": ("seconds", "time to read a story (batch)"),
    "attempts": ("attempts", "times a story is tried (batch)"),
}


def listed(limits: Limits = Limits()) -> Iterator[tuple[str, float, str, bool]]:
    """Name, value, meaning of every limit, and whether ``--limit`` can change it."""
    for name, value, meaning in OF_FILES:
        yield name, value, meaning, False
    for name, (attribute, meaning) in _PARSER.items():
        yield name, getattr(limits.parser, attribute), meaning, True
    for name, (attribute, meaning) in _STORY.items():
        yield name, getattr(limits, attribute), meaning, True


def with_changes(limits: Limits, changes: Iterable[str]) -> Limits:
    """``limits`` with changes written ``name=number``. Raises ArchiveError on others."""
    for change in changes:
        name, _, text = change.partition("=")
        value = _number(text)
        if name in _PARSER and value is not None:
            changed: dict[str, Any] = {_PARSER[name][0]: value}
            limits = replace(limits, parser=replace(limits.parser, **changed))
        elif name in _STORY and value is not None:
            changed = {_STORY[name][0]: value}
            limits = replace(limits, **changed)
        else:
            known = ", ".join([*_PARSER, *_STORY])
            raise ArchiveError(
                f"--limit {change} is none.", f"Write NAME=NUMBER, where NAME is one of {known}."
            )
    return limits


def _number(text: str) -> float | int | None:
    try:
        value = float(text)
    except ValueError:
        return None
    if not 0 < value < 1e15:
        return None
    return int(value) if value.is_integer() else value
