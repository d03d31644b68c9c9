"""The network drawn; scene by scene counts go along, so that a slider can redraw it."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.views.network import Counts, Edge, Network, Node
from fabula.views.svg import (
    Link,
    Markup,
    Sign,
    chart,
    element,
    group,
    label,
    legend,
    looks,
    place_in_text,
)

SIDE = (860.0, 560.0)
MARGIN = 70.0


def network_svg(view: Network, link: Link | None = None, *, standalone: bool = False) -> str:
    """The chart as SVG; a node leads to where its character first appears."""
    at = {node.person.id: _at(node) for node in view.nodes}
    called = {node.person.id: node.person.name for node in view.nodes}
    layers = [
        group("edges", (_edge(edge, at, called, link) for edge in view.edges)),
        group("nodes", (_node(node, link) for node in view.nodes)),
        group("legend", legend(_signs(), 16, SIDE[1] + 2 * MARGIN - 14)),
    ]
    size = (SIDE[0] + 2 * MARGIN, SIDE[1] + 2 * MARGIN)
    title = f"Who talks to whom in {view.title}"
    about = describe(view)
    return chart(
        "network", title, about, size, layers, standalone=standalone, data_scenes=view.scenes
    )


def describe(view: Network) -> str:
    """The chart in words: its strongest ties."""
    called = {node.person.id: node.person.name for node in view.nodes}
    strongest = sorted(view.edges, key=lambda edge: -total(edge.talk))[:5]
    ties = "; ".join(
        f"{called[e.source]} and {called[e.target]}, {total(e.talk)} lines" for e in strongest
    )
    return f"{len(view.nodes)} characters and {len(view.edges)} ties. Most is said between {ties}."


def total(counts: Counts) -> int:
    """How often in all scenes."""
    return sum(count for _, count in counts)


def written(counts: Counts) -> str:
    """``scene:count`` pairs, as the slider reads them."""
    return " ".join(f"{scene}:{count}" for scene, count in counts)


def radius(lines: int) -> float:
    """Of a node, by its lines; the same rule is in network.js."""
    return float(min(7 + 1.6 * lines**0.5, 26))


def thickness(lines: int) -> float:
    """Of a tie, by the lines said; the same rule is in network.js."""
    return float(min(0.9 * lines**0.5, 9))


def _at(node: Node) -> tuple[float, float]:
    return MARGIN + node.x * SIDE[0], MARGIN + node.y * SIDE[1]


def _edge(
    edge: Edge,
    at: dict[str, tuple[float, float]],
    called: dict[str, str],
    link: Link | None,
) -> Markup:
    (x1, y1), (x2, y2) = at[edge.source], at[edge.target]
    line = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    says = (
        f"{called[edge.source]} and {called[edge.target]}: {total(edge.talk)} lines, "
        f"{len(edge.together)} scenes together"
    )
    kinds = ", ".join(dict.fromkeys(kind for kind, _, _ in edge.relations))
    shade = f"{min(0.12 + 0.08 * len(edge.together), 0.8):.2f}"
    drawn = []
    if edge.together:
        drawn.append(element("line", **line, class_="together", stroke_opacity=shade))
    if edge.talk:
        width = thickness(total(edge.talk))
        drawn.append(element("line", **line, class_="talk", stroke_width=width))
    return place_in_text(
        link,
        edge.start,
        edge.end,
        f"{says} ({kinds})" if kinds else says,
        *drawn,
        class_="edge",
        data_source=edge.source,
        data_target=edge.target,
        data_talk=written(edge.talk),
        data_together=" ".join(map(str, edge.together)),
    )


def _node(node: Node, link: Link | None) -> Markup:
    x, y = _at(node)
    lines = total(node.lines)
    r = radius(lines)
    return place_in_text(
        link,
        node.start,
        node.start + 1,
        f"{node.person.name}: {lines} lines, in {len(node.scenes)} scenes",
        element("circle", cx=x, cy=y, r=r),
        *([element("circle", cx=x, cy=y, r=r * 0.55, class_="core")] if node.person.ring else []),
        label(node.person.name, x, y + r + 13, f"name {looks(node.person)}", "middle"),
        class_=f"node {looks(node.person)}",
        data_character=node.person.id,
        data_lines=written(node.lines),
        data_scenes=" ".join(map(str, node.scenes)),
    )


def _signs() -> Iterator[Sign]:
    line = {"x1": 0, "x2": 22, "y1": -4, "y2": -4}
    yield element("line", **line, class_="talk", stroke_width=4), "lines said between two"
    together = element("line", **line, class_="together")
    yield together, "in scenes together, the oftener the darker"
    yield element("circle", cx=11, cy=-4, r=7, class_="size"), "size: lines said by a character"
