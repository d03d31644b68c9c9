"""A World as a spaCy ``Doc``: a new one from its words, or one that is already there.

A foreign Doc keeps its own tokens; what was found is laid over them, and where a token of
the Doc has several of our words, the uppermost of these speaks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, IDX, LEMMA, LENGTH, POS, TAG
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import filter_spans
from spacy.vocab import Vocab

from fabula.export.base import entities
from fabula.export.clear import to_clear
from fabula.export.document import Document, whole_document
from fabula.export.json import world_json
from fabula.schema.world import World

WRAP = 1 << 64
WORLD = "fabula"
"""The key of ``Doc.user_data`` that holds the World as JSON, so that it survives a DocBin."""


@dataclass(frozen=True, slots=True)
class Names:
    """Where things are put in ``doc.spans``, and whether names become ``doc.ents``."""

    clusters: str = "coref_clusters"
    mentions: str = "fabula_mentions"
    quotes: str = "fabula_quotes"
    scenes: str = "fabula_scenes"
    ents: bool = True


def new_doc(world: World, vocab: Vocab) -> Doc:
    """The whole text as a Doc with our words, and white space as spaCy does it."""
    text, document = world.story.text, whole_document(world)
    words: list[str] = []
    spaces: list[bool] = []
    at = 0
    for start, end in zip([*document.starts, len(text)], [*document.ends, len(text)]):
        gap = text[at:start]
        if words and gap.startswith(" "):
            spaces[-1] = True
            gap = gap[1:]
        pieces = [piece for piece in (gap, text[start:end]) if piece]
        words += pieces
        spaces += [False] * len(pieces)
        at = end
    return annotate(Doc(vocab, words=words, spaces=spaces), world, Names(), document)


def annotate(doc: Doc, world: World, names: Names, document: Document | None = None) -> Doc:
    """Lay a World over a Doc of the same text; annotation that is there already stays.

    Sets tags, lemmas, the tree (in the CLEAR scheme of spaCy's English pipelines, and
    with it the sentences), span groups, and names as ``doc.ents``.
    """
    document = document or whole_document(world)
    overlay = _Overlay(doc)
    _set_words(doc, document, overlay)
    _set_spans(doc, world, names, overlay)
    doc.user_data[WORLD] = world_json(world)
    return doc


class _Overlay:
    """Offsets of the tokens of a Doc."""

    def __init__(self, doc: Doc) -> None:
        columns = doc.to_array([IDX, LENGTH]).astype(np.int64).reshape(-1, 2)
        # a copy, since every search would make one of a column of a table
        self.starts: NDArray[np.int64] = columns[:, 0].copy()
        self.ends: NDArray[np.int64] = columns.sum(axis=1)

    def tokens(self, start: int, end: int) -> tuple[int, int]:
        """First token that a span touches, and the one after the last."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        return first, max(int(np.searchsorted(self.starts, end)), first + 1)


def _set_words(doc: Doc, document: Document, overlay: _Overlay) -> None:
    d = document
    head, deprel = to_clear(d.head, d.deprel, d.upos, d.xpos, d.text)
    starts, ends = np.array(d.starts), np.array(d.ends)
    firsts = np.searchsorted(ends, overlay.starts, side="right").tolist()
    lasts = np.searchsorted(starts, overlay.ends).tolist()
    token_of = (np.searchsorted(overlay.starts, starts, side="right") - 1).tolist()
    code = doc.vocab.strings.add
    rows = []
    anchor = 0  # the token white space hangs on
    seen = -1
    for token, (first, last) in enumerate(zip(firsts, lasts)):
        if first >= last:
            rows.append((code("_SP"), code("SPACE"), doc[token].orth, anchor - token, code("dep")))
            continue
        word = _uppermost(head, first, last)
        above = token_of[head[word]]
        relation = deprel[word]
        if word == seen:  # the rest of a word that the Doc has in pieces
            above, relation = token_of[word], "dep"
        lemma = code(d.lemma[word]) if last - first == 1 else doc[token].orth
        rows.append((code(d.xpos[word]), code(d.upos[word]), lemma, above - token, code(relation)))
        seen, anchor = word, token
    # a head is an offset in unsigned numbers that wrap round
    _store(doc, np.array([[value % WRAP for value in row] for row in rows], dtype=np.uint64))


def _uppermost(head: list[int], first: int, last: int) -> int:
    """The word nearest to the root: its head is the only way out that never comes back."""
    if last - first == 1:
        return first
    return min(range(first, last), key=lambda word: _depth(head, word))


def _depth(head: list[int], word: int) -> int:
    depth = 0
    while head[word] != word:
        word, depth = head[word], depth + 1
    return depth


def _store(doc: Doc, rows: NDArray[np.uint64]) -> None:
    """Write what the Doc has not got yet."""
    wanted = []
    columns = []
    for column, (attribute, name) in enumerate(((TAG, "TAG"), (POS, "POS"), (LEMMA, "LEMMA"))):
        if not doc.has_annotation(name):
            wanted.append(attribute)
            columns.append(rows[:, column])
    if not (doc.has_annotation("DEP") or doc.has_annotation("SENT_START")):
        wanted += [HEAD, DEP]
        columns += [rows[:, 3], rows[:, 4]]
    if wanted and len(doc):
        array: Any = np.stack(columns, axis=1)
        doc.from_array(wanted, array)


def _set_spans(doc: Doc, world: World, names: Names, overlay: _Overlay) -> None:
    mentions = [
        Span(doc, *overlay.tokens(m.start, m.end), m.type, kb_id=m.entity or "", span_id=m.kind)
        for m in world.mentions
    ]
    doc.spans[names.mentions] = mentions
    doc.spans[names.quotes] = [
        Span(doc, *overlay.tokens(*span), q.kind, kb_id=q.speaker or "", span_id=q.id)
        for q in world.quotes
        for span in q.spans
    ]
    doc.spans[names.scenes] = [
        Span(doc, *overlay.tokens(s.start, s.end), "scene", span_id=s.id) for s in world.scenes
    ]
    for number, (attributes, cluster) in enumerate(_clusters(world, mentions), start=1):
        key = f"{names.clusters}_{number}"
        doc.spans[key] = SpanGroup(doc, name=key, attrs=attributes, spans=cluster)
    if names.ents and not doc.ents:
        proper = [s for s, m in zip(mentions, world.mentions) if m.kind == "PROP"]
        doc.set_ents(filter_spans(proper))


def _clusters(world: World, mentions: list[Span]) -> Iterator[tuple[dict[str, str], list[Span]]]:
    """The mentions of everything mentioned twice, with its id and name; the cast first."""
    spans: dict[str | None, list[Span]] = {}
    for span, mention in zip(mentions, world.mentions):
        spans.setdefault(mention.entity, []).append(span)
    for entity in entities(world):
        own = spans.get(entity.id, [])
        if len(own) > 1:
            yield {"id": entity.id, "name": entity.name, "type": own[0].label_}, own
