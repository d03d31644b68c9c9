"""Places: mentions, which are one, and nesting."""

from __future__ import annotations

from marked import mark
from parsed import parse

from fabula.resolve.places import Places, find_places


def places(marked: str, rows: dict[str, str]) -> Places:
    doc = parse(mark(marked), rows)
    shared = (doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations)
    return find_places(*shared, doc.resolve())


NOUNS = {
    "kitchen": "NOUN NN obl",
    "old": "ADJ JJ amod kitchen",
    "mill": "NOUN NN obl",
    "attic": "NOUN NN obl",
    "the": "DET DT det kitchen",
    "The": "DET DT det kitchen",
}


def test_nouns_for_places_need_no_mention() -> None:
    found = places("{She} sat in the kitchen. The kitchen was cold.", NOUNS)
    assert [cluster.name for cluster in found.clusters] == ["the kitchen"]
    assert len(found.clusters[0].spans) == 2
    assert [mention.preposition for mention in found.mentions] == ["", ""]


def test_owners_keep_places_apart() -> None:
    rows = {
        "Ann": "PROPN NNP nmod:poss kitchen",
        "Bo": "PROPN NNP nmod:poss kitchen",
        "s": "PART POS case Ann",
        "kitchen": "NOUN NN obl",
    }
    found = places("{Ann} kitchen was cold. {Bo} kitchen was warm. {Ann} kitchen was dark.", rows)
    assert [len(cluster.spans) for cluster in found.clusters] == [2, 1]


def test_a_place_in_a_place() -> None:
    rows = {
        "attic": "NOUN NN obl",
        "in": "ADP IN case mill",
        "mill": "NOUN NN nmod attic",
    }
    found = places("{She} slept on attic in mill.", rows)
    inner, outer = found.clusters
    assert (inner.name, outer.name) == ("attic", "mill")
    assert (inner.inside, outer.inside) == (1, None)


def test_people_are_no_places() -> None:
    found = places("{the bank:NOM} paid. The bank was steep.", {"bank": "NOUN NN nsubj"})
    assert [mention.span[0] for mention in found.mentions] == [19]


def test_named_places_keep_their_name() -> None:
    found = places("{He} was in {Paris:GPE}. {Paris:GPE} slept.", {})
    (paris,) = found.clusters
    assert (paris.name, paris.named, len(paris.spans)) == ("Paris", True, 2)
