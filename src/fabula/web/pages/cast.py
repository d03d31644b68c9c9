"""The cast: who there is, drawn from data, and everything about one of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fabula.schema.world import Character
from fabula.views.people import hue
from fabula.views.portrait import portrait
from fabula.web.edition import Edition
from fabula.world.knowledge import knows

Data = dict[str, Any]
PLACES = 60  # passages listed at once
SHOWN = 60  # relations, and things known


def cast(edition: Edition) -> Data:
    """Everybody, most mentioned first."""
    return {"characters": [brief(edition, c) for c in edition.world.characters]}


def people(edition: Edition) -> Data:
    """Ids and names, to choose from."""
    return {"people": [{"id": c.id, "name": c.name} for c in edition.world.characters]}


def brief(edition: Edition, character: Character) -> Data:
    """A character as the list shows it."""
    drawn = portrait(
        [m.start for m in edition.mentions.get(character.id, ())],
        [q.spans[0][0] for q in edition.lines.get(character.id, ())],
        edition.extent,
        edition.at,
    )
    return {
        "id": character.id,
        "name": character.name,
        "hue": hue(character.id),
        "pronouns": character.pronouns,
        "mentions": character.mentions,
        "lines": character.lines,
        "narrates": character.narrates,
        "group": character.group,
        "from": character.start,
        "aliases": [{"text": a.text, "from": a.start, "count": a.count} for a in character.aliases],
        "portrait": asdict(drawn),
    }


def person(edition: Edition, id_: str, page: int = 1) -> Data | None:
    """One character: names, relations, what he knows, and every place he is spoken of."""
    character = edition.characters.get(id_)
    if character is None:
        return None
    return {
        "character": brief(edition, character),
        "relations": relations(edition, id_),
        "knows": _knows(edition, id_),
        "places": places(edition, id_, page),
    }


def places(edition: Edition, id_: str, page: int = 1) -> Data:
    """The passages that mention an entity, ``PLACES`` to a page."""
    found = edition.mentions.get(id_, [])
    pages = max(-(-len(found) // PLACES), 1)
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PLACES : page * PLACES]
    return {
        "total": len(found),
        "page": page,
        "pages": pages,
        "passages": [{**edition.passage(m.start, m.end), "kind": m.kind} for m in shown],
        "offsets": [m.start for m in found],
    }


def relations(edition: Edition, id_: str) -> list[Data]:
    """Relations of a character to others and of others to it, by first evidence."""
    found = [r for r in edition.world.relations if id_ in (r.source, r.target)]
    return [
        {
            "source": r.source,
            "target": r.target,
            "kind": r.kind,
            "words": _relation(r.kind),
            "from": r.start,
            "confidence": r.confidence,
            "evidence": [edition.passage(*span) for span in r.evidence[:3]],
        }
        for r in sorted(found, key=lambda r: r.start)[:SHOWN]
    ]


def _relation(kind: str) -> str:
    """``parent`` is said as "parent of", ``works-for`` as "works for", ``loves`` as it is."""
    plain = kind.replace("-", " ")
    return plain if plain.endswith(("s", " for", " of", " with")) else f"{plain} of"


def _knows(edition: Edition, id_: str) -> list[Data]:
    """What somebody said, was told or overheard, the latest last."""
    learned = [known for known in knows(edition.world, id_) if known.told is not None]
    return [
        {
            "how": known.how,
            "since": known.since,
            "by": known.told.by if known.told else None,
            "passage": edition.passage(*known.span, around=0),
        }
        for known in learned[-SHOWN:]
    ]
