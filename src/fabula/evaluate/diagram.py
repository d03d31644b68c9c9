"""Drawings of how far confidences can be trusted, as SVG that needs nothing from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fabula.evaluate.calibration import BINS, Bin
from fabula.views.svg import Markup, element, group, label, text, tip

Point = tuple[float, float, float]

_SIDE = 300.0  # of the square that shares are drawn in
_LEFT, _TOP, _FOOT = 48.0, 12.0, 44.0
_HISTOGRAM = 70.0  # height of the counts
_GAP = 26.0  # between the square and the counts
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def reliability_diagram(bins: Sequence[Bin | None]) -> Markup:
    """Confidence against the share that is right, and how many answers that is, below.

    Bars that end on the diagonal are confidences that keep their word.
    """
    most = max((b.count for b in bins if b is not None), default=1)
    foot = _TOP + _SIDE + _GAP + _HISTOGRAM
    layers = [
        *_grid("share right"),
        element("line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), class_="ideal"),
        group("bars", (_bar(at, b, most) for at, b in enumerate(bins) if b is not None)),
        *_ticks_below(foot, "confidence"),
        label(f"{most:,}", _LEFT - 6, foot - _HISTOGRAM + 10, "tick", "end"),
        label("answers", _LEFT - 6, foot, "tick", "end"),
    ]
    return _drawing("Reliability: confidence against the share right", foot + _FOOT, layers)


def coverage_diagram(curve: Sequence[Point]) -> Markup:
    """The share right among the answers kept, as more are given: (threshold, kept, right)."""
    points = " ".join(f"{_x(kept):.1f},{_y(right):.1f}" for _, kept, right in curve)
    layers = [
        *_grid("share right of those answered"),
        element("polyline", points=points, class_="curve"),
        group(
            "dots",
            (
                element(
                    "circle",
                    tip(f"from confidence {at:.2f}: {kept:.1%} answered, {right:.1%} right"),
                    cx=_x(kept),
                    cy=_y(right),
                    r=4,
                )
                for at, kept, right in curve
            ),
        ),
        *_ticks_below(_TOP + _SIDE, "share answered"),
    ]
    return _drawing("Coverage: right answers as more are given", _TOP + _SIDE + _FOOT, layers)


def _bar(at: int, b: Bin, most: int) -> Markup:
    """The bar of one bin, where its mean confidence lies, and its count."""
    left, width = _x(at / BINS) + 1, _SIDE / BINS - 2
    height = _HISTOGRAM * b.count / most
    foot = _TOP + _SIDE + _GAP + _HISTOGRAM
    return element(
        "g",
        tip(f"{b.count:,} answers, confidence {b.confidence:.1%}, right {b.accuracy:.1%}"),
        element("rect", x=left, y=_y(b.accuracy), width=width, height=_SIDE * b.accuracy),
        element("circle", cx=_x(b.confidence), cy=_y(b.accuracy), r=3.5),
        element("rect", x=left, y=foot - height, width=width, height=height, class_="count"),
    )


def _grid(words: str) -> Iterator[Markup]:
    for share in _TICKS:
        yield element("line", x1=_x(0), x2=_x(1), y1=_y(share), y2=_y(share), class_="grid")
        yield label(f"{share:.0%}", _LEFT - 6, _y(share) + 4, "tick", "end")
    at = _TOP + _SIDE / 2
    turned = f"translate(11 {at:.0f}) rotate(-90)"
    yield element("text", text(words), transform=turned, class_="axis", text_anchor="middle")


def _ticks_below(foot: float, words: str) -> Iterator[Markup]:
    yield element("line", x1=_x(0), x2=_x(1), y1=foot, y2=foot, class_="grid")
    for share in _TICKS:
        yield label(f"{share:.0%}", _x(share), foot + 16, "tick", "middle")
    yield label(words, _x(0.5), foot + 34, "axis", "middle")


def _drawing(title: str, height: float, layers: Sequence[Markup]) -> Markup:
    width = _LEFT + _SIDE + 24
    return element(
        "svg",
        tip(title),
        *layers,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
    )


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)
