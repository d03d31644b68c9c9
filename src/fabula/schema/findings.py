"""What was found behind the telling: relations, things told, claims, conflicts, content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.schema.story import Span

Modality = Literal["asserted", "possible", "asked", "imagined"]
ConflictKind = Literal["continuity", "testimony"]
NARRATOR = "narrator"
"""Stands in ``Claim.by`` for the narration itself."""


@dataclass(frozen=True, slots=True)
class Relation:
    """``source`` is ``kind`` of ``target`` from offset ``start`` on; kin terms are directed.

    ``target`` is a character's id; of ``member-of`` also that of an organisation.
    """

    source: str
    target: str
    kind: str
    start: int
    evidence: tuple[Span, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Told:
    """An assertion in speech: by whom, to whom, heard by whom else, about whom."""

    id: str
    span: Span
    by: str | None
    to: tuple[str, ...]
    heard: tuple[str, ...]
    about: tuple[str, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkable assertion; ``by`` is a character's id or ``narrator``.

    ``subject`` is the id of a character, place or other entity, or ``scene``; ``value`` is
    normalised, the words are at ``span``.
    """

    id: str
    span: Span
    by: str | None
    subject: str | None
    property: str
    value: str
    polarity: bool
    modality: Modality
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two passages that cannot both hold; ``waived`` is why a person let it stand."""

    id: str
    kind: ConflictKind
    a: Span
    b: Span
    claims: tuple[str, ...]
    why: str
    confidence: float
    waived: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A passage with content readers want to be told of; ``severity`` is 1 to 3."""

    category: str
    severity: int
    start: int
    end: int
