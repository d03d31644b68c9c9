"""The data of one training run, loaded by configuration."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from fabula.evaluate.gold.litbank import document_names, load_documents
from fabula.evaluate.gold.ud import GoldSentence, load_treebank
from fabula.train.base import load_tokenizer
from fabula.train.config import TrainConfig
from fabula.train.examples import (
    KINDS,
    TYPES,
    LiteraryExample,
    SyntaxExample,
    litbank_example,
    syntax_examples,
    syntax_labels,
)
from fabula.train.silver import silver_examples

PACK = 160
"""Words of a treebank example."""


@dataclass(frozen=True, slots=True, eq=False)
class Corpora:
    """Examples by task; labels are the class lists the heads are built with."""

    labels: dict[str, list[str]]
    literary: list[LiteraryExample]
    literary_dev: list[LiteraryExample]
    syntax: list[SyntaxExample]
    syntax_dev: list[SyntaxExample]
    silver: list[LiteraryExample]
    silver_dev: list[LiteraryExample]


def dev_names(config: TrainConfig, data: Path) -> list[str]:
    """Names of the LitBank documents held out from training, drawn by the seed."""
    names = document_names(data / config.data.litbank)
    return sorted(random.Random(config.seed).sample(names, config.data.dev_documents))


def load_corpora(config: TrainConfig, data: Path) -> Corpora:
    """Load every corpus the configuration names; ``DataError`` if one is not there."""
    tokenizer = load_tokenizer()
    held_out = set(dev_names(config, data))
    documents = load_documents(data / config.data.litbank)
    trees = _treebank(data, config.data.treebanks)
    labels = {"types": TYPES, "kinds": KINDS, **syntax_labels(trees)}
    literary = [litbank_example(d, tokenizer) for d in documents]
    silver = silver_examples(config, data, tokenizer)
    cut = len(silver) // 20
    return Corpora(
        labels=labels,
        literary=[e for e in literary if e.name not in held_out],
        literary_dev=[e for e in literary if e.name in held_out],
        syntax=syntax_examples(trees, tokenizer, labels, PACK),
        syntax_dev=syntax_examples(
            _treebank(data, config.data.treebank_dev), tokenizer, labels, PACK
        ),
        silver=silver[cut:],
        silver_dev=silver[:cut],
    )


def _treebank(data: Path, patterns: list[str]) -> list[GoldSentence]:
    return load_treebank([path for p in patterns for path in sorted(data.glob(p))])
