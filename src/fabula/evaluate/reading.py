"""The pipeline as the evaluations call it: over LitBank's own words, or over a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from fabula.evaluate.gold.grounding import Grounded
from fabula.evaluate.gold.litbank import GoldDocument
from fabula.evaluate.litbank import PredictedMention, PredictedQuote, Prediction
from fabula.heads.mentions import WordMentions
from fabula.ingest import story_from_text
from fabula.pipeline import Reader, Reading, assemble, default_reader
from fabula.resolve.places.relation import RELATIONS, relation_features, relation_model
from fabula.schema.corrections import NO_CORRECTIONS, Corrections
from fabula.schema.spans import Quotation
from fabula.schema.story import Paragraph, Story
from fabula.schema.tokens import IntArray, Tokens
from fabula.schema.world import Run, World

_TYPES = ("PER", "FAC", "LOC", "GPE", "VEH", "ORG")
_KINDS = ("PROP", "NOM", "PRON")
_DOUBLE_MARKS = frozenset('"“”')


def read_text(
    text: str,
    source: str,
    quotations: tuple[Quotation, ...] | None = None,
    corrections: Corrections = NO_CORRECTIONS,
) -> World:
    """Read a whole text; given quotations take the place of found ones."""
    reader = default_reader()
    story = story_from_text(text, source=source)
    reading = reader.analyse(story, quotations=quotations, corrections=corrections)
    return assemble(reading, model=reader.name, run=Run(0.0, 0.0, 0.0))


def relate(pair: Grounded) -> tuple[str, float]:
    """The relation of a person to a place in an excerpt, and how sure it is."""
    words = [word.lower() for word in pair.words]
    shares = relation_model().shares(relation_features(words, pair.person, pair.place))
    best = int(shares.argmax())
    return RELATIONS[best], float(shares[best])


def read_words(doc: GoldDocument, reader: Reader | None = None) -> Prediction:
    """Read a LitBank document over its own words and sentences, quotations found by code.

    Coreference runs twice: on the mentions found, and on the gold mentions.
    """
    reader = reader or default_reader()
    story, tokens = _story(doc)
    found = reader.analyse(story, tokens=tokens)
    gold = reader.analyse(
        story, tokens=tokens, quotations=found.quotations, mentions=_gold_mentions(doc)
    )
    word = {int(start): i for i, start in enumerate(tokens.starts)}
    after = {int(end): i + 1 for i, end in enumerate(tokens.ends)}
    clusters, place = _clusters(found, word, after)
    return Prediction(
        mentions=tuple(
            PredictedMention(word[m.start], after[m.end], m.type, m.kind)
            for m in found.heads.mentions
        ),
        clusters=clusters,
        events=frozenset(word[e.start] for e in found.heads.events),
        quotes=tuple(_quotes(found, place, tokens.starts)),
        gold_clusters=_clusters(gold, word, after)[0],
    )


def _story(doc: GoldDocument) -> tuple[Story, Tokens]:
    """LitBank has no paragraphs: sentences make one while a double quotation is open."""
    starts: list[int] = []
    paragraphs: list[Paragraph] = []
    of_word: list[int] = []
    begin, marks = 0, 0
    parts: list[str] = []
    at = 0
    for i, word in enumerate(doc.words):
        if parts:
            new_sentence = doc.sentence[i] != doc.sentence[i - 1]
            if new_sentence and marks % 2 == 0:
                paragraphs.append(Paragraph(begin, at))
                parts.append("\n\n")
                at += 2
                begin = at
            else:
                parts.append("\n" if new_sentence else " ")
                at += 1
        starts.append(at)
        of_word.append(len(paragraphs))
        marks += word in _DOUBLE_MARKS
        parts.append(word)
        at += len(word)
    paragraphs.append(Paragraph(begin, at))
    first = np.array(starts, np.int32)
    tokens = Tokens(
        starts=first,
        ends=first + np.array([len(w) for w in doc.words], np.int32),
        sentence=np.array(doc.sentence, np.int32),
        paragraph=np.array(of_word, np.int32),
    )
    return Story("".join(parts), doc.name, "", paragraphs=tuple(paragraphs)), tokens


def _gold_mentions(doc: GoldDocument) -> WordMentions:
    rows = doc.mentions
    return WordMentions(
        spans=np.array([(m.start, m.end) for m in rows], np.int32).reshape(-1, 2),
        type=np.array([_TYPES.index(m.type) for m in rows], np.int32),
        kind=np.array([_KINDS.index(m.kind) for m in rows], np.int32),
        confidence=np.ones(len(rows), np.float32),
    )


def _clusters(
    reading: Reading, word: dict[int, int], after: dict[int, int]
) -> tuple[tuple[frozenset[tuple[int, int]], ...], dict[int, int]]:
    """Entities as sets of word spans, and each entity's place among them."""
    clusters: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for m, entity in zip(reading.heads.mentions, reading.coref.entity_of, strict=True):
        if entity is not None:
            clusters[entity].add((word[m.start], after[m.end]))
    place = {number: i for i, number in enumerate(clusters)}
    return tuple(frozenset(c) for c in clusters.values()), place


def _quotes(reading: Reading, place: dict[int, int], starts: IntArray) -> Iterator[PredictedQuote]:
    for a in reading.attributions:
        speaker = None if a.speaker is None else place.get(a.speaker)
        for span in reading.quotations[a.quotation].spans:
            first, last = (int(i) for i in np.searchsorted(starts, span))
            yield PredictedQuote(first, last, speaker, a.confidence, a.reason)
