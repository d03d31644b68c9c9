"""The corrections file: what is written is read back, people's own text stays, undo undoes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula import corrections as files
from fabula.corrections.records import KINDS, correction, to_record
from fabula.errors import CorrectionsError
from fabula.schema import corrections as c

WORDS = st.text(min_size=1, max_size=40).filter(str.strip).filter(lambda s: s.isprintable())
ANCHORS = st.builds(
    c.Anchor,
    quote=WORDS | st.just('“No,”\nsaid "Ann"\\ \t\x7f'),
    before=st.sampled_from(["", "\n\n", " \r\n\t"]) | WORDS,
    after=st.sampled_from(["", "\n"]) | WORDS,
    position=st.none() | st.integers(0, 10**7),
)
WHO = st.builds(c.Who, WORDS, st.none() | ANCHORS)
ENTRIES = st.one_of(
    st.builds(c.Merge, st.lists(WHO, min_size=2, max_size=3).map(tuple), st.none() | WORDS),
    st.builds(c.Split, WHO, WORDS, st.lists(WORDS).map(tuple), st.lists(ANCHORS).map(tuple)),
    st.builds(c.Rename, WHO, WORDS),
    st.builds(c.NotPerson, WHO, st.sampled_from([None, "LOC", "ORG"])),
    st.builds(c.Pronouns, WHO, WORDS),
    st.builds(c.Group, WHO, st.booleans()),
    st.builds(c.AliasFrom, WHO, WORDS, st.none() | ANCHORS),
    st.builds(c.Said, ANCHORS, st.none() | WHO, st.none() | st.lists(WHO).map(tuple)),
    st.builds(c.NotSpeech, ANCHORS, st.sampled_from(["title", "scare"])),
    st.builds(c.Is, ANCHORS, WHO),
    st.builds(c.SceneStart, ANCHORS),
    st.builds(c.PlaceIs, ANCHORS, WORDS),
    st.builds(c.Waive, ANCHORS, ANCHORS, WORDS),
)
MEMBERS = st.builds(
    c.CastMember,
    WORDS,
    st.lists(WORDS).map(tuple),
    st.none() | WORDS,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["PER", "GPE"]),
)


@given(st.lists(MEMBERS, max_size=3), st.lists(ENTRIES, max_size=4))
def test_what_is_written_is_read_back(
    cast: list[c.CastMember], entries: list[c.Correction]
) -> None:
    whole = c.Corrections(tuple(cast), tuple(entries))
    assert files.parse(files.dumps(whole)) == whole


@given(ENTRIES)
def test_a_correction_is_the_same_as_json(entry: c.Correction) -> None:
    assert correction(to_record(entry)) == entry


def test_every_kind_of_correction_is_tried_above() -> None:
    assert len(KINDS) == len(ENTRIES.element_strategies)  # type: ignore[attr-defined]


RENAME = c.Rename(c.Who("the guard"), "Bo")
BY_HAND = """# mine
format = "fabula-corrections/1"

# he is the same man, see page 3
[[ correction ]]
do = "merge"
characters = ["Hyde", {name = "Jekyll"}]

[[cast]]
name = "Utterson"
"""


def test_appending_keeps_what_people_wrote(tmp_path: Path) -> None:
    path = tmp_path / "x.corrections.toml"
    path.write_text(BY_HAND, encoding="utf-8")
    after = files.append(path, [RENAME])
    assert path.read_text(encoding="utf-8").startswith(BY_HAND)
    assert after == files.load(path)
    assert after.entries == (c.Merge((c.Who("Hyde"), c.Who("Jekyll"))), RENAME)
    assert [member.name for member in after.cast] == ["Utterson"]


def test_appending_makes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    files.append(path, [RENAME, c.CastMember("Ann")])
    assert files.load(path) == c.Corrections((c.CastMember("Ann"),), (RENAME,))


def test_a_file_that_cannot_be_read_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text("format = 1", encoding="utf-8")
    with pytest.raises(CorrectionsError):
        files.append(path, [RENAME])
    assert path.read_text(encoding="utf-8") == "format = 1"
    assert [p.name for p in tmp_path.iterdir()] == ["x.toml"]


def test_undo_takes_the_last_correction_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(BY_HAND, encoding="utf-8")
    files.append(path, [RENAME])
    files.append(path, [c.CastMember("Poole")])
    assert files.undo(path) == RENAME
    text = path.read_text(encoding="utf-8")
    assert "see page 3" in text
    assert [member.name for member in files.load(path).cast] == ["Utterson", "Poole"]
    assert isinstance(files.undo(path), c.Merge)
    assert files.load(path).entries == ()
    with pytest.raises(CorrectionsError, match="no correction"):
        files.undo(path)


@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_undo_undoes_append(
    tmp_path_factory: pytest.TempPathFactory, entries: list[c.Correction]
) -> None:
    path = tmp_path_factory.mktemp("undo") / "x.toml"
    files.append(path, entries[:-1])
    before = files.load(path)
    files.append(path, entries[-1:])
    assert files.undo(path) == entries[-1]
    assert files.load(path) == before


def test_undo_is_not_fooled_by_a_header_inside_a_string(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    rename = 'do = "rename"\ncharacter = "a"\nname = """b\n[[correction]]"""\n'
    path.write_text(f"{BY_HAND}\n[[correction]]\n{rename}", encoding="utf-8")
    undone = files.undo(path)
    assert undone == c.Rename(c.Who("a"), "b\n[[correction]]")
    assert len(files.load(path).entries) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "no TOML"),
        ("", "fabula-corrections/1"),
        ('format = "fabula-corrections/2"', "fabula-corrections/1"),
        ("correction = 1", "no list"),
        ("[[corection]]\na = 1", "corection"),
        ('[[correction]]\ndo = "explode"', "must be one of"),
        ('[[correction]]\ndo = "rename"\nname = "a"', '"character" is missing'),
        ('[[correction]]\ndo = "rename"\nname = ""\ncharacter = "a"', '"name" is empty'),
        ('[[correction]]\ndo = "rename"\nname = 3\ncharacter = "a"', '"name" cannot be 3'),
        ('[[correction]]\ndo = "rename"\nnmae = "x"\ncharacter = "a"', 'unknown key "nmae"'),
        ('[[correction]]\ndo = "scene"\nat = {quote = "a", position = -1}', "negative"),
        ('[[correction]]\ndo = "scene"\nat = {quote = "a", position = true}', "position"),
        ('[[correction]]\ndo = "not-speech"\nquote = "a"\nkind = "thought"', "kind"),
        ('[[cast]]\nname = "a"\naliases = "b"', "aliases"),
        (f'[[cast]]\nname = "{"a" * 20_000}"', "too long"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    head = "" if "format" in text or not text else 'format = "fabula-corrections/1"\n'
    with pytest.raises(CorrectionsError, match=message):
        files.parse(head + text, "x.toml")


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorrectionsError, match="UTF-8"):
        files.load(path)
    with pytest.raises(CorrectionsError, match="cannot be read"):
        files.load(tmp_path / "none.toml")


def test_the_file_is_plain_toml() -> None:
    whole = c.Corrections((), (c.Said(c.Anchor("“No,”", "a ", " b", 7), c.Who("Ann")),))
    record = tomllib.loads(files.dumps(whole))["correction"][0]
    anchor = {"quote": "“No,”", "before": "a ", "after": " b", "position": 7}
    assert record == {"do": "said", "quote": anchor, "by": "Ann"}
