"""The world of a story as data: the records of the JSON contract, ids instead of indices."""

from __future__ import annotations

from dataclasses import dataclass, field

from fabula.schema.findings import Claim, Conflict, Content, Relation, Told
from fabula.schema.spans import EntityType, MentionKind, QuoteKind, QuoteType
from fabula.schema.story import BreakKind, Span, Story
from fabula.schema.tokens import Words


@dataclass(frozen=True, slots=True)
class Alias:
    """A name form, true of its bearer from offset ``start`` on."""

    text: str
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody in the story; ``mentions`` and ``lines`` are counts, ``start`` the first mention."""

    id: str
    name: str
    aliases: tuple[Alias, ...]
    pronouns: str | None
    mentions: int
    lines: int
    narrates: bool
    group: bool
    start: int


@dataclass(frozen=True, slots=True)
class Place:
    """A facility, location or country; ``inside`` is the id of the place around it."""

    id: str
    name: str
    aliases: tuple[Alias, ...] = ()
    inside: str | None = None


@dataclass(frozen=True, slots=True)
class Other:
    """Any other entity mentions refer to: organisations, vehicles, unnamed places and people."""

    id: str
    type: EntityType
    name: str


@dataclass(frozen=True, slots=True)
class WorldMention:
    """A mention with the id of its entity (character, place or other), None if abstained."""

    start: int
    end: int
    kind: MentionKind
    type: EntityType
    entity: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its speaker and addressees; fields as in ``Attribution``."""

    id: str
    spans: tuple[Span, ...]
    kind: QuoteKind
    type: QuoteType
    speaker: str | None
    addressees: tuple[str, ...]
    cue: Span | None
    confidence: float
    reason: str
    candidates: tuple[tuple[str, float], ...]
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Narration:
    """A stretch of narration with its person, tense, narrator and focal character."""

    start: int
    end: int
    person: str | None
    tense: str | None
    narrator: str | None
    focal: str | None
    mode: str = "narration"


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene; ``moves`` are (at, place, characters), ``present`` are (character, from, to).

    ``confidence`` and ``reason`` are of its beginning, ``present_confidence`` has one number
    for each of ``present``; all are empty where nobody told.
    """

    id: str
    start: int
    end: int
    opens: BreakKind
    place: str | None = None
    time: str | None = None
    moves: tuple[tuple[int, str, tuple[str, ...]], ...] = ()
    present: tuple[tuple[str, int, int], ...] = ()
    confidence: float | None = None
    reason: str | None = None
    present_confidence: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """A realis event with its participants and the scene it happens in."""

    start: int
    end: int
    lemma: str
    agents: tuple[str, ...]
    patients: tuple[str, ...]
    scene: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Run:
    """What a reading cost."""

    seconds: float
    tokens_per_second: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class World:
    """Everything Fabula found in one story.

    ``words`` is None in a World that comes from JSON: the contract leaves them out.
    """

    story: Story
    tokens: int
    model: str
    version: str
    characters: tuple[Character, ...] = ()
    places: tuple[Place, ...] = ()
    others: tuple[Other, ...] = ()
    mentions: tuple[WorldMention, ...] = ()
    quotes: tuple[Quote, ...] = ()
    narration: tuple[Narration, ...] = ()
    scenes: tuple[Scene, ...] = ()
    events: tuple[Event, ...] = ()
    relations: tuple[Relation, ...] = ()
    told: tuple[Told, ...] = ()
    claims: tuple[Claim, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    profile: tuple[Content, ...] = ()
    run: Run = Run(0.0, 0.0, 0.0)
    words: Words | None = field(default=None, compare=False, repr=False)
