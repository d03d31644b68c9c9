"""TEI P5: the text with speech, people and places marked; the cast as stand-off.

The skeleton is that of ELTeC (``div``, ``head``, ``p``, ``milestone``). Quotation marks stay
in the text. What somebody says is ``said`` with ``who``, ``toWhom``, ``aloud`` and ``direct``,
its pieces linked by ``next`` and ``prev``; mentions are ``persName``, ``placeName`` and ``rs``.
Sources: tei-c.org P5 guidelines; github.com/COST-ELTeC/Schemas.
"""

from __future__ import annotations

from fabula.export.base import xml_attribute, xml_text
from fabula.export.tei.body import text_element
from fabula.export.tei.lists import standoff
from fabula.schema.world import World

__all__ = ["tei_document"]


def tei_document(world: World) -> str:
    """One TEI document; the words of its paragraphs are those of the story."""
    language = xml_attribute(world.story.language)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{language}">\n'
        f"{_header(world)}{standoff(world)}{text_element(world)}</TEI>\n"
    )


def _header(world: World) -> str:
    story = world.story
    author = f"<author>{xml_text(story.author)}</author>" if story.author else ""
    model = xml_text(world.model)
    return f"""\
<teiHeader>
<fileDesc>
<titleStmt><title>{xml_text(story.title or story.source)}</title>{author}</titleStmt>
<publicationStmt><p>Made from a text file; no publication.</p></publicationStmt>
<sourceDesc><p>{xml_text(story.source)}, SHA-256 {story.sha256}</p></sourceDesc>
</fileDesc>
<encodingDesc>
<appInfo><application ident="fabula" version="{xml_attribute(world.version)}">\
<label>Fabula, model {model}</label></application></appInfo>
<editorialDecl><quotation marks="all"><p>Quotation marks are kept in the text.</p></quotation>\
<interpretation><p>Speech, mentions and cast were found by a program; cert says how sure it is.\
</p></interpretation></editorialDecl>
</encodingDesc>
<profileDesc><langUsage><language ident="{xml_attribute(story.language)}"/></langUsage>\
</profileDesc>
</teiHeader>
"""
