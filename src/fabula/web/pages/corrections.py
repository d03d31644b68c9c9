"""What a reader decides on the page, as entries of the corrections file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fabula.corrections import anchor
from fabula.corrections.point import character
from fabula.schema.corrections import (
    Anchor,
    Correction,
    Is,
    Merge,
    NotPerson,
    NotSpeech,
    Pronouns,
    Rename,
    Said,
    Split,
    Waive,
    Who,
)
from fabula.schema.world import World

Data = Mapping[str, Any]
LONGEST = 200  # characters of a name


def entry(world: World, data: Data) -> Correction:
    """The correction a request asks for; ids and offsets become words of the text.

    ``data`` is like an entry of the file, with ids for characters, quotations and conflicts,
    and [start, end] for mentions. ValueError says what is wrong with it.
    """
    build = _BUILDERS.get(str(data.get("do")))
    if build is None:
        raise ValueError(f"“do” must be one of {', '.join(_BUILDERS)}")
    return build(world, data)


def _said(world: World, data: Data) -> Correction:
    by = _who(world, data["by"]) if data.get("by") else None
    to = None
    if isinstance(data.get("to"), list):
        to = tuple(_who(world, id_) for id_ in data["to"])
    return Said(_quote(world, data), by, to)


def _not_speech(world: World, data: Data) -> Correction:
    return NotSpeech(_quote(world, data))


def _is(world: World, data: Data) -> Correction:
    return Is(_span(world, data.get("mention")), _who(world, data.get("character")))


def _merge(world: World, data: Data) -> Correction:
    ids = data.get("characters")
    if not isinstance(ids, list) or len({str(id_) for id_ in ids}) < 2:
        raise ValueError("“characters” must name at least two")
    return Merge(tuple(_who(world, id_) for id_ in ids))


def _split(world: World, data: Data) -> Correction:
    mentions = data.get("mentions")
    if not isinstance(mentions, list) or not mentions:
        raise ValueError("“mentions” must give the passages that are somebody else")
    spans = tuple(_span(world, span) for span in mentions)
    return Split(_who(world, data.get("character")), _text(data, "name"), mentions=spans)


def _rename(world: World, data: Data) -> Correction:
    return Rename(_who(world, data.get("character")), _text(data, "name"))


def _pronouns(world: World, data: Data) -> Correction:
    return Pronouns(_who(world, data.get("character")), _text(data, "pronouns"))


def _not_a_person(world: World, data: Data) -> Correction:
    return NotPerson(_who(world, data.get("character")))


def _waive(world: World, data: Data) -> Correction:
    for conflict in world.conflicts:
        if conflict.id == data.get("conflict"):
            return Waive(_span(world, conflict.a), _span(world, conflict.b))
    raise ValueError("there is no such conflict")


_BUILDERS: Mapping[str, Callable[[World, Data], Correction]] = {
    "said": _said,
    "not-speech": _not_speech,
    "is": _is,
    "merge": _merge,
    "split": _split,
    "rename": _rename,
    "pronouns": _pronouns,
    "not-a-person": _not_a_person,
    "waive": _waive,
}


def _who(world: World, id_: object) -> Who:
    if not any(known.id == id_ for known in world.characters):
        raise ValueError("there is no such character")
    return character(world, str(id_))


def _quote(world: World, data: Data) -> Anchor:
    for quote in world.quotes:
        if quote.id == data.get("quote"):
            return anchor(world.story.text, *quote.spans[0])
    raise ValueError("there is no such line")


def _span(world: World, span: object) -> Anchor:
    if isinstance(span, list | tuple) and len(span) == 2:
        start, end = span
        if type(start) is int and type(end) is int and 0 <= start < end <= len(world.story.text):
            return anchor(world.story.text, start, end)
    raise ValueError("a passage is [start, end], offsets into the text")


def _text(data: Data, key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST:
        raise ValueError(f"“{key}” must be some words, at most {LONGEST} characters")
    return " ".join(value.split())
