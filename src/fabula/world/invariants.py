"""What must hold in every World, whoever built it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fabula.schema.findings import NARRATOR
from fabula.schema.story import Span
from fabula.schema.world import World


def check_world(world: World) -> World:
    """Give ``world`` back if its spans lie in the text and its ids lead somewhere.

    Raises ValueError naming the first thing that does not.
    """
    length = len(world.story.text)
    for what, (start, end) in _spans(world):
        if not 0 <= start < end <= length:
            raise ValueError(f"{what} [{start}, {end}) is no span of a text of {length}")
    cast = _distinct("character", (character.id for character in world.characters))
    places = _distinct("place", (place.id for place in world.places))
    others = _distinct("entity", (other.id for other in world.others))
    scenes = _distinct("scene", (scene.id for scene in world.scenes))
    _distinct("quote", (quote.id for quote in world.quotes))
    divisions = _distinct("division", (division.id for division in world.story.divisions))
    _resolve("narrator or speaker", _people(world), cast)
    _resolve("mention", (mention.entity for mention in world.mentions), cast | places | others)
    _resolve("place", (scene.place for scene in world.scenes), places)
    _resolve("place around", (place.inside for place in world.places), places)
    _resolve("scene of an event", (event.scene for event in world.events), scenes)
    _resolve("parent", (division.parent for division in world.story.divisions), divisions)
    claims = _distinct("claim", (claim.id for claim in world.claims))
    _distinct("told", (told.id for told in world.told))
    _distinct("conflict", (conflict.id for conflict in world.conflicts))
    _resolve("claim of a conflict", (c for x in world.conflicts for c in x.claims), claims)
    _resolve("relation to", (r.target for r in world.relations), cast | others)
    known = cast | places | others | {NARRATOR, "scene"}
    _resolve("claimant or subject", (i for c in world.claims for i in (c.by, c.subject)), known)
    return world


def _spans(world: World) -> Iterator[tuple[str, Span]]:
    for mention in world.mentions:
        yield "mention", (mention.start, mention.end)
    for quote in world.quotes:
        for span in quote.spans:
            yield f"quote {quote.id}", span
        for span in quote.evidence:
            yield f"evidence of {quote.id}", span
        if quote.cue is not None:
            yield f"cue of {quote.id}", quote.cue
    for stretch in world.narration:
        yield "narration", (stretch.start, stretch.end)
    for scene in world.scenes:
        yield f"scene {scene.id}", (scene.start, scene.end)
    for event in world.events:
        yield "event", (event.start, event.end)
    yield from _finding_spans(world)


def _finding_spans(world: World) -> Iterator[tuple[str, Span]]:
    for relation in world.relations:
        for span in relation.evidence:
            yield "evidence of a relation", span
    for told in world.told:
        yield f"told {told.id}", told.span
    for claim in world.claims:
        yield f"claim {claim.id}", claim.span
    for conflict in world.conflicts:
        yield f"conflict {conflict.id}", conflict.a
        yield f"conflict {conflict.id}", conflict.b
    for content in world.profile:
        yield "content", (content.start, content.end)


def _people(world: World) -> Iterator[str | None]:
    for quote in world.quotes:
        yield quote.speaker
        yield from quote.addressees
        yield from (who for who, _ in quote.candidates)
    for stretch in world.narration:
        yield stretch.narrator
        yield stretch.focal
    for event in world.events:
        yield from event.agents
        yield from event.patients
    for scene in world.scenes:
        yield from (who for who, _, _ in scene.present)
    for relation in world.relations:
        yield relation.source
    for told in world.told:
        yield from (told.by, *told.to, *told.heard)


def _distinct(what: str, ids: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise ValueError(f"two {what}s are called {name}")
        seen.add(name)
    return seen


def _resolve(what: str, ids: Iterable[str | None], known: set[str]) -> None:
    for name in ids:
        if name is not None and name not in known:
            raise ValueError(f"{what} {name} is nowhere described")
