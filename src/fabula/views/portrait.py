"""A portrait made of data: where in the book somebody is spoken of, and where he speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fabula.schema.story import Span

BINS = 96  # bars of a portrait
HEIGHT = 14  # of the tallest bar up (mentions) and down (lines)
STEP = 3  # width of a bar and the gap after it


@dataclass(frozen=True, slots=True)
class Portrait:
    """Counts per equal stretch of the story; ``until`` is how many stretches have been read."""

    mentions: tuple[int, ...]
    lines: tuple[int, ...]
    until: int


def portrait(
    mentions: Iterable[int], lines: Iterable[int], extent: Span, at: int | None = None
) -> Portrait:
    """The portrait of somebody from the offsets of mentions and lines."""
    read = BINS if at is None else _bin(at, extent) + 1
    return Portrait(_counts(mentions, extent), _counts(lines, extent), read)


def portrait_svg(portrait: Portrait, hue: int, label: str) -> str:
    """Mentions as bars upward, lines downward; ``label`` is safe text for those who listen."""
    width = BINS * STEP
    top = max(portrait.mentions, default=0) or 1
    most = max(portrait.lines, default=0) or 1
    up = "".join(_bar(i, -n / top * HEIGHT) for i, n in enumerate(portrait.mentions) if n)
    down = "".join(_bar(i, n / most * HEIGHT) for i, n in enumerate(portrait.lines) if n)
    ahead = (BINS - portrait.until) * STEP
    veil = (
        f'<rect class="ahead" x="{width - ahead}" y="{-HEIGHT}" width="{ahead}"'
        f' height="{2 * HEIGHT}"/>'
        if ahead
        else ""
    )
    return (
        f'<svg class="portrait hue-{hue}" role="img" aria-label="{label}"'
        f' viewBox="0 {-HEIGHT - 1} {width} {2 * HEIGHT + 2}" preserveAspectRatio="none">'
        f'{veil}<path class="base" d="M0 0H{width}"/>'
        f'<path class="up" d="{up}"/><path class="down" d="{down}"/></svg>'
    )


def _bar(index: int, height: float) -> str:
    return f"M{index * STEP + 1} 0v{height:.1f}"


def _counts(offsets: Iterable[int], extent: Span) -> tuple[int, ...]:
    counts = [0] * BINS
    for offset in offsets:
        counts[_bin(offset, extent)] += 1
    return tuple(counts)


def _bin(offset: int, extent: Span) -> int:
    start, end = extent
    share = (offset - start) / max(end - start, 1)
    return min(max(int(share * BINS), 0), BINS - 1)
