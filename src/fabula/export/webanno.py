"""W3C Web Annotations (w3.org/TR/annotation-model) as one JSON-LD collection.

Every mention is identified, every quotation classified and linked to its speaker and
addressees. Targets have a position and a quote selector; positions are code points.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from fabula.export.base import names_by_id
from fabula.schema.story import Span
from fabula.schema.world import World

CONTEXT = 32  # characters before and after, to find the place in an edited text
Node = dict[str, Any]


def web_annotations(world: World) -> str:
    """An ``AnnotationCollection`` with all annotations on its one page, an annotation a line."""
    collection = f"urn:sha256:{world.story.sha256}"
    items = list(_annotations(world, collection))
    head = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": collection,
        "type": "AnnotationCollection",
        "label": world.story.title or world.story.source,
        "total": len(items),
    }
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    page = json.dumps({"id": f"{collection}#page", "type": "AnnotationPage", "startIndex": 0})[:-1]
    lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in items)
    return f'{opening}, "first": {page}, "items": [\n{lines}\n]}}}}\n'


def _annotations(world: World, collection: str) -> Iterator[Node]:
    names = names_by_id(world)

    def person(who: str, purpose: str) -> Node:
        source = {"id": f"{collection}#{who}", "type": "Thing", "label": names[who]}
        return {"type": "SpecificResource", "purpose": purpose, "source": source}

    for number, mention in enumerate(world.mentions, start=1):
        body = [_tag(mention.type), _tag(mention.kind)]
        if mention.entity is not None:
            body.insert(0, person(mention.entity, "identifying"))
        yield {
            "id": f"{collection}#m{number}",
            "type": "Annotation",
            "motivation": "identifying",
            "body": body,
            "target": _target(world, collection, (mention.start, mention.end)),
        }
    for quote in world.quotes:
        body = [_tag(quote.kind)]
        if quote.speaker is not None:
            body.append({**person(quote.speaker, "identifying"), "fabula:role": "speaker"})
        body += [{**person(who, "linking"), "fabula:role": "addressee"} for who in quote.addressees]
        targets = [_target(world, collection, span) for span in quote.spans]
        yield {
            "id": f"{collection}#{quote.id}",
            "type": "Annotation",
            "motivation": "classifying",
            "body": body,
            "target": targets[0] if len(targets) == 1 else targets,
        }


def _tag(value: str) -> Node:
    return {"type": "TextualBody", "purpose": "tagging", "value": value}


def _target(world: World, collection: str, span: Span) -> Node:
    text, (start, end) = world.story.text, span
    return {
        "source": collection,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(start - CONTEXT, 0) : start],
                "suffix": text[end : end + CONTEXT],
            },
        ],
    }
