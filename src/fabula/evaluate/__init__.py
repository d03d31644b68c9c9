"""Gold data to scores: LitBank, PDNC and our own annotated stories.

The pipeline is handed in as a callable, so nothing here depends on models.
"""

from __future__ import annotations

from fabula.evaluate.corpus import evaluate_corpus
from fabula.evaluate.litbank import PredictedMention, PredictedQuote, Prediction, evaluate_litbank
from fabula.evaluate.pdnc import Reader, evaluate_pdnc
from fabula.evaluate.report import Report, as_json, as_table, write_items

__all__ = [
    "PredictedMention",
    "PredictedQuote",
    "Prediction",
    "Reader",
    "Report",
    "as_json",
    "as_table",
    "evaluate_corpus",
    "evaluate_litbank",
    "evaluate_pdnc",
    "write_items",
]
