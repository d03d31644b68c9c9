"""Coreference metrics over two partitions of mentions, as tallies that add over documents.

Singletons count. Mentions are any hashable keys, usually spans; those of one side that
the other side lacks simply belong to no cluster there, as in the reference scorer
(Pradhan et al. 2014). A corpus score sums numerators and denominators over documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.evaluate.assignment import maximum_assignment
from fabula.evaluate.tally import Tally

Mention = Hashable
Cluster = frozenset[Mention]


@dataclass(frozen=True, slots=True)
class CorefTally:
    """The four metrics of one document or, summed, of a corpus."""

    muc: Tally
    b_cubed: Tally
    ceaf: Tally
    lea: Tally

    def __add__(self, other: CorefTally) -> CorefTally:
        return CorefTally(
            self.muc + other.muc,
            self.b_cubed + other.b_cubed,
            self.ceaf + other.ceaf,
            self.lea + other.lea,
        )

    @property
    def conll(self) -> float:
        """Mean F1 of MUC, B³ and CEAF-φ4 (the CoNLL-2012 figure)."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf.f1) / 3


def score_coref(
    gold: Iterable[Iterable[Mention]], predicted: Iterable[Iterable[Mention]]
) -> CorefTally:
    """All metrics for one document; empty clusters are dropped, doubled mentions refused."""
    key, response = _clusters(gold), _clusters(predicted)
    key_of, response_of = _index(key), _index(response)
    return CorefTally(
        muc=Tally(*_muc(response, key_of), *_muc(key, response_of)),
        b_cubed=Tally(*_b_cubed(response, key_of), *_b_cubed(key, response_of)),
        ceaf=_ceaf(key, response, response_of),
        lea=Tally(*_lea(response, key, key_of), *_lea(key, response, response_of)),
    )


def _clusters(groups: Iterable[Iterable[Mention]]) -> list[Cluster]:
    return [cluster for group in groups if (cluster := frozenset(group))]


def _index(clusters: Sequence[Cluster]) -> dict[Mention, int]:
    index = {mention: number for number, cluster in enumerate(clusters) for mention in cluster}
    if len(index) != sum(map(len, clusters)):
        raise ValueError("a mention stands in two clusters")
    return index


def _parts(cluster: Cluster, other_of: Mapping[Mention, int]) -> Counter[int]:
    """How many mentions of the cluster lie in each cluster of the other side."""
    return Counter(other_of[mention] for mention in cluster if mention in other_of)


def _muc(clusters: Sequence[Cluster], other_of: Mapping[Mention, int]) -> tuple[float, float]:
    """Vilain et al. 1995: links kept, of the |S| - 1 links that each cluster needs."""
    kept = needed = 0
    for cluster in clusters:
        parts = _parts(cluster, other_of)
        pieces = len(parts) + len(cluster) - parts.total()
        kept += len(cluster) - pieces
        needed += len(cluster) - 1
    return kept, needed


def _b_cubed(clusters: Sequence[Cluster], other_of: Mapping[Mention, int]) -> tuple[float, float]:
    """Bagga & Baldwin 1998: for each mention, the share of its cluster found with it."""
    shares = sum(
        sum(count * count for count in _parts(cluster, other_of).values()) / len(cluster)
        for cluster in clusters
    )
    return shares, sum(map(len, clusters))


def _ceaf(
    key: Sequence[Cluster], response: Sequence[Cluster], response_of: Mapping[Mention, int]
) -> Tally:
    """Luo 2005, φ4 = 2|K ∩ R| / (|K| + |R|): similarity of the best one-to-one alignment."""
    similarity = np.zeros((len(key), len(response)))
    for row, cluster in enumerate(key):
        for column, shared in _parts(cluster, response_of).items():
            similarity[row, column] = 2 * shared / (len(cluster) + len(response[column]))
    best = float(sum(similarity[pair] for pair in maximum_assignment(similarity)))
    return Tally(best, len(response), best, len(key))


def _lea(
    clusters: Sequence[Cluster], others: Sequence[Cluster], other_of: Mapping[Mention, int]
) -> tuple[float, float]:
    """Moosavi & Strube 2016: links resolved, each cluster weighted by its size.

    A singleton has one link, to itself, resolved only by a singleton.
    """
    resolved = 0.0
    for cluster in clusters:
        parts = _parts(cluster, other_of)
        if len(cluster) == 1:
            resolved += sum(len(others[other]) == 1 for other in parts)
        else:
            links = sum(count * (count - 1) for count in parts.values())
            resolved += links / (len(cluster) - 1)
    return resolved, sum(map(len, clusters))
