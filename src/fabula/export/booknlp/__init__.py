"""The files of BookNLP, to its own conventions, so that what reads them need not change.

UTF-8, ``\\n``, tabs, a header line, no quoting. Token ids count from 0 over all words of
the document; all ends are inclusive; texts are words joined by one space. Source:
github.com/booknlp/booknlp, ``english_booknlp.py`` and ``common/pipelines.py``.

``.supersense`` has its header and no rows: Fabula does not tell word senses.
"""

from __future__ import annotations

from fabula.export.base import Files
from fabula.export.booknlp.book import book_json, clusters, simple_characters
from fabula.export.booknlp.page import book_html
from fabula.export.booknlp.tables import (
    attributed_quotes,
    entities_table,
    entity_rows,
    quotes_table,
    tokens_table,
)
from fabula.export.clear import to_clear
from fabula.export.document import whole_document
from fabula.schema.world import World

__all__ = ["booknlp_files"]

SUPERSENSE = "start_token\tend_token\tsupersense_category\ttext\n"


def booknlp_files(world: World) -> Files:
    """The six files, and the character list that ebook2audiobook's E2A-SML reads."""
    document = whole_document(world)
    d = document
    head, deprel = to_clear(d.head, d.deprel, d.upos, d.xpos, d.text)
    entities = entity_rows(world, document)
    quotes = attributed_quotes(world, document, entities)
    people = clusters(world, document, head, deprel, entities)
    return {
        ".tokens": tokens_table(world, document, head, deprel),
        ".entities": entities_table(entities),
        ".quotes": quotes_table(quotes, document),
        ".supersense": SUPERSENSE,
        ".book": book_json(people),
        ".book.html": book_html(document, entities, quotes, people),
        ".characters_simple.json": simple_characters(world, people),
    }
