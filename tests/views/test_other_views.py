"""Network, timeline, places, told, conflicts and content as geometry."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.schema.findings import Conflict, Content
from fabula.schema.world import Narration, Place
from fabula.views.conflicts import AROUND, conflicts
from fabula.views.network import APART, network
from fabula.views.places import places
from fabula.views.profile import profile
from fabula.views.timeline import timeline
from fabula.views.told import PAGE, told_list, told_pages
from view_worlds import LINE, everything, said, staged, told


def test_ties_hold_talk_and_presence_by_scene() -> None:
    view = network(everything())
    edge = next(e for e in view.edges if (e.source, e.target) == ("c1", "c2"))
    assert edge.talk == ((0, 1), (1, 1))
    assert edge.together == (0, 1)
    assert edge.relations == (("sibling", 0, True),)
    ann = view.nodes[0]
    assert (ann.lines, ann.scenes) == (((0, 1),), (0, 1, 3))


def test_nodes_lie_apart_inside_the_drawing_and_always_the_same() -> None:
    world = staged(" ".join(f"P{n}" for n in range(12)), "P1 P2 P3", "P1 P2")
    nodes = network(world).nodes
    assert network(world).nodes == nodes
    assert all(0 <= node.x <= 1 and 0 <= node.y <= 1 for node in nodes)
    for one in nodes:
        for other in nodes:
            if one != other:
                apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
                assert apart > APART * 0.7


def test_who_talks_much_stands_near() -> None:
    world = staged("Ann Bo Cem Dee")
    world = replace(world, quotes=tuple(said(n, "c1", "c2") for n in range(40)))
    at = {node.person.id: (node.x, node.y) for node in network(world).nodes}

    def apart(one: str, other: str) -> float:
        return sum((a - b) ** 2 for a, b in zip(at[one], at[other])) ** 0.5

    assert apart("c1", "c2") < min(apart("c1", "c3"), apart("c1", "c4"), apart("c2", "c3"))


def test_one_person_or_nobody_is_a_network_too() -> None:
    assert len(network(staged("Ann")).nodes) == 1
    assert network(staged()).nodes == ()


def test_the_timeline_tells_speech_place_and_arrivals() -> None:
    view = timeline(everything())
    assert [scene.place for scene in view.scenes] == ["kitchen", "hall", None, "kitchen", "hall"]
    assert view.scenes[0].speech == pytest.approx(6 / (len(LINE) - 2), abs=1e-3)
    assert view.scenes[3].speech == 0
    assert [arrival.person.name for arrival in view.arrivals] == ["Ann", "Bo", "Cem", "Dee"]
    assert [chapter.title for chapter in view.chapters] == ["One", "Two"]


def test_narration_told_alike_is_drawn_together() -> None:
    parts = tuple(
        Narration(n * 10, n * 10 + 9, "first", "past", who, None)
        for n, who in enumerate(["c1", "c1", "c2", None, None])
    )
    view = timeline(replace(staged("Ann Bo"), narration=parts))
    told_by = [(p.start, p.end, p.narrator and p.narrator.name) for p in view.telling]
    assert told_by == [(0, 19, "Ann"), (20, 29, "Bo"), (30, 49, None)]


def test_places_form_a_tree_and_hold_who_is_there() -> None:
    view = places(everything())
    assert [(site.name, site.depth) for site in view.sites] == [
        ("house", 0),
        ("kitchen", 1),
        ("hall", 0),
        ("place not known", 0),
    ]
    _, kitchen, hall, _ = view.sites
    assert [visit.scene for visit in kitchen.visits] == [1, 4]
    assert [p.name for p in kitchen.visits[0].people] == ["Ann", "Bo", "Cem"]
    assert hall.visits[1].people == ()


def test_a_ring_of_places_and_an_empty_story_do_no_harm() -> None:
    world = staged("Ann @ mill", "Ann @ sea")
    ring = (Place("p1", "mill", inside="p2"), Place("p2", "sea", inside="p1"))
    assert {site.id for site in places(replace(world, places=ring)).sites} == {"p1", "p2"}
    assert places(staged()).sites == ()


def test_the_told_list_keeps_what_is_open() -> None:
    view = told_list(everything())
    assert [(t.scene, t.by, t.to, t.about) for t in view.tellings] == [
        (1, "c1", ("c2",), ("c3",)),
        (3, None, ("c4",), ()),
    ]
    assert {p.name for p in view.people} == {"Ann", "Bo", "Cem", "Dee"}


def test_a_long_told_list_is_cut_into_pages() -> None:
    one = told(1, "c1", "c2")
    count = 2 * PAGE + 1
    world = replace(staged("Ann Bo"), told=tuple(replace(one, id=f"t{i}") for i in range(count)))
    view = told_list(world)
    pages = told_pages(view)
    assert [len(page.tellings) for page in pages] == [PAGE, PAGE, 1]
    assert tuple(t for page in pages for t in page.tellings) == view.tellings
    assert {page.people for page in pages} == {view.people}
    assert len(told_pages(told_list(staged("Ann Bo")))) == 1


def test_told_about_a_place_is_named() -> None:
    world = replace(staged("Ann Bo @ mill"), told=(told(1, "c1", "c2", about=("p1",)),))
    view = told_list(world)
    assert view.called["p1"] == "mill"
    assert [p.id for p in view.people] == ["c1", "c2"]


def test_conflicts_show_both_passages_in_their_paragraphs() -> None:
    view = conflicts(everything())
    assert [(pair.id, pair.waived) for pair in view.conflicts] == [("x1", None), ("x2", "meant")]
    side = view.conflicts[0].b
    assert (side.before, side.marked, side.scene) == ("“", "Yes,", 2)
    assert side.after == LINE.strip()[5:]


def test_a_long_paragraph_is_cut_at_words() -> None:
    world = staged("Ann")
    text = "word " * 400
    conflict = Conflict("x1", "continuity", (1000, 1004), (0, 4), (), "no", 1.0)
    story = replace(world.story, text=text)
    view = conflicts(replace(world, story=story, conflicts=(conflict,)))
    a = view.conflicts[0].a
    assert a.before.startswith("…word ") and a.after.endswith(" word…")
    assert len(a.before) <= AROUND + 1


def test_content_is_gathered_by_part_of_the_book() -> None:
    world = replace(
        staged("Ann"),
        profile=(
            Content("violence", 1, 2, 5),
            Content("violence", 3, 60, 65),
            Content("profanity", 1, 5, 8),
        ),
    )
    view = profile(world)
    assert [(c.name, c.severity, c.count) for c in view.categories] == [
        ("violence", 3, 2),
        ("profanity", 1, 1),
    ]
    assert [part.severity for part in view.categories[0].parts] == [1, 3]


def test_of_one_part_the_strongest_is_shown() -> None:
    (category,) = profile(everything()).categories
    (part,) = category.parts if len(category.parts) == 1 else category.parts[1:]
    assert part.severity == 3
