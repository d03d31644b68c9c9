"""Where a scene is set: what speaks for a place, and the places of scenes before."""

from __future__ import annotations

from marked import mark
from parsed import parse

from fabula.resolve.clauses import read_clauses
from fabula.resolve.places import find_places
from fabula.resolve.scenes.setting import NAMES, Settings
from fabula.schema.spans import SceneSpan

TEXT = (
    "{Ann} was in {the attic:FAC}. {Bo} slept there.\n\n"
    "{Cy} was in {the cellar:FAC}.\n\n"
    "{Ann} lit the stove. {Bo} slept."
)


def candidates(number: int, *places: int | None) -> list[dict[str, float]]:
    """Features of the places of a paragraph; places are those of the scenes before."""
    doc = parse(mark(TEXT), {"attic": "NOUN NN obl"})
    shared = (doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations)
    coref = doc.resolve()
    found = find_places(*shared, coref)
    settings = Settings(doc.story, doc.tokens, doc.mentions, coref, read_clauses(*shared), found)
    spans = [(p.start, p.end) for p in doc.story.paragraphs]
    earlier = [
        SceneSpan(*span, "mark", 1.0, "mark", place=place)
        for span, place in zip(spans, places, strict=False)
    ]
    every = dict(settings.candidates(*spans[number], earlier))
    named = (dict(zip(NAMES, every[place].tolist(), strict=True)) for place in sorted(every))
    return list(named)


def test_a_place_in_the_first_sentence_speaks_for_itself() -> None:
    (attic,) = candidates(0)
    assert attic["first sentence"] == attic["first place"] == 1
    assert attic["absent"] == attic["place before"] == 0


def test_where_a_place_is_first_spoken_of_speaks_for_it() -> None:
    (attic,) = candidates(0)
    names = ("introduced", "placelike early", "first words", "once")
    assert [attic[name] for name in names] == [1, 1, 1, 1]
    assert attic["of"] == 0
    back, _ = candidates(2, 0, 1)
    assert [back[name] for name in names] == [0, 0, 0, 1]


def test_places_of_scenes_before_may_come_back() -> None:
    attic, cellar = candidates(2, 0, 1)
    assert attic["absent"] == cellar["absent"] == 1
    assert attic["place before"] == 0 and cellar["place before"] == 1
    assert attic["place of a scene before"] == 1


def test_the_cast_tells_which_place_comes_back() -> None:
    attic, cellar = candidates(2, 0, 1)
    assert attic["cast as there"] > cellar["cast as there"] == 0
