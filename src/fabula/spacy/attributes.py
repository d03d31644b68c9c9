"""The attributes under ``_``: all of them look things up in the World a Doc carries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from spacy.tokens import Doc, Span, Token

from fabula.errors import FabulaError
from fabula.export.base import Nested, entities
from fabula.export.spacy_doc import WORLD
from fabula.schema.json import from_contract
from fabula.schema.world import Character, Other, Place, Quote, World

Entity = Character | Place | Other
DEFAULTS: Mapping[str, str] = {
    "world": "fabula",
    "entity": "entity",
    "speaker": "speaker",
    "addressees": "addressees",
}
KEPT = 4  # Worlds of Docs in use at once; another is read from its JSON again


class _Lookup:
    """A World, and what is where in it."""

    def __init__(self, packed: str) -> None:
        self.world = from_contract(json.loads(packed))
        self.entities: dict[str | None, Entity] = {e.id: e for e in entities(self.world)}
        linked = [m for m in self.world.mentions if m.entity is not None]
        self.mentions = Nested((m.start, m.end, m) for m in linked)
        self.exact = {(m.start, m.end): m.entity for m in linked}
        self.quotes = Nested((*span, quote) for quote in self.world.quotes for span in quote.spans)


@lru_cache(maxsize=KEPT)
def _lookup(packed: str) -> _Lookup:
    return _Lookup(packed)


def register(attrs: Mapping[str, str] | None = None) -> None:
    """Register the attributes, under other names if ``attrs`` says so.

    Keys of ``attrs``: ``world``, ``entity``, ``speaker``, ``addressees``. Raises FabulaError
    where a name belongs to somebody else already, or a key is none of these.
    """
    names = {**DEFAULTS, **(attrs or {})}
    if unknown := sorted(names.keys() - DEFAULTS.keys()):
        raise FabulaError(
            f"there is no attribute {', '.join(unknown)}.", f"There are: {', '.join(DEFAULTS)}."
        )
    _add(Doc, names["world"], _world)
    _add(Span, names["entity"], _span_entity)
    _add(Token, names["entity"], _token_entity)
    for holder in (Span, Token):
        _add(holder, names["speaker"], _speaker)
        _add(holder, names["addressees"], _addressees)


def _add(holder: type[Doc | Span | Token], name: str, getter: Callable[..., Any]) -> None:
    if not holder.has_extension(name):
        holder.set_extension(name, getter=getter)
    elif holder.get_extension(name)[2] is not getter:
        raise FabulaError(
            f"{holder.__name__}._.{name} belongs to another component.",
            "Choose another name with the setting attrs.",
        )


def _of(doc: Doc) -> _Lookup | None:
    packed = doc.user_data.get(WORLD)
    return None if packed is None else _lookup(packed)


def _world(doc: Doc) -> World | None:
    lookup = _of(doc)
    return None if lookup is None else lookup.world


def _span_entity(span: Span) -> Entity | None:
    """Whom or what this very span mentions."""
    lookup = _of(span.doc)
    if lookup is None:
        return None
    own = span.kb_id_ or lookup.exact.get((span.start_char, span.end_char))
    return lookup.entities.get(own)


def _token_entity(token: Token) -> Entity | None:
    """Whom or what the innermost mention around this token mentions."""
    lookup = _of(token.doc)
    if lookup is None:
        return None
    mention = lookup.mentions.around(*_offsets(token))
    return None if mention is None else lookup.entities.get(mention.entity)


def _speaker(part: Span | Token) -> Entity | None:
    """Who says this."""
    found = _quote(part)
    return None if found is None else found[1].entities.get(found[0].speaker)


def _addressees(part: Span | Token) -> tuple[Entity, ...]:
    """To whom this is said."""
    found = _quote(part)
    if found is None:
        return ()
    quote, lookup = found
    return tuple(lookup.entities[who] for who in quote.addressees if who in lookup.entities)


def _quote(part: Span | Token) -> tuple[Quote, _Lookup] | None:
    """The innermost quotation around a part of the text."""
    lookup = _of(part.doc)
    if lookup is None:
        return None
    quote = lookup.quotes.around(*_offsets(part))
    return None if quote is None else (quote, lookup)


def _offsets(part: Span | Token) -> tuple[int, int]:
    if isinstance(part, Token):
        return part.idx, part.idx + len(part)
    return part.start_char, part.end_char
