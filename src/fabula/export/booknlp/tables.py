"""``.tokens``, ``.entities`` and ``.quotes``."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fabula.export.base import entities
from fabula.export.document import Document
from fabula.export.lines import outermost_pieces
from fabula.schema.world import Quote, World

NARRATOR = 0
TOKENS = (
    "paragraph_ID sentence_ID token_ID_within_sentence token_ID_within_document word lemma "
    "byte_onset byte_offset POS_tag fine_POS_tag dependency_relation syntactic_head_ID event"
).split()
ENTITIES = "COREF start_token end_token prop cat text".split()
QUOTES = "quote_start quote_end mention_start mention_end mention_phrase char_id quote".split()
# white space cannot stand in a cell, and would be read as the end of one
BLANKS = str.maketrans({" ": "S", "\n": "N", "\r": "N", "\t": "T"})


@dataclass(frozen=True, slots=True)
class EntityRow:
    """A mention: the number of its entity, first and last token, and the World's id."""

    coref: int
    first: int
    last: int
    prop: str
    cat: str
    text: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """An uninterrupted piece of a quotation, and the mention of its speaker if there is one."""

    first: int
    last: int
    mention: EntityRow | None


def tokens_table(
    world: World, document: Document, head: Sequence[int], deprel: Sequence[str]
) -> str:
    """13 columns, a row per token."""
    events = {event.start for event in world.events}
    rows = []
    for first, last in document.sentence_edges():
        for row in range(first, last):
            start = document.starts[row]
            rows.append(
                (
                    *(document.paragraph[row], document.sentence[row], row - first, row),
                    cell(document.text[row]),
                    cell(document.lemma[row]),
                    *(start, document.ends[row], document.upos[row], document.xpos[row]),
                    *(deprel[row], head[row], "EVENT" if start in events else "O"),
                )
            )
    return table(TOKENS, rows)


def entity_rows(world: World, document: Document) -> list[EntityRow]:
    """All mentions by first and last token; one without an entity gets a number of its own."""
    numbers = entity_numbers(world)
    unlinked = len(numbers) + 1
    rows = []
    for mention in world.mentions:
        span = document.rows(mention.start, mention.end)
        if span is None:
            continue
        if mention.entity is None:
            coref, unlinked = unlinked, unlinked + 1
        else:
            coref = numbers[mention.entity]
        text = phrase(document, *span)
        rows.append(EntityRow(coref, *span, mention.kind, mention.type, text, mention.entity))
    return sorted(rows, key=lambda row: (row.first, row.last))


def entity_numbers(world: World) -> dict[str, int]:
    """Numbers from 1 for everything with an id; the first-person narrator is 0.

    Of several narrators 0 is the one who narrates most.
    """
    numbers = {entity.id: number for number, entity in enumerate(entities(world), start=1)}
    narrated: Counter[str] = Counter()
    for stretch in world.narration:
        if stretch.narrator is not None and stretch.person == "first":
            narrated[stretch.narrator] += stretch.end - stretch.start
    narrators = [c.id for c in world.characters if c.narrates]
    if narrators:
        numbers[max(narrators, key=lambda who: narrated[who])] = NARRATOR
    return numbers


def attributed_quotes(
    world: World, document: Document, mentions: Sequence[EntityRow]
) -> list[QuoteRow]:
    """The outermost quotations, but for titles and scare quotes, a row for each piece."""
    speakers: defaultdict[str, list[EntityRow]] = defaultdict(list)
    for row in mentions:
        if row.entity is not None:
            speakers[row.entity].append(row)
    rows = []
    for start, end, quote in outermost_pieces(world.quotes):
        span = document.rows(start, end)
        if span is not None:
            rows.append(QuoteRow(*span, _mention_of_speaker(quote, span[0], document, speakers)))
    return rows


def _mention_of_speaker(
    quote: Quote, at: int, document: Document, speakers: dict[str, list[EntityRow]]
) -> EntityRow | None:
    """The mention in the tag, or else the one nearest to the quotation."""
    own = speakers.get(quote.speaker or "", [])
    if not own:
        return None
    cue = None if quote.cue is None else document.rows(*quote.cue)
    target = at if cue is None else cue[0]
    index = bisect_left(own, target, key=lambda row: row.first)
    near = own[max(index - 1, 0) : index + 2]
    exact = [row for row in near if cue == (row.first, row.last)]
    return (exact or sorted(near, key=lambda row: abs(row.first - target)))[0]


def entities_table(rows: Sequence[EntityRow]) -> str:
    return table(ENTITIES, ((r.coref, r.first, r.last, r.prop, r.cat, r.text) for r in rows))


def quotes_table(rows: Sequence[QuoteRow], document: Document) -> str:
    """A speaker left open is ``None`` in the five columns in the middle."""
    return table(QUOTES, (_quote_cells(row, document) for row in rows))


def _quote_cells(row: QuoteRow, document: Document) -> tuple[object, ...]:
    text = phrase(document, row.first, row.last)
    if row.mention is None:
        return (row.first, row.last, None, None, None, None, text)
    who = row.mention
    return (row.first, row.last, who.first, who.last, who.text, who.coref, text)


def phrase(document: Document, first: int, last: int) -> str:
    """The words of a row as BookNLP writes them."""
    return " ".join(cell(word) for word in document.text[first : last + 1])


def cell(text: str) -> str:
    return text.translate(BLANKS)


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["\t".join(header), *("\t".join(map(str, row)) for row in rows)]
    return "\n".join(lines) + "\n"
