"""Who is together where, step by step."""

from __future__ import annotations

from dataclasses import replace

from fabula.schema.world import World, WorldMention
from fabula.views.steps import Meeting, find_steps
from view_worlds import LINE, said, staged


def meetings(world: World) -> list[dict[str | None, tuple[str, ...]]]:
    """Who is at which place, step by step."""
    return [{m.place: m.characters for m in step.meetings} for step in find_steps(world).steps]


def test_a_scene_is_one_step_with_its_place() -> None:
    assert meetings(staged("Ann Bo @ kitchen", "Bo", "")) == [
        {"p1": ("c1", "c2")},
        {None: ("c2",)},
        {},
    ]


def test_who_moves_on_alone_is_elsewhere_from_then_on() -> None:
    world = staged("Ann Bo Cem @ kitchen", "Ann @ hall")
    scene = replace(world.scenes[0], moves=((20, "p2", ("c3",)),))
    world = replace(world, scenes=(scene, world.scenes[1]))
    assert meetings(world)[:2] == [
        {"p1": ("c1", "c2", "c3")},
        {"p1": ("c1", "c2"), "p2": ("c3",)},
    ]
    assert [step.scene for step in find_steps(world).steps] == [0, 0, 1]


def test_when_all_move_the_scene_moves_with_them() -> None:
    world = staged("Ann Bo Cem @ kitchen", "Ann @ hall")
    scene = replace(
        world.scenes[0],
        present=(("c1", 0, 60), ("c2", 0, 60), ("c3", 30, 60)),
        moves=((20, "p2", ("c1", "c2", "c3")),),
    )
    world = replace(world, scenes=(scene, world.scenes[1]))
    assert meetings(world)[:2] == [{"p1": ("c1", "c2")}, {"p2": ("c1", "c2", "c3")}]


def test_comings_and_goings_stay_inside_the_step() -> None:
    world = staged("Ann Bo @ kitchen")
    scene = replace(
        world.scenes[0], present=(("c1", 0, 60), ("c2", 40, 60)), moves=((30, "p1", ()),)
    )
    first, second = find_steps(replace(world, scenes=(scene,))).steps
    assert first.meetings == (Meeting("p1", (("c1", 0, 30),)),)
    assert second.meetings == (Meeting("p1", (("c1", 30, 60), ("c2", 40, 60))),)


def test_without_presence_who_speaks_hears_or_is_named_counts_as_there() -> None:
    world = staged("Ann Bo Cem Dee", "Ann")
    named = WorldMention(20, 24, "PROP", "PER", "c3", 1.0)
    quoted = WorldMention(2, 4, "PROP", "PER", "c4", 1.0)
    world = replace(
        world,
        scenes=tuple(replace(scene, present=()) for scene in world.scenes),
        quotes=(said(1, "c1", "c2"), said(2, None, scene=1)),
        mentions=(quoted, named),
    )
    assert find_steps(world).inferred
    assert meetings(world) == [{None: ("c1", "c2", "c3")}, {}]


def test_presence_in_any_scene_is_believed_in_all() -> None:
    world = replace(staged("Ann", ""), quotes=(said(1, "c1", scene=1),))
    assert not find_steps(world).inferred
    assert meetings(world)[1] == {}


def test_a_mention_between_scenes_is_nowhere() -> None:
    world = staged("Ann")
    world = replace(
        world,
        scenes=(replace(world.scenes[0], present=(), end=10),),
        mentions=(WorldMention(len(LINE) - 8, len(LINE) - 4, "PROP", "PER", "c1", 1.0),),
    )
    assert meetings(world) == [{}]
