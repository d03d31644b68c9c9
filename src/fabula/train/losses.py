"""One loss per task; each takes word vectors and an example."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from fabula.heads.features import REFERENCE_CLASSES, bucket, quote_class, string_class
from fabula.heads.speaker_candidates import INSIDE_PLACE, find_candidates
from fabula.train.examples import (
    IGNORE,
    KINDS,
    TYPES,
    LiteraryExample,
    MentionTable,
    SyntaxExample,
    mention_table,
)
from fabula.train.modules import (
    AntecedentHead,
    MentionHead,
    Network,
    PairFeatures,
    SpeakerFeatures,
    SpeakerHead,
    SyntaxHead,
)

NEAR = 300
"""Mentions back that an antecedent is looked for; the reader's cache has the same bound."""
TOP = 40


def as_tensor(array: np.ndarray) -> Tensor:
    return torch.from_numpy(array).long()


def span_mask(sentence: np.ndarray, width: int) -> Tensor:
    """Spans (first word, words more) that stay in their sentence: (n, width)."""
    n = len(sentence)
    last = np.arange(n)[:, None] + np.arange(width)[None]
    inside = last < n
    same = sentence[np.minimum(last, n - 1)] == sentence[:, None]
    return torch.from_numpy(inside & same)


def mention_loss(head: MentionHead, x: Tensor, ex: LiteraryExample) -> tuple[Tensor, MentionTable]:
    """Cross-entropy over all spans, and the table of gold plus wrongly found mentions."""
    scores, start, end = head(x)
    mask = span_mask(ex.sentence, head.width)
    gold = torch.zeros(scores.shape[:2], dtype=torch.long)
    t = ex.mentions
    length = t.spans[:, 1] - t.spans[:, 0]
    short = length <= head.width
    gold[as_tensor(t.spans[short, 0]), as_tensor(length[short] - 1)] = as_tensor(t.type[short]) + 1
    full = F.pad(scores, (1, 0))
    if ex.persons_only:
        full = _persons(full)
    loss = F.cross_entropy(full[mask], gold[mask], reduction="sum") / len(t.spans)
    kinds = head.kinds(start, end, as_tensor(t.spans))
    loss = loss + F.cross_entropy(kinds, as_tensor(t.kind))
    with torch.no_grad():
        wrong = (full.argmax(2) > 0) & mask & (gold == 0)
        found = torch.nonzero(wrong)[: len(t.spans)]
        spans = torch.stack([found[:, 0], found[:, 0] + found[:, 1] + 1], 1)
        types = full[wrong].argmax(1)[: len(t.spans)] - 1
        guessed = head.kinds(start, end, spans).argmax(1)
    rows = [
        (int(a), int(b), TYPES[int(c)], KINDS[int(d)], int(e))
        for (a, b), c, d, e in zip(t.spans, t.type, t.kind, t.cluster)
    ]
    rows += [
        (int(a), int(b), TYPES[int(c)], KINDS[int(d)], -2)
        for (a, b), c, d in zip(spans, types, guessed)
    ]
    return loss, mention_table(ex.words, rows)


def _persons(full: Tensor) -> Tensor:
    """Scores (n, width, 7) of none and six types -> none-or-another-type, and person."""
    other = torch.cat([full[..., :1], full[..., 2:]], 2).logsumexp(2)
    return torch.stack([other, full[..., 1]], 2)


def rank_antecedents(
    head: AntecedentHead, x: Tensor, t: MentionTable, quote_of: np.ndarray
) -> tuple[Tensor, Tensor]:
    """Candidates (m, k) and their scores against 0; -inf where there is none."""
    g = head.span(x, as_tensor(t.spans))
    m = len(t.spans)
    order = np.arange(m)
    apart = order[:, None] - order[None]
    near = torch.from_numpy((apart > 0) & (apart <= NEAR))
    coarse = head.prune(g, as_tensor(bucket(np.maximum(apart, 0).astype(np.int32))))
    coarse = coarse.masked_fill(~near, float("-inf"))
    top, chosen = coarse.topk(min(TOP, m), dim=1)
    scores = head(g, chosen, top.clamp(min=-1e4), pair_features(t, chosen.numpy(), quote_of))
    return chosen, scores.masked_fill(top == float("-inf"), float("-inf"))


def pair_features(t: MentionTable, right: np.ndarray, quote_of: np.ndarray) -> PairFeatures:
    right = right.astype(np.int32)
    left = np.broadcast_to(np.arange(len(t.spans), dtype=np.int32)[:, None], right.shape)
    quote = quote_of[t.spans[:, 0]]
    words = np.maximum(t.spans[left, 0] - t.spans[right, 0], 0)
    return PairFeatures(
        reference=as_tensor(t.reference[left] * REFERENCE_CLASSES + t.reference[right]),
        string=as_tensor(string_class(t.keys, left, right)),
        mentions_apart=as_tensor(bucket(np.maximum(left - right, 0).astype(np.int32))),
        words_apart=as_tensor(bucket(words)),
        quote=as_tensor(quote_class(quote, left, right)),
    )


def antecedent_loss(
    head: AntecedentHead, x: Tensor, t: MentionTable, quote_of: np.ndarray
) -> Tensor:
    """Marginal likelihood of all right antecedents; mentions of no known cluster are left out."""
    chosen, scores = rank_antecedents(head, x, t, quote_of)
    cluster = as_tensor(t.cluster)
    right = (cluster[chosen] == cluster[:, None]) & (cluster[:, None] >= 0)
    right &= scores > float("-inf")
    first = ~right.any(1, keepdim=True)
    both = torch.cat([scores.new_zeros(len(scores), 1), scores], 1)
    gold = torch.cat([first, right], 1)
    loss = both.logsumexp(1) - both.masked_fill(~gold, float("-inf")).logsumexp(1)
    return loss[cluster != -1].mean()


@dataclass(frozen=True)
class ScoredCandidates:
    """Candidates of q quotations: scores (q, k, 2), clusters (q, k), -1 where not known.

    ``inside`` (q, k) marks mentions inside the quotation itself.
    """

    scores: Tensor
    cluster: Tensor
    inside: Tensor


def speaker_scores(head: SpeakerHead, x: Tensor, ex: LiteraryExample) -> ScoredCandidates | None:
    """Scores of an example's candidates as speaker and addressee; None without quotations."""
    t = ex.mentions
    persons = np.flatnonzero(t.type == 0).astype(np.int32)
    if not ex.quotes or not len(persons):
        return None
    found = find_candidates(ex.quotes, t.spans[:, 0], persons, ex.quote_of, ex.paragraph)
    index = np.maximum(found.mention, 0)
    features = SpeakerFeatures(
        distance=as_tensor(found.distance),
        rank=as_tensor(found.rank),
        paragraph=as_tensor(found.paragraph),
        place=as_tensor(found.place),
        reference=as_tensor(t.reference[index]),
    )
    quotes = torch.tensor([(q[0][0], q[-1][1]) for q in ex.quotes])
    scores = head(x, quotes, as_tensor(t.spans[index]), features)
    cluster = as_tensor(np.where(found.mention < 0, -1, t.cluster[index]))
    # Mentions of unknown reference say nothing for or against.
    scores = scores.masked_fill((cluster < 0)[..., None], float("-inf"))
    return ScoredCandidates(scores, cluster, torch.from_numpy(found.place == INSIDE_PLACE))


def speaker_loss(head: SpeakerHead, x: Tensor, ex: LiteraryExample, *, inside: bool) -> Tensor:
    """Marginal likelihood of the candidates that are speaker, and addressee where known.

    ``inside`` lets a mention inside the quotation stand for its speaker: that teaches the
    encoder who "I" is, but is no answer to who speaks.
    """
    found = speaker_scores(head, x, ex)
    if found is None:
        return x.new_zeros(())
    losses = []
    for column, gold in enumerate((ex.speakers, ex.addressees)):
        target = torch.tensor(gold)[:, None]
        scores = found.scores[..., column]
        if column == 0 and not inside:
            scores = scores.masked_fill(found.inside, float("-inf"))
        right = (found.cluster == target) & (target >= 0) & (scores > float("-inf"))
        use = right.any(1)
        if use.any():
            s, r = scores[use], right[use]
            loss = s.logsumexp(1) - s.masked_fill(~r, float("-inf")).logsumexp(1)
            losses.append(loss.mean())
    return torch.stack(losses).sum() if losses else x.new_zeros(())


def syntax_loss(head: SyntaxHead, x: Tensor, ex: SyntaxExample) -> Tensor:
    """Sum of the cross-entropies of tags, lemma rules, heads and relations."""
    upos, xpos, lemma = head.tags(x)
    arcs, dependent, governor = head.arcs(x)
    sentence = torch.from_numpy(ex.sentence)
    arcs = arcs.masked_fill(sentence[:, None] != sentence[None], float("-inf"))
    heads = as_tensor(ex.head)
    relations = head.relations(dependent, governor[heads])
    pairs = [
        (upos, ex.upos), (xpos, ex.xpos), (lemma, ex.lemma), (arcs, ex.head), (relations, ex.deprel)
    ]  # fmt: skip
    losses = [F.cross_entropy(s, as_tensor(gold), ignore_index=IGNORE) for s, gold in pairs]
    return torch.stack(losses).sum()


def literary_loss(net: Network, x: Tensor, ex: LiteraryExample, *, mix: bool) -> dict[str, Tensor]:
    """All losses of one annotated document; ``mix`` adds wrong mentions to coreference."""
    mention, table = mention_loss(net.mentions, x, ex)
    losses = {
        "mentions": mention,
        "antecedents": antecedent_loss(
            net.antecedents, x, table if mix else ex.mentions, ex.quote_of
        ),
        "speakers": speaker_loss(net.speakers, x, ex, inside=True) * 0.5,
    }
    if ex.events is not None:
        gold = as_tensor(ex.events).float()
        losses["events"] = F.binary_cross_entropy_with_logits(net.events(x), gold) * 4
    return losses
