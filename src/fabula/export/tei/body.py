"""``text``: front, body and back, with divisions and paragraphs in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from fabula.export.base import xml_text
from fabula.export.tei.inline import Inline
from fabula.schema.story import Division, Paragraph
from fabula.schema.world import World

# what ELTeC calls the divisions that are not the novel
TYPES = {"header": "liminal", "front": "titlepage", "boilerplate": "liminal", "back": "liminal"}
OUTSIDE = frozenset({"header", "front", "notes", "back", "boilerplate"})


@dataclass(slots=True)
class Node:
    """A division, or the whole text, with its paragraphs and divisions in order."""

    division: Division | None
    children: list[Node | Paragraph] = field(default_factory=list)

    @property
    def outside(self) -> bool:
        return self.division is not None and self.division.kind in OUTSIDE


def text_element(world: World) -> str:
    """``text``; what stands before and after the novel is ``front`` and ``back``."""
    top = _tree(world)
    first, last = 0, len(top.children)
    while first < last and _is_outside(top.children[first]):
        first += 1
    while last > first and _is_outside(top.children[last - 1]):
        last -= 1
    writer = _Writer(world)
    parts = ["<text>\n"]
    for name, children, wrapper in (
        ("front", top.children[:first], "liminal"),
        ("body", top.children[first:last], "chapter"),
        ("back", top.children[last:], "liminal"),
    ):
        if children or name == "body":
            parts += [f"<{name}>\n", *writer.children(children, wrapper), f"</{name}>\n"]
    return "".join([*parts, "</text>\n"])


def _is_outside(child: Node | Paragraph) -> bool:
    return child.outside if isinstance(child, Node) else child.kind == "apparatus"


def _tree(world: World) -> Node:
    """Divisions that hold paragraphs, as they nest."""
    top = Node(None)
    stack = [top]
    divisions = sorted(world.story.divisions, key=lambda d: (d.start, -d.end))
    upcoming = 0
    for paragraph in world.story.paragraphs:
        while upcoming < len(divisions) and divisions[upcoming].start <= paragraph.start:
            division = divisions[upcoming]
            upcoming += 1
            if division.end > paragraph.start:
                _close(stack, division.start)
                stack.append(Node(division))
                stack[-2].children.append(stack[-1])
        _close(stack, paragraph.start)
        stack[-1].children.append(paragraph)
    return top


def _close(stack: list[Node], offset: int) -> None:
    while stack[-1].division is not None and stack[-1].division.end <= offset:
        stack.pop()


class _Writer:
    def __init__(self, world: World) -> None:
        self._inline = Inline(world)

    def children(
        self, children: Sequence[Node | Paragraph], wrapper: str, *, loose: bool = False
    ) -> Iterator[str]:
        """What is in a division; ``loose`` paragraphs may stand before the first division.

        TEI lets no paragraph follow a division, and ELTeC none stand outside of one: those
        get a division of their own, of type ``wrapper``.
        """
        for paragraphs, run in groupby(children, key=lambda c: isinstance(c, Paragraph)):
            if paragraphs:
                content = "".join(self._run([c for c in run if isinstance(c, Paragraph)]))
                yield content if loose else f'<div type="{wrapper}">\n{content}</div>\n'
            else:
                for child in run:
                    assert isinstance(child, Node)
                    yield from self._division(child)
            loose = False

    def _division(self, node: Node) -> Iterator[str]:
        assert node.division is not None
        kind = TYPES.get(node.division.kind, node.division.kind)
        yield f'<div type="{xml_text(kind)}">\n'
        yield from self.children(node.children, "section", loose=True)
        yield "</div>\n"

    def _run(self, paragraphs: Sequence[Paragraph]) -> Iterator[str]:
        """Headings at the top of a division are heads; one further down cannot be."""
        top = True
        for paragraph in paragraphs:
            content = self._inline.paragraph(paragraph)
            if paragraph.kind == "heading":
                yield f"<head>{content}</head>\n" if top else f'<p rend="head">{content}</p>\n'
            elif paragraph.kind == "break":
                yield f'<ab type="break">{content}</ab>\n'
            else:
                yield f"<p>{content}</p>\n"
            top = top and paragraph.kind == "heading"
