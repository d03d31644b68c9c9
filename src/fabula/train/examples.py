"""Gold documents as arrays: what one training step sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from fabula.encoder.subwords import Subwords, encode_words
from fabula.evaluate.gold.litbank import GoldDocument
from fabula.evaluate.gold.ud import GoldSentence
from fabula.heads.features import head_index, reference_class, string_keys
from fabula.heads.lemmas import lemma_rule
from fabula.schema.tokens import IntArray

TYPES = ["PER", "FAC", "LOC", "GPE", "VEH", "ORG"]
KINDS = ["PROP", "NOM", "PRON"]
IGNORE = -100


@dataclass(frozen=True, slots=True, eq=False)
class MentionTable:
    """Mentions sorted by (start, -end), as columns.

    spans: (m, 2) word spans; type, kind: class numbers; cluster: number, -1 where the
    corpus does not tell; reference, keys: features of heads.features.
    """

    spans: IntArray
    type: IntArray
    kind: IntArray
    cluster: IntArray
    reference: IntArray
    keys: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class LiteraryExample:
    """One annotated document or passage.

    LitBank's carry every label, silver passages only quotations, unlabelled passages none;
    in our own stories (``persons_only``) nothing but persons is a labelled mention.
    """

    name: str
    words: tuple[str, ...]
    subwords: Subwords
    sentence: IntArray
    mentions: MentionTable
    events: IntArray | None
    quotes: tuple[tuple[tuple[int, int], ...], ...]
    speakers: tuple[int, ...]
    addressees: tuple[int, ...]
    quote_of: IntArray
    paragraph: IntArray | None
    persons_only: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SyntaxExample:
    """Consecutive sentences of a treebank; heads are word numbers of the example."""

    subwords: Subwords
    sentence: IntArray
    upos: IntArray
    xpos: IntArray
    lemma: IntArray
    head: IntArray
    deprel: IntArray


def mention_table(
    words: Sequence[str], rows: Sequence[tuple[int, int, str, str, int]]
) -> MentionTable:
    """Rows are (start, end, type, kind, cluster), in any order."""
    rows = sorted(rows, key=lambda r: (r[0], -r[1]))
    surfaces = [words[r[0] : r[1]] for r in rows]
    heads = [s[head_index(s)] for s in surfaces]
    return MentionTable(
        spans=np.array([r[:2] for r in rows], np.int32).reshape(-1, 2),
        type=np.array([TYPES.index(r[2]) for r in rows], np.int32),
        kind=np.array([KINDS.index(r[3]) for r in rows], np.int32),
        cluster=np.array([r[4] for r in rows], np.int32),
        reference=np.array(
            [reference_class(" ".join(s), r[3]) for s, r in zip(surfaces, rows)], np.int32
        ),
        keys=string_keys(surfaces, heads),
    )


def litbank_example(doc: GoldDocument, tokenizer: Tokenizer) -> LiteraryExample:
    """Both mention layers of one document as one table, with events and quotations."""
    numbers: dict[str, int] = {}
    rows: dict[tuple[int, int], tuple[int, int, str, str, int]] = {}
    for start, end, type_ in sorted(doc.entities):
        kind = "PROP" if doc.words[end - 1][0].isupper() else "NOM"
        rows[start, end] = (start, end, type_, kind, -1)
    for i, m in enumerate(doc.mentions):
        # A predicate nominal has no cluster: an entity of its own that nothing links to.
        cluster = numbers.setdefault(m.cluster or f"alone {i}", len(numbers))
        type_ = rows[m.start, m.end][2] if (m.start, m.end) in rows else m.type
        rows[m.start, m.end] = (m.start, m.end, type_, m.kind, cluster)
    quote_of = np.full(len(doc.words), -1, np.int32)
    for i, quote in enumerate(doc.quotes):
        quote_of[quote.start : quote.end] = i
    events = np.zeros(len(doc.words), np.int32)
    events[sorted(doc.events)] = 1
    return LiteraryExample(
        name=doc.name,
        words=doc.words,
        subwords=encode_words(tokenizer, doc.words),
        sentence=np.array(doc.sentence, np.int32),
        mentions=mention_table(doc.words, list(rows.values())),
        events=events,
        quotes=tuple(((q.start, q.end),) for q in doc.quotes),
        speakers=tuple(numbers.get(q.speaker or "", -1) for q in doc.quotes),
        addressees=tuple(-1 for _ in doc.quotes),
        quote_of=quote_of,
        paragraph=None,
    )


def syntax_labels(sentences: Sequence[GoldSentence]) -> dict[str, list[str]]:
    """Label lists of a treebank; lemma rules seen once or twice are left out."""
    labels: dict[str, dict[str, int]] = {name: {} for name in ("upos", "xpos", "lemma", "deprel")}
    for s in sentences:
        rules = [lemma_rule(w, x) for w, x in zip(s.words, s.lemma)]
        for name, column in zip(labels, (s.upos, s.xpos, rules, s.deprel)):
            for value in column:
                labels[name][value] = labels[name].get(value, 0) + 1
    least = {"lemma": 3}
    return {
        name: sorted(v for v, count in table.items() if count >= least.get(name, 1))
        for name, table in labels.items()
    }


def syntax_examples(
    sentences: Sequence[GoldSentence],
    tokenizer: Tokenizer,
    labels: dict[str, list[str]],
    size: int,
) -> list[SyntaxExample]:
    """Pack consecutive sentences into examples of about ``size`` words."""
    index = {name: {v: i for i, v in enumerate(values)} for name, values in labels.items()}
    examples: list[SyntaxExample] = []
    pack: list[GoldSentence] = []
    for sentence in [*sentences, None]:
        full = sum(len(s.words) for s in pack) + (len(sentence.words) if sentence else 0) > size
        if pack and (full or sentence is None):
            examples.append(_pack(pack, tokenizer, index))
            pack = []
        if sentence and len(sentence.words) <= size:
            pack.append(sentence)
    return examples


def _pack(
    sentences: Sequence[GoldSentence], tokenizer: Tokenizer, index: dict[str, dict[str, int]]
) -> SyntaxExample:
    words = [w for s in sentences for w in s.words]
    offsets = np.cumsum([0, *(len(s.words) for s in sentences)])

    def column(name: str, values: list[str]) -> IntArray:
        return np.array([index[name].get(v, IGNORE) for v in values], np.int32)

    rules = [lemma_rule(w, x) for s in sentences for w, x in zip(s.words, s.lemma)]
    heads = [h + int(o) for s, o in zip(sentences, offsets) for h in s.head]
    return SyntaxExample(
        subwords=encode_words(tokenizer, words),
        sentence=np.repeat(np.arange(len(sentences)), np.diff(offsets)).astype(np.int32),
        upos=column("upos", [v for s in sentences for v in s.upos]),
        xpos=column("xpos", [v for s in sentences for v in s.xpos]),
        lemma=column("lemma", rules),
        head=np.array(heads, np.int32),
        deprel=column("deprel", [v for s in sentences for v in s.deprel]),
    )
