"""A cast known before the reading."""

from __future__ import annotations

from steered import Told

from fabula.schema.corrections import CastMember


def test_names_of_one_member_are_one() -> None:
    told = Told("{Elizabeth} sat. {Eliza} rose. {Beth} was out. {Miss Grey} left.\n")
    cast = (CastMember("Elizabeth Grey", ("Elizabeth", "Eliza", "Beth", "Miss Grey"), "she/her"),)
    (one,) = told.under(cast=cast).world.characters
    assert (one.name, one.mentions, one.pronouns) == ("Elizabeth Grey", 4, "she/her")
    assert {alias.text for alias in one.aliases} == {"Elizabeth", "Eliza", "Beth", "Miss Grey"}


def test_names_of_two_members_are_two() -> None:
    told = Told("{Tom Lee} sat. {Lee} rose. {Tom} left. {Lee} came back. {Tom Lee} bowed.\n")
    assert len(told.under().world.characters) == 1
    cast = (CastMember("Tom Lee", ("Tom",)), CastMember("Harper Lee", ("Lee",)))
    seen = told.under(cast=cast)
    assert {name: one.mentions for name, one in seen.cast().items()} == {
        "Tom Lee": 3,
        "Harper Lee": 2,
    }


def test_an_ambiguous_name_is_whom_the_text_means() -> None:
    links = {2: {0: 6.0}}
    told = Told("{Jane Bennet} sat. {Mary Bennet} read. {Miss Bennet} rose.\n", links)
    cast = (
        CastMember("Jane Bennet", ("Miss Bennet",)),
        CastMember("Mary Bennet", ("Miss Bennet",)),
    )
    assert told.under(cast=cast).who("Miss Bennet") == "Jane Bennet"


def test_a_name_that_was_missed_is_found() -> None:
    told = Told("{Ann} met Xylo at the gate. “Go,” said Xylo Quent.\n")
    cast = (CastMember("Xylo Quent", ("Xylo",)), CastMember("Ann"))
    seen = told.under(cast=cast)
    assert seen.cast()["Xylo Quent"].mentions == 2
    assert seen.speaker("Go") == "Xylo Quent"


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    told = Told("{Ann} will go. Will you? {Ann} asked.\n")
    seen = told.under(cast=(CastMember("Will"), CastMember("Ann")))
    assert list(seen.cast()) == ["Ann"]
    assert seen.unheeded == [(0, "nobody here is called Will")]


def test_a_description_names_whom_the_reading_found_without_a_name() -> None:
    told = Told("{The driver:NOM} spoke. “Go,” said {the driver:NOM}. {Ann} went.\n", {1: {0: 5.0}})
    seen = told.under(cast=(CastMember("The Driver"), CastMember("Ann", ("the driver",))))
    assert seen.speaker("Go") == "The Driver"
    assert seen.cast()["Ann"].mentions == 1


def test_places_and_groups_and_narrators() -> None:
    told = Told(
        "{I} left {Norton}. {I} met {the Crew}. {I} slept. {I} ate. {I} woke in {Norton}.\n"
    )
    seen = told.under(
        cast=(
            CastMember("Ishmael", narrates=True),
            CastMember("Norton", type="GPE"),
            CastMember("The Crew", group=True),
        )
    )
    assert [place.name for place in seen.world.places] == ["Norton"]
    assert seen.cast()["The Crew"].group
    assert seen.unheeded == []
    assert seen.cast()["Ishmael"].narrates


def test_a_first_name_two_members_share_is_whose_the_reading_has_it() -> None:
    told = Told("{John Andrew} rode. {John} fell, and {John} cried.\n\n{John Beaver} called.\n")
    cast = (CastMember("John Beaver", ("John",)), CastMember("John Andrew"))
    seen = told.under(cast=cast)
    assert {name: one.mentions for name, one in seen.cast().items()} == {
        "John Andrew": 3,
        "John Beaver": 1,
    }
