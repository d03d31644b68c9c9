"""What a click shows: who a word means or who says a line, how sure that is, and why."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from fabula.schema.story import Span
from fabula.schema.world import Quote, WorldMention
from fabula.views.people import hue
from fabula.views.reasons import explained
from fabula.web.edition import Edition
from fabula.world.doubts import WEAK

Data = dict[str, Any]
NEAR = 4  # other places shown on either side
CANDIDATES = 6

MENTIONS = {"PROP": "name", "NOM": "description", "PRON": "pronoun"}


def quote_card(edition: Edition, id_: str) -> Data | None:
    """A line: its speaker, addressees, certainty, reason, evidence and candidates."""
    quote = edition.quotes.get(id_)
    if quote is None:
        return None
    start, end = quote.spans[0]
    return {
        "quote": quote.id,
        "kind": quote.kind,
        "spans": [list(span) for span in quote.spans],
        "passage": edition.passage(start, end, around=0),
        "speaker": who(edition, quote.speaker),
        "addressees": [who(edition, a) for a in quote.addressees],
        "confidence": quote.confidence,
        "weak": quote.speaker is not None and quote.confidence < WEAK,
        "reason": quote.reason,
        "why": explained(quote.reason),
        "evidence": [edition.passage(*span) for span in _evidence(quote)],
        "candidates": [
            {"who": who(edition, id_), "score": score}
            for id_, score in quote.candidates[:CANDIDATES]
        ],
        "places": _lines_near(edition, quote),
    }


def mention_card(edition: Edition, span: Span) -> Data | None:
    """A name, description or pronoun: whom or what it means, and where else that is."""
    mention = edition.mention_at.get(span)
    if mention is None:
        return None
    before = _named_before(edition, mention)
    return {
        "span": list(span),
        "kind": MENTIONS.get(mention.kind, mention.kind),
        "type": mention.type,
        "passage": edition.passage(*span),
        "entity": who(edition, mention.entity),
        "confidence": mention.confidence,
        "why": _why(mention, before),
        "evidence": [] if before is None else [edition.passage(before.start, before.end)],
        "candidates": _others_near(edition, mention),
        "places": _mentions_near(edition, mention),
    }


def who(edition: Edition, id_: str | None) -> Data | None:
    """An entity as a card names it."""
    if id_ is None or id_ not in edition.names:
        return None
    character = edition.characters.get(id_)
    return {
        "id": id_,
        "name": edition.names[id_],
        "character": character is not None,
        "hue": None if character is None else hue(id_),
        "pronouns": None if character is None else character.pronouns,
        "total": len(edition.mentions.get(id_, ())),
    }


def _evidence(quote: Quote) -> list[Span]:
    spans = [*quote.evidence, *([quote.cue] if quote.cue is not None else [])]
    return list(dict.fromkeys(spans))[:3]


def _why(mention: WorldMention, before: WorldMention | None) -> str:
    if mention.entity is None:
        return "Nobody it could mean is likely enough, so it is left open."
    if mention.kind == "PROP":
        return "The name says so." if before is None else "The name matches one used before."
    if before is None:
        return "The first words for this one; names come later or never."
    return "It goes back to the name or description before it:"


def _named_before(edition: Edition, mention: WorldMention) -> WorldMention | None:
    """The last mention of the same entity by more than a pronoun."""
    if mention.entity is None:
        return None
    found = edition.mentions.get(mention.entity, [])
    at = bisect_left(found, mention.start, key=lambda m: m.start)
    return next((m for m in reversed(found[:at]) if m.kind != "PRON"), None)


def _others_near(edition: Edition, mention: WorldMention) -> list[Data]:
    """Who else was spoken of shortly before, the last one first."""
    if mention.type != "PER":
        return []
    near: dict[str, int] = {}
    everything = edition.ordered_mentions
    at = bisect_left(everything, mention.start, key=lambda m: m.start)
    for other in reversed(everything[max(at - 60, 0) : at]):
        if other.entity in edition.characters and other.entity != mention.entity:
            near.setdefault(str(other.entity), other.start)
    return [{"who": who(edition, id_), "last": start} for id_, start in near.items()][:CANDIDATES]


def _mentions_near(edition: Edition, mention: WorldMention) -> Data:
    found = edition.mentions.get(mention.entity or "", [])
    at = bisect_left(found, mention.start, key=lambda m: m.start)
    around = [m for m in found[max(at - NEAR, 0) : at + NEAR + 1] if m is not mention]
    return {
        "total": len(found),
        "lines": False,
        "passages": [edition.passage(m.start, m.end, around=40) for m in around],
    }


def _lines_near(edition: Edition, quote: Quote) -> Data:
    found = edition.lines.get(quote.speaker or "", [])
    at = next((i for i, q in enumerate(found) if q is quote), 0)
    around = [q for q in found[max(at - NEAR, 0) : at + NEAR + 1] if q is not quote]
    return {
        "total": len(found),
        "lines": True,
        "passages": [edition.passage(*q.spans[0], around=0) for q in around],
    }
