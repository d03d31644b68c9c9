"""Sections as HTML: every word of the book goes through ``escape``, nothing else is trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from fabula.schema.story import Span
from fabula.schema.world import Quote, WorldMention
from fabula.views.reading import APPARATUS, Block, Node, Reading, Section
from fabula.world.doubts import WEAK

UNLABELLED = frozenset({"title", "scare"})  # quotations nobody says
KINDS = {"PROP": "n", "NOM": "d", "PRON": "p"}  # classes of mentions: name, description, pronoun
PLACES = frozenset({"FAC", "LOC", "GPE"})
UNKNOWN = '<span aria-hidden="true">?</span><span class="visually-hidden">unknown</span>'
LETTER = 2  # a paragraph that starts with a letter and goes on may have a drop cap


@dataclass(frozen=True, slots=True)
class Style:
    """What the markup of a story needs to know from outside.

    ``label``: what a reader at an offset calls the character with an id, None if not met.
    ``hue``: the number of its colour, None for what is no character. ``quote``: where a
    click on the margin leads. ``certainty``: write down how sure each mention is.
    """

    label: Callable[[str, int], str | None]
    hue: Callable[[str], int | None]
    quote: Callable[[Quote], str]
    highlight: Span | None = None
    certainty: bool = False


def section_html(reading: Reading, section: Section, style: Style) -> str:
    """The inside of a ``<section>``."""
    return "".join(_pieces(reading, section, style))


def _pieces(reading: Reading, section: Section, style: Style) -> Iterator[str]:
    apparatus = section.kind in APPARATUS
    headed = False
    previous = "heading"
    for block in reading.blocks(section):
        content = Writer(reading.world.story.text, style, block).html()
        scene = "" if block.scene is None else f' data-scene="{safe(block.scene)}"'
        opening = f'id="o{block.start}"{scene}'
        if block.kind == "heading" and not apparatus:
            tag = "h3" if headed else "h2"
            headed = True
            yield f"<{tag} {opening}>{content}</{tag}>\n"
        else:
            classes = _classes(block, previous, reading.world.story.text)
            yield f'<p {opening} class="{classes}">{content}</p>\n'
        previous = block.kind


def _classes(block: Block, previous: str, text: str) -> str:
    if block.kind != "text":
        return block.kind
    names = ["text"]
    if block.layout is not None:
        names.append(block.layout)
    if previous != "text":
        names.append("first")
        plain = text[block.start : block.start + LETTER].isalpha()
        if previous == "heading" and plain and block.layout is None:
            names.append("opening")
    return " ".join(names)


class Writer:
    """Writes one paragraph; the margin names a speaker where it is another than before."""

    def __init__(self, text: str, style: Style, block: Block) -> None:
        self._text = text
        self._style = style
        self._block = block
        self._labelled: str | None = None

    def html(self) -> str:
        return self._all(self._block.nodes)

    def _all(self, nodes: Iterable[Node]) -> str:
        return "".join(map(self._node, nodes))

    def _node(self, node: Node) -> str:
        if node.mark is None:
            return self._plain(node.start, node.end)
        if node.mark.quote is not None:
            return self._quote(node.mark.quote, node.children)
        assert node.mark.mention is not None
        return self._mention(node.mark.mention, node.children)

    def _plain(self, start: int, end: int) -> str:
        begin, stop = self._style.highlight or (0, 0)
        begin, stop = max(begin, start), min(stop, end)
        if begin >= stop:
            return safe(self._text[start:end])
        before, lit, after = self._text[start:begin], self._text[begin:stop], self._text[stop:end]
        return f"{safe(before)}<mark>{safe(lit)}</mark>{safe(after)}"

    def _quote(self, quote: Quote, children: Iterable[Node]) -> str:
        kind = "" if quote.kind == "speech" else f" {safe(quote.kind)}"
        if quote.kind in UNLABELLED:
            label = hue = ""
        else:
            who = self._name(quote.speaker)
            label = "" if self._is_labelled(quote) else self._label(quote, who)
            hue = "" if who is None else f" {self._hue(quote.speaker)}"
        inner = self._all(children)
        return f'{label}<span class="q{hue}{kind}" data-q="{safe(quote.id)}">{inner}</span>'

    def _is_labelled(self, quote: Quote) -> bool:
        before, self._labelled = self._labelled, quote.speaker
        return quote.speaker is not None and before == quote.speaker

    def _label(self, quote: Quote, who: str | None) -> str:
        look, shown = "open", UNKNOWN
        if who is not None:
            look, shown = self._hue(quote.speaker), f"<bdi>{safe(who)}</bdi>"
            look += " weak" if quote.confidence < WEAK else ""
        heard = [name for name in map(self._name, quote.addressees) if name is not None]
        names = ", ".join(f"<bdi>{safe(name)}</bdi>" for name in heard)
        to = f'<span class="to"> to {names}</span>' if heard else ""
        href = safe(self._style.quote(quote))
        return f'<a class="by {look}" href="{href}" data-q="{safe(quote.id)}">{shown}{to}</a>'

    def _mention(self, mention: WorldMention, children: Iterable[Node]) -> str:
        kind = "l" if mention.type in PLACES else "o"
        if mention.type == "PER":
            kind = KINDS.get(mention.kind, "o")
        hue = self._hue(mention.entity)
        entity = ""
        if mention.entity is not None and (not hue or self._name(mention.entity) is not None):
            entity = f' data-e="{safe(mention.entity)}"'
        look = f"{kind} {hue}" if hue and entity else kind
        span = f"{mention.start}-{mention.end}"
        sure = f' data-c="{mention.confidence:.2f}"' if self._style.certainty else ""
        return f'<span class="m {look}"{entity} data-m="{span}"{sure}>{self._all(children)}</span>'

    def _name(self, id_: str | None) -> str | None:
        return None if id_ is None else self._style.label(id_, self._block.end)

    def _hue(self, id_: str | None) -> str:
        """The class of a character's colour, nothing for all else."""
        hue = None if id_ is None else self._style.hue(id_)
        return "" if hue is None else f"hue-{hue}"


def safe(text: str) -> str:
    """``text`` as content or attribute of HTML; NUL, which HTML lacks, is shown as U+FFFD."""
    return escape(text).replace("\0", "\ufffd")
