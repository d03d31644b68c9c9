"""What stands inside a paragraph: speech, mentions, and where scenes begin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.export.base import xml_attribute, xml_text
from fabula.export.tei.lists import certainty
from fabula.schema.story import Paragraph, Span
from fabula.schema.world import Quote, World, WorldMention

NAMES = {"PER": "persName", "ORG": "orgName", "VEH": "objectName"}
KINDS = {"PER": "person", "ORG": "organisation", "VEH": "vehicle"}
UNSPOKEN = {"title": "title", "scare": "soCalled"}


@dataclass(frozen=True, slots=True)
class Element:
    """An element over a span, an empty one over none; ``tag`` is its start tag's inside."""

    start: int
    end: int
    tag: str


class Inline:
    """Paragraphs as TEI content. An element that would cross another is left out."""

    def __init__(self, world: World) -> None:
        self._text = world.story.text
        paragraphs = world.story.paragraphs
        quotes = [element for quote in world.quotes for element in _said(quote, paragraphs)]
        edges = sorted((edge, n) for n, e in enumerate(quotes) for edge in (e.start, e.end))
        mentions = [
            _mention(mention)
            for mention in world.mentions
            if mention.entity is not None and not _crosses(mention, quotes, edges)
        ]
        scenes = [
            Element(s.start, s.start, f'milestone unit="scene" xml:id="{xml_attribute(s.id)}"')
            for s in world.scenes
        ]
        # what is empty or outside comes first, and speech before a name of its length
        self._elements = sorted(
            [*scenes, *quotes, *mentions], key=lambda e: (e.start, e.end > e.start, -e.end)
        )
        self._starts = [element.start for element in self._elements]

    def paragraph(self, paragraph: Paragraph) -> str:
        """The text of a paragraph with its elements."""
        return "".join(self._parts(paragraph.start, paragraph.end))

    def _parts(self, start: int, end: int) -> Iterator[str]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        at = start
        inside: list[Element] = []
        for element in self._elements[first:last]:
            while inside and inside[-1].end <= element.start:
                closed = inside.pop()
                yield self._closed(at, closed)
                at = closed.end
            if element.end > (inside[-1].end if inside else end):
                continue
            yield xml_text(self._text[at : element.start])
            at = element.start
            if element.start == element.end:
                yield f"<{element.tag}/>"
            else:
                yield f"<{element.tag}>"
                inside.append(element)
        while inside:
            closed = inside.pop()
            yield self._closed(at, closed)
            at = closed.end
        yield xml_text(self._text[at:end])

    def _closed(self, at: int, element: Element) -> str:
        return f"{xml_text(self._text[at : element.end])}</{element.tag.partition(' ')[0]}>"


def _said(quote: Quote, paragraphs: Sequence[Paragraph]) -> Iterator[Element]:
    """A quotation as elements, one for each piece and paragraph."""
    pieces = [piece for span in quote.spans for piece in _by_paragraph(span, paragraphs)]
    if quote.kind in UNSPOKEN:
        for start, end in pieces:
            yield Element(start, end, UNSPOKEN[quote.kind])
        return
    tag = f"said{_attributes(quote)}"
    name = xml_attribute(quote.id)
    if len(pieces) == 1:
        yield Element(*pieces[0], f'{tag} xml:id="{name}"')
        return
    for number, (start, end) in enumerate(pieces, start=1):
        links = f' next="#{name}-{number + 1}"' if number < len(pieces) else ""
        links += f' prev="#{name}-{number - 1}"' if number > 1 else ""
        yield Element(start, end, f'{tag} xml:id="{name}-{number}"{links}')


def _attributes(quote: Quote) -> str:
    pointers = {
        "who": [quote.speaker] if quote.speaker else [],
        "toWhom": list(quote.addressees),
    }
    given = "".join(
        f' {name}="{xml_attribute(" ".join(f"#{who}" for who in people))}"'
        for name, people in pointers.items()
        if people
    )
    aloud = "false" if quote.kind == "thought" else "true"
    direct = "false" if quote.kind == "reported" else "true"
    sure = f' cert="{certainty(quote.confidence)}"' if quote.speaker else ""
    return f'{given} aloud="{aloud}" direct="{direct}"{sure}'


def _by_paragraph(span: Span, paragraphs: Sequence[Paragraph]) -> Iterator[Span]:
    index = max(bisect_right(paragraphs, span[0], key=lambda p: p.start) - 1, 0)
    while index < len(paragraphs) and paragraphs[index].start < span[1]:
        start, end = max(span[0], paragraphs[index].start), min(span[1], paragraphs[index].end)
        if start < end:
            yield start, end
        index += 1


def _mention(mention: WorldMention) -> Element:
    reference = f'ref="#{xml_attribute(mention.entity or "")}"'
    if mention.kind == "PROP":
        tag = f"{NAMES.get(mention.type, 'placeName')} {reference}"
    else:
        tag = f'rs type="{KINDS.get(mention.type, "place")}" {reference}'
    return Element(mention.start, mention.end, tag)


def _crosses(
    mention: WorldMention, quotes: Sequence[Element], edges: Sequence[tuple[int, int]]
) -> bool:
    """Whether a quotation starts or ends within, and is not all within."""
    first = bisect_right(edges, (mention.start, len(quotes)))
    last = bisect_left(edges, (mention.end, 0))
    owners = (quotes[number] for _, number in edges[first:last])
    return any(q.start < mention.start or q.end > mention.end for q in owners)
