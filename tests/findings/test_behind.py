"""Things told, relations and content: from parses made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parsed_findings import page_of, parts_of

from fabula.findings import add_findings
from fabula.findings.profile import find_content
from fabula.findings.relations import find_relations
from fabula.findings.told import find_assertions, find_told
from fabula.world.knowledge import knows, who_knows

SAID = (
    "“/PUNCT/``/4/punct Ann/PROPN/NNP/4/nsubj=c3 had/AUX/VBD/4/aux left/VERB/VBN/0/root "
    "Norton/PROPN/NNP/4/obj in/ADP/IN/7/case May/PROPN/NNP/4/obl ,/PUNCT/,/4/punct "
    "with/ADP/IN/11/case nineteen/NUM/CD/11/nummod letters/NOUN/NNS/4/obl "
    "that/PRON/WDT/15/nsubj were/AUX/VBD/15/cop from/ADP/IN/15/case him/PRON/PRP/11/acl:relcl "
    "./PUNCT/./4/punct ”/PUNCT/''/4/punct"
)
ASKED = SAID.replace("./PUNCT/.", "?/PUNCT/.")
HIT = "He/PRON/PRP/2/nsubj=c1 struck/VERB/VBD/0/root {}/2/obj{} ./PUNCT/./2/punct"
SISTER = (
    "Ann/PROPN/NNP/4/nsubj=c1 was/AUX/VBD/4/cop {}/PROPN/NNP/4/nmod:poss=c2 sister/NOUN/NN/0/root"
)


HELLO = "“/PUNCT/``/2/punct Hello/INTJ/UH/0/root ”/PUNCT/''/2/punct"


def test_an_assertion_is_told_to_those_addressed_and_heard_by_those_there() -> None:
    (told,) = find_told(page_of([SAID], speakers=("c1",), to=("c2",)))
    assert (told.by, told.to, told.heard) == ("c1", ("c2",), ("c3",))
    assert told.about == ("c3",)


def test_of_several_addressed_the_first_is_told_and_the_others_hear_it() -> None:
    (told,) = find_told(page_of([SAID], speakers=("c1",), to=("c2", "c4")))
    assert (told.to, told.heard) == (("c2",), ("c3", "c4"))


def test_where_nobody_is_addressed_it_is_told_to_whoever_spoke_last() -> None:
    told = list(find_told(page_of([HELLO, SAID], speakers=("c4", "c1"))))
    assert [(each.by, each.to) for each in told] == [("c1", ("c4",))]


def test_where_nobody_else_speaks_it_is_told_to_who_is_there() -> None:
    (told,) = find_told(page_of([SAID], speakers=("c1",)))
    assert told.to == ("c3",)


def test_a_question_tells_nothing() -> None:
    assert list(find_assertions(page_of([ASKED], speakers=("c1",)))) == []


def test_who_knows_what_and_since_when() -> None:
    world, mentions, clauses = parts_of([SAID], ("c1",), ("c2",))
    found = add_findings(world, mentions, clauses)
    (told,) = found.told
    assert {k.who: k.how for k in knows(found, "c2")} == {"c2": "told"}
    assert knows(found, "c2", told.span[1] - 1) == ()
    (claim,) = (c for c in found.claims if c.property == "number of letter")
    assert {k.who: k.how for k in who_knows(found, claim.id)} == {
        "c1": "said",
        "c2": "told",
        "c3": "heard",
    }
    with pytest.raises(KeyError):
        who_knows(found, "k99")


def test_kinship_is_directed() -> None:
    (found,) = find_relations(page_of([SISTER.format("Bo")]))
    assert (found.source, found.kind, found.target) == ("c1", "sibling", "c2")


def test_whoever_joins_a_group_is_a_member_of_it() -> None:
    joined = "She/PRON/PRP/2/nsubj=c1 joined/VERB/VBD/0/root the/DET/DT/4/det crew/NOUN/NN/2/obj=c5"
    found = {r.kind: r for r in find_relations(page_of([joined]))}["member-of"]
    assert (found.source, found.target) == ("c1", "c5")
    denied = joined.replace("VBD/0/root", "VBD/0/root never/ADV/RB/2/advmod").replace(
        "4/det", "5/det"
    )
    assert find_relations(page_of([denied])) == ()
    home = replace(page_of([joined]), places=frozenset({"c5"}))
    assert "member-of" not in {r.kind for r in find_relations(home)}, "a place has no members"


def test_denied_kinship_is_none() -> None:
    denied = SISTER.format("Bo") + " not/PART/RB/4/advmod"
    assert find_relations(page_of([denied])) == ()


def test_deeds_are_relations_too() -> None:
    (found,) = find_relations(page_of([HIT.format("Bo/PROPN/NNP", "=c2")]))
    assert (found.source, found.kind, found.target) == ("c1", "hits", "c2")


def test_a_blow_needs_somebody_to_fall_on() -> None:
    assert [c.category for c in find_content(page_of([HIT.format("him/PRON/PRP", "=c2")]))] == [
        "violence"
    ]
    assert list(find_content(page_of([HIT.format("gold/NOUN/NN", "")]))) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a/DET/DT/2/det shot/NOUN/NN/0/root of/ADP/IN/4/case whisky/NOUN/NN/2/nmod", ["alcohol"]),
        ("a/DET/DT/2/det shot/NOUN/NN/0/root rang/VERB/VBD/2/acl", ["violence"]),
        ("like/ADP/IN/3/case a/DET/DT/3/det gun/NOUN/NN/0/root", []),
        ("a/DET/DT/2/det gun/NOUN/NN/0/root", ["weapons"]),
        ("dead/ADJ/JJ/2/amod silence/NOUN/NN/0/root", []),
        ("the/DET/DT/3/det dead/ADJ/JJ/3/amod woman/NOUN/NN/0/root=c1", ["death"]),
    ],
)
def test_words_mean_it_by_their_company(line: str, found: list[str]) -> None:
    assert [content.category for content in find_content(page_of([line]))] == found


_CELLS = (*SAID.split(), *HIT.format("Bo/PROPN/NNP", "=c2").split(), "dead/ADJ/JJ/1/amod")


@given(st.lists(st.lists(st.sampled_from(_CELLS), min_size=1, max_size=12), min_size=1, max_size=4))
def test_any_parse_gives_findings_that_hold_together(lines: list[list[str]]) -> None:
    """``add_findings`` checks spans and ids itself; heads and quotation marks are arbitrary."""
    kept = [[c for c in cells if c[0] not in "“”"] for cells in lines]
    cells = [[_reaching(c, len(line)) for c in line] for line in kept if line]
    if cells:
        found = add_findings(*parts_of([" ".join(line) for line in cells]))
        assert all(told.span[1] <= len(found.story.text) for told in found.told)


def _reaching(cell: str, size: int) -> str:
    """The cell with its head inside a sentence of so many words."""
    word, upos, xpos, head, rest = cell.split("/")
    return "/".join((word, upos, xpos, str(min(int(head), size)), rest))
