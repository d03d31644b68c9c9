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
    spoken = "“/PUNCT/``/5/punct {} ”/PUNCT/''/5/punct"
    asked = spoken.format(GREEN.format(4, 5) + " ?/PUNCT/./5/punct")
    assert clashes(INTRO, asked, speakers=("c2",)) == []
    possible = spoken.format("If/SCONJ/IN/6/mark " + GREEN.format(5, 6))
    assert clashes(INTRO, possible, speakers=("c2",)) == []


def test_what_the_narration_speaks_of_as_known_is_so_even_in_a_question() -> None:
    assert len(clashes(INTRO, LATER + " ?/PUNCT/./4/punct")) == 1


def test_dreams_claim_nothing() -> None:
    dreamt = "In/ADP/IN/2/case dream/NOUN/NN/6/obl " + GREEN.format(5, 6)
    assert clashes(INTRO, dreamt) == []


BROWN = (
    "His/PRON/PRP$/2/nmod:poss=c1 brown/ADJ/JJ/3/amod eyes/NOUN/NNS/4/nsubj shut/VERB/VBD/0/root"
)
MAN_WITH = (
    "He/PRON/PRP/4/nsubj=c1 was/AUX/VBD/4/cop a/DET/DT/4/det man/NOUN/NN/0/root "
    "with/ADP/IN/7/case grey/ADJ/JJ/7/amod eyes/NOUN/NNS/4/nmod"
)
FACE_AND = (
    "He/PRON/PRP/2/nsubj=c1 had/VERB/VBD/0/root a/DET/DT/4/det face/NOUN/NN/2/obj "
    "and/CCONJ/CC/7/cc grey/ADJ/JJ/7/amod eyes/NOUN/NNS/4/conj"
)


@pytest.mark.parametrize("grey", [MAN_WITH, FACE_AND])
def test_eyes_are_his_whom_the_sentence_tells_of(grey: str) -> None:
    (found,) = clashes(grey, BROWN.replace("/2/nmod", "/3/nmod"))
    assert (found.a.subject, found.a.value, found.b.value) == ("c1", "grey", "brown")


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


def test_a_part_shows_the_colour_of_the_whole() -> None:
    car = (
        "She/PRON/PRP/2/nsubj=c1 drove/VERB/VBD/0/root a/DET/DT/5/det "
        "{}/ADJ/JJ/5/amod wagon/NOUN/NN/2/obj"
    )
    hood = (
        "The/DET/DT/3/det {}/ADJ/JJ/3/amod hood/NOUN/NN/7/nsubj of/ADP/IN/6/case "
        "the/DET/DT/6/det car/NOUN/NN/3/nmod shone/VERB/VBD/0/root"
    )
    (found,) = clashes(car.format("green"), hood.format("blue"))
    assert found.b.thing == "car"
    assert clashes(car.format("blue"), hood.format("blue")) == []


def test_a_lamp_glows_in_one_colour() -> None:
    glowed = "The/DET/DT/2/det dial/NOUN/NN/3/nsubj glowed/VERB/VBD/0/root {}/NOUN/NN/3/obj"
    assert len(clashes(glowed.format("amber"), glowed.format("green"))) == 1


def test_of_all_there_are_any_other_number_is_a_slip() -> None:
    brig = "It/PRON/PRP/2/nsubj had/VERB/VBD/0/root two/NUM/CD/4/nummod masts/NOUN/NNS/2/obj"
    masts = (
        "{}three/NUM/CD/{}/nsubj of/ADP/IN/{}/case the/DET/DT/{}/det masts/NOUN/NNS/{}/nmod "
        "fell/VERB/VBD/0/root"
    )
    every = masts.format("All/DET/DT/2/det:predet ", 6, 5, 5, 2)
    assert len(clashes(brig, every)) == 1
    assert clashes(brig, masts.format("", 5, 4, 4, 1)) == []


def test_the_good_hand_is_not_the_hurt_one() -> None:
    good = (
        "He/PRON/PRP/2/nsubj=c1 raised/VERB/VBD/0/root his/PRON/PRP$/6/nmod:poss=c1 "
        "good/ADJ/JJ/6/amod {}/ADJ/JJ/6/amod hand/NOUN/NN/2/obj"
    )
    hurt = LEFT.format("left").replace("wrist", "hand")
    assert len(clashes(hurt, good.format("left"))) == 1
    assert clashes(hurt, good.format("right")) == []


def test_a_dog_with_three_legs_has_no_four() -> None:
    three = (
        "It/PRON/PRP/5/nsubj was/AUX/VBD/5/cop a/DET/DT/5/det three-legged/ADJ/JJ/5/amod "
        "{}/NOUN/NN/0/root"
    )
    four = (
        "On/ADP/IN/4/case all/DET/DT/3/det:predet four/NUM/CD/4/nummod feet/NOUN/NNS/6/obl "
        "it/PRON/PRP/6/nsubj stood/VERB/VBD/0/root"
    )
    assert len(clashes(three.format("dog"), four)) == 1
    assert clashes(three.format("stool"), four) == []


def test_the_clock_of_one_evening_does_not_go_back() -> None:
    clock = (
        "The/DET/DT/2/det clock/NOUN/NN/3/nsubj said/VERB/VBD/0/root {}/NUM/CD/5/nummod "
        "o’clock/NOUN/NN/3/obj"
    )
    eight, seven = clock.format("eight"), clock.format("seven")
    assert len(clashes(eight, "***", seven)) == 1
    assert clashes(seven, "***", eight) == []
    next_day = "Another/DET/DT/2/det day/NOUN/NN/3/nsubj came/VERB/VBD/0/root"
    assert clashes(eight, "***", next_day, seven) == []


def test_an_age_may_be_said_nearly() -> None:
    astray = (
        "Ann/PROPN/NNP/2/nsubj=c1 was/AUX/VBD/0/root almost/ADV/RB/4/advmod "
        "seventy/NUM/CD/2/obj ././PUNCT/./2/punct"
    )
    (found,) = clashes(AGE.format("sixty-four"), astray)
    assert found.why == "age: 64, later 70"


def test_one_and_both_are_no_ages() -> None:
    both = "Ann/PROPN/NNP/2/nsubj=c1 was/AUX/VBD/0/root one/NUM/CD/2/obj ././PUNCT/./2/punct"
    assert clashes(AGE.format("sixty-four"), both) == []


def test_the_age_somebody_had_once_is_not_his_age() -> None:
    once = SPOKEN.format("c1", "29").replace("is/AUX/VBZ", "was/AUX/VBD")
    assert clashes(AGE.format("41"), once, speakers=("c2",)) == []


def test_what_is_said_after_an_apposition_is_said_of_the_person_before_it() -> None:
    clerk = (
        "Ann/PROPN/NNP/8/nsubj=c1 ,/PUNCT/,/1/punct clerk/NOUN/NN/1/appos for/ADP/IN/5/case "
        "years/NOUN/NNS/3/nmod ,/PUNCT/,/1/punct was/AUX/VBD/8/cop {}/NUM/CD/0/root "
        "././PUNCT/./8/punct"
    )
    assert len(clashes(AGE.format("64"), clerk.format("seventy"))) == 1


def test_one_day_is_one_day_across_scenes() -> None:
    day = "It/PRON/PRP/3/nsubj was/AUX/VBD/3/cop {}/PROPN/NNP/0/root ././PUNCT/./3/punct"
    assert len(clashes(day.format("Thursday"), "***", day.format("Friday"))) == 1
    later = "A/DET/DT/2/det day/NOUN/NN/3/nsubj passed/VERB/VBD/0/root"
    assert clashes(day.format("Thursday"), "***", later, day.format("Friday")) == []
