"""The text, section by section."""

from __future__ import annotations

import textwrap
from typing import Any

from markupsafe import Markup

from fabula.schema.story import Span
from fabula.schema.world import Quote
from fabula.views.markup import Style, section_html
from fabula.views.people import hue
from fabula.views.reading import APPARATUS, Block, Node, Section
from fabula.web.edition import Edition
from fabula.web.links import Links

Data = dict[str, Any]
OPENING = 60  # characters of the first words of a section


def contents(edition: Edition) -> list[Data]:
    """All sections; titles that lie ahead of the reader are left out."""
    return [_section(edition, section) for section in edition.reading.sections]


def opening(edition: Edition) -> Section | None:
    """Where the story itself begins: the first section that is no apparatus."""
    sections = edition.reading.sections
    return next((s for s in sections if s.kind not in APPARATUS), next(iter(sections), None))


def scenes(edition: Edition) -> Data:
    """What the keys j and k go by."""
    return {"scenes": [{"id": s.id, "start": s.start} for s in edition.world.scenes]}


def section(edition: Edition, number: int, highlight: Span | None = None) -> Data | None:
    """One section, None if there are not so many."""
    sections = edition.reading.sections
    if not 0 < number <= len(sections):
        return None
    chosen = sections[number - 1]
    return {
        "section": _section(edition, chosen),
        "sections": len(sections),
        "highlight": highlight,
        "blocks": [_block(edition, block) for block in edition.reading.blocks(chosen)],
    }


def page(edition: Edition, number: int, links: Links, highlight: Span | None = None) -> Data | None:
    """One section as HTML, with all others to be put around it."""
    sections = edition.reading.sections
    if not 0 < number <= len(sections):
        return None
    chosen = sections[number - 1]

    def quote(found: Quote) -> str:
        return links.to(f"quotes/{found.id}")

    style = Style(edition.label, lambda id_: character_hue(edition, id_), quote, highlight)
    return {
        "section": _section(edition, chosen),
        "sections": contents(edition),
        "highlight": highlight,
        "html": Markup(section_html(edition.reading, chosen, style)),  # noqa: S704  escaped there
    }


def character_hue(edition: Edition, id_: str) -> int | None:
    """The colour of a character, None for places and things."""
    return hue(id_) if edition.labels.short(id_) is not None else None


def _section(edition: Edition, section: Section) -> Data:
    ahead = edition.at is not None and section.start > edition.at
    return {
        "number": section.number,
        "title": None if ahead else section.title,
        "opens": _first_words(edition, section),
        "kind": section.kind,
        "apparatus": section.kind in APPARATUS,
        "part": section.part,
        "start": section.start,
        "end": section.end,
    }


def _first_words(edition: Edition, section: Section) -> str | None:
    """How the text of a section begins, for chapters that have but a number."""
    told = (p for p in edition.reading.paragraphs(section) if p.kind != "heading")
    paragraph = next(told, None)
    if paragraph is None:
        return None
    end = min(paragraph.end, paragraph.start + 2 * OPENING)
    if edition.at is not None and end > edition.at:
        return None
    words = edition.whole.story.text[paragraph.start : end]
    return textwrap.shorten(words, OPENING, placeholder=" …")


def _block(edition: Edition, block: Block) -> Data:
    return {
        "start": block.start,
        "end": block.end,
        "kind": block.kind,
        "layout": block.layout,
        "scene": block.scene,
        "content": [_node(edition, node, block.end) for node in block.nodes],
    }


def _node(edition: Edition, node: Node, known: int) -> Data | str:
    """A piece of text, or something found and the pieces in it."""
    if node.mark is None:
        return edition.whole.story.text[node.start : node.end]
    content = [_node(edition, child, known) for child in node.children]
    if node.mark.quote is not None:
        quote = node.mark.quote
        return {
            "quote": quote.id,
            "speaker": _if_met(edition, quote.speaker, known),
            "addressees": [a for a in quote.addressees if _if_met(edition, a, known)],
            "content": content,
        }
    assert node.mark.mention is not None
    mention = node.mark.mention
    return {
        "mention": [mention.start, mention.end],
        "kind": mention.kind,
        "entity": _if_met(edition, mention.entity, known),
        "content": content,
    }


def _if_met(edition: Edition, id_: str | None, known: int) -> str | None:
    if id_ is None or edition.labels.short(id_) is None:
        return id_
    return id_ if edition.label(id_, known) is not None else None
