"""A horizontal axis over the text, with the chapters on it, and lanes under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.views.people import Chapter
from fabula.views.svg import Markup, element, fitting, label, text_width, tip

WIDTH = 1080.0  # of a chart over the text
LEFT = 130.0  # where the text begins
RIGHT = 20.0
TOP = 34.0  # under the titles of chapters
LANE = 34.0
TITLE = 150.0  # width of a chapter's title, at most


@dataclass(frozen=True, slots=True)
class Axis:
    """Offsets 0..length laid out from ``left`` over ``width``."""

    length: int
    left: float = LEFT
    width: float = WIDTH - LEFT - RIGHT

    @property
    def right(self) -> float:
        """Where the text ends."""
        return self.left + self.width

    def x(self, offset: int) -> float:
        """Where an offset lies."""
        return self.left + self.width * offset / max(self.length, 1)

    def chapters(self, chapters: Sequence[Chapter], foot: float) -> Iterator[Markup]:
        """A rule where each chapter begins."""
        return chapter_rules([(self.x(c.start), c.title) for c in chapters], self.right, foot)

    def lane(self, name: str, top: float) -> Markup:
        """The foot of a lane, and what is in it."""
        foot = top + LANE - 4
        line = element("line", x1=self.left, x2=self.right, y1=foot, y2=foot, class_="rule")
        return element("g", line, label(name, 10, top + 20, "lane"))


def chapter_rules(
    starts: Sequence[tuple[float, str]], right: float, foot: float
) -> Iterator[Markup]:
    """Rules down to ``foot`` at (x, title), with the titles there is room for up to ``right``."""
    written_to = 0.0
    for x, title in starts:
        words = fitting(title, min(TITLE, right - x), 12) if x >= written_to else ""
        if words:
            written_to = x + text_width(words, 12) + 16
        yield element(
            "g",
            tip(title),
            element("line", x1=x, x2=x, y1=6 if words else 24, y2=foot, class_="rule"),
            *([label(words, x + 4, 16, "chapter")] if words else []),
        )
