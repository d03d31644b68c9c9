"""Short passages and page-like references, for readers on paper."""

from __future__ import annotations

from bisect import bisect_right

from fabula.export.base import Chapters
from fabula.schema.story import Span
from fabula.schema.world import World, WorldMention

PAGE = 1500  # characters of a printed page
LONGEST = 240


class Passages:
    """Looks up places in one story."""

    def __init__(self, world: World) -> None:
        self._text = world.story.text
        self._chapters = Chapters(world.story)
        self._paragraphs = [p for p in world.story.paragraphs if p.kind == "text"]
        self._starts = [paragraph.start for paragraph in self._paragraphs]

    def reference(self, offset: int) -> str:
        """ "Chapter 2, p. 17"; a page is 1,500 characters."""
        page = f"p. {offset // PAGE + 1}"
        title = self._chapters.title(offset)
        return page if title is None else f"{title}, {page}"

    def text(self, span: Span) -> str:
        """The words of a span on one line, the middle left out where it is long."""
        words = " ".join(self._text[slice(*span)].split())
        if len(words) <= LONGEST:
            return words
        half = LONGEST // 2
        return f"{words[:half].rsplit(' ', 1)[0]} … {words[-half:].split(' ', 1)[-1]}"

    def around(self, span: Span) -> str:
        """The sentence-like surroundings of a span, within its paragraph."""
        index = bisect_right(self._starts, span[0]) - 1
        if index < 0:
            return self.text(span)
        paragraph = self._paragraphs[index]
        start = max(paragraph.start, span[0] - LONGEST // 2)
        end = min(paragraph.end, span[1] + LONGEST // 2)
        while start > paragraph.start and not self._text[start - 1].isspace():
            start -= 1
        while end < paragraph.end and not self._text[end].isspace():
            end += 1
        opening = "… " if start > paragraph.start else ""
        ending = " …" if end < paragraph.end else ""
        return f"{opening}{' '.join(self._text[start:end].split())}{ending}"


def first_mentions(world: World) -> dict[str, WorldMention]:
    """The mention that introduces each entity: its first by name, or else its first."""
    rank = {"PROP": 0, "NOM": 1, "PRON": 2}
    first: dict[str, WorldMention] = {}
    for mention in sorted(world.mentions, key=lambda m: (rank[m.kind], m.start)):
        if mention.entity is not None:
            first.setdefault(mention.entity, mention)
    return first
