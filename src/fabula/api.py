"""What ``import fabula`` gives: reading, opening, and a World with questions to it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fabula.errors import CorrectionWarning, MissingExtra, QueryError
from fabula.progress import Progress, silent
from fabula.schema import world as schema
from fabula.schema.corrections import NO_CORRECTIONS, Corrections, Unheeded
from fabula.schema.story import Span
from fabula.schema.world import Character, Quote
from fabula.world.chapters import Chapter, chapters
from fabula.world.horizon import world_at
from fabula.world.knowledge import Knowledge, knowledge, knows, who_knows
from fabula.world.page import summary_html
from fabula.world.query import find_character

StrPath = str | os.PathLike[str]


class Cast(Mapping[str, Character]):
    """The characters of a World, by name, alias or id; most mentioned first.

    It iterates over full names; of two characters with one name the id tells them apart.
    """

    def __init__(self, world: schema.World) -> None:
        self._world = world

    def __getitem__(self, name: str) -> Character:
        for character in self._world.characters:
            if character.id == name:
                return character
        found = find_character(self._world, name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(character.name for character in self._world.characters))

    def __len__(self) -> int:
        return len({character.name for character in self._world.characters})

    def __repr__(self) -> str:
        return f"Cast({', '.join(self)})"


class World(schema.World):
    """Everything Fabula found in one story, and questions to it.

    Offsets are code points into ``story.text``. The fields are those of
    ``fabula.schema.world.World``: ``characters``, ``quotes``, ``scenes``, ``mentions`` …
    """

    __slots__ = ()

    @classmethod
    def of(cls, world: schema.World) -> World:
        """The same World with questions."""
        return cls(**{field.name: getattr(world, field.name) for field in fields(schema.World)})

    @property
    def cast(self) -> Cast:
        """The characters by name: ``world.cast["Ann"]``."""
        return Cast(self)

    def text_of(self, item: Any) -> str:
        """The words of a quotation, mention, scene, event, or of a (start, end) pair."""
        spans = getattr(item, "spans", None) or (_span(item),)
        return " … ".join(self.story.text[start:end] for start, end in spans)

    def lines(self, by: str | None = None, to: str | None = None) -> Iterator[Quote]:
        """Quotations by a speaker, to an addressee, in text order; names as in ``cast``."""
        speaker = None if by is None else self.cast[by].id
        addressee = None if to is None else self.cast[to].id
        for quote in self.quotes:
            if speaker in (None, quote.speaker) and addressee in (None, *quote.addressees):
                yield quote

    def at(self, offset: int) -> World:
        """The World as a reader knows it who has read up to ``offset``: no spoilers."""
        return World.of(world_at(self, offset))

    def who_knows(self, about: str, at: int | None = None) -> tuple[Knowledge, ...]:
        """Who knows a claim (by its id, "k7"), or was told something about a character.

        KeyError where there is no such claim and nobody has that name.
        """
        if any(claim.id == about for claim in self.claims):
            return who_knows(self, about, at)
        return knowledge(self, self.cast[about].id, at)

    def knows(self, who: str, at: int | None = None) -> tuple[Knowledge, ...]:
        """What a character has said, been told, overheard or seen by ``at``, in text order."""
        return knows(self, self.cast[who].id, at)

    def chapters(self) -> Iterator[Chapter]:
        """Chapter by chapter: the text, and what begins in it."""
        return chapters(self)

    def table(self, name: str) -> Any:
        """One table as Arrow (a ``pyarrow.Table``): what pandas, polars and DuckDB take.

        Names and columns are those of ``fabula sql``. Raises MissingExtra without pyarrow,
        QueryError where there is no such table.
        """
        if find_spec("pyarrow") is None:
            raise MissingExtra(
                "Arrow tables need pyarrow.", 'Install with: pip install "fabula[archive]".'
            )
        from fabula.store import arrow

        if name not in arrow.schemas():
            raise QueryError(f"no table {name}.", f"There are {', '.join(arrow.schemas())}.")
        return arrow.one_table(self, name)

    def save(self, path: StrPath) -> None:
        """Write a ``.fabula`` file. Raises StoreError where it cannot be written."""
        from fabula.store import save_world

        save_world(self, Path(path))

    def __repr__(self) -> str:
        counts = (
            f"{len(items):,} {what}"
            for items, what in (
                (self.characters, "characters"),
                (self.quotes, "quotations"),
                (self.scenes, "scenes"),
            )
        )
        return f"World({self.story.title or self.story.source}: {', '.join(counts)})"

    def _repr_html_(self) -> str:
        """The cast and counts, for notebooks; everything from the book is escaped."""
        return summary_html(self)


def read(
    story: StrPath,
    *,
    corrections: StrPath | Corrections | None = None,
    cast: StrPath | None = None,
    progress: Progress = silent,
) -> World:
    """Read a story into its World.

    ``story`` is the path of a file (txt, md, html, epub, docx), or the text itself: a
    ``str`` with a line break in it. ``corrections`` and ``cast`` are files as in
    docs/corrections.md; what does not apply is told as a CorrectionWarning. Raises
    InputError where there is nothing to read, CorrectionsError on a bad file.
    """
    from fabula import pipeline  # loads spaCy and ONNX Runtime, which takes a second

    given = gather(corrections, cast)
    if isinstance(story, str) and "\n" in story:
        world = pipeline.read_text(story, progress=progress, corrections=given, tell=_warn)
    else:
        world = pipeline.read(Path(story), progress, corrections=given, tell=_warn)
    return World.of(world)


def open_world(path: StrPath) -> World:
    """The World in a ``.fabula`` file. Raises StoreError on any other file."""
    from fabula.store import load_world

    return World.of(load_world(Path(path)))


def gather(corrections: StrPath | Corrections | None, cast: StrPath | None) -> Corrections:
    """Corrections and a cast, from their files."""
    from fabula import corrections as files

    given = corrections if isinstance(corrections, Corrections) else NO_CORRECTIONS
    if corrections is not None and not isinstance(corrections, Corrections):
        given = files.load(Path(corrections))
    if cast is None:
        return given
    return Corrections((*given.cast, *files.load_cast(Path(cast))), given.entries)


def _warn(unheeded: Unheeded) -> None:
    warnings.warn(
        f"correction {unheeded.number + 1}: {unheeded.why}", CorrectionWarning, stacklevel=4
    )


def _span(item: Any) -> Span:
    if isinstance(item, tuple):
        return int(item[0]), int(item[1])
    return item.start, item.end
