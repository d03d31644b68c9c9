"""Universal Dependencies tags, lemmas and heads, sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from fabula.heads.lemmas import lemma
from fabula.heads.weights import Weights, linear, relu, sentence_blocks
from fabula.schema.tokens import FloatArray, IntArray, Syntax
from fabula.schema.vectors import Vectors

LONGEST = 200
"""Words of a sentence that are parsed together; a longer one is parsed in pieces."""


def parse(
    weights: Weights,
    vectors: Vectors,
    words: Sequence[str],
    sentence: IntArray,
    labels: Mapping[str, list[str]],
) -> Syntax:
    """Analyse n words with vectors (n, 384); arcs never leave a sentence."""
    count = len(words)
    columns = {name: np.zeros(count, np.int32) for name in ("upos", "xpos", "lemma", "deprel")}
    head = np.zeros(count, np.int32)
    for lo, hi in sentence_blocks(sentence):
        x = vectors[lo:hi]
        hidden = relu(linear(weights, "syntax.hidden", x))
        for name in ("upos", "xpos", "lemma"):
            columns[name][lo:hi] = linear(weights, f"syntax.{name}", hidden).argmax(1)
        local, deprel = _arcs(weights, x, sentence[lo:hi], labels["deprel"].index("root"))
        head[lo:hi] = local + lo
        columns["deprel"][lo:hi] = deprel
    names = {name: [labels[name][i] for i in values] for name, values in columns.items()}
    return Syntax(
        upos=tuple(names["upos"]),
        xpos=tuple(names["xpos"]),
        lemma=_lemmas(words, names["lemma"], names["upos"]),
        head=head,
        deprel=tuple(names["deprel"]),
    )


def _lemmas(words: Sequence[str], rules: list[str], upos: list[str]) -> tuple[str, ...]:
    """The lemma of each word, made once for equal ones."""
    known: dict[tuple[str, str, str], str] = {}
    lemmas = []
    for key in zip(words, rules, upos):
        if key not in known:
            known[key] = lemma(*key)
        lemmas.append(known[key])
    return tuple(lemmas)


def _arcs(
    weights: Weights, x: FloatArray, sentence: IntArray, root: int
) -> tuple[IntArray, IntArray]:
    """Heads (row numbers in the block; a root its own) and relation classes.

    ``root`` is the class of roots, and of nothing else.
    """
    dependent = relu(linear(weights, "syntax.dependent", x))
    governor = relu(linear(weights, "syntax.governor", x))
    left = linear(weights, "syntax.arc", dependent) / governor.shape[1] ** 0.5
    bias = linear(weights, "syntax.arc_bias", governor)[:, 0]
    own = linear(weights, "syntax.self_arc", dependent)[:, 0]
    head = np.zeros(len(x), np.int32)
    for a, b in _pieces(sentence):
        scores = left[a:b] @ governor[a:b].T + bias[None, a:b]
        scores[np.arange(b - a), np.arange(b - a)] += own[a:b]
        head[a:b] = best_tree(scores) + a
    mixed = relu(
        linear(weights, "syntax.rel_dependent", dependent)
        + linear(weights, "syntax.rel_governor", governor)[head]
    )
    relations = linear(weights, "syntax.rel", mixed)
    relations[:, root] = np.where(head == np.arange(len(head)), np.inf, -np.inf)
    return head, relations.argmax(1).astype(np.int32)


def _pieces(sentence: IntArray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(sentence)) + 1
    edges = np.concatenate([[0], edges, [len(sentence)]])
    return [
        (lo, min(lo + LONGEST, b))
        for a, b in pairwise(edges.tolist())
        for lo in range(a, b, LONGEST)
    ]


def best_tree(scores: FloatArray) -> IntArray:
    """The head of each word in a tree with one root, which is its own head.

    scores: (n, n), row is dependent, the diagonal for being root. Greedy: everybody's best
    head, the surest root as the only one; a cycle is opened where that costs least, towards
    a word that hangs on the root.
    """
    free = scores.copy()
    np.fill_diagonal(free, -np.inf)
    root = int((np.diag(scores) - free.max(1, initial=-np.inf)).argmax())
    head: IntArray = free.argmax(1).astype(np.int32)
    head[root] = root
    hangs = _top(head) == root
    while not hangs.all():
        start = int(_top(head)[~hangs][0])
        cycle = [start]
        while (following := int(head[cycle[-1]])) != start:
            cycle.append(following)
        loss = free[cycle, head[cycle]][:, None] - np.where(hangs[None], free[cycle], -np.inf)
        one, other = np.unravel_index(int(loss.argmin()), loss.shape)
        head[cycle[int(one)]] = other
        hangs = _top(head) == root
    return head


def _top(head: IntArray) -> IntArray:
    """Where going from head to head ends: the root, or somewhere in a cycle."""
    top = head
    for _ in range(len(head).bit_length()):
        top = top[top]
    return top
