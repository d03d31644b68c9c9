"""As of here: nothing of what comes later shows."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_worlds import full_world, long_world

from fabula.schema.json import to_contract
from fabula.schema.world import Alias, Character, World, WorldMention
from fabula.views.labels import Labels
from fabula.world.horizon import name_at, world_at
from fabula.world.invariants import check_world
from worlds import TEXT, span

WORLD = full_world()
LONG = long_world(3, 4)


@given(st.integers(0, len(TEXT)))
def test_a_cut_world_is_a_sound_world(offset: int) -> None:
    check_world(world_at(WORLD, offset))


@given(st.integers(0, len(TEXT)))
def test_every_name_has_been_read(offset: int) -> None:
    cut = world_at(WORLD, offset)
    named = [*cut.characters, *cut.places, *cut.others]
    assert all(entity.name in TEXT[:offset] for entity in named)
    assert all(alias.text in TEXT[:offset] for c in cut.characters for alias in c.aliases)


@given(st.integers(0, len(TEXT)))
def test_no_span_lies_ahead(offset: int) -> None:
    cut = world_at(WORLD, offset)
    assert all(m.end <= offset for m in cut.mentions)
    assert all(e.end <= offset for e in cut.events)
    assert all(s.end <= offset for s in cut.scenes)
    assert all(span[1] <= offset for r in cut.relations for span in r.evidence)
    assert all(max(c.a[1], c.b[1]) <= offset for c in cut.conflicts)


def test_at_the_end_everything_is_known() -> None:
    whole, cut = to_contract(LONG), to_contract(world_at(LONG, len(LONG.story.text)))
    assert cut == whole


def test_at_the_start_nothing_is_known() -> None:
    cut = world_at(WORLD, 0)
    assert not (cut.characters or cut.mentions or cut.quotes or cut.scenes or cut.relations)
    assert cut.story.text == TEXT
    assert cut.story.header.other == {}


def test_a_speaker_named_later_is_not_named() -> None:
    cut = world_at(WORLD, span("said")[0])
    assert cut.quotes[0].speaker is None
    assert [who for who, _ in cut.quotes[0].candidates] == ["c1"]


def revealed() -> tuple[World, Character]:
    text = "The stranger bowed. Later he was Riddle, and Riddle he stayed."
    names = (Alias("Riddle", text.index("Riddle"), 2),)
    who = Character("c1", "Riddle", names, "he/him", 3, 0, False, False, 0)
    mentions = (
        WorldMention(0, 12, "NOM", "PER", "c1", 0.9),
        WorldMention(text.index("Riddle"), text.index("Riddle") + 6, "PROP", "PER", "c1", 0.9),
    )
    story = type(WORLD.story)(text, "x", "0")
    return World(story, 9, "m", "v", characters=(who,), mentions=mentions), who


def test_before_the_name_there_is_the_description() -> None:
    world, who = revealed()
    labels = Labels(world)
    assert labels.short("c1") == "Riddle"
    assert labels.at("c1", 11) is None
    assert labels.at("c1", 12) == "The stranger"
    assert labels.at("c1", 40) == "Riddle"
    assert name_at(who, 12) is None and name_at(who, 40) == "Riddle"
    assert world_at(world, 20).characters[0].name == "The stranger"


def test_two_of_one_name_are_called_by_the_whole() -> None:
    one = Character("c1", "Mr. Grey", (Alias("Grey", 0, 9),), None, 9, 0, False, False, 0)
    two = Character("c2", "Mrs. Grey", (Alias("Grey", 0, 9),), None, 9, 0, False, False, 0)
    world = World(WORLD.story, 9, "m", "v", characters=(one, two))
    assert [Labels(world).short(c) for c in ("c1", "c2")] == ["Mr. Grey", "Mrs. Grey"]


PAGES = (
    "",
    "/cast",
    "/text/1",
    "/storyline",
    "/network",
    "/timeline",
    "/places",
    "/told",
    "/conflicts",
    "/profile",
    "/scenes",
    "/people",
    "/search",
)


def test_no_page_names_who_is_not_met(client: TestClient) -> None:
    at = span("“Come")[1]
    for page in PAGES:
        params = {"at": at, "q": "Grey"}
        data = client.get(f"/w/book{page}.json", params=params)
        assert data.status_code == 200
        # the text itself stays whole; what is said about it does not
        said = json.dumps({k: v for k, v in data.json().items() if k not in ("blocks", "query")})
        assert "Grey" not in said and "Norton" not in said.replace('"title": "Norton"', "")
    assert client.get(f"/w/book/cast/c2?at={at}").status_code == 404
    assert client.get(f"/w/book/cast/c2?at={len(TEXT)}").status_code == 200


def test_links_carry_the_place_along(client: TestClient) -> None:
    at = span("She left")[0]
    html = client.get(f"/w/book/cast?at={at}").text
    assert f"/w/book/cast/c1?at={at}" in html
    assert f'data-at="{at}"' in html
