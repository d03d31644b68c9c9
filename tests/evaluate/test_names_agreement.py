from __future__ import annotations

from fabula.evaluate.names import CastMember, map_characters, normalise
from fabula.schema.world import Alias, Character


def character(id_: str, *names: tuple[str, int], lines: int = 0, mentions: int = 0) -> Character:
    aliases = tuple(Alias(text, 0, count) for text, count in names[1:] or names)
    return Character(id_, names[0][0], aliases, None, mentions, lines, False, False, 0)


CAST = [
    CastMember("Jane", ("Jane Marsh", "Miss Marsh"), "F"),
    CastMember("Eliza", ("Eliza Marsh", "Eliza", "Lizzie"), "F"),
    CastMember("Father", ("Mr. Marsh",), "M"),
    CastMember("Hobbs", ("Septimus Hobbs",), "M"),
    CastMember("Porter", ("A Bearded Porter",)),
    CastMember("_unknowable", ()),
]


def test_case_full_stops_and_articles_do_not_count() -> None:
    assert normalise("The  Bearded PORTER") == normalise("a bearded porter")
    assert normalise("Mr. Marsh") == normalise("Mr Marsh") == ("mr", "marsh")
    assert normalise("O’Neil") == normalise("O'Neil")


def test_everybody_is_found_by_a_name() -> None:
    predicted = [
        character("c1", ("Jane", 40)),
        character("c2", ("Lizzie", 90)),
        character("c3", ("Mr Marsh", 7)),
        character("c4", ("Hobbs", 3)),
        character("c5", ("the bearded porter", 1)),
    ]
    assert map_characters(CAST, predicted) == {
        "c1": "Jane",
        "c2": "Eliza",
        "c3": "Father",
        "c4": "Hobbs",
        "c5": "Porter",
    }


def test_one_predicted_character_for_each_gold_one() -> None:
    predicted = [character("c1", ("Lizzie", 5)), character("c2", ("Eliza", 50))]
    assert map_characters(CAST, predicted) == {"c2": "Eliza"}


def test_a_merged_character_stands_for_the_one_it_is_named_after_most() -> None:
    both = character("c1", ("Eliza", 0), ("Eliza", 20), ("Miss Marsh", 30))
    assert map_characters(CAST, [both]) == {"c1": "Jane"}


def test_lines_then_mentions_break_ties() -> None:
    quiet = character("c1", ("Eliza", 5), lines=1, mentions=90)
    loud = character("c2", ("Eliza", 5), lines=8, mentions=10)
    assert map_characters(CAST, [quiet, loud]) == {"c2": "Eliza"}


def test_a_surname_that_two_share_names_nobody() -> None:
    assert map_characters(CAST, [character("c1", ("Marsh", 9))]) == {}


def test_a_title_keeps_the_sexes_apart() -> None:
    assert map_characters(CAST, [character("c1", ("Mrs. Hobbs", 9))]) == {}
    assert map_characters(CAST, [character("c1", ("Mr. Hobbs", 9))]) == {"c1": "Hobbs"}


def test_who_carries_no_name_of_the_cast_stands_for_nobody() -> None:
    predicted = [character("c1", ("the narrator", 9), lines=200), character("c2", ("Sir", 4))]
    assert map_characters(CAST, predicted) == {}
