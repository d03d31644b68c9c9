"""Casts from files other programs write."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.corrections import load_cast
from fabula.errors import CorrectionsError
from fabula.schema.corrections import CastMember


def cast(tmp_path: Path, name: str, text: str) -> tuple[CastMember, ...]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load_cast(path)


def test_corenlp_lines(tmp_path: Path) -> None:
    text = "Elizabeth Bennet;F;Lizzy;Eliza\nMr. Darcy;M\n\nThe Militia;None;soldiers\n"
    assert cast(tmp_path, "list.txt", text) == (
        CastMember("Elizabeth Bennet", ("Lizzy", "Eliza"), "she/her"),
        CastMember("Mr. Darcy", (), "he/him"),
        CastMember("The Militia", ("soldiers",)),
    )


def test_worddumb_json(tmp_path: Path) -> None:
    text = """[["Ann Lee", "PERSON", "Ann,Annie", "a nurse", 1, false, true],
               ["Norton", "GPE", "", "a town", null, false, false],
               ["Monday", "DATE", "", "", 1, false, false],
               ["Bob", "PERSON", "", "", 1, true, false]]"""
    assert cast(tmp_path, "x.json", text) == (
        CastMember("Ann Lee", ("Ann", "Annie")),
        CastMember("Norton", type="GPE"),
    )


def test_csv_with_the_columns_it_has(tmp_path: Path) -> None:
    text = (
        "Name,Aliases,Gender,group,narrates,type\r\n"
        '"Lee, Ann","Annie; Ann|Nan",F,,yes,\r\n'
        "The Crew,,they,x,,\r\n"
        ",,,,,\r\n"
        "Norton,,,,,gpe\r\n"
        "'=Zed,,xe/xem,,,\r\n"
    )
    assert cast(tmp_path, "cast.CSV", text) == (
        CastMember("Lee, Ann", ("Annie", "Ann", "Nan"), "she/her", narrates=True),
        CastMember("The Crew", (), "they/them", group=True),
        CastMember("Norton", type="GPE"),
        CastMember("=Zed", (), "xe/xem"),
    )


def test_the_cast_of_a_corrections_file(tmp_path: Path) -> None:
    text = 'format = "fabula-corrections/1"\n[[cast]]\nname = "Ann"\n'
    assert cast(tmp_path, "x.toml", text) == (CastMember("Ann"),)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.csv", "character\nAnn\n", 'no column "name"'),
        ("x.csv", "name,type\nAnn,person of note\n", "type must be"),
        ("x.csv", 'name\n"Ann', "no cast"),
        ("x.json", "{}", "no list of rows"),
        ("x.json", '[["Ann", "PERSON", 3]]', "not of the form"),
        ("x.json", "[" * 100_000, "no cast"),
        ("x.txt", ";F;Ann\n", "has no name"),
        ("x.txt", "A" * 300, "longer than"),
        ("x.txt", "", "names nobody"),
    ],
)
def test_what_is_no_cast_is_said_so(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(CorrectionsError, match=message):
        cast(tmp_path, name, text)
