from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fabula.errors import DataError
from fabula.evaluate.gold.litbank import GoldDocument, GoldMention, GoldQuote
from fabula.evaluate.litbank import (
    PredictedMention,
    PredictedQuote,
    Prediction,
    clusters_of,
    evaluate_litbank,
    report_litbank,
    score_document,
)
from fabula.evaluate.report import as_table

WORDS = tuple("Anna was a painter . She said “ Come ” to him .".split())
GOLD = GoldDocument(
    name="anna",
    words=WORDS,
    sentence=(0,) * 5 + (1,) * 8,
    entities=frozenset([(0, 1, "PER"), (2, 4, "PER")]),
    mentions=(
        GoldMention(0, 1, "PER", "PROP", "Anna-0"),
        GoldMention(2, 4, "PER", "NOM", None),
        GoldMention(5, 6, "PER", "PRON", "Anna-0"),
        GoldMention(11, 12, "PER", "PRON", "him-1"),
    ),
    events=frozenset([6]),
    quotes=(GoldQuote(7, 10, "Anna-0"),),
)
PERFECT = Prediction(
    mentions=tuple(PredictedMention(m.start, m.end, m.type, m.kind) for m in GOLD.mentions),
    clusters=clusters_of(GOLD.mentions),
    events=GOLD.events,
    quotes=(PredictedQuote(7, 10, speaker=0),),
    gold_clusters=clusters_of(GOLD.mentions),
)


def test_a_mention_without_cluster_is_a_singleton() -> None:
    assert set(clusters_of(GOLD.mentions)) == {
        frozenset([(0, 1), (5, 6)]),
        frozenset([(2, 4)]),
        frozenset([(11, 12)]),
    }


def test_gold_as_prediction_is_all_right() -> None:
    report = report_litbank([score_document(GOLD, PERFECT)])
    for name in (
        "entities F1",
        "entities with pronouns F1",
        "entities PER F1",
        "events F1",
        "coreference CoNLL",
        "coreference LEA",
        "coreference, gold mentions CoNLL",
        "speakers",
    ):
        assert report[name] == pytest.approx(1), name
    assert all(item.correct for item in report.items)


def test_what_is_missed_and_what_is_spurious() -> None:
    predicted = replace(
        PERFECT,
        mentions=(
            PredictedMention(0, 1, "PER", "PROP"),
            PredictedMention(5, 6, "PER", "PRON"),
            PredictedMention(3, 4, "PER", "NOM"),
        ),
        clusters=(frozenset([(0, 1)]), frozenset([(5, 6), (3, 4)])),
        events=frozenset([1, 6]),
        gold_clusters=None,
    )
    score = score_document(GOLD, predicted)
    assert score.entities.row == (1, 2, 1, 2)
    assert score.with_pronouns.row == (2, 3, 2, 4)
    assert score.events.row == (1, 2, 1, 1)
    # No predicted pair is a gold pair.
    assert score.coref.muc.f1 == 0
    assert score.gold_coref is None
    # Cluster 0 and 1 share one mention each with Anna; only one may stand for her.
    assert score.speakers in ((0, 1), (1, 1))
    kinds = [(item.kind, item.outcome) for item in score.items if item.kind != "speaker"]
    assert sorted(kinds) == [
        ("entity", "missed"),
        ("entity", "right"),
        ("entity", "spurious"),
        ("event", "right"),
        ("event", "spurious"),
    ]


@pytest.mark.parametrize(
    ("quotes", "outcome"),
    [
        ((PredictedQuote(7, 10, speaker=1),), "wrong"),
        ((PredictedQuote(7, 10, speaker=None),), "abstained"),
        ((PredictedQuote(11, 12, speaker=0),), "missed"),
        ((PredictedQuote(8, 10, speaker=0),), "right"),
    ],
)
def test_every_gold_quotation_counts(quotes: tuple[PredictedQuote, ...], outcome: str) -> None:
    score = score_document(GOLD, replace(PERFECT, quotes=quotes))
    assert score.speakers == (outcome == "right", 1)
    assert score.items[-1].outcome == outcome


def test_a_document_without_quotations_has_no_speaker_figure() -> None:
    silent = replace(GOLD, name="silent", quotes=())
    report = report_litbank([score_document(GOLD, PERFECT), score_document(silent, PERFECT)])
    assert "speakers" not in report.per_document["silent"]
    assert report["speakers"] == 1
    assert as_table(report).splitlines()[-1].split()[-1] == "–"


def test_a_folder_without_documents_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="--data"):
        evaluate_litbank(tmp_path, lambda document: PERFECT)
