"""What heads and resolvers hand on: spans with scores, and decisions about them.

Indices between these records are positions in the tuples they come in: a mention index
is a position in the tuple of mentions, an entity number a position in the tuple of
entities, a quotation index a position in the tuple of quotations. All spans are
half-open code-point offsets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fabula.schema.story import BreakKind, Span
from fabula.schema.tokens import FloatArray, IntArray

MentionKind = Literal["PROP", "NOM", "PRON"]
EntityType = Literal["PER", "FAC", "LOC", "GPE", "VEH", "ORG"]
QuoteKind = Literal[
    "speech",
    "thought",
    "letter",
    "phone",
    "chat",
    "radio",
    "recalled",
    "reported",
    "title",
    "scare",
]
QuoteType = Literal["explicit", "anaphoric", "implicit"]
Gender = Literal["he", "she", "they", "it"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that refers to an entity; mentions nest, and are sorted by (start, -end).

    ``head`` is the span of its syntactic head word.
    """

    start: int
    end: int
    kind: MentionKind
    type: EntityType
    confidence: float
    head: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation as the text marks it, marks included: one span per uninterrupted piece.

    ``parent`` is the index of the quotation it is nested in. ``marks`` names the
    convention: ``double``, ``single``, ``guillemets``, ``low-high``, ``corner``,
    ``dash``, ``script``, ``chat``, ``bare`` for speech without any, ``none`` for thought and
    reported speech. ``closed`` is false where the closing mark is missing.
    """

    spans: tuple[Span, ...]
    kind: QuoteKind
    marks: str
    parent: int | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class AntecedentScores:
    """Mention-ranking scores for m mentions against up to k earlier ones each.

    candidates: shape (m, k), mention indices, -1 where there are fewer than k;
    scores: shape (m, k), log-odds of the link against "first mention of an entity" (0).
    Scheme: Lee et al. 2017, with coarse-to-fine pruning.
    """

    candidates: IntArray
    scores: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class SpeakerScores:
    """For q quotations, up to k nearby person mentions each, scored as speaker and addressee.

    candidates: shape (q, k), mention indices, -1 for none; speaker, addressee: shape
    (q, k), unnormalised log-scores, -inf where there is no candidate.
    """

    candidates: IntArray
    speaker: FloatArray
    addressee: FloatArray


@dataclass(frozen=True, slots=True)
class EventTrigger:
    """A realis event (Sims et al. 2019): one word, asserted to have happened."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """One cluster of mentions after whole-book resolution.

    ``mentions`` are mention indices in text order. ``name`` is the fullest proper name,
    or a description for the unnamed; ``aliases`` are distinct proper-name forms with the
    offset of their first use and their count. ``gender`` comes from the text (pronouns,
    titles, kinship) and is None where it does not tell. ``group`` marks plural entities.
    ``pronouns`` are those a reader gave, in his own words.
    """

    type: EntityType
    name: str
    named: bool
    mentions: tuple[int, ...]
    aliases: tuple[tuple[str, int, int], ...] = ()
    gender: Gender | None = None
    group: bool = False
    narrates: bool = False
    pronouns: str | None = None


@dataclass(frozen=True, slots=True)
class Coreference:
    """The partition of mentions into entities.

    entity_of[i] is the entity number of mention i, or None where we abstain;
    link_confidence[i] says how sure that is. ``alternatives`` has, for third-person
    pronouns, the entities they may be and the share of each.
    """

    entities: tuple[Entity, ...]
    entity_of: tuple[int | None, ...]
    link_confidence: tuple[float, ...]
    alternatives: Mapping[int, tuple[tuple[int, float], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says a quotation and to whom; entity numbers, None where we abstain.

    ``cue`` is the span of the speaker's mention in tag or beat; ``candidates`` pairs
    entity numbers with probabilities, best first. ``evidence`` are the spans the reason
    rests on. Reasons: ``tag``, ``pronoun-tag``, ``beat``, ``vocative``, ``turn``,
    ``continuation``, ``script``, ``introduction``, ``only-candidate``, ``model``, ``narrator``,
    ``low-confidence``, ``no-candidate``, ``not-speech``, ``correction``; of unmarked thought
    ``thought-tag`` and ``thought-voice``, of reported speech ``reported-tag``.
    """

    quotation: int
    type: QuoteType
    speaker: int | None
    addressees: tuple[int, ...]
    cue: Span | None
    confidence: float
    reason: str
    candidates: tuple[tuple[int, float], ...] = ()
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrationSpan:
    """A stretch of narration with one narrator, person and tense; entities by number."""

    start: int
    end: int
    person: Literal["first", "second", "third"] | None
    tense: Literal["past", "present"] | None
    narrator: int | None
    confidence: float
    focal: int | None = None
    mode: Literal["narration", "monologue"] = "narration"


@dataclass(frozen=True, slots=True)
class PlaceCluster:
    """One place with all its mentions, found by the model or by a noun for places.

    ``spans`` are in text order; ``entities`` are the entity numbers that are this place;
    ``inside`` is the index of the place around it.
    """

    name: str
    named: bool
    spans: tuple[Span, ...]
    entities: tuple[int, ...] = ()
    inside: int | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """``who`` is there from ``start`` to ``end``; both lie inside the scene.

    Reasons tell how it starts: ``opening`` or ``entrance``, which is also the moment
    somebody is first met. ``evidence`` are the first signs that he is there.
    """

    who: int
    start: int
    end: int
    confidence: float
    reason: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """The action moves to the place ``to`` (an index) with ``who``."""

    at: int
    to: int
    who: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SceneSpan:
    """A scene: where it is set, when, through whose eyes, and who is there.

    Scenes are in text order, do not overlap, and leave out no ``text`` paragraph. ``place`` is
    an index of a place; ``time`` is the span of a time cue in its first paragraphs.
    ``confidence`` and ``reason`` are of the boundary: the layout (``chapter``, ``mark``,
    ``blank``), what it was inferred from (``time``, ``place``, ``cast``, ``telling``), or
    ``correction``.
    """

    start: int
    end: int
    opens: BreakKind
    confidence: float
    reason: str
    evidence: tuple[Span, ...] = ()
    place: int | None = None
    time: Span | None = None
    focal: int | None = None
    moves: tuple[Move, ...] = ()
    present: tuple[Presence, ...] = ()
