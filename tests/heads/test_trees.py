"""Heads of a sentence always make one tree."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fabula.heads.syntax import best_tree, parse


@given(
    st.integers(1, 12).flatmap(
        lambda n: arrays(np.float32, (n, n), elements=st.floats(-5, 5, width=32))
    )
)
def test_every_word_hangs_on_the_one_root(scores: np.ndarray) -> None:
    head = best_tree(scores)
    roots = [i for i, h in enumerate(head) if i == h]
    assert len(roots) == 1
    for word in range(len(head)):
        for _ in head:
            word = int(head[word])
        assert word == roots[0]


def test_a_cycle_is_opened_where_it_costs_least() -> None:
    # 1 and 2 want each other; 0 is the root, and 2 would nearly as soon hang on it.
    scores = np.array([[9, 0, 0], [0, -9, 5], [4, 5, -9]], np.float32)
    assert best_tree(scores).tolist() == [0, 2, 0]


def test_the_root_alone_is_called_root() -> None:
    draw = np.random.default_rng(7)
    width, hidden = 6, 5
    labels = {name: ["a", "root", "b"] for name in ("upos", "xpos", "deprel")}
    labels["lemma"] = ["0+", "1+", "0+s"]
    weights = {"syntax.rel.weight": draw.normal(size=(3, hidden))}
    for name in ("hidden", "dependent", "governor"):
        weights[f"syntax.{name}.weight"] = draw.normal(size=(hidden, width))
    for name in ("arc", "rel_dependent", "rel_governor"):
        weights[f"syntax.{name}.weight"] = draw.normal(size=(hidden, hidden))
    for name, count in (("upos", 3), ("xpos", 3), ("lemma", 3), ("arc_bias", 1), ("self_arc", 1)):
        weights[f"syntax.{name}.weight"] = draw.normal(size=(count, hidden))
    sentence = np.repeat(np.arange(20, dtype=np.int32), 5)
    vectors = draw.normal(size=(100, width)).astype(np.float32)
    found = parse(weights, vectors, ["word"] * 100, sentence, labels)
    roots = [row for row, head in enumerate(found.head.tolist()) if row == head]
    assert roots == [row for row, name in enumerate(found.deprel) if name == "root"]
    assert len(roots) == 20
