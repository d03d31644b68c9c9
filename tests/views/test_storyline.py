"""The storyline chart as geometry."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from fabula.views.storyline import GONE, Line, Storyline, storyline
from view_worlds import everything, staged, told


def line(view: Storyline, name: str) -> Line:
    """The line of a character."""
    return next(line for line in view.lines if line.person.name == name)


def columns(drawn: Line) -> list[list[int]]:
    """The columns of each stretch."""
    return [[point.column for point in stretch] for stretch in drawn.stretches]


def test_a_line_runs_from_entrance_to_exit() -> None:
    view = storyline(staged("Ann Bo", "Ann", "Ann Bo Cem", "Ann Cem"))
    assert columns(line(view, "Ann")) == [[0, 1, 2, 3]]
    assert columns(line(view, "Bo")) == [[0, 1, 2]]
    assert columns(line(view, "Cem")) == [[2, 3]]
    away = line(view, "Bo").stretches[0][1]
    assert away.present == ()
    assert (view.crossings, view.left_out, view.inferred) == (0, 0, False)


def test_a_line_ends_where_somebody_is_long_out_of_sight() -> None:
    short, long = ["Ann"] * (GONE - 1), ["Ann"] * GONE
    assert len(columns(line(storyline(staged("Ann Bo", *short, "Bo")), "Bo"))) == 1
    assert len(columns(line(storyline(staged("Ann Bo", *long, "Bo")), "Bo"))) == 2


def test_lines_that_meet_run_closer_than_others() -> None:
    view = storyline(staged("Ann Bo Cem", "Ann Bo", "Ann Bo", "Ann Bo Cem"))
    at = {name: line(view, name).stretches[0][1].y for name in ("Ann", "Bo", "Cem")}
    assert abs(at["Ann"] - at["Bo"]) == pytest.approx(1, abs=1e-3)
    assert min(abs(at["Cem"] - at[name]) for name in ("Ann", "Bo")) > 1.5


def test_entrances_and_exits_inside_a_scene_have_their_place() -> None:
    world = staged("Ann Bo")
    end = world.scenes[0].end
    present = (("c1", 0, end), ("c2", end // 2, end * 3 // 4))
    world = replace(world, scenes=(replace(world.scenes[0], present=present),))
    (point,) = line(storyline(world), "Bo").stretches[0]
    assert point.present == ((pytest.approx(0.5, abs=0.02), pytest.approx(0.75, abs=0.02)),)


def test_only_the_most_present_are_drawn_and_the_rest_are_counted() -> None:
    view = storyline(staged("Ann Bo Cem", "Ann Bo", "Ann"), drawn=2)
    assert [drawn.person.name for drawn in view.lines] == ["Ann", "Bo"]
    assert view.left_out == 1
    assert view.columns[0].people == ("Ann", "Bo", "Cem")


def test_bands_go_on_while_the_place_does() -> None:
    view = storyline(staged("Ann Bo @ mill", "Ann @ mill", "Ann @ sea", "Bo", "Bo"))
    assert [(band.name, len(band.bounds)) for band in view.bands] == [
        ("mill", 2),
        ("sea", 1),
        (None, 1),
        (None, 1),
    ]


def test_what_is_told_joins_two_lines_in_its_column() -> None:
    world = replace(
        staged("Ann Bo", "Ann Bo Cem"),
        told=(told(1, "c1", "c2", "c3", scene=1), told(2, None, "c1"), told(3, "c1", "c1")),
    )
    arcs = storyline(world).arcs
    assert [(arc.told, arc.column, arc.speaker, arc.hearer) for arc in arcs] == [
        ("t1", 1, "c1", "c2"),
        ("t1", 1, "c1", "c3"),
    ]
    assert arcs[0].words == "Yes,"


def test_a_world_without_anybody_is_drawn_all_the_same() -> None:
    for world in (staged(""), replace(staged("Ann"), scenes=()), staged()):
        view = storyline(world)
        assert view.lines == () and view.crossings == 0 and view.height == 0


def test_a_story_cut_at_a_place_keeps_the_order_of_the_whole() -> None:
    cast = [f"P{number}" for number in range(9)]
    scenes = [
        " ".join(who for place, who in enumerate(cast) if (number * 7 + place * 5) % 11 < 4)
        for number in range(24)
    ]
    whole = storyline(staged(*scenes))
    for length in range(1, 24):
        cut = storyline(staged(*scenes[:length]), whole=whole)
        assert len(cut.columns) == length
        for column in range(length):
            before, after = order(whole, column), order(cut, column)
            assert after == [who for who in before if who in after]


def order(view: Storyline, column: int) -> list[str]:
    """The ids of the lines drawn in a column, from above."""
    points = (
        (point.y, line.person.id)
        for line in view.lines
        for stretch in line.stretches
        for point in stretch
        if point.column == column
    )
    return [who for _, who in sorted(points)]


def test_somebody_who_is_drawn_only_now_is_put_among_the_others() -> None:
    scenes = ("Cem Ann", "Cem Ann Bo", "Ann Bo", "Ann Bo", "Ann Bo")
    whole = storyline(staged(*scenes), drawn=2)
    cut = storyline(staged(*scenes[:2]), whole=whole)
    assert {line.person.name for line in cut.lines} == {"Ann", "Bo", "Cem"}
    assert cut.crossings == 0


def test_colours_come_from_the_id_alone() -> None:
    whole = storyline(everything())
    cut = storyline(replace(everything(), characters=everything().characters[1:]))
    assert [drawn.person for drawn in cut.lines] == [drawn.person for drawn in whole.lines][1:]


def test_a_novel_of_300_scenes_is_laid_out_in_under_a_second() -> None:
    cast = [f"P{number}" for number in range(12)]
    scenes = [
        " ".join(who for place, who in enumerate(cast) if (number * 7 + place * 5) % 11 < 4)
        for number in range(300)
    ]
    started = time.process_time()
    storyline(staged(*scenes))
    assert time.process_time() - started < 2  # half that; slow machines pass too
