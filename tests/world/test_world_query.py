"""What a reader knows so far, names, doubts, and the checks on every World."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.schema.world import Alias, Event, World
from fabula.world.doubts import find_doubts
from fabula.world.invariants import check_world
from fabula.world.query import cast_at, find_character
from worlds import span


def test_nobody_is_known_before_the_first_page(world: World) -> None:
    assert cast_at(world, 0) == ()


def test_the_cast_grows_with_the_pages(world: World) -> None:
    assert [c.name for c in cast_at(world, span("said")[0])] == ["Miss Hale"]
    assert [c.name for c in cast_at(world, span("of Norton")[0])] == ["Miss Hale", "Mr. Grey"]


def test_the_end_shows_everything(world: World) -> None:
    assert cast_at(world, len(world.story.text)) == world.characters


def test_a_later_name_and_later_counts_do_not_show(world: World) -> None:
    hale = world.characters[0]
    revealed = Alias("Lady Margaret Hale", span("She left")[0], 1)
    married = replace(hale, name=revealed.text, aliases=(*hale.aliases, revealed))
    world = replace(world, characters=(married, world.characters[1]))
    before = cast_at(world, span("“Who")[0])[0]
    assert (before.name, before.mentions, before.aliases) == ("Miss Hale", 1, hale.aliases)
    assert cast_at(world, len(world.story.text))[0].name == "Lady Margaret Hale"


def test_characters_are_found_by_name_whatever_its_case(world: World) -> None:
    found = find_character(world, "  miss HALE ")
    assert found is not None
    assert found.id == "c1"
    assert find_character(world, "Norton") is None


def test_doubts_are_grouped_by_why(world: World) -> None:
    doubts = find_doubts(world)
    assert list(doubts) == ["low-confidence"]
    assert (doubts["low-confidence"][0].quote, len(doubts["low-confidence"])) == ("q2", 1)
    weak = replace(world.quotes[0], confidence=0.5)
    title = replace(world.quotes[1], kind="title")
    assert list(find_doubts(replace(world, quotes=(weak, title)))) == ["weak"]


def test_a_title_inside_a_linked_name_is_no_doubt(world: World) -> None:
    whole = world.mentions[1]
    title = replace(whole, end=whole.start + 3, entity=None)
    stray = replace(world.mentions[-1], kind="NOM")
    doubts = find_doubts(replace(world, mentions=(*world.mentions, title, stray)))
    assert [doubt.spans for doubt in doubts["unlinked"]] == [((stray.start, stray.end),)]


def test_ids_must_lead_somewhere(world: World) -> None:
    assert check_world(world) is world
    stray = Event(0, 1, "be", ("c9",), (), None, 0.5)
    with pytest.raises(ValueError, match="c9 is nowhere described"):
        check_world(replace(world, events=(stray,)))
    with pytest.raises(ValueError, match="two characters are called c1"):
        check_world(replace(world, characters=(world.characters[0],) * 2))
