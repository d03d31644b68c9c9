"""What a batch tells while it runs and when it is over."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(slots=True)
class Tally:
    """Counts of a run so far. Sizes are bytes of input, by which time left is estimated."""

    stories: int  # different works there are
    before: int  # of these, settled by earlier runs
    size: int  # bytes of those that were not
    done: int = 0
    done_size: int = 0
    tokens: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def settled(self) -> int:
        """Stories done or quarantined, by this run or before."""
        return self.before + self.done + self.failures.total()

    @property
    def seconds(self) -> float:
        """Since the first story of this run."""
        return time.monotonic() - self.started

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; None until a story is done."""
        if not self.done_size:
            return None
        return self.seconds * max(self.size - self.done_size, 0) / self.done_size

    def as_record(self) -> dict[str, Any]:
        """For ``--progress json``."""
        left = self.seconds_left
        return {
            "stories": self.stories,
            "settled": self.settled,
            "done": self.done,
            "failures": dict(sorted(self.failures.items())),
            "retries": self.retries,
            "seconds": round(self.seconds, 1),
            "seconds_left": None if left is None else round(left, 1),
            "tokens_per_second": round(self.tokens / max(self.seconds, 1e-9), 1),
        }


class Watcher(Protocol):
    """Told how a batch goes: ``scanned`` while inputs are counted, then ``progress``."""

    def scanned(self, count: int) -> None: ...
    def progress(self, tally: Tally) -> None: ...


class Silent:
    """A watcher that says nothing."""

    def scanned(self, count: int) -> None:
        """Nothing."""

    def progress(self, tally: Tally) -> None:
        """Nothing."""


SILENT = Silent()


@dataclass(frozen=True, slots=True)
class Report:
    """How a batch ended.

    inputs: files or rows found; stories: different ones in the archive; quarantined: number
    by status of those that are not; reasons: their number by reason, most frequent first;
    done, tokens, seconds: of this run alone.
    """

    inputs: int
    stories: int
    quarantined: Mapping[str, int]
    reasons: Mapping[str, int]
    done: int
    tokens: int
    seconds: float
    retries: int

    def as_record(self) -> dict[str, Any]:
        """As in ``report.json``."""
        return {
            "inputs": self.inputs,
            "stories": self.stories,
            "quarantined": dict(self.quarantined),
            "reasons": dict(self.reasons),
            "this_run": {
                "stories": self.done,
                "tokens": self.tokens,
                "seconds": round(self.seconds, 1),
                "tokens_per_second": round(self.tokens / max(self.seconds, 1e-9), 1),
                "retries": self.retries,
            },
        }
