"""What a hostile file is, and how it must end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ingest_builders import PARAGRAPHS

from fabula.errors import InputError

OPENING = PARAGRAPHS[0]
STORY = "\n\n".join(PARAGRAPHS)
SECRET = "root:x:0:0"  # what /etc/passwd starts with


@dataclass(frozen=True, slots=True)
class Read:
    """It is read: the text holds and lacks these."""

    holds: tuple[str, ...] = (OPENING,)
    lacks: tuple[str, ...] = (SECRET,)


@dataclass(frozen=True, slots=True)
class Refused:
    """It is refused with this error, which says this or names this limit."""

    kind: type[InputError]
    says: str


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile file: ``file`` is its name, ``build`` makes its bytes."""

    name: str
    file: str
    build: Callable[[], bytes]
    ends: Read | Refused = Read()
