"""CoNLL-2012: words, Penn tags, speakers and coreference, as coreference scorers read it.

Clusters are numbered like the cast, then places, then all others; single mentions are in.
A blank column is ``-`` or ``*``. Source: conll.cemantix.org/2012/data.html.
"""

from __future__ import annotations

from collections import defaultdict

from fabula.export.base import entities, names_by_id
from fabula.export.brackets import Brackets, bracket
from fabula.export.document import Document, story_words
from fabula.export.lines import outermost_pieces
from fabula.schema.world import World


def conll_document(world: World) -> str:
    """One document of one part; a blank line ends a sentence."""
    document = story_words(world)
    brackets = bracket(world, document)
    numbers = {entity.id: number for number, entity in enumerate(entities(world))}
    speakers = _speakers(world, document)
    name = _cell(world.story.title or world.story.source)
    lines = [f"#begin document ({name}); part 000"]
    for first, last in document.sentence_edges():
        for row in range(first, last):
            word = [name, "0", str(row - first), document.text[row], document.xpos[row]]
            coref = _coref(brackets, row, numbers)
            lines.append("\t".join([*word, "*", "-", "-", "-", speakers[row], "*", coref]))
        lines.append("")
    return "\n".join([*lines, "#end document", ""])


def _speakers(world: World, document: Document) -> defaultdict[int, str]:
    """Who says a word, by row."""
    names = names_by_id(world)
    speakers: defaultdict[int, str] = defaultdict(lambda: "-")
    for start, end, quote in outermost_pieces(world.quotes):
        rows = document.rows(start, end)
        if rows is not None and quote.speaker is not None:
            speakers.update(dict.fromkeys(range(rows[0], rows[1] + 1), _cell(names[quote.speaker])))
    return speakers


def _coref(brackets: Brackets, row: int, numbers: dict[str, int]) -> str:
    parts = [f"({numbers[m.entity or '']}" for m in brackets.opening.get(row, ())]
    parts += [f"({numbers[m.entity or '']})" for m in brackets.single.get(row, ())]
    parts += [f"{numbers[m.entity or '']})" for m in brackets.closing.get(row, ())]
    return "|".join(parts) or "-"


def _cell(text: str) -> str:
    return "_".join(text.split()) or "-"
