"""LitBank: entities, events, coreference and speakers over its own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from fabula.evaluate.alignment import align_pieces
from fabula.evaluate.assignment import maximum_assignment
from fabula.evaluate.bootstrap import Figure, estimate, f1, mean_f1, ratio
from fabula.evaluate.coref import CorefTally, score_coref
from fabula.evaluate.gold.litbank import (
    GoldDocument,
    GoldMention,
    WordSpan,
    document_names,
    load_document,
)
from fabula.evaluate.report import Item, Passage, Progress, Report, abridged
from fabula.evaluate.spans import TypedSpan, score_entities, score_entities_by_type, score_events
from fabula.evaluate.tally import Tally
from fabula.schema.spans import EntityType

Clusters = tuple[frozenset[WordSpan], ...]
_WORDS_AROUND = 40  # shown on either side of an item


@dataclass(frozen=True, slots=True)
class PredictedMention:
    """A mention over words [start, end)."""

    start: int
    end: int
    type: str
    kind: str


@dataclass(frozen=True, slots=True)
class PredictedQuote:
    """A piece of quotation over words [start, end), spoken by a cluster, by number."""

    start: int
    end: int
    speaker: int | None
    confidence: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was found in one document, in word numbers.

    ``clusters`` partition the predicted mentions, singletons kept; ``gold_clusters`` the
    gold mentions, where the resolver was also run on these, else None.
    """

    mentions: tuple[PredictedMention, ...]
    clusters: Clusters
    events: frozenset[int] = frozenset()
    quotes: tuple[PredictedQuote, ...] = ()
    gold_clusters: Clusters | None = None


TokenReader = Callable[[GoldDocument], Prediction]


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """All tallies of one document; ``speakers`` is (right, all gold quotations)."""

    document: str
    entities: Tally
    with_pronouns: Tally
    by_type: dict[str, Tally]
    events: Tally
    coref: CorefTally
    gold_coref: CorefTally | None
    speakers: tuple[int, int]
    items: tuple[Item, ...]


def evaluate_litbank(
    data: Path,
    read: TokenReader,
    *,
    documents: Sequence[str] | None = None,
    progress: Progress = lambda done, total, name: None,
) -> Report:
    """Read and score each document below ``data``, or the named ones."""
    names = list(documents) if documents is not None else document_names(data)
    scores = []
    for done, name in enumerate(names):
        progress(done, len(names), name)
        document = load_document(data, name)
        scores.append(score_document(document, read(document)))
    progress(len(names), len(names), "")
    return report_litbank(scores)


def score_document(gold: GoldDocument, predicted: Prediction) -> DocumentScore:
    """Score one prediction.

    Entities without pronouns are the entity layer; with pronouns, the mentions of the
    coreference layer.
    """
    named = {(m.start, m.end, m.type) for m in predicted.mentions if m.kind != "PRON"}
    gold_clusters = clusters_of(gold.mentions)
    speaker_items = tuple(_speaker_items(gold, predicted))
    return DocumentScore(
        document=gold.name,
        entities=score_entities(gold.entities, named),
        with_pronouns=score_entities(
            {(m.start, m.end, m.type) for m in gold.mentions},
            {(m.start, m.end, m.type) for m in predicted.mentions},
        ),
        by_type=score_entities_by_type(gold.entities, named),
        events=score_events(gold.events, predicted.events),
        coref=score_coref(gold_clusters, predicted.clusters),
        gold_coref=(
            None
            if predicted.gold_clusters is None
            else score_coref(gold_clusters, predicted.gold_clusters)
        ),
        speakers=(sum(item.correct for item in speaker_items), len(speaker_items)),
        items=(
            *_entity_items(gold, named),
            *_event_items(gold, predicted.events),
            *speaker_items,
        ),
    )


def clusters_of(mentions: Iterable[GoldMention]) -> Clusters:
    """The gold partition.

    A mention without a cluster (a predicate nominal or an apposition, linked by COP or
    APPOS only) is a singleton, as in the CoNLL files that LitBank publishes.
    """
    clusters: dict[str, set[WordSpan]] = defaultdict(set)
    for mention in mentions:
        key = f"{mention.start}-{mention.end}" if mention.cluster is None else mention.cluster
        clusters[key].add((mention.start, mention.end))
    return tuple(map(frozenset, clusters.values()))


def report_litbank(scores: Sequence[DocumentScore]) -> Report:
    """Micro figures over documents; coreference on gold mentions where all have it."""
    figures = [
        *_f1_figures("entities", [s.entities for s in scores]),
        *_f1_figures("entities with pronouns", [s.with_pronouns for s in scores]),
    ]
    for label in get_args(EntityType):
        tallies = [s.by_type.get(label, Tally()) for s in scores]
        figures.append(_f1_figures(f"entities {label}", tallies)[-1])
    figures += _f1_figures("events", [s.events for s in scores])
    figures += _coref_figures("coreference", [s.coref for s in scores])
    on_gold = [s.gold_coref for s in scores if s.gold_coref is not None]
    if len(on_gold) == len(scores):
        figures += _coref_figures("coreference, gold mentions", on_gold)
    speakers = [s.speakers for s in scores]
    figures.append(estimate("speakers", speakers, ratio, sum(n for _, n in speakers)))
    return Report(
        corpus="litbank",
        documents=tuple(s.document for s in scores),
        figures=tuple(figures),
        per_document={s.document: _row(s) for s in scores},
        items=tuple(item for s in scores for item in s.items),
    )


def _f1_figures(name: str, tallies: Sequence[Tally]) -> list[Figure]:
    rows = [tally.row for tally in tallies]
    gold = int(sum(tally.gold for tally in tallies))
    return [
        estimate(f"{name} precision", [row[:2] for row in rows], ratio, gold),
        estimate(f"{name} recall", [row[2:] for row in rows], ratio, gold),
        estimate(f"{name} F1", rows, f1, gold),
    ]


def _coref_figures(name: str, tallies: Sequence[CorefTally]) -> list[Figure]:
    mentions = int(sum(tally.b_cubed.gold for tally in tallies))
    metrics = {
        "MUC": [t.muc.row for t in tallies],
        "B³": [t.b_cubed.row for t in tallies],
        "CEAF-φ4": [t.ceaf.row for t in tallies],
        "LEA": [t.lea.row for t in tallies],
    }
    conll = [(*t.muc.row, *t.b_cubed.row, *t.ceaf.row) for t in tallies]
    figures = [estimate(f"{name} {m}", rows, f1, mentions) for m, rows in metrics.items()]
    return [*figures, estimate(f"{name} CoNLL", conll, mean_f1, mentions)]


def _row(score: DocumentScore) -> dict[str, float]:
    right, quotes = score.speakers
    row = {
        "entities": score.entities.f1,
        "with pron": score.with_pronouns.f1,
        "events": score.events.f1,
        "CoNLL": score.coref.conll,
        "LEA": score.coref.lea.f1,
    }
    if score.gold_coref is not None:
        row["CoNLL gold"] = score.gold_coref.conll
    if quotes:
        row["speakers"] = right / quotes
    return row


def _entity_items(gold: GoldDocument, named: set[TypedSpan]) -> Iterable[Item]:
    for start, end, label in sorted(gold.entities | named):
        span = (start, end, label)
        here = _passage(gold, start, end)
        yield _found_or_not(gold.name, "entity", label, span in gold.entities, span in named, here)


def _event_items(gold: GoldDocument, events: frozenset[int]) -> Iterable[Item]:
    for word in sorted(gold.events | events):
        here = _passage(gold, word, word + 1)
        yield _found_or_not(gold.name, "event", "EVENT", word in gold.events, word in events, here)


def _found_or_not(
    document: str, kind: str, label: str, is_gold: bool, is_predicted: bool, passage: Passage
) -> Item:
    item = f"{passage.start}-{passage.end}" if kind == "entity" else str(passage.start)
    outcome = "right" if is_gold and is_predicted else "missed" if is_gold else "spurious"
    return Item(
        *(document, item, kind),
        gold=label if is_gold else None,
        predicted=label if is_predicted else None,
        correct=is_gold and is_predicted,
        outcome=outcome,
        passage=passage,
    )


def _passage(gold: GoldDocument, start: int, end: int) -> Passage:
    """The words [start, end), and those around them."""
    before, words, after = (
        " ".join(part)
        for part in (
            gold.words[max(0, start - _WORDS_AROUND) : start],
            gold.words[start:end],
            gold.words[end : end + _WORDS_AROUND],
        )
    )
    return Passage(start, end, f"{before} ", abridged(words), f" {after}")


def _speaker_items(gold: GoldDocument, predicted: Prediction) -> Iterable[Item]:
    """Every gold quotation: its speaker's cluster must be the one paired with the gold one."""
    cluster_of = _pair_clusters(gold.mentions, predicted.clusters)
    aligned = align_pieces(
        [[(quote.start, quote.end)] for quote in gold.quotes],
        [[(quote.start, quote.end)] for quote in predicted.quotes],
    )
    for quote, at in zip(gold.quotes, aligned, strict=True):
        found = None if at is None else predicted.quotes[at]
        number = None if found is None else found.speaker
        name = None if number is None else cluster_of.get(number, f"cluster {number}")
        correct = name is not None and name == quote.speaker
        outcome = "missed" if found is None else "abstained" if name is None else "wrong"
        yield Item(
            gold.name,
            f"{quote.start}-{quote.end}",
            "speaker",
            quote.speaker,
            name,
            correct,
            "right" if correct else outcome,
            found.confidence if found else None,
            found.reason if found else None,
            _passage(gold, quote.start, quote.end),
        )


def _pair_clusters(mentions: Sequence[GoldMention], clusters: Clusters) -> dict[int, str]:
    """Predicted cluster numbers to gold clusters, one to one, sharing most mentions in all."""
    gold_of = {(m.start, m.end): m.cluster for m in mentions if m.cluster is not None}
    keys = sorted(set(gold_of.values()))
    row_of = {key: row for row, key in enumerate(keys)}
    shared = np.zeros((len(keys), len(clusters)))
    for column, cluster in enumerate(clusters):
        for span in cluster & gold_of.keys():
            shared[row_of[gold_of[span]], column] += 1
    return {column: keys[row] for row, column in maximum_assignment(shared) if shared[row, column]}
