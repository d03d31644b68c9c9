"""The data of one training run, loaded by configuration."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from fabula.evaluate.gold.litbank import document_names, load_documents
from fabula.evaluate.gold.stories import load_stories, split_names
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
from fabula.train.stories import story_example
from fabula.train.unlabelled import unlabelled_examples

PACK = 160
"""Words of a treebank example."""


@dataclass(frozen=True, slots=True, eq=False)
class Corpora:
    """Examples by task; labels are the class lists the heads are built with."""

    tokenizer: Tokenizer
    labels: dict[str, list[str]]
    literary: list[LiteraryExample]
    literary_dev: list[LiteraryExample]
    syntax: list[SyntaxExample]
    syntax_dev: list[SyntaxExample]
    silver: list[LiteraryExample]
    silver_dev: list[LiteraryExample]
    stories: list[LiteraryExample]
    stories_dev: list[LiteraryExample]
    unlabelled: list[LiteraryExample]


def dev_names(config: TrainConfig, data: Path) -> list[str]:
    """Names of the LitBank documents held out from training, drawn by the seed."""
    names = document_names(data / config.data.litbank)
    return sorted(random.Random(config.seed).sample(names, config.data.dev_documents))


def load_corpora(config: TrainConfig, data: Path, stories: Path) -> Corpora:
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
        tokenizer=tokenizer,
        labels=labels,
        literary=[e for e in literary if e.name not in held_out],
        literary_dev=[e for e in literary if e.name in held_out],
        syntax=syntax_examples(trees, tokenizer, labels, PACK),
        syntax_dev=syntax_examples(
            _treebank(data, config.data.treebank_dev), tokenizer, labels, PACK
        ),
        silver=silver[cut:],
        silver_dev=silver[:cut],
        stories=_stories(config, stories, "train", tokenizer),
        stories_dev=_stories(config, stories, "dev", tokenizer),
        unlabelled=unlabelled_examples(config, data, tokenizer),
    )


def _treebank(data: Path, patterns: list[str]) -> list[GoldSentence]:
    if not patterns:
        return []
    return load_treebank([path for p in patterns for path in sorted(data.glob(p))])


def _stories(
    config: TrainConfig, folder: Path, part: str, tokenizer: Tokenizer
) -> list[LiteraryExample]:
    if not config.data.stories:
        return []
    return [story_example(s, tokenizer) for s in load_stories(folder, split_names(folder, part))]
