"""What people decided about a story: the records of a corrections file.

A correction points into the text by what the text says there (``Anchor``), and at a
character by name (``Who``), never by an id, so that it outlives a new run, small edits
of the text and a new model. Where several corrections speak about the same thing the
last one holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.schema.spans import EntityType
from fabula.schema.story import Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in the text: its words, the words around it, and where it stood.

    As TextQuoteSelector and TextPositionSelector of the W3C Web Annotation Data Model;
    ``position`` is a code-point offset, None where nobody wrote one down.
    """

    quote: str
    before: str = ""
    after: str = ""
    position: int | None = None

    @property
    def span(self) -> Span:
        """Where the quote stands, in a text the anchor was placed in."""
        start = self.position or 0
        return start, start + len(self.quote)


@dataclass(frozen=True, slots=True)
class Who:
    """A character by name, and by a mention where the name alone does not tell."""

    name: str
    at: Anchor | None = None


@dataclass(frozen=True, slots=True)
class CastMember:
    """Somebody (or some place or thing) known before the reading, by all his names."""

    name: str
    aliases: tuple[str, ...] = ()
    pronouns: str | None = None
    group: bool = False
    narrates: bool = False
    type: EntityType = "PER"


@dataclass(frozen=True, slots=True)
class Merge:
    """These characters are one, called ``name`` or by the fullest of their names."""

    characters: tuple[Who, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """The mentions given, and all of these forms, are somebody else: ``name``."""

    character: Who
    name: str
    forms: tuple[str, ...] = ()
    mentions: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """This character is called ``name``."""

    character: Who
    name: str


@dataclass(frozen=True, slots=True)
class NotPerson:
    """This is no character; a place or thing of ``type``, or nothing that is referred to."""

    character: Who
    type: EntityType | None = None


@dataclass(frozen=True, slots=True)
class Pronouns:
    """The character's pronouns, as ``she/her``."""

    character: Who
    pronouns: str


@dataclass(frozen=True, slots=True)
class Group:
    """This is several people, or one."""

    character: Who
    group: bool = True


@dataclass(frozen=True, slots=True)
class AliasFrom:
    """``alias`` means this character, from ``start`` on or everywhere."""

    character: Who
    alias: str
    start: Anchor | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The quotation at ``quote`` is by ``by`` and to ``to``; None leaves that open."""

    quote: Anchor
    by: Who | None = None
    to: tuple[Who, ...] | None = None


@dataclass(frozen=True, slots=True)
class NotSpeech:
    """What stands in quotation marks here is no speech but ``kind``."""

    quote: Anchor
    kind: Literal["title", "scare"] = "scare"


@dataclass(frozen=True, slots=True)
class Is:
    """This mention is this character; for an "I", whoever narrates or speaks here."""

    mention: Anchor
    character: Who


@dataclass(frozen=True, slots=True)
class SceneStart:
    """A scene starts here."""

    at: Anchor


@dataclass(frozen=True, slots=True)
class PlaceIs:
    """The scene around ``at`` is set in ``place``."""

    at: Anchor
    place: str


@dataclass(frozen=True, slots=True)
class Waive:
    """What these two passages say is let stand, and why."""

    a: Anchor
    b: Anchor
    why: str = "let stand"


Correction = (
    Merge
    | Split
    | Rename
    | NotPerson
    | Pronouns
    | Group
    | AliasFrom
    | Said
    | NotSpeech
    | Is
    | SceneStart
    | PlaceIs
    | Waive
)


@dataclass(frozen=True, slots=True)
class Corrections:
    """A cast known before the reading, and decisions in the order they were made.

    An entry is None where corrections were placed in a text that lacks its passage.
    """

    cast: tuple[CastMember, ...] = ()
    entries: tuple[Correction | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Unheeded:
    """Correction ``number`` (from 0) of the file does not apply to this text, and why.

    Members of the seed cast count after the corrections.
    """

    number: int
    why: str


NO_CORRECTIONS = Corrections()
