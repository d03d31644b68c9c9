"""What counts as a contradiction, and what only looks like one."""

from __future__ import annotations

import pytest
from parsed_findings import page_of

from fabula.findings.conflicts import Clash, find_clashes
from fabula.findings.find import find_statements

INTRO = (
    "She/PRON/PRP/2/nsubj=c1 wore/VERB/VBD/0/root a/DET/DT/5/det red/ADJ/JJ/5/amod "
    "hat/NOUN/NN/2/obj"
)
GREEN = "the/DET/DT/{0}/det green/ADJ/JJ/{0}/amod hat/NOUN/NN/{1}/nsubj fell/VERB/VBD/0/root"
LATER = GREEN.format(3, 4)
AGE = "Ann/PROPN/NNP/3/nsubj=c1 was/AUX/VBD/3/cop {}/NUM/CD/0/root ././PUNCT/./3/punct"
LEFT = (
    "His/PRON/PRP$/3/nmod:poss=c1 {}/ADJ/JJ/3/amod wrist/NOUN/NN/5/nsubj was/AUX/VBD/5/aux "
    "strapped/VERB/VBN/0/root"
)
SPOKEN = (
    "“/PUNCT/``/4/punct She/PRON/PRP/4/nsubj={} is/AUX/VBZ/4/cop {}/NUM/CD/0/root "
    "././PUNCT/./4/punct ”/PUNCT/''/4/punct"
)


def clashes(*lines: str, speakers: tuple[str | None, ...] = ()) -> list[Clash]:
    page = page_of([line.replace("././", "./") for line in lines], speakers)
    return list(find_clashes(page, find_statements(page)))


def test_a_thing_known_under_another_colour_is_a_slip() -> None:
    (found,) = clashes(INTRO, LATER)
    assert found.kind == "continuity"
    assert (found.a.value, found.b.value) == ("red", "green")


@pytest.mark.parametrize(
    "later",
    [
        LATER.replace("the/DET/DT", "a/DET/DT"),  # another hat
        LATER.replace("green", "scarlet"),  # the same family
        LATER.replace("hat", "scarf"),
        LATER.replace("the/", "another/"),
    ],
)
def test_another_thing_is_no_slip(later: str) -> None:
    assert clashes(INTRO, later) == []


def test_what_was_dyed_in_between_may_differ() -> None:
    dyed = "She/PRON/PRP/2/nsubj=c1 dyed/VERB/VBD/0/root the/DET/DT/4/det hat/NOUN/NN/2/obj"
    assert clashes(INTRO, dyed, LATER) == []
    assert len(clashes(INTRO, dyed.replace("hat", "coat"), LATER)) == 1


def test_a_question_or_a_wish_claims_nothing() -> None:
    assert clashes(INTRO, LATER + " ?/PUNCT/./4/punct") == []
    possible = "If/SCONJ/IN/5/mark " + GREEN.format(4, 5)
    assert clashes(INTRO, possible) == []


def test_dreams_claim_nothing() -> None:
    dreamt = "In/ADP/IN/2/case dream/NOUN/NN/6/obl " + GREEN.format(5, 6)
    assert clashes(INTRO, dreamt) == []


def test_an_injury_changes_no_side() -> None:
    (found,) = clashes(LEFT.format("left"), LEFT.format("right"))
    assert found.b.property == "injury"
    assert clashes(LEFT.format("left"), LEFT.format("left")) == []


def test_the_same_injury_of_another_person() -> None:
    other = LEFT.format("right").replace("=c1", "=c2")
    assert clashes(LEFT.format("left"), other) == []


def test_ages() -> None:
    (found,) = clashes(AGE.format("sixty-one"), AGE.format("58"))
    assert found.why == "age: 61, later 58"
    assert clashes(AGE.format("sixty-one"), AGE.format("61")) == []


def test_exaggerated_ages_are_no_claims() -> None:
    assert clashes(AGE.format("sixty-one"), AGE.format("800")) == []


def test_a_claim_against_the_narration_is_testimony() -> None:
    (found,) = clashes(AGE.format("41"), SPOKEN.format("c1", "29"), speakers=("c2",))
    assert found.kind == "testimony"
    assert found.b.by == "c2"


def test_each_pair_of_values_is_reported_once() -> None:
    assert len(clashes(INTRO, LATER, LATER)) == 1
