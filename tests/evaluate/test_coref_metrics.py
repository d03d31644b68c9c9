"""Coreference metrics against cases worked out by hand from the papers that define them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.evaluate.coref import CorefTally, score_coref
from fabula.evaluate.tally import Tally

# Bagga & Baldwin 1998, reused by Luo 2005: one long and two shorter chains of 12 mentions.
KEY = ["12345", "67", "89ABC"]
TWO_SHORT_MERGED = ["12345", "6789ABC"]
TWO_LONG_MERGED = ["1234589ABC", "67"]
ALL_MERGED = ["123456789ABC"]
ALL_APART = list("123456789ABC")


def approximate(tally: Tally) -> tuple[float, float]:
    return tally.precision, tally.recall


@pytest.mark.parametrize(
    ("response", "precision", "recall"),
    [
        # 4 + 6 links in the response; the second chain falls into two key chains, so one
        # of its links is wrong: 9/10. Each key chain lies whole in one response chain.
        (TWO_SHORT_MERGED, 9 / 10, 1),
        # MUC cannot tell this from the response above: the point of the B³ paper.
        (TWO_LONG_MERGED, 9 / 10, 1),
        # 11 links, 3 key chains: 2 are wrong.
        (ALL_MERGED, 9 / 11, 1),
        # No links at all.
        (ALL_APART, 0, 0),
    ],
)
def test_muc_on_the_example_of_bagga_and_baldwin(
    response: list[str], precision: float, recall: float
) -> None:
    assert approximate(score_coref(KEY, response).muc) == pytest.approx((precision, recall))


@pytest.mark.parametrize(
    ("key", "response", "precision", "recall"),
    [
        # Vilain et al. 1995: S = {A B C D} needs 3 links and falls into 2 parts: 2/3.
        (["ABCD"], ["AB", "CD"], 2 / 2, 2 / 3),
        (["AB", "CD"], ["ABCD"], 2 / 3, 2 / 2),
        # B is in no response chain, so it is a part by itself: {A C} {B}: 1 of 2 links.
        (["ABC"], ["AC"], 1, 1 / 2),
    ],
)
def test_muc_on_the_examples_of_vilain(
    key: list[str], response: list[str], precision: float, recall: float
) -> None:
    assert approximate(score_coref(key, response).muc) == pytest.approx((precision, recall))


@pytest.mark.parametrize(
    ("response", "precision", "recall"),
    [
        # 5 mentions at 1, 2 at 2/7, 5 at 5/7: (5 + 4/7 + 25/7) / 12 = 16/21.
        (TWO_SHORT_MERGED, 16 / 21, 1),
        # 10 mentions at 5/10, 2 at 1: 7/12.
        (TWO_LONG_MERGED, 7 / 12, 1),
        # (5·5 + 2·2 + 5·5) / 12 / 12.
        (ALL_MERGED, 54 / 144, 1),
        # 5 at 1/5, 2 at 1/2, 5 at 1/5: 3/12.
        (ALL_APART, 1, 3 / 12),
    ],
)
def test_b_cubed_on_the_example_of_bagga_and_baldwin(
    response: list[str], precision: float, recall: float
) -> None:
    assert approximate(score_coref(KEY, response).b_cubed) == pytest.approx((precision, recall))


@pytest.mark.parametrize(
    ("response", "similarity", "f1"),
    [
        # {12345} 2·5/10, {89ABC} with the chain of 7: 2·5/12. F1 as printed in Luo 2005.
        (TWO_SHORT_MERGED, 1 + 10 / 12, 0.733),
        # One long chain with the chain of 10: 2·5/15, {67} 1.
        (TWO_LONG_MERGED, 10 / 15 + 1, 0.667),
        # 2·5/17 and nothing left for the others.
        (ALL_MERGED, 10 / 17, 0.294),
        # One singleton each: 2/6 + 2/3 + 2/6.
        (ALL_APART, 4 / 3, 0.178),
    ],
)
def test_ceaf_on_the_example_of_luo(response: list[str], similarity: float, f1: float) -> None:
    ceaf = score_coref(KEY, response).ceaf
    assert approximate(ceaf) == pytest.approx((similarity / len(response), similarity / 3))
    assert ceaf.f1 == pytest.approx(f1, abs=0.0005)


def test_lea_on_the_example_of_moosavi_and_strube() -> None:
    lea = score_coref(["abc", "defg"], ["ab", "cd", "fghi"]).lea
    # Recall: {a b c} 3 · 1/3 (ab), {d e f g} 4 · 1/6 (fg), over 7 mentions.
    assert lea.recall == pytest.approx((3 * 1 / 3 + 4 * 1 / 6) / 7)
    # Precision: {a b} 2 · 1/1, {c d} 0, {f g h i} 4 · 1/6, over 8 mentions.
    assert lea.precision == pytest.approx((2 + 0 + 4 * 1 / 6) / 8)


def test_lea_resolves_a_singleton_only_by_a_singleton() -> None:
    # Key {a} is found; {b} lies in a pair. Response {a} is right, {b c} has no key link.
    lea = score_coref(["a", "b"], ["a", "bc"]).lea
    assert approximate(lea) == pytest.approx((1 / 3, 1 / 2))


def test_a_spurious_singleton_costs_b_cubed_and_ceaf_but_not_muc() -> None:
    score = score_coref(["ab"], ["ab", "x"])
    assert approximate(score.muc) == (1, 1)
    assert approximate(score.b_cubed) == pytest.approx((2 / 3, 1))
    assert approximate(score.ceaf) == pytest.approx((1 / 2, 1))


def test_a_corpus_sums_numerators_and_denominators() -> None:
    one, other = score_coref(KEY, ALL_MERGED), score_coref(["abc"], ["ab"])
    # MUC precision 9/11 and 1/1 give 10/12, not the mean of the two.
    assert (one + other).muc.precision == pytest.approx(10 / 12)


def test_conll_is_the_mean_of_three() -> None:
    score = score_coref(KEY, ALL_MERGED)
    # F1: MUC 2·(9/11)/(20/11) = 0.9, B³ 2·0.375/1.375 = 6/11, CEAF 2·(10/17)/4 = 5/17.
    assert score.conll == pytest.approx((0.9 + 6 / 11 + 5 / 17) / 3)


def test_nothing_to_find_and_nothing_found() -> None:
    assert score_coref([], []).conll == 0
    assert score_coref(["ab"], []).conll == 0


def test_a_mention_in_two_clusters_is_refused() -> None:
    with pytest.raises(ValueError, match="two clusters"):
        score_coref(["ab", "bc"], ["ab"])


@st.composite
def partitions(draw: st.DrawFn) -> list[list[str]]:
    mentions = draw(st.sets(st.sampled_from(string.ascii_lowercase), min_size=2))
    groups: dict[int, list[str]] = {}
    for mention in sorted(mentions):
        groups.setdefault(draw(st.integers(0, 5)), []).append(mention)
    return list(groups.values())


def metrics(score: CorefTally) -> list[Tally]:
    return [score.muc, score.b_cubed, score.ceaf, score.lea]


@given(partitions())
def test_gold_scores_one(partition: list[list[str]]) -> None:
    score = score_coref(partition, partition)
    linked = any(len(cluster) > 1 for cluster in partition)
    assert score.muc.f1 == (1 if linked else 0)
    assert all(tally.f1 == pytest.approx(1) for tally in metrics(score)[1:])


@given(partitions(), partitions())
def test_swapping_sides_swaps_precision_and_recall(
    one: list[list[str]], other: list[list[str]]
) -> None:
    there, back = score_coref(one, other), score_coref(other, one)
    for forward, backward in zip(metrics(there), metrics(back), strict=True):
        assert forward.precision == pytest.approx(backward.recall)
        assert 0 <= forward.f1 <= 1 + 1e-9
