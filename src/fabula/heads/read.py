"""All heads over one book: from word vectors to spans with offsets and scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from fabula.heads.antecedents import score_antecedents
from fabula.heads.events import event_probabilities
from fabula.heads.features import head_index, noun_head, reference_class, string_keys
from fabula.heads.mentions import WordMentions, find_mentions, surfaces, without_clauses
from fabula.heads.names import complete_names
from fabula.heads.openings import score_openings
from fabula.heads.speakers import score_speakers
from fabula.heads.syntax import parse
from fabula.heads.weights import Weights
from fabula.schema.spans import (
    AntecedentScores,
    EntityType,
    EventTrigger,
    Mention,
    MentionKind,
    Quotation,
    SpeakerScores,
)
from fabula.schema.tokens import FloatArray, IntArray, Syntax, Tokens, first_rows
from fabula.schema.vectors import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What the heads say about one book; ``openings`` by the number of a paragraph."""

    mentions: tuple[Mention, ...]
    antecedents: AntecedentScores
    speakers: SpeakerScores
    events: tuple[EventTrigger, ...]
    syntax: Syntax
    openings: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class HeadModel:
    """Weights of all heads, their class lists, thresholds and the longest mention in words."""

    weights: Weights
    labels: Mapping[str, list[str]]
    thresholds: Mapping[str, float]
    width: int


def read_heads(
    model: HeadModel,
    vectors: Vectors,
    words: Sequence[str],
    tokens: Tokens,
    quotations: Sequence[Quotation],
    given: WordMentions | None = None,
) -> Readings:
    """Run every head over word vectors (n, 384) of the n words of ``tokens``.

    ``given`` takes the place of the mention head, to measure with gold mentions.
    """
    weights, thresholds = model.weights, model.thresholds
    pieces = [_word_spans(q, tokens) for q in quotations]
    quote_of = np.full(len(words), -1, np.int32)
    for number, quotation in enumerate(quotations):
        if quotation.parent is None:
            for a, b in pieces[number]:
                quote_of[a:b] = number
    syntax = parse(weights, vectors, words, tokens.sentence, model.labels)
    found = given or _find_mentions(model, vectors, words, tokens, quote_of, syntax.xpos)
    strings = surfaces(words, found)
    heads = [head_index(s) for s in strings]
    kinds = [model.labels["kinds"][k] for k in found.kind]
    reference = np.array(
        [reference_class(" ".join(s), kind) for s, kind in zip(strings, kinds)], np.int32
    )
    keys = string_keys(strings, [s[h] for s, h in zip(strings, heads)])
    nouns = [noun_head(h, syntax.upos[a:b]) for h, (a, b) in zip(heads, found.spans)]
    return Readings(
        mentions=_mentions(model, found, kinds, nouns, tokens),
        antecedents=score_antecedents(
            weights, vectors, found, reference, keys, quote_of[found.spans[:, 0]]
        ),
        speakers=score_speakers(
            weights, vectors, found, reference, pieces, quote_of, tokens.paragraph
        ),
        events=_events(event_probabilities(weights, vectors), thresholds["events"], tokens),
        syntax=syntax,
        openings=score_openings(weights, vectors, tokens.paragraph),
    )


def _find_mentions(
    model: HeadModel,
    vectors: Vectors,
    words: Sequence[str],
    tokens: Tokens,
    quote_of: IntArray,
    xpos: Sequence[str],
) -> WordMentions:
    """The mentions the head finds, and the names it found elsewhere."""
    found = find_mentions(
        *(model.weights, vectors, tokens.sentence, quote_of),
        *(model.width, model.thresholds["mentions"]),
    )
    person, name = model.labels["types"].index("PER"), model.labels["kinds"].index("PROP")
    found = without_clauses(found, xpos, name)
    return complete_names(found, words, tokens.sentence, person, name)


def _word_spans(quotation: Quotation, tokens: Tokens) -> list[tuple[int, int]]:
    """Word numbers of a quotation's pieces; an empty piece still counts its place."""
    edges = first_rows(tokens, quotation.spans).tolist()
    last = len(tokens.starts) - 1
    return [(min(a, last), max(b, min(a, last) + 1)) for a, b in edges]


def _mentions(
    model: HeadModel,
    found: WordMentions,
    kinds: Sequence[str],
    heads: Sequence[int],
    tokens: Tokens,
) -> tuple[Mention, ...]:
    types = model.labels["types"]
    return tuple(
        Mention(
            start=int(tokens.starts[a]),
            end=int(tokens.ends[b - 1]),
            kind=cast(MentionKind, kind),
            type=cast(EntityType, types[t]),
            confidence=float(p),
            head=(int(tokens.starts[a + h]), int(tokens.ends[a + h])),
        )
        for (a, b), t, p, kind, h in zip(found.spans, found.type, found.confidence, kinds, heads)
    )


def _events(
    probabilities: FloatArray, threshold: float, tokens: Tokens
) -> tuple[EventTrigger, ...]:
    return tuple(
        EventTrigger(int(tokens.starts[i]), int(tokens.ends[i]), float(probabilities[i]))
        for i in np.flatnonzero(probabilities > threshold)
    )
