"""The multi-task network: one encoder, five heads on its word vectors (d wide; MiniLM 384)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

from fabula.encoder.subwords import CASE_CLASSES
from fabula.heads.features import (
    DISTANCE_BUCKETS,
    PARAGRAPH_BUCKETS,
    QUOTE_CLASSES,
    RANK_BUCKETS,
    REFERENCE_CLASSES,
    STRING_CLASSES,
)
from fabula.heads.speaker_candidates import PLACE_CLASSES

CLS, SEP, PAD = 101, 102, 0
"""Special ids of the BERT vocabulary, in which all subwords are given."""


class Encoder(nn.Module):
    """MiniLM or MPNet with a case embedding added to the (lower-case) word pieces."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.of_mpnet = self.bert.config.model_type == "mpnet"
        if not self.of_mpnet:
            self.bert.set_attn_implementation("sdpa")
        self.width: int = self.bert.config.hidden_size
        self.case = nn.Embedding(CASE_CLASSES, self.width)
        nn.init.normal_(self.case.weight, std=0.02)

    def forward(self, ids: Tensor, case: Tensor, mask: Tensor) -> Tensor:
        """ids (of the BERT vocabulary), case, mask: (b, t) -> hidden states (b, t, d)."""
        if self.of_mpnet:
            ids = _mpnet_ids(ids)
        embedded = self.bert.embeddings.word_embeddings(ids) + self.case(case)
        output: Tensor = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        return output


def _mpnet_ids(ids: Tensor) -> Tensor:
    """MPNet's vocabulary is BERT's behind four special pieces of its own."""
    out = ids + 4
    for special, own in ((CLS, 0), (PAD, 1), (SEP, 2)):
        out = out.masked_fill(ids == special, own)
    return out


class MentionHead(nn.Module):
    """Scores all spans up to ``width`` words: six types against none, and three kinds.

    Start, end and biaffine terms per class, as Yu et al. 2020 for nested entities.
    """

    def __init__(self, inputs: int, size: int, width: int, types: int, kinds: int) -> None:
        super().__init__()
        self.width = width
        self.start, self.end = nn.Linear(inputs, size), nn.Linear(inputs, size)
        self.biaffine = nn.Parameter(torch.zeros(types, size, size))
        nn.init.normal_(self.biaffine, std=0.05)
        self.from_start, self.from_end = nn.Linear(size, types), nn.Linear(size, types)
        self.widths = nn.Embedding(width, types)
        # Few spans are mentions: start from that.
        nn.init.constant_(self.widths.weight, -3.0)
        self.kind_start, self.kind_end = nn.Linear(size, kinds), nn.Linear(size, kinds)
        self.drop = nn.Dropout(0.2)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x: (n, d) -> type scores (n, width, types), start and end vectors (n, size)."""
        n = x.shape[0]
        start = self.drop(torch.relu(self.start(x)))
        end = self.drop(torch.relu(self.end(x)))
        ends = torch.cat([end, end.new_zeros(self.width - 1, end.shape[1])])
        windows = ends.unfold(0, self.width, 1)  # (n, size, width)
        mixed = torch.einsum("nd,tde->nte", start, self.biaffine)
        scores = torch.bmm(mixed, windows).transpose(1, 2)
        tail = self.from_end(ends).unfold(0, self.width, 1).transpose(1, 2)
        scores = scores + self.from_start(start)[:, None] + tail
        return scores[:n] + self.widths.weight[None], start, end

    def kinds(self, start: Tensor, end: Tensor, spans: Tensor) -> Tensor:
        """spans: (m, 2), end exclusive -> kind scores (m, kinds)."""
        scores: Tensor = self.kind_start(start[spans[:, 0]]) + self.kind_end(end[spans[:, 1] - 1])
        return scores


class SpanVectors(nn.Module):
    """One vector per span from its first and last word and the mean of all."""

    def __init__(self, inputs: int, size: int) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(inputs, size), nn.Linear(inputs, size, bias=False)
        self.mean = nn.Linear(inputs, size, bias=False)

    def forward(self, x: Tensor, spans: Tensor) -> Tensor:
        """x: (n, d), spans: (m, 2) -> (m, size)."""
        sums = torch.cat([x.new_zeros(1, x.shape[1]), x.cumsum(0)])
        length = (spans[:, 1] - spans[:, 0]).unsqueeze(1)
        mean = (sums[spans[:, 1]] - sums[spans[:, 0]]) / length
        mixed = self.first(x[spans[:, 0]]) + self.last(x[spans[:, 1] - 1]) + self.mean(mean)
        return torch.relu(mixed)


@dataclass(frozen=True)
class PairFeatures:
    """Feature classes of mention pairs, each of shape (m, k)."""

    reference: Tensor
    string: Tensor
    mentions_apart: Tensor
    words_apart: Tensor
    quote: Tensor


class AntecedentHead(nn.Module):
    """Coarse-to-fine mention ranking (Lee et al. 2018) with string and quotation features."""

    def __init__(self, inputs: int, size: int, hidden: int) -> None:
        super().__init__()
        self.span = SpanVectors(inputs, size)
        self.coarse = nn.Linear(size, size, bias=False)
        nn.init.normal_(self.coarse.weight, std=0.02)
        self.coarse_distance = nn.Embedding(DISTANCE_BUCKETS, 1)
        nn.init.zeros_(self.coarse_distance.weight)
        self.left, self.right = nn.Linear(size, hidden), nn.Linear(size, hidden, bias=False)
        self.product = nn.Linear(size, hidden, bias=False)
        self.reference = nn.Embedding(REFERENCE_CLASSES**2, hidden)
        self.string = nn.Embedding(STRING_CLASSES, hidden)
        self.mentions_apart = nn.Embedding(DISTANCE_BUCKETS, hidden)
        self.words_apart = nn.Embedding(DISTANCE_BUCKETS, hidden)
        self.quote = nn.Embedding(QUOTE_CLASSES, hidden)
        self.out = nn.Linear(hidden, 1)
        self.drop = nn.Dropout(0.2)

    def prune(self, g: Tensor, distance: Tensor) -> Tensor:
        """g: (m, size), distance: (m, m) buckets -> coarse scores (m, m)."""
        scores: Tensor = self.coarse(g) @ g.T / g.shape[1] ** 0.5
        return scores + self.coarse_distance(distance).squeeze(-1)

    def forward(self, g: Tensor, chosen: Tensor, coarse: Tensor, f: PairFeatures) -> Tensor:
        """chosen, coarse: (m, k) candidates and their coarse scores -> scores (m, k)."""
        g = self.drop(g)
        other = g[chosen]
        hidden = self.left(g)[:, None] + self.right(g)[chosen] + self.product(g[:, None] * other)
        hidden = hidden + self.reference(f.reference) + self.string(f.string)
        hidden = hidden + self.mentions_apart(f.mentions_apart)
        hidden = hidden + self.words_apart(f.words_apart) + self.quote(f.quote)
        scores: Tensor = self.out(self.drop(torch.relu(hidden))).squeeze(-1)
        return scores + coarse


@dataclass(frozen=True)
class SpeakerFeatures:
    """Feature classes of quotation-candidate pairs, each of shape (q, k)."""

    distance: Tensor
    rank: Tensor
    paragraph: Tensor
    place: Tensor
    reference: Tensor


class SpeakerHead(nn.Module):
    """Scores each candidate mention of a quotation as its speaker and as its addressee."""

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.quote = SpanVectors(inputs, hidden)
        self.mention = SpanVectors(inputs, hidden)
        self.product = nn.Linear(hidden, hidden, bias=False)
        self.distance = nn.Embedding(DISTANCE_BUCKETS, hidden)
        self.rank = nn.Embedding(RANK_BUCKETS, hidden)
        self.paragraph = nn.Embedding(PARAGRAPH_BUCKETS, hidden)
        self.place = nn.Embedding(PLACE_CLASSES, hidden)
        self.reference = nn.Embedding(REFERENCE_CLASSES, hidden)
        self.out = nn.Linear(hidden, 2)
        self.drop = nn.Dropout(0.2)

    def forward(self, x: Tensor, quotes: Tensor, spans: Tensor, f: SpeakerFeatures) -> Tensor:
        """quotes: (q, 2), spans: (q, k, 2) word spans -> scores (q, k, 2)."""
        q, k, _ = spans.shape
        of_quote = self.quote(x, quotes)[:, None]
        of_mention = self.mention(x, spans.reshape(-1, 2)).reshape(q, k, -1)
        hidden = of_quote + of_mention + self.product(of_quote * of_mention)
        hidden = hidden + self.distance(f.distance) + self.rank(f.rank)
        hidden = hidden + self.paragraph(f.paragraph) + self.place(f.place)
        hidden = hidden + self.reference(f.reference)
        scores: Tensor = self.out(self.drop(torch.relu(hidden)))
        return scores


class EventHead(nn.Module):
    """Realis event or not, per word."""

    def __init__(self, inputs: int, hidden: int) -> None:
        super().__init__()
        self.hidden, self.out = nn.Linear(inputs, hidden), nn.Linear(hidden, 1)
        self.drop = nn.Dropout(0.2)

    def forward(self, x: Tensor) -> Tensor:
        """x: (n, d) -> log-odds (n,)."""
        scores: Tensor = self.out(self.drop(torch.relu(self.hidden(x)))).squeeze(-1)
        return scores


class SyntaxHead(nn.Module):
    """UD tags, Penn tags, lemma rules and biaffine arcs (Dozat and Manning 2017)."""

    def __init__(
        self, inputs: int, size: int, upos: int, xpos: int, lemma: int, deprel: int
    ) -> None:
        super().__init__()
        self.hidden = nn.Linear(inputs, size)
        self.upos, self.xpos = nn.Linear(size, upos), nn.Linear(size, xpos)
        self.lemma = nn.Linear(size, lemma)
        self.dependent, self.governor = nn.Linear(inputs, size), nn.Linear(inputs, size)
        self.arc = nn.Linear(size, size, bias=False)
        self.arc_bias = nn.Linear(size, 1)
        self.self_arc = nn.Linear(size, 1)
        self.rel_dependent = nn.Linear(size, size)
        self.rel_governor = nn.Linear(size, size, bias=False)
        self.rel = nn.Linear(size, deprel)
        self.drop = nn.Dropout(0.2)

    def tags(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x: (n, d) -> scores of upos, xpos and lemma rule, (n, classes) each."""
        hidden = self.drop(torch.relu(self.hidden(x)))
        return self.upos(hidden), self.xpos(hidden), self.lemma(hidden)

    def arcs(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x: (n, d) -> arc scores (n, n), row is dependent; dependent, governor vectors."""
        dependent = self.drop(torch.relu(self.dependent(x)))
        governor = self.drop(torch.relu(self.governor(x)))
        scores = self.arc(dependent) @ governor.T / governor.shape[1] ** 0.5
        scores = scores + self.arc_bias(governor).T
        # A root is its own head; governor and dependent of a root need a term of their own.
        return scores + torch.diag(self.self_arc(dependent).squeeze(-1)), dependent, governor

    def relations(self, dependent: Tensor, governor: Tensor) -> Tensor:
        """Vectors of n dependents and their heads -> relation scores (n, classes)."""
        mixed = torch.relu(self.rel_dependent(dependent) + self.rel_governor(governor))
        scores: Tensor = self.rel(self.drop(mixed))
        return scores


class Network(nn.Module):
    """Encoder and heads; ``labels`` fixes the number of classes."""

    def __init__(self, folder: Path, labels: dict[str, list[str]], width: int) -> None:
        super().__init__()
        self.encoder = Encoder(folder)
        d = self.encoder.width
        self.mentions = MentionHead(d, 96, width, len(labels["types"]), len(labels["kinds"]))
        self.antecedents = AntecedentHead(d, 192, 128)
        self.speakers = SpeakerHead(d, 128)
        self.events = EventHead(d, 96)
        self.syntax = SyntaxHead(
            d, 128, *(len(labels[name]) for name in ("upos", "xpos", "lemma", "deprel"))
        )
