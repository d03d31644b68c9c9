"""Dates, durations, floors, elder and younger, pockets; phrases that the parse gets wrong."""

from __future__ import annotations

import pytest
from parsed_findings import page_of

from fabula.findings.conflicts import Clash, find_clashes
from fabula.findings.find import find_statements
from fabula.findings.measures import ordinal

RANG = "rang/VERB/VBD/0/root"
LASTED = (
    "She/PRON/PRP/3/nsubj=c1 had/AUX/VBD/3/aux listened/VERB/VBN/0/root for/ADP/IN/6/case "
    "{}/NUM/CD/6/nummod years/NOUN/NNS/3/obl"
)
FLOOR = (
    "It/PRON/PRP/2/nsubj filled/VERB/VBD/0/root the/DET/DT/5/det {}/ADJ/JJ/5/amod "
    "floor/NOUN/NN/2/obj"
)
BROTHER = (
    "His/PRON/PRP$/3/nmod:poss=c1 {}/ADJ/JJ/3/amod brother/NOUN/NN/4/nsubj=c2 slept/VERB/VBD/0/root"
)
BOOT = (
    "The/DET/DT/2/det letter/NOUN/NN/3/nsubj lay/VERB/VBD/0/root in/ADP/IN/7/case "
    "his/PRON/PRP$/7/nmod:poss=c1 {}/ADJ/JJ/7/amod boot/NOUN/NN/3/obl"
)


def clashes(*lines: str) -> list[Clash]:
    page = page_of(lines)
    return list(find_clashes(page, find_statements(page)))


def date(day: str, number: str) -> str:
    return f"{day}/PROPN/NNP/4/obl the/DET/DT/3/det {number}/NOUN/NN/1/appos {RANG}"


@pytest.mark.parametrize(
    ("word", "value"), [("ninth", 9), ("thirteenth", 13), ("twenty-first", 21), ("9th", 9)]
)
def test_ordinals(word: str, value: int) -> None:
    assert ordinal(word) == value


def test_no_other_word_is_an_ordinal() -> None:
    assert ordinal("health") is None


def test_days_that_no_month_has_together() -> None:
    (found,) = clashes(date("Wednesday", "thirteenth"), date("Sunday", "ninth"))
    assert found.why == "Wednesday 13, later Sunday 9"
    assert clashes(date("Wednesday", "thirteenth"), date("Sunday", "tenth")) == []


def test_what_the_same_person_did_so_long() -> None:
    (found,) = clashes(LASTED.format("four"), LASTED.format("eleven"))
    assert found.b.property == "duration"
    assert clashes(LASTED.format("four"), LASTED.format("four")) == []
    other = LASTED.format("eleven").replace("=c1", "=c2")
    assert clashes(LASTED.format("four"), other) == []


def test_a_duration_of_what_is_not_over_yet_is_none() -> None:
    listens = LASTED.format("eleven").replace("had/AUX/VBD/3/aux", "will/AUX/MD/3/aux")
    assert clashes(LASTED.format("four"), listens) == []


def test_floors() -> None:
    (found,) = clashes(FLOOR.format("fourth"), FLOOR.format("sixth"))
    assert found.why == "floor 4, later 6"
    assert clashes(FLOOR.format("fourth"), FLOOR.format("fourth")) == []
    # where three are spoken of, they are several houses, or somebody climbs
    three = [FLOOR.format(each) for each in ("fourth", "fifth", "sixth")]
    assert len(clashes(*three)) == 1


def test_any_house_has_a_first_and_a_second_floor() -> None:
    assert clashes(FLOOR.format("first"), FLOOR.format("second")) == []


def test_the_elder_is_not_the_younger() -> None:
    assert len(clashes(BROTHER.format("elder"), BROTHER.format("little"))) == 1
    other = BROTHER.format("little").replace("=c1", "=c3")
    assert clashes(BROTHER.format("elder"), other) == []


def test_a_thing_is_in_one_boot() -> None:
    (found,) = clashes(BOOT.format("left"), BOOT.format("right"))
    assert found.why == "letter in the left boot, later in the right"
    assert clashes(BOOT.format("left"), BOOT.format("right").replace("letter", "knife")) == []
    beside = BOOT.format("right").replace("in/ADP", "by/ADP")
    assert clashes(BOOT.format("left"), beside) == []


def test_an_adjective_describes_the_noun_after_it_whatever_the_parse_says() -> None:
    first = (
        "He/PRON/PRP/2/nsubj=c1 wore/VERB/VBD/0/root a/DET/DT/5/det {}/ADJ/JJ/{}/amod "
        "beak/NOUN/NN/2/obj"
    )
    later = (
        "Sun/NOUN/NN/2/nsubj struck/VERB/VBD/0/root the/DET/DT/2/det {}/ADJ/JJ/1/amod "
        "beak/NOUN/NN/2/obj"
    )
    assert len(clashes(first.format("yellow", 5), later.format("black"))) == 1
    assert clashes(first.format("yellow", 5), later.format("yellow")) == []


def test_a_colour_may_stand_behind_its_noun() -> None:
    behind = (
        "They/PRON/PRP/2/nsubj=c1 came/VERB/VBD/0/root with/ADP/IN/5/case "
        "the/DET/DT/5/det banners/NOUN/NNS/2/obl {}/ADJ/JJ/2/xcomp ,/PUNCT/,/2/punct"
    )
    assert len(clashes(behind.format("red"), behind.format("blue"))) == 1


def test_a_colour_joined_to_nothing_describes_nothing() -> None:
    assert clashes("Red/ADJ/JJ/0/conj", "Blue/ADJ/JJ/0/conj") == []
