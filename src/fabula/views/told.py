"""Who told whom what, who else heard it, and whom it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fabula.schema.findings import Told
from fabula.schema.world import World
from fabula.views.people import Person, names, passage, people, scene_number, title

DRAWN = 20  # characters with a column of their own
PAGE = 200  # things told on one page


@dataclass(frozen=True, slots=True)
class Telling:
    """One thing told; ``scene`` counts from 1, ``by`` is None where the speaker is open."""

    id: str
    start: int
    end: int
    scene: int | None
    words: str
    by: str | None
    to: tuple[str, ...]
    heard: tuple[str, ...]
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldList:
    """Everything told in text order, and the people in it, most involved first.

    ``called`` names everybody and everything in it.
    """

    title: str
    called: Mapping[str, str]
    people: tuple[Person, ...]
    tellings: tuple[Telling, ...]
    left_out: int


def told_list(world: World, drawn: int = DRAWN) -> ToldList:
    """The things told in ``world``."""
    order = sorted(world.told, key=lambda told: told.span)
    cast = people(world)
    about = {who for told in order for who in told.about}
    roles = Counter(who for t in order for who in (t.by, *t.to, *t.heard, *t.about) if who in cast)
    most = [cast[who] for who, _ in roles.most_common(drawn) if who is not None]
    return ToldList(
        title=title(world),
        called={who: name for who, name in names(world).items() if who in roles or who in about},
        people=tuple(most),
        tellings=tuple(_telling(world, told) for told in order),
        left_out=len(roles) - len(most),
    )


def told_pages(view: ToldList) -> tuple[ToldList, ...]:
    """The list cut into pages for the eye, the same people on each; at least one page."""
    starts = range(0, max(len(view.tellings), 1), PAGE)
    return tuple(replace(view, tellings=view.tellings[a : a + PAGE]) for a in starts)


def _telling(world: World, told: Told) -> Telling:
    scene = scene_number(world, told.span[0])
    return Telling(
        told.id,
        *told.span,
        None if scene is None else scene + 1,
        passage(world.story.text, *told.span, 160),
        told.by,
        told.to,
        told.heard,
        told.about,
    )
