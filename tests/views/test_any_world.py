"""Every chart of any World: few scenes or none, nobody, crowds, no presence, no length."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.schema.findings import Conflict, Content, Told
from fabula.schema.story import Division
from fabula.schema.world import Narration, Scene, World
from fabula.views import CHARTS
from fabula.views.storyline import storyline
from fabula.views.svg import fitting, text_width
from fabula.world.horizon import world_at
from view_worlds import LINE, said, staged

NO_NUMBER = re.compile(r"\b(?:nan|inf|infinity|none)\b", re.IGNORECASE)
GEOMETRY = ("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height", "viewBox",
            "transform", "stroke-width", "stroke-opacity")  # fmt: skip
names = pytest.mark.parametrize("name", list(CHARTS))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Scenes of up to nine people, some empty, some without length, with anything told in them."""
    people = st.sets(st.sampled_from("ABCDEFGHI"), max_size=draw(st.integers(0, 9)))
    place = st.sampled_from(["", "", " @ mill", " @ sea"])
    scenes = draw(st.lists(st.builds(lambda w, p: " ".join(sorted(w)) + p, people, place)))
    world = staged(*scenes)
    length = len(world.story.text)
    who = st.sampled_from([c.id for c in world.characters] or [""])
    offset = st.integers(0, length)
    spans = st.tuples(offset, offset).map(lambda span: (min(span), max(span)))
    told = draw(st.lists(st.tuples(spans, who, who), max_size=6 if world.characters else 0))
    pairs = draw(st.lists(st.tuples(spans, spans), max_size=4))
    world = replace(
        world,
        story=replace(world.story, divisions=(Division("d1", "chapter", None, 0, length),)),
        scenes=tuple(_changed(draw, scene, world) for scene in world.scenes),
        quotes=tuple(said(n, a, b) for n, (_, a, b) in enumerate(told)) if scenes else (),
        told=tuple(Told(f"t{n}", span, a, (b,), (), (a,)) for n, (span, a, b) in enumerate(told)),
        narration=tuple(Narration(*span, "third", "past", a, b) for span, a, b in told),
        conflicts=tuple(
            Conflict(f"x{n}", "continuity", a, b, (), "why", 0.5) for n, (a, b) in enumerate(pairs)
        ),
        profile=tuple(Content("death", 1, *span) for span, _ in pairs),
    )
    if draw(st.booleans()):
        return world_at(world, draw(offset))
    return world


def _changed(draw: st.DrawFn, scene: Scene, world: World) -> Scene:
    """The scene as it is, or without presence, or without length, or with somebody moving."""
    match draw(st.integers(0, 5)):
        case 0:
            return replace(scene, present=())
        case 1:
            return replace(scene, end=scene.start, present=())
        case 2:
            return replace(scene, end=scene.start)
        case 3 if world.places and scene.present:
            at = draw(st.integers(scene.start, scene.end))
            moves = ((at, world.places[0].id, (scene.present[0][0],)),)
            return replace(scene, moves=moves)
    return scene


def check(svg: str) -> None:
    """It is well-formed, and every number in it is one."""
    for part in ElementTree.fromstring(svg).iter():
        for key in GEOMETRY:
            assert not NO_NUMBER.search(part.get(key, "")), ElementTree.tostring(part)


@names
@given(world=worlds())
@settings(max_examples=40, deadline=None)
def test_all_numbers_of_a_drawing_are_numbers(name: str, world: World) -> None:
    chart = CHARTS[name]
    view = chart.build(world)
    check(chart.svg(view, lambda at: f"/at/{at}"))
    check(chart.svg(view, standalone=True))
    assert all(len(row) == len(chart.table(view).columns) for row in chart.table(view).rows)


@names
@pytest.mark.parametrize(
    "scenes",
    [(), ("",), ("Ann",), ("", "Ann", ""), (" ".join(f"P{n}" for n in range(200)),) * 2],
    ids=["no scenes", "nobody", "one person", "one among empty scenes", "200 people"],
)
def test_worlds_at_the_edges_are_drawn(name: str, scenes: tuple[str, ...]) -> None:
    chart = CHARTS[name]
    for world in (staged(*scenes), replace(staged(*scenes), scenes=())):
        check(chart.svg(chart.build(world)))


def test_what_is_told_to_somebody_out_of_sight_has_no_arc() -> None:
    world = staged("Ann Bo", *["Ann"] * 20)
    start = 15 * len(LINE)
    world = replace(world, told=(Told("t1", (start, start + 4), "c1", ("c2",), (), ()),))
    assert storyline(world).arcs == ()


@pytest.mark.parametrize(
    ("words", "letters", "shown"),
    [
        ("CHAPTER XLI", 11, "CHAPTER XLI"),
        ("CHAPTER XLI", 9, "CHAPTER…"),
        ("CHAPTER XLI", 7, ""),
        ("In which Mr. Pickwick goes to Bath", 16, "In which Mr. Pi…"),
        ("", 0, ""),
    ],
)
def test_words_are_cut_only_as_far_as_they_can_be_read(
    words: str, letters: int, shown: str
) -> None:
    assert fitting(words, text_width("x" * letters) + 0.1) == shown
