"""A horizontal axis over the text, with the chapters on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.views.people import Chapter
from fabula.views.svg import Markup, element, label, shortened, text_width, tip

TITLE = 150.0  # width of a chapter's title, at most


@dataclass(frozen=True, slots=True)
class Axis:
    """Offsets 0..length laid out from ``left`` over ``width``."""

    left: float
    width: float
    length: int

    def x(self, offset: int) -> float:
        """Where an offset lies."""
        return self.left + self.width * offset / max(self.length, 1)

    def chapters(self, chapters: Sequence[Chapter], foot: float) -> Iterator[Markup]:
        """A rule where each chapter begins."""
        return chapter_rules(
            [(self.x(c.start), c.title) for c in chapters], self.x(self.length), foot
        )


def chapter_rules(
    starts: Sequence[tuple[float, str]], right: float, foot: float
) -> Iterator[Markup]:
    """Rules down to ``foot`` at (x, title), with the titles there is room for up to ``right``."""
    written_to = 0.0
    for x, title in starts:
        words = shortened(title, min(TITLE, right - x), 12) if x >= written_to else ""
        if words:
            written_to = x + text_width(words, 12) + 16
        yield element(
            "g",
            tip(title),
            element("line", x1=x, x2=x, y1=6 if words else 24, y2=foot, class_="rule"),
            *([label(words, x + 4, 16, "chapter")] if words else []),
        )
