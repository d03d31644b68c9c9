"""One state of one book, with what the pages look up in it."""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from functools import cached_property
from typing import Any

from fabula.schema.story import Span
from fabula.schema.world import Character, Quote, Scene, World, WorldMention
from fabula.views import Chart
from fabula.views.labels import Labels
from fabula.views.reading import Reading
from fabula.world.horizon import world_at

CONTEXT = 70  # characters shown on either side of a passage
LONGEST = 220  # characters of a passage that are shown


class Edition:
    """A World ready to be shown; immutable, so that requests can share it.

    ``world`` is what may be shown; where ``at`` is given it is cut there. ``reading`` is of
    the whole text, which is shown in any case.
    """

    def __init__(
        self, book: str, whole: World, at: int | None = None, of: Edition | None = None
    ) -> None:
        self.book = book
        self.at = at
        self.whole = whole
        self.world = whole if at is None else world_at(whole, at)
        self.reading: Reading = Reading(whole) if of is None else of.reading
        self.labels: Labels = Labels(whole) if of is None else of.labels
        self._of = of
        self._views: dict[str, Any] = {}

    def cut(self, at: int) -> Edition:
        """The same as a reader at ``at`` knows it."""
        return Edition(self.book, self.whole, min(at, len(self.whole.story.text)), self)

    @cached_property
    def characters(self) -> dict[str, Character]:
        return {character.id: character for character in self.world.characters}

    @cached_property
    def names(self) -> dict[str, str]:
        """The full names of everything that has an id."""
        names = {character.id: character.name for character in self.world.characters}
        names |= {place.id: place.name for place in self.world.places}
        return names | {other.id: other.name for other in self.world.others}

    @cached_property
    def quotes(self) -> dict[str, Quote]:
        return {quote.id: quote for quote in self.world.quotes}

    @cached_property
    def scenes(self) -> dict[str, Scene]:
        return {scene.id: scene for scene in self.world.scenes}

    @cached_property
    def ordered_mentions(self) -> list[WorldMention]:
        return sorted(self.world.mentions, key=lambda mention: mention.start)

    @cached_property
    def mentions(self) -> dict[str, list[WorldMention]]:
        """The mentions of each entity, in text order."""
        found: dict[str, list[WorldMention]] = defaultdict(list)
        for mention in self.ordered_mentions:
            if mention.entity is not None:
                found[mention.entity].append(mention)
        return dict(found)

    @cached_property
    def mention_at(self) -> dict[Span, WorldMention]:
        return {(mention.start, mention.end): mention for mention in self.world.mentions}

    @cached_property
    def lines(self) -> dict[str, list[Quote]]:
        """The quotations each character speaks, in text order."""
        found: dict[str, list[Quote]] = defaultdict(list)
        for quote in self.world.quotes:
            if quote.speaker is not None:
                found[quote.speaker].append(quote)
        return dict(found)

    @cached_property
    def extent(self) -> Span:
        """From where to where the story itself goes, licence and notes left out."""
        told = [p for p in self.whole.story.paragraphs if p.kind == "text"]
        return (told[0].start, told[-1].end) if told else (0, len(self.whole.story.text))

    def view(self, chart: Chart) -> Any:
        """What a chart draws of this edition, built once."""
        if chart.name not in self._views:
            self._views[chart.name] = self._build(chart)
        return self._views[chart.name]

    def _build(self, chart: Chart) -> Any:
        if self._of is None or chart.cut is None:
            return chart.build(self.world)
        return chart.cut(self.world, self._of.view(chart))

    def label(self, id_: str, offset: int) -> str | None:
        """What to call a character beside the text at an offset."""
        if self.at is None:
            return self.labels.short(id_)
        return self.labels.at(id_, max(offset, self.at))

    def passage(self, start: int, end: int, around: int = CONTEXT) -> dict[str, Any]:
        """A span with the whole words around it, on one line; what is long is cut."""
        text = self.whole.story.text
        known = len(text) if self.at is None else self.at
        before = text[max(start - around, 0) : min(start, known)]
        after = text[end : min(end + around, known)]
        if start > around:
            before = before.partition(" ")[2] if " " in before else ""
        if end + around < known:
            after = after.rpartition(" ")[0] if " " in after else ""
        words = text[start : min(end, start + 2 * LONGEST, known)]
        return {
            "start": start,
            "end": end,
            "before": _one_line(before),
            "words": textwrap.shorten(words, LONGEST, placeholder=" …"),
            "after": _one_line(after),
        }


def _one_line(text: str) -> str:
    """White space made single, kept at the ends."""
    return re.sub(r"\s+", " ", text)
