"""Universal Dependencies to CLEAR."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fabula.export.clear import to_clear


def clear(*rows: str) -> dict[str, tuple[str, str]]:
    """A parse given as ``word UPOS XPOS head relation``, to head and label by word."""
    cells = [row.split() for row in rows]
    words = [row[0] for row in cells]
    head, deprel = to_clear(
        [words.index(row[3]) for row in cells],
        [row[4] for row in cells],
        [row[1] for row in cells],
        [row[2] for row in cells],
        words,
    )
    return {word: (words[h], label) for word, h, label in zip(words, head, deprel)}


def test_be_is_the_verb_of_its_clause() -> None:
    parse = clear(
        "she PRON PRP happy nsubj",
        "was AUX VBD happy cop",
        "not PART RB happy advmod",
        "very ADV RB happy advmod",
        "happy ADJ JJ happy root",
        "and CCONJ CC strong cc",
        "strong ADJ JJ happy conj",
    )
    assert parse["was"] == ("was", "ROOT")
    assert parse["she"] == ("was", "nsubj")
    assert parse["not"] == ("was", "neg")
    assert parse["happy"] == ("was", "acomp")
    assert parse["very"] == ("happy", "advmod")
    assert parse["strong"] == ("happy", "conj")
    assert parse["and"] == ("happy", "cc")


def test_prepositions_come_between() -> None:
    parse = clear(
        "he PRON PRP seen nsubj:pass",
        "was AUX VBD seen aux:pass",
        "seen VERB VBN seen root",
        "by ADP IN Ann case",
        "Ann PROPN NNP seen obl:agent",
        "in ADP IN Rome case",
        "Rome PROPN NNP seen obl",
        "yesterday NOUN NN seen obl:unmarked",
    )
    assert parse["he"] == ("seen", "nsubjpass")
    assert parse["was"] == ("seen", "auxpass")
    assert (parse["by"], parse["Ann"]) == (("seen", "agent"), ("by", "pobj"))
    assert (parse["in"], parse["Rome"]) == (("seen", "prep"), ("in", "pobj"))
    assert parse["yesterday"] == ("seen", "npadvmod")


def test_a_place_one_is_in_hangs_on_be() -> None:
    parse = clear(
        "he PRON PRP house nsubj",
        "is AUX VBZ house cop",
        "in ADP IN house case",
        "the DET DT house det",
        "house NOUN NN house root",
    )
    assert parse["in"] == ("is", "prep")
    assert parse["house"] == ("in", "pobj")
    assert parse["the"] == ("house", "det")


def test_names_end_in_their_head_and_owners_stay() -> None:
    parse = clear(
        "Ann PROPN NNP left nsubj",
        "Mary PROPN NNP Ann flat",
        "Delaney PROPN NNP Ann flat",
        "left VERB VBD left root",
        "Bob PROPN NNP house nmod:poss",
        "'s PART POS Bob case",
        "house NOUN NN left obj",
    )
    assert parse["Delaney"] == ("left", "nsubj")
    assert (parse["Ann"], parse["Mary"]) == (("Delaney", "compound"),) * 2
    assert (parse["Bob"], parse["'s"]) == (("house", "poss"), ("Bob", "case"))
    assert parse["house"] == ("left", "dobj")


def test_conjuncts_hang_on_the_one_before() -> None:
    parse = clear(
        "apples NOUN NNS apples root",
        ", PUNCT , pears punct",
        "pears NOUN NNS apples conj",
        "and CCONJ CC plums cc",
        "plums NOUN NNS apples conj",
    )
    assert parse["pears"] == ("apples", "conj")
    assert parse["plums"] == ("pears", "conj")
    assert (parse[","], parse["and"]) == (("apples", "punct"), ("pears", "cc"))


RELATIONS = "nsubj cop case flat conj cc punct obl obl:agent nmod amod advmod xcomp".split()


@st.composite
def forests(draw: st.DrawFn) -> tuple[list[int], list[str], list[str]]:
    """Any trees side by side, with any relations and tags."""
    count = draw(st.integers(1, 14))
    order = draw(st.permutations(range(count)))
    head, deprel = list(range(count)), ["root"] * count
    for place, row in enumerate(order):
        if place and draw(st.booleans()):
            head[row] = draw(st.sampled_from(order[:place]))
            deprel[row] = draw(st.sampled_from(RELATIONS))
    upos = draw(st.lists(st.sampled_from(["NOUN", "ADJ", "VERB"]), min_size=count, max_size=count))
    return head, deprel, upos


@given(forests())
def test_trees_stay_trees(forest: tuple[list[int], list[str], list[str]]) -> None:
    head, deprel, upos = forest
    after, labels = to_clear(head, deprel, upos, ["XX"] * len(head), ["w"] * len(head))
    assert sum(h == row for row, h in enumerate(after)) == sum(h == r for r, h in enumerate(head))
    for row in range(len(head)):
        assert root(after, row) is not None
        assert (after[row] == row) == (labels[row] == "ROOT")


def root(head: list[int], row: int) -> int | None:
    for _ in head:
        if head[row] == row:
            return row
        row = head[row]
    return row if head[row] == row else None
