"""Name clustering: who may share a name form, and who may not."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.resolve.names import cluster_names, name_forms, parse_name, silent_mentions
from fabula.schema.spans import Gender, Mention


def clusters(
    *names: str, votes: dict[str, dict[Gender, float]] | None = None, announced: Sequence[str] = ()
) -> list[set[str]]:
    """Cluster a book that consists of these names, one a sentence, all narrated."""
    text, mentions = "", []
    for name in names:
        mentions.append(
            Mention(len(text), len(text) + len(name), "PROP", "PER", 0.9, (len(text), len(text)))
        )
        text += f"{name}. "
    found = cluster_names(
        mentions,
        name_forms(text, mentions),
        range(len(names)),
        [False] * len(names),
        votes or {},
        announced,
    )
    groups: dict[tuple[int, ...], set[str]] = {}
    for name, bearers in zip(names, found.bearers, strict=True):
        groups.setdefault(bearers, set()).add(name)
    return list(groups.values())


def together(names: list[str]) -> bool:
    return clusters(*names) == [set(names)]


@pytest.mark.parametrize(
    ("printed", "titles", "given", "surname", "bare"),
    [
        ("Mr. Darcy", ("mr",), (), None, "darcy"),
        ("poor _Jane_'s", (), (), None, "jane"),
        ("James Stevenson, Esq. of South Park", (), ("james",), "stevenson", None),
        ("Sir Lewis\nde Bourgh", ("sir",), ("lewis",), "de bourgh", None),
        ("Mr. Utterson the lawyer", ("mr",), (), None, "utterson"),
        ("Herr von Kohl", ("herr",), (), None, "von kohl"),
        ("Miss Pope", ("miss",), (), None, "pope"),
        ("Margaret’s Aunt Shaw", ("aunt",), (), None, "shaw"),
        ("Jean-\nLuc Picard", (), ("jean-luc",), "picard", None),
        ("Dr. J. H. Watson", ("dr",), ("j", "h"), "watson", None),
        ("elizabeth", (), (), None, "elizabeth"),
        ("the White Rabbit", (), ("white",), "rabbit", None),
        ("cunning old Fury", (), (), None, "fury"),
        ("O Jonah", (), (), None, "jonah"),
        ("O. Henry", (), ("o",), "henry", None),
        ("you foolish Alice", (), (), None, "alice"),
        ("captain Smollett", ("captain",), (), None, "smollett"),
        ("Tuohy paid it, and Tuohy", (), (), None, "tuohy"),
        ("Granda", ("granda",), (), None, None),
    ],
)
def test_parts_of_a_name(
    printed: str,
    titles: tuple[str, ...],
    given: tuple[str, ...],
    surname: str | None,
    bare: str | None,
) -> None:
    form = parse_name(printed)
    assert (form.titles, form.given, form.surname, form.bare) == (titles, given, surname, bare)


def test_printed_form_leaves_out_article_and_apposition() -> None:
    assert parse_name("the honest Mr. Utterson, a lawyer").text == "Mr. Utterson"
    assert parse_name("ANN LEE’s").text == "ANN LEE"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("moth_eaten", "moth_eaten"),
        ("_Jane_", "Jane"),
        ("Bascombe’d", "Bascombe"),
        ("*Jane*", "Jane"),
    ],
)
def test_only_marks_around_a_word_are_emphasis(printed: str, name: str) -> None:
    assert parse_name(printed).text == name


def test_a_title_inside_a_name_is_no_name_and_the_doctor_is_one() -> None:
    text = "Mr. Darcy. The Doctor. The doctor."
    spans = [(0, 9, "PROP"), (0, 3, "PROP"), (11, 21, "NOM"), (23, 33, "NOM")]
    mentions = [Mention(a, b, kind, "PER", 0.9, (a, b)) for a, b, kind in spans]  # type: ignore[arg-type]
    forms = name_forms(text, mentions)
    assert [f and f.key for f in forms] == ["mr darcy", None, "doctor", None]


def test_an_interjection_is_no_name() -> None:
    text = "Ay, Ann."
    mentions = [Mention(a, b, "PROP", "PER", 0.9, (a, b)) for a, b in ((0, 2), (4, 7))]
    assert [f and f.key for f in name_forms(text, mentions)] == [None, "ann"]
    assert silent_mentions(text, mentions) == {0}


def test_title_with_a_place_is_one_name() -> None:
    assert parse_name("the Queen of Hearts").fixed
    assert parse_name("the Captain").title_only
    assert parse_name("Mr. and Mrs. Hale").plural


@pytest.mark.parametrize(
    "names",
    [
        ["Elizabeth Bennet", "Elizabeth", "Lizzy", "Miss Elizabeth", "Eliza Bennet"],
        ["Fitzwilliam Darcy", "Mr. Darcy", "Darcy", "DARCY", "_Darcy_"],
        ["Dr. John Watson", "J. Watson", "Doctor Watson", "Watson's"],
        ["Lady Catherine de Bourgh", "Lady Catherine"],
        ["Captain Ahab", "Ahab", "the Captain"],
        ["the White Rabbit", "the Rabbit"],
        ["Mr. Bucket", "Inspector Bucket", "Bucket"],
        ["Squire Trelawney", "Mr. Trelawney"],
    ],
)
def test_forms_of_one_person(names: list[str]) -> None:
    assert together(names)


@pytest.mark.parametrize(
    "names",
    [
        ["Mr. Hale", "Mrs. Hale"],
        ["Miss Hale", "Mrs. Hale"],
        ["Frederick Hale", "Margaret Hale"],
        ["Frederick Hale", "Richard Hale"],
        ["Mrs. John Dashwood", "John Dashwood"],
        ["Sir Walter Elliot", "Mr. Elliot"],
        ["Lady Lucas", "Charlotte Lucas"],
        ["Colonel Fitzwilliam", "Fitzwilliam Darcy"],
        ["Admiral Croft", "Mrs. Croft"],
        ["Sir Thomas", "Tom Bertram"],
        ["the Bennets", "Mr. Bennet"],
    ],
)
def test_different_people_never_share_a_cluster(names: list[str]) -> None:
    assert len(clusters(*names)) == 2


def test_pronouns_in_the_text_overrule_the_first_name_list() -> None:
    assert together(["Sydney Carton", "Mr. Carton"])
    assert len(clusters("Robin Hale", "Mr. Hale", votes={"robin hale": {"she": 12.0}})) == 2


def test_names_in_the_header_tie_the_parts_together() -> None:
    assert len(clusters("Draco", "Malfoy")) == 2
    assert len(clusters("Draco", "Malfoy", announced=["Harry Potter/Draco Malfoy (past)"])) == 1


def test_people_named_side_by_side_are_two() -> None:
    """ "Mr. Hale" who is not Frederick Hale: the narrator names both in one sentence."""
    text = "Frederick Hale. " + "Mr. Hale saw Frederick. " * 3
    names = ["Frederick Hale", *["Mr. Hale", "Frederick"] * 3]
    mentions, at = [], 0
    for name in names:
        at = text.index(name, at)
        mentions.append(Mention(at, at + len(name), "PROP", "PER", 0.9, (at, at)))
        at += len(name)
    found = cluster_names(
        mentions, name_forms(text, mentions), [0, 1, 1, 2, 2, 3, 3], [False] * 7, {}
    )
    assert found.bearers[0] == found.bearers[2] != found.bearers[1]
    quoted = cluster_names(
        mentions, name_forms(text, mentions), [0, 1, 1, 2, 2, 3, 3], [True] * 7, {}
    )
    assert quoted.bearers[0] == quoted.bearers[1]


def test_sisters_leave_miss_ambiguous_and_head_of_family_apart() -> None:
    found = clusters("Jane Bennet", "Mary Bennet", "Miss Bennet", "Mr. Bennet")
    assert len(found) == 4


def test_a_street_called_after_somebody_is_not_somebody() -> None:
    text = "Baker Baker Baker Baker"
    types = ["GPE", "PER", "GPE", "GPE"]
    mentions = [
        Mention(6 * i, 6 * i + 5, "PROP", kind, 0.9, (6 * i, 6 * i + 5))  # type: ignore[arg-type]
        for i, kind in enumerate(types)
    ]
    found = cluster_names(mentions, name_forms(text, mentions), [0] * 4, [False] * 4, {})
    assert len(set(found.bearers)) == 1
    assert found.clusters[found.bearers[0][0]].type == "GPE"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_parses(text: str) -> None:
    form = parse_name(text)
    assert not (form.bare and form.surname)


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                "Mr. Mrs. Miss Sir Lady Dr. the Ann Tom Thomas Hale Lee of and ' , Captain".split()
            ),
            min_size=1,
            max_size=4,
        ).map(" ".join),
        min_size=1,
        max_size=12,
    )
)
def test_genders_and_marriages_never_mix(names: list[str]) -> None:
    for group in clusters(*names):
        styles = {parse_name(name).style for name in group}
        assert not styles >= {"mr", "mrs"}
        assert not styles >= {"miss", "mrs"}


def test_many_names_take_linear_time() -> None:
    syllables = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu"]
    people = [
        f"{a}{b}{c} {c}{a}{d}".title()
        for a in syllables
        for b in syllables
        for c in syllables
        for d in syllables[:4]
    ]
    started = time.process_time()
    clusters(*people)
    assert time.process_time() - started < 5


def test_a_full_name_met_once_takes_no_first_name_away() -> None:
    names = ["Margaret Schlegel", "Mr. Schlegel", "Mr. Schlegel", "Margaret Oniton"]
    found = clusters(*names, *["Margaret"] * 9)
    assert {"Margaret Schlegel", "Margaret"} <= next(c for c in found if "Margaret" in c)
    assert {"Margaret Oniton"} in found
    both = clusters("Mary Hale", "Mary Hale", "Mary Lowe", "Mary Lowe", "Mary")
    assert {"Mary"} in both, "of two Marys neither is meant for sure"


def test_a_surname_that_is_a_title_too_is_a_surname() -> None:
    assert together(["Marcus Bishop", "Bishop", "Bishop"])
    assert not together(["Marcus Bishop", "the Bishop", "the Bishop"])


def test_a_bare_title_is_its_only_holder() -> None:
    assert together(["Dr. Roylott", "Doctor"])
    assert {"Captain"} in clusters("Capt. Hall", "Captain Lowe", "Captain"), "of two, neither"


def test_a_patronymic_is_a_middle_name() -> None:
    assert together(["Anna Arkadyevna", "Anna Arkadyevna Karenina", "Anna", "Karenina"])
    assert together(["Anna Arkadyevna Karenina", "Anna Arkadyevna"])
    assert not together(["Stepan Arkadyevitch", "Anna Arkadyevna Karenina"])
    assert not together(["Anna Pavlovna", "Anna Arkadyevna Karenina"])


def test_a_middle_name_of_several_is_nobodys() -> None:
    for names in (
        ["Mary Ann", "Mary Ann Smith", "Mary Ann Jones"],
        ["Mary Ann Smith", "Mary Ann Jones", "Mary Ann"],
    ):
        assert {"Mary Ann Smith"} in clusters(*names) and {"Mary Ann Jones"} in clusters(*names)


def test_the_mouse_is_not_the_dormouse() -> None:
    assert clusters("Dormouse", "the Mouse", "the Mouse") == [{"Dormouse"}, {"the Mouse"}]
    assert together(["Oskar", "Osk", "Osk"])
    assert together(["Tamsin", "Tam", "Tam"])  # also where it is somebody else's pet form


def test_a_name_no_list_knows_is_cut_out_of_one_that_is_there() -> None:
    assert {"Oskar", "Osk"} in clusters("Oskar", "Oskar", "Osk")
    assert {"Lubomir Vasic", "Lubo"} in clusters("Lubomir Vasic", "Lubo")
    assert {"Anselm", "Selm"} in clusters("Anselm", "Anselm", "Selm")


def test_names_that_lists_know_are_not_cut() -> None:
    assert {"Rosemary", "Rose"} not in clusters("Rosemary", "Rosemary", "Rose")
