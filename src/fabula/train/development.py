"""Figures on the development documents, from gold mentions: a compass, not the evaluation."""

from __future__ import annotations

import numpy as np
import torch

from fabula.train.config import TrainConfig
from fabula.train.corpora import Corpora
from fabula.train.encode import word_vectors
from fabula.train.examples import IGNORE, LiteraryExample, SyntaxExample
from fabula.train.losses import as_tensor, rank_antecedents, span_mask, speaker_scores
from fabula.train.modules import Network


def score_development(net: Network, corpora: Corpora, config: TrainConfig) -> dict[str, float]:
    """Entity, event F1; share of right antecedents, speakers, tags, heads and relations."""
    net.eval()
    counts: dict[str, np.ndarray] = {}

    def add(name: str, values: tuple[float, ...]) -> None:
        counts[name] = counts.get(name, np.zeros(len(values))) + np.array(values)

    with torch.no_grad():
        for ex in corpora.literary_dev:
            x = word_vectors(net.encoder, [ex.subwords], config.model.window, config.model.context)
            add("mentions", _mention_counts(net, x, ex, pronouns=True))
            add("entities", _mention_counts(net, x, ex, pronouns=False))
            add("events", _event_counts(net, x, ex))
            add("antecedents", _antecedent_counts(net, x, ex))
            add("speakers", _speaker_counts(net, x, ex))
        for ex in corpora.stories_dev:
            x = word_vectors(net.encoder, [ex.subwords], config.model.window, config.model.context)
            add("story persons", _mention_counts(net, x, ex, pronouns=False))
            add("story antecedents", _antecedent_counts(net, x, ex))
            add("story speakers", _speaker_counts(net, x, ex))
        for ex in corpora.silver_dev:
            x = word_vectors(net.encoder, [ex.subwords], config.model.window, config.model.context)
            add("silver", _speaker_counts(net, x, ex))
        for tree in corpora.syntax_dev:
            x = word_vectors(net.encoder, [tree.subwords], config.model.window, 0)
            for name, values in _syntax_counts(net, x, tree).items():
                add(name, values)
    figures = {}
    for name, c in counts.items():
        right, predicted, gold = c if len(c) == 3 else (c[0], c[1], c[1])
        figures[name] = round(200 * right / max(predicted + gold, 1), 2)
    return figures


def _mention_counts(
    net: Network, x: torch.Tensor, ex: LiteraryExample, *, pronouns: bool
) -> tuple[float, float, float]:
    scores, start, end = net.mentions(x)
    full = torch.cat([scores.new_zeros(*scores.shape[:2], 1), scores], 2)
    best = full.argmax(2).masked_fill(~span_mask(ex.sentence, net.mentions.width), 0)
    found = torch.nonzero(best)
    spans = torch.stack([found[:, 0], found[:, 0] + found[:, 1] + 1], 1)
    kinds = net.mentions.kinds(start, end, spans).argmax(1)
    types = best[found[:, 0], found[:, 1]] - 1
    t = ex.mentions
    predicted = {
        (int(a), int(b), int(c))
        for (a, b), c, k in zip(spans, types, kinds)
        if (pronouns or int(k) != 2) and not (ex.persons_only and int(c) != 0)
    }
    gold = {
        (int(a), int(b), int(c))
        for (a, b), c, k in zip(t.spans, t.type, t.kind)
        if pronouns or int(k) != 2
    }
    return len(predicted & gold), len(predicted), len(gold)


def _event_counts(net: Network, x: torch.Tensor, ex: LiteraryExample) -> tuple[float, float, float]:
    assert ex.events is not None
    predicted = (net.events(x) > 0).numpy()
    gold = ex.events > 0
    return float((predicted & gold).sum()), float(predicted.sum()), float(gold.sum())


def _antecedent_counts(net: Network, x: torch.Tensor, ex: LiteraryExample) -> tuple[float, float]:
    t = ex.mentions
    chosen, scores = rank_antecedents(net.antecedents, x, t, ex.quote_of)
    best, at = scores.max(1)
    cluster = as_tensor(t.cluster)
    linked = cluster[chosen[torch.arange(len(chosen)), at]]
    earlier: set[int] = set()
    right = total = 0
    for i, number in enumerate(t.cluster):
        if number < 0:
            continue
        total += 1
        if best[i] > 0:
            right += int(int(linked[i]) == number)
        else:
            right += int(int(number) not in earlier)
        earlier.add(int(number))
    return right, total


def _speaker_counts(net: Network, x: torch.Tensor, ex: LiteraryExample) -> tuple[float, float]:
    found = speaker_scores(net.speakers, x, ex)
    if found is None:
        return 0, 0
    # Scores of one entity's mentions add up; mentions inside the line do not count.
    scores = found.scores[..., 0].masked_fill(found.inside, float("-inf"))
    right = total = 0
    for row, numbers, gold in zip(scores.exp(), found.cluster, ex.speakers):
        if gold < 0:
            continue
        total += 1
        mass = {int(c): float(row[numbers == c].sum()) for c in numbers if c >= 0}
        right += int(bool(mass) and max(mass, key=lambda c: mass[c]) == gold)
    return right, total


def _syntax_counts(
    net: Network, x: torch.Tensor, ex: SyntaxExample
) -> dict[str, tuple[float, float]]:
    upos, xpos, lemma = net.syntax.tags(x)
    arcs, dependent, governor = net.syntax.arcs(x)
    sentence = torch.from_numpy(ex.sentence)
    arcs = arcs.masked_fill(sentence[:, None] != sentence[None], float("-inf"))
    heads = arcs.argmax(1)
    relations = net.syntax.relations(dependent, governor[heads]).argmax(1).numpy()
    attached = heads.numpy() == ex.head
    n = len(ex.head)
    counts: dict[str, tuple[float, float]] = {
        "uas": (float(attached.sum()), n),
        "las": (float((attached & (relations == ex.deprel)).sum()), n),
    }
    for name, scores, gold in (
        ("upos", upos, ex.upos),
        ("xpos", xpos, ex.xpos),
        ("lemma", lemma, ex.lemma),
    ):
        known = gold != IGNORE
        counts[name] = (float((scores.argmax(1).numpy() == gold)[known].sum()), float(known.sum()))
    return counts
