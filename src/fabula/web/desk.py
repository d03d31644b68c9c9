"""Where corrections are made: written down at once, recomputed while the reader reads on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from fabula import corrections
from fabula.corrections.point import beside
from fabula.corrections.records import to_record
from fabula.errors import FabulaError
from fabula.schema.corrections import Correction, Corrections
from fabula.schema.world import World
from fabula.store import save_world
from fabula.web.library import Book

if TYPE_CHECKING:
    from fabula.pipeline import Reading

Data = dict[str, Any]
SHOWN = 40  # changes told one by one; the rest is counted


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a recomputation did, as a reader sees it."""

    lines: tuple[Data, ...] = ()
    more_lines: int = 0
    mentions: int = 0
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    unheeded: tuple[str, ...] = ()


class Desk:
    """The corrections of one book. One thread at a time recomputes it."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._lock = Lock()
        self._thread: Thread | None = None
        self._asked = 0  # how many changes the file has seen from here
        self._done = 0  # and how many of them the page shows
        self._reading: Reading | None = None
        self._outcome = Outcome()
        self._error: str | None = None

    @property
    def file(self) -> Path:
        return beside(self._book.path)

    def add(self, entry: Correction) -> None:
        """Write a correction down and start recomputing. Raises FabulaError."""
        with self._lock:
            corrections.append(self.file, [entry])
            self._start()

    def undo(self) -> None:
        """Take the last correction back. Raises FabulaError where there is none."""
        with self._lock:
            corrections.undo(self.file)
            self._start()

    def state(self) -> Data:
        """The corrections made, whether the page shows them yet, and what changed."""
        held = self._held()
        with self._lock:
            return {
                "file": self.file.name,
                "entries": [to_record(entry) for entry in held.entries if entry is not None],
                "version": self._done,
                "busy": self._done < self._asked,
                "error": self._error,
                "changed": {
                    "lines": list(self._outcome.lines),
                    "more_lines": self._outcome.more_lines,
                    "mentions": self._outcome.mentions,
                    "joined": list(self._outcome.joined),
                    "left": list(self._outcome.left),
                    "unheeded": list(self._outcome.unheeded),
                },
            }

    def wait(self) -> None:
        """Return when everything asked for so far is recomputed."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _held(self) -> Corrections:
        return corrections.load(self.file) if self.file.exists() else Corrections()

    def _start(self) -> None:
        self._asked += 1
        self._error = None
        if self._thread is None or not self._thread.is_alive():
            self._thread = Thread(target=self._work, name=f"desk {self._book.id}", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                asked = self._asked
                if asked == self._done:
                    self._thread = None
                    return
            try:
                self._recompute(self._held())
            except FabulaError as error:
                self._error = str(error)
            finally:
                self._done = asked

    def _recompute(self, given: Corrections) -> None:
        # loads spaCy and ONNX Runtime: a page that only shows does without
        from fabula.pipeline import assemble, default_reader, resolve_again

        before = self._book.edition().whole
        if self._reading is None:
            self._reading = default_reader().analyse(before.story, corrections=given)
        else:
            self._reading = resolve_again(self._reading, given)
        after = assemble(self._reading, model=default_reader().name, run=before.run)
        save_world(after, self._book.path)
        self._book.replace(after)
        unheeded = tuple(f"{lost.number + 1}: {lost.why}" for lost in self._reading.unheeded)
        self._outcome = compare(before, after, unheeded)


def compare(before: World, after: World, unheeded: tuple[str, ...] = ()) -> Outcome:
    """What is different, by names and places in the text, for ids may have moved."""
    old, new = _speakers(before), _speakers(after)
    lines = [
        {"at": start, "before": old.get((start, end)), "after": speaker}
        for (start, end), speaker in sorted(new.items())
        if old.get((start, end)) != speaker
    ]
    lines += [
        {"at": start, "before": speaker, "after": None}
        for (start, end), speaker in sorted(old.items())
        if (start, end) not in new and speaker is not None
    ]
    links = sum((_links(after) - _links(before)).values())
    names = {c.name for c in before.characters}, {c.name for c in after.characters}
    return Outcome(
        lines=tuple(lines[:SHOWN]),
        more_lines=max(len(lines) - SHOWN, 0),
        mentions=links,
        joined=tuple(sorted(names[1] - names[0])),
        left=tuple(sorted(names[0] - names[1])),
        unheeded=unheeded,
    )


def _speakers(world: World) -> dict[tuple[int, int], str | None]:
    names = {character.id: character.name for character in world.characters}
    return {quote.spans[0]: names.get(quote.speaker or "") for quote in world.quotes}


def _links(world: World) -> Counter[tuple[int, int, str | None]]:
    names = {character.id: character.name for character in world.characters}
    return Counter((m.start, m.end, names.get(m.entity or "")) for m in world.mentions)
