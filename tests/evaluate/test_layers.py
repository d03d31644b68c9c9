"""The figures of scenes, presence and thought against gold stories."""

from __future__ import annotations

import pytest

from fabula.evaluate.gold.stories import (
    GoldMove,
    GoldPerson,
    GoldPlace,
    GoldScene,
    GoldStory,
    GoldThought,
)
from fabula.evaluate.layers import Share, layer_figures
from fabula.evaluate.presence import measure_presence
from fabula.evaluate.scenes import measure_scenes, near_matches, same_place, window_diff
from fabula.evaluate.tally import Tally
from fabula.evaluate.thoughts import measure_telling
from fabula.schema.story import Story
from fabula.schema.world import Alias, Narration, Place, Quote, Scene, World

PARAGRAPHS = [f"Paragraph number {n} tells of something quite long." for n in range(10)]
TEXT = "\n\n".join(PARAGRAPHS)
AT = [TEXT.index(paragraph) for paragraph in PARAGRAPHS]
END = len(TEXT)
STANDS_FOR = {"c1": "ann", "c2": "bo"}


def gold(**changes: object) -> GoldStory:
    parts: dict[str, object] = {
        "name": "g",
        "text": TEXT,
        "person": "third",
        "tense": "past",
        "cast": (GoldPerson("ann", ("Ann",), "she"), GoldPerson("bo", ("Bo",), "he")),
        "places": (GoldPlace("kitchen", "the kitchen at Halyard", None),),
        "speeches": (),
        "mentions": (),
        "thoughts": (),
        "reported": (),
        "scenes": (
            GoldScene((0, AT[5] - 2), "kitchen", ("ann",), "ann"),
            GoldScene((AT[5], END), None, ("ann", "bo"), None),
        ),
        "moves": (GoldMove(AT[2], "in", ("bo",), None),),
        "claims": (),
        "told": (),
        "conflicts": (),
    }
    return GoldStory(**{**parts, **changes})  # type: ignore[arg-type]


def world(**changes: object) -> World:
    parts: dict[str, object] = {"story": Story(TEXT, "g", "0"), "tokens": 1} | changes
    return World(model="m", version="v", **parts)  # type: ignore[arg-type]


def test_boundaries_may_be_one_paragraph_off() -> None:
    assert near_matches([5, 20], [4, 22]) == Tally(1, 2, 1, 2)
    assert near_matches([5], [4, 6]) == Tally(1, 2, 1, 1)
    assert near_matches([], [3]) == Tally(0, 1, 0, 0)


def test_window_diff_is_zero_for_the_same_boundaries() -> None:
    assert window_diff([5], [5], 10).right == 0
    assert window_diff([5], [], 10).right > 0


def test_places_are_the_same_by_their_head_noun() -> None:
    wanted = GoldPlace("kitchen", "the kitchen at Halyard", None)
    assert same_place(wanted, Place("p1", "the big kitchen"))
    assert same_place(wanted, Place("p1", "Halyard", (Alias("the kitchen", 3, 1),)))
    assert not same_place(wanted, Place("p1", "the kitchen door"))
    assert not same_place(wanted, Place("p1", "Halyard"))


def test_a_number_after_the_noun_must_not_differ() -> None:
    ward = GoldPlace("ward", "Ward Nine", "hospital")
    assert same_place(ward, Place("p1", "the ward"))
    assert same_place(ward, Place("p1", "ward 9"))
    assert not same_place(ward, Place("p1", "Ward Ten"))
    assert same_place(GoldPlace("flat", "Ann's flat, 2B", None), Place("p1", "the flat"))


def test_a_room_is_in_its_house() -> None:
    places = (GoldPlace("kitchen", "the kitchen", "house"), GoldPlace("house", "the house", None))
    scene = Scene("s1", 0, END, "chapter", place="p1")
    found = world(scenes=(scene,), places=(Place("p1", "the house"),))
    counts = measure_scenes(gold(places=places), found, STANDS_FOR)
    assert counts["scene place"] == Share(0, 1)
    assert counts["scene place, or one around or inside it"] == Share(1, 1)


def test_scenes_are_scored() -> None:
    scenes = (
        Scene("s1", 0, AT[4] - 2, "chapter", place="p1"),
        Scene("s2", AT[4], END, "inferred"),
    )
    told = (
        Narration(0, AT[5], "third", "past", None, "c1"),
        Narration(AT[5], END, None, None, None, "c2"),
    )
    counts = measure_scenes(
        gold(),
        world(scenes=scenes, narration=told, places=(Place("p1", "the kitchen"),)),
        STANDS_FOR,
    )
    assert counts["scene boundaries"] == Tally(1, 1, 1, 1)
    assert counts["scene place"] == Share(1, 1)
    assert counts["focal character"] == Share(1, 2)


def test_presence_counts_pairs_of_scene_and_character() -> None:
    there = Scene("s1", 0, END, "chapter", present=(("c1", 0, END), ("c9", 0, END)))
    counts = measure_presence(gold(), world(scenes=(there,)), STANDS_FOR)
    assert counts["presence"] == Tally(2, 4, 2, 4)
    assert counts["entrances and exits"] == Tally(0, 0, 0, 1)


def test_entrances_may_be_one_paragraph_off() -> None:
    came = Scene("s1", 0, END, "chapter", present=(("c2", AT[3], END), ("c1", AT[3], END)))
    counts = measure_presence(gold(), world(scenes=(came,)), STANDS_FOR)
    assert counts["entrances and exits"] == Tally(1, 2, 1, 1)


def quote(kind: str, span: tuple[int, int], speaker: str) -> Quote:
    return Quote("q1", (span,), kind, "implicit", speaker, (), None, 0.9, "thought-voice", ())  # type: ignore[arg-type]


@pytest.mark.parametrize(("speaker", "right"), [("c1", 1), ("c2", 0)])
def test_a_thought_needs_its_thinker(speaker: str, right: int) -> None:
    span = (AT[3], AT[4] - 2)
    annotated = gold(thoughts=(GoldThought(span, ("ann",), ()),))
    counts = measure_telling(
        annotated, world(quotes=(quote("thought", span, speaker),)), STANDS_FOR
    )
    assert counts["direct thought"] == Tally(right, 1, right, 1)
    assert counts["direct thought, spans"] == Tally(1, 1, 1, 1)


def test_narration_is_scored_by_characters() -> None:
    told = (
        Narration(0, AT[5], "third", "past", None, None),
        Narration(AT[5], END, "first", "past", "c1", None),
    )
    counts = measure_telling(gold(), world(narration=told), STANDS_FOR)
    person = counts["narration: person"]
    assert isinstance(person, Share)
    assert person.right == AT[5] - 2 and person.total == END - 2


def test_figures_add_up_over_stories() -> None:
    figures = {
        f.name: f.value
        for f in layer_figures([{"a": Share(1, 2)}, {"a": Share(1, 2), "b": Tally(1, 2, 1, 1)}])
    }
    assert figures["a"] == 0.5
    assert figures["b precision"] == 0.5 and figures["b recall"] == 1.0
