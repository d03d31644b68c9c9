"""What people read: the X-Ray and the story bible."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from fabula.export import FORMATS
from fabula.export.bible import escaped
from tale import tale_world

WORLD = tale_world(words=False)


def only(name: str) -> str:
    (text,) = FORMATS[name].files(WORLD).values()
    return str(text)


def test_the_x_ray_has_worddumbs_rows() -> None:
    rows = {row[0]: row for row in json.loads(only("xray"))}
    assert set(rows) == {"Zoë", "Zo", "Зоя", "Old Harbour", "Nancy Bell"}
    assert {len(row) for row in rows.values()} == {7}
    name, label, aliases, about, source, omitted, quote = rows["Zoë"]
    assert (name, label, aliases, source, omitted) == ("Zoë", "PERSON", "", None, False)
    assert about == "First in CHAPTER I, p. 1; sibling of Zo; narrates; 2 lines."
    assert quote == "I am Zoë. My sister Zo was ill and tired."
    assert rows["Nancy Bell"][1] == "PRODUCT"


def test_the_bible_tells_everything_with_its_place() -> None:
    text = only("bible")
    sections = re.findall(r"^## (.*)$", text, re.M)
    assert sections == ["Cast", "Places", "Timeline", "Told", "Conflicts", "Content"]
    assert "- sibling of Zo (CHAPTER I, p\\. 1)" in text or "sibling of Zo" in text
    assert "### Town, in Old Harbour" in text
    assert "*Waived: a lie*" in text
    assert "- Zo to Zoë (heard by Зоя), CHAPTER I, p\\. 1: “She sails" in text
    assert re.search(r"^2\. \(Chapter 2, p\\. 1\) Old Harbour\. noon\. With Zoë, Zo\.", text, re.M)
    assert "<<VOICE" not in text


@given(st.text(max_size=30))
def test_nothing_in_a_bible_is_markup(text: str) -> None:
    line = escaped(text)
    assert "\n" not in line
    assert "<" not in line
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]|#]", line)
