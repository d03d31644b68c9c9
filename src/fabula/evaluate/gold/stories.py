"""Annotated stories: our own XML markup to the text a reader sees and its gold annotation."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from fabula.errors import DataError
from fabula.evaluate.gold.markup import Marked, TextBuilder
from fabula.schema.spans import QuoteType
from fabula.schema.story import Span

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldPerson:
    """Somebody in the cast; ``names`` holds the fullest name, then every other form."""

    id: str
    names: Ids
    pronouns: str


@dataclass(frozen=True, slots=True)
class GoldPlace:
    """A place; ``inside`` is the id of the place around it, None at the top."""

    id: str
    name: str
    inside: str | None


@dataclass(frozen=True, slots=True)
class GoldSpeech:
    """One uninterrupted piece of direct speech, marks included.

    ``addressees`` is None where everybody there is addressed; ``how`` is said, phone,
    letter, chat, radio, prayer or recalled.
    """

    span: Span
    speakers: Ids
    addressees: frozenset[str] | None
    type: QuoteType | None
    how: str


@dataclass(frozen=True, slots=True)
class GoldMention:
    """A name, description or pronoun; several ids for a group."""

    span: Span
    who: Ids
    pronoun: bool


@dataclass(frozen=True, slots=True)
class GoldThought:
    """Direct thought or reported speech of somebody, outside quotation marks."""

    span: Span
    who: Ids
    to: Ids


@dataclass(frozen=True, slots=True)
class GoldScene:
    """``present`` when it opens; ``pov`` None where we are in nobody's head."""

    span: Span
    place: str | None
    present: Ids
    pov: str | None


@dataclass(frozen=True, slots=True)
class GoldMove:
    """Somebody comes in, goes out, or (``go``) takes the scene along to another place."""

    at: int
    kind: Literal["in", "out", "go"]
    who: Ids
    to: str | None


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A checkable assertion: by the narration (``by`` empty) or in speech or thought."""

    id: str
    span: Span
    by: Ids
    about: str
    what: str
    value: str


@dataclass(frozen=True, slots=True)
class GoldTold:
    """Words by which somebody learns something; ``to`` None for everybody there."""

    id: str
    span: Span
    by: Ids
    to: frozenset[str] | None
    what: str


@dataclass(frozen=True, slots=True)
class GoldConflict:
    """Two claims by id that contradict, or (``decoy``) only seem to."""

    kind: Literal["continuity", "testimony", "decoy"]
    a: str
    b: str
    why: str


@dataclass(frozen=True, slots=True)
class GoldStory:
    """One story; paragraphs stand apart by one blank line, all spans are in text order."""

    name: str
    text: str
    person: str
    tense: str
    cast: tuple[GoldPerson, ...]
    places: tuple[GoldPlace, ...]
    speeches: tuple[GoldSpeech, ...]
    mentions: tuple[GoldMention, ...]
    thoughts: tuple[GoldThought, ...]
    reported: tuple[GoldThought, ...]
    scenes: tuple[GoldScene, ...]
    moves: tuple[GoldMove, ...]
    claims: tuple[GoldClaim, ...]
    told: tuple[GoldTold, ...]
    conflicts: tuple[GoldConflict, ...]


def load_stories(folder: Path, names: frozenset[str] | None = None) -> list[GoldStory]:
    """Load every story (or those of ``names``) in ``folder``, sorted by name."""
    paths = [p for p in sorted(folder.glob("*.xml")) if names is None or p.stem in names]
    if not paths:
        raise DataError(
            "no annotated stories here.",
            "Point --data at a folder of stories in the XML markup of our corpus.",
            path=str(folder),
        )
    return [load_story(path) for path in paths]


def split_names(folder: Path, part: str) -> frozenset[str]:
    """The names of the stories in one part (train, dev, test), from ``split.toml``."""
    path = folder / "split.toml"
    if not path.is_file():
        raise DataError("no split.toml here.", "Give the folder of our corpus.", path=str(folder))
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))[part])


def load_story(path: Path) -> GoldStory:
    """Load one story; ``DataError`` if it is not well-formed or lacks cast or text."""
    try:
        # Expat itself bounds entity expansion, and nothing external is ever loaded.
        root = ElementTree.parse(path).getroot()  # noqa: S314
        return _story(path.stem, root)
    except (OSError, ValueError, KeyError, ElementTree.ParseError) as error:
        raise DataError(
            f"this is no annotated story ({error}).",
            "Check it against the description of the markup.",
            path=str(path),
        ) from error


def _story(name: str, root: Element) -> GoldStory:
    builder = TextBuilder()
    text = root.find("text")
    if text is None:
        raise ValueError("no <text>")
    builder.walk(text)
    marked = sorted(builder.marked, key=lambda m: (m.span[0], -m.span[1]))

    def tagged(*tags: str) -> list[Marked]:
        return [m for m in marked if m.tag in tags]

    return GoldStory(
        name=name,
        text=builder.text() + "\n",
        person=root.get("person", ""),
        tense=root.get("tense", ""),
        cast=tuple(_person(char) for char in root.iter("char")),
        places=tuple(
            GoldPlace(p.attrib["id"], p.get("name", ""), p.get("in")) for p in root.iter("place")
        ),
        speeches=tuple(map(_speech, tagged("q"))),
        mentions=tuple(
            GoldMention(m.span, m.ids("who"), m.attributes.get("kind") == "pron")
            for m in tagged("m")
        ),
        thoughts=tuple(GoldThought(m.span, m.ids("who"), ()) for m in tagged("t")),
        reported=tuple(GoldThought(m.span, m.ids("who"), m.ids("to")) for m in tagged("i")),
        scenes=tuple(map(_scene, tagged("scene"))),
        moves=tuple(map(_move, tagged("in", "out", "go"))),
        claims=tuple(map(_claim, tagged("fact", "claim"))),
        told=tuple(map(_told, tagged("told"))),
        conflicts=tuple(_conflict(c) for tag in ("conflict", "decoy") for c in root.iter(tag)),
    )


def _person(char: Element) -> GoldPerson:
    aliases = (alias.strip() for alias in char.get("aliases", "").split(";"))
    names = dict.fromkeys(n for n in (char.get("name", "").strip(), *aliases) if n)
    return GoldPerson(char.attrib["id"], tuple(names), char.get("pronouns", ""))


def _speech(m: Marked) -> GoldSpeech:
    type_: QuoteType | None = next(
        (t for t in get_args(QuoteType) if t == m.attributes.get("type")), None
    )
    if "who" not in m.attributes:
        raise ValueError("<q> without who")
    how = m.attributes.get("how", "said")
    return GoldSpeech(m.span, m.ids("who"), _hearers(m), type_, how)


def _hearers(m: Marked) -> frozenset[str] | None:
    return None if "*" in m.ids("to") else frozenset(m.ids("to"))


def _scene(m: Marked) -> GoldScene:
    pov = m.attributes.get("pov", "none")
    known = None if pov in ("", "none") else pov
    return GoldScene(m.span, m.attributes.get("place"), m.ids("present"), known)


def _move(m: Marked) -> GoldMove:
    kind: Literal["in", "out", "go"] = "in" if m.tag == "in" else "out" if m.tag == "out" else "go"
    return GoldMove(m.span[0], kind, m.ids("who"), m.attributes.get("to"))


def _claim(m: Marked) -> GoldClaim:
    get = m.attributes.get
    return GoldClaim(
        m.attributes["id"], m.span, m.ids("by"), get("about", ""), get("what", ""), get("value", "")
    )


def _told(m: Marked) -> GoldTold:
    what = m.attributes.get("what", "")
    return GoldTold(m.attributes["id"], m.span, m.ids("by"), _hearers(m), what)


def _conflict(element: Element) -> GoldConflict:
    kind: Literal["continuity", "testimony", "decoy"] = "decoy"
    if element.tag == "conflict":
        kind = "testimony" if element.get("kind") == "testimony" else "continuity"
    return GoldConflict(kind, element.attrib["a"], element.attrib["b"], element.get("why", ""))
