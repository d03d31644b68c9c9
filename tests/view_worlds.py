"""Worlds for the charts, made by hand: each scene a line of text, with who is there and where."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.schema.findings import Conflict, Content, Relation, Told
from fabula.schema.story import Division, Story
from fabula.schema.world import Character, Narration, Place, Quote, Scene, World

LINE = "“Yes,” said somebody, and the others went on as before in the room.\n\n"


def staged(*scenes: str, title: str | None = "A Play") -> World:
    """A World of scenes like ``"a b @ kitchen"``: who is there, and the place if it is known.

    Characters and places get the ids c1…, p1… in the order in which they come up.
    """
    people: dict[str, str] = {}
    places: dict[str, str] = {}
    staged_scenes = []
    for number, scene in enumerate(scenes):
        who, _, where = scene.partition("@")
        start, end = number * len(LINE), (number + 1) * len(LINE) - 2
        ids = [people.setdefault(name, f"c{len(people) + 1}") for name in who.split()]
        place = where.strip()
        at = places.setdefault(place, f"p{len(places) + 1}") if place else None
        present = tuple((id_, start, end) for id_ in ids)
        staged_scenes.append(Scene(f"s{number + 1}", start, end, "mark", place=at, present=present))
    text = LINE * len(scenes)
    return World(
        story=Story(text, "play.txt", "", title=title),
        tokens=len(scenes) * 12,
        model="none",
        version="0",
        characters=tuple(cast_member(id_, name) for name, id_ in people.items()),
        places=tuple(Place(id_, name) for name, id_ in places.items()),
        scenes=tuple(staged_scenes),
    )


def cast_member(id_: str, name: str) -> Character:
    """Somebody with nothing but a name."""
    return Character(id_, name, (), None, 1, 1, False, False, 0)


def said(number: int, by: str | None, *to: str, scene: int = 0) -> Quote:
    """ "Yes", said in the scene with that number from 0."""
    start = scene * len(LINE)
    span = (start, start + 6)
    return Quote(f"q{number}", (span,), "speech", "explicit", by, to, None, 1.0, "tag", ())


def told(number: int, by: str | None, *to: str, scene: int = 0, about: Sequence[str] = ()) -> Told:
    """Something told in a scene."""
    start = scene * len(LINE)
    return Told(f"t{number}", (start + 1, start + 5), by, to, (), tuple(about))


def everything() -> World:
    """A World with something of every kind for every chart."""
    world = staged(
        "Ann Bo Cem @ kitchen", "Ann Bo @ hall", "Cem Dee", "Ann Dee @ kitchen", "@ hall"
    )
    length = len(LINE)
    return World(
        story=Story(
            world.story.text,
            "play.txt",
            "",
            title="A Play",
            divisions=(
                Division("d1", "chapter", "One", 0, 2 * length),
                Division("d2", "chapter", "Two", 2 * length, 5 * length),
            ),
        ),
        tokens=world.tokens,
        model=world.model,
        version=world.version,
        characters=world.characters,
        places=(Place("p1", "kitchen", inside="p3"), Place("p2", "hall"), Place("p3", "house")),
        quotes=(said(1, "c1", "c2"), said(2, "c2", "c1", scene=1), said(3, None, scene=2)),
        narration=(Narration(0, 5 * length, "third", "past", None, "c1"),),
        scenes=world.scenes,
        relations=(Relation("c1", "c2", "sibling", 0, ((0, 5),), 0.9),),
        told=(told(1, "c1", "c2", about=("c3",)), told(2, None, "c4", scene=2)),
        conflicts=(
            Conflict("x1", "continuity", (1, 5), (length + 1, length + 5), (), "two doors", 0.8),
            Conflict("x2", "testimony", (1, 5), (9, 13), (), "a lie", 0.9, "meant"),
        ),
        profile=(Content("violence", 2, 3, 9), Content("violence", 3, 4, 9)),
    )
