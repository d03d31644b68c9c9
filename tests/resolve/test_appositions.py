"""A name and a description with a comma between them are one person."""

from __future__ import annotations

import pytest
from marked import mark

from fabula.resolve.appositions import find_appositions
from fabula.resolve.epithets import link_epithets


@pytest.mark.parametrize(
    "text",
    [
        "{Dilys}, {the maid:NOM}, was crying.",
        "She looked at {Gil},\n{the head porter:NOM}; he nodded.",
        "{his father:NOM}, {Savva Lukyanov}, laid rails.",
        "“That was {Mr. Pummery}, {the chief clerk:NOM}.”",
        "“{My sister:NOM} {Julia} and I were twins.”",
    ],
)
def test_side_by_side(text: str) -> None:
    doc = mark(text)
    ((description, name),) = find_appositions(doc.story.text, doc.mentions, doc.quotations)
    assert doc.mentions[description].kind == "NOM"
    assert doc.mentions[name].kind == "PROP"


@pytest.mark.parametrize(
    "text",
    [
        "{Dilys}, {the maid:NOM} and {Bo} left.",
        "{Dilys}, {the maid:NOM}, and {Bo} left.",
        "{Dilys}, {the maid:NOM} says so.",
        "“I know {that man:NOM}, {Basil}.”",
        "{Dilys} and {the maid:NOM}, too.",
        "{Dilys} {the maid:NOM} knew.",
        "{Ann}, {Bo}, they all left.",
        "{the cook:NOM}, {the maid:NOM}, all of them.",
    ],
)
def test_not_side_by_side(text: str) -> None:
    doc = mark(text)
    assert not list(find_appositions(doc.story.text, doc.mentions, doc.quotations))


def test_all_mentions_of_the_description_get_the_name() -> None:
    doc = mark(
        "{The maid:NOM} wept. {Mr. Cragg} saw {Dilys}, {the maid:NOM}, in the kitchen.",
        {3: {0: 5.0}},
    )
    coref = link_epithets(
        doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations, doc.resolve(),
        doc.antecedents,
    )  # fmt: skip
    maid, cragg, dilys, again = coref.entity_of
    assert maid == dilys == again != cragg
