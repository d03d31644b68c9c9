"""CoNLL-U (universaldependencies.org/format.html): the words of the story and their trees.

MISC has ``TokenRange`` (offsets into the story), ``SpaceAfter=No`` and, in the form of
CorefUD 1.0 (ufal.mff.cuni.cz/corefud), ``Entity`` with ids, types and heads of mentions.
"""

from __future__ import annotations

from fabula.export.brackets import Brackets, bracket
from fabula.export.document import Document, story_words
from fabula.schema.world import World, WorldMention


def conllu_document(world: World) -> str:
    """One document; a paragraph starts with ``# newpar``."""
    document = story_words(world)
    brackets = bracket(world, document)
    identifier = " ".join((world.story.title or world.story.source).split())
    lines = [f"# newdoc id = {identifier}", "# global.Entity = eid-etype-head-other"]
    paragraph = -1
    for number, (first, last) in enumerate(document.sentence_edges(), start=1):
        if document.paragraph[first] != paragraph:
            paragraph = document.paragraph[first]
            lines.append(f"# newpar id = p{paragraph + 1}")
        text = world.story.text[document.starts[first] : document.ends[last - 1]]
        lines.append(f"# sent_id = s{number}")
        lines.append(f"# text = {' '.join(text.split())}")
        lines += [_line(document, brackets, row, first) for row in range(first, last)]
        lines.append("")
    return "\n".join([*lines, ""])


def _line(document: Document, brackets: Brackets, row: int, first: int) -> str:
    head = document.head[row]
    columns = [
        str(row - first + 1),
        document.text[row],
        document.lemma[row] or "_",
        document.upos[row],
        document.xpos[row],
        "_",
        "0" if head == row else str(head - first + 1),
        "root" if head == row else document.deprel[row],
        "_",
        _misc(document, brackets, row),
    ]
    return "\t".join(columns)


def _misc(document: Document, brackets: Brackets, row: int) -> str:
    fields = []
    closing = [f"{m.entity})" for m in brackets.closing.get(row, ())]
    opening = [f"({_entity(m, document)}" for m in brackets.opening.get(row, ())]
    single = [f"({_entity(m, document)})" for m in brackets.single.get(row, ())]
    if closing or opening or single:
        fields.append(f"Entity={''.join([*closing, *opening, *single])}")
    glued = row + 1 < len(document.starts) and document.ends[row] == document.starts[row + 1]
    if glued:
        fields.append("SpaceAfter=No")
    fields.append(f"TokenRange={document.starts[row]}:{document.ends[row]}")
    return "|".join(fields)


def _entity(mention: WorldMention, document: Document) -> str:
    first, last = document.rows(mention.start, mention.end) or (0, 0)
    inside = range(first, last + 1)
    top = next(
        (r for r in inside if document.head[r] not in inside or document.head[r] == r), first
    )
    return f"{mention.entity}-{mention.type}-{top - first + 1}-{mention.kind}"
