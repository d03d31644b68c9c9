"""The assembly of a World from the decisions of all stages before; nothing is decided twice."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.schema.spans import (
    Attribution,
    Coreference,
    EventTrigger,
    Mention,
    NarrationSpan,
    PlaceCluster,
    Quotation,
    SceneSpan,
)
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens, Words
from fabula.schema.world import Narration, Quote, Run, World, WorldMention
from fabula.world.entities import Identities, identify
from fabula.world.events import build_events
from fabula.world.invariants import check_world
from fabula.world.places import name_places
from fabula.world.scenes import build_scenes

Ids = Sequence[str | None]


def build_world(
    *,
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: tuple[Mention, ...],
    quotations: tuple[Quotation, ...],
    coref: Coreference,
    attributions: tuple[Attribution, ...],
    narration: tuple[NarrationSpan, ...],
    events: tuple[EventTrigger, ...],
    places: tuple[PlaceCluster, ...] = (),
    scenes: tuple[SceneSpan, ...] = (),
    model: str,
    version: str,
    run: Run,
    nobody: frozenset[int] = frozenset(),
) -> World:
    """Put everything found in one story together, with ids in place of indices.

    Ids are stable for the same input and version: c1… (cast), p1… (places) and
    o1… (all other entities) by number of mentions, then first offset; q1… and s1… in
    text order. Mentions that refer to ``nobody`` are left out. Raises ValueError where the
    parts contradict each other.
    """
    named = name_places(story.text, mentions, coref, places, scenes)
    identities = identify(mentions, quotations, coref, attributions, narration, named.of_entity)
    cast = _cast_only(identities)
    entity_of = [None if number is None else identities.ids[number] for number in coref.entity_of]
    cast_of = [None if number is None else cast[number] for number in coref.entity_of]
    built = build_scenes(story.text, scenes, cast, named.ids)
    return check_world(
        World(
            story=story,
            tokens=len(tokens.starts),
            model=model,
            version=version,
            characters=identities.characters,
            places=named.places,
            others=identities.others,
            mentions=_mentions(mentions, entity_of, nobody),
            quotes=_quotes(quotations, attributions, cast),
            narration=tuple(_narration(stretch, cast) for stretch in narration),
            scenes=built,
            events=build_events(events, tokens, syntax, mentions, cast_of, built, story.text),
            run=run,
            words=Words(tokens, syntax),
        )
    )


def _cast_only(identities: Identities) -> Ids:
    """The ids of the entities that are characters; nobody else speaks, hears or acts."""
    characters = {character.id for character in identities.characters}
    return [name if name in characters else None for name in identities.ids]


def _mentions(
    mentions: Sequence[Mention], entity_of: Ids, nobody: frozenset[int]
) -> tuple[WorldMention, ...]:
    return tuple(
        WorldMention(
            start=mention.start,
            end=mention.end,
            kind=mention.kind,
            type=mention.type,
            entity=entity,
            confidence=mention.confidence,
        )
        for index, (mention, entity) in enumerate(zip(mentions, entity_of, strict=True))
        if index not in nobody
    )


def _quotes(
    quotations: Sequence[Quotation], attributions: Sequence[Attribution], cast: Ids
) -> tuple[Quote, ...]:
    """Quotations in text order, an outer one before those inside it."""
    pairs = [(quotations[attribution.quotation], attribution) for attribution in attributions]
    pairs.sort(key=lambda pair: (pair[0].spans[0][0], -pair[0].spans[-1][1]))
    return tuple(
        _quote(f"q{number}", quotation, attribution, cast)
        for number, (quotation, attribution) in enumerate(pairs, start=1)
    )


def _quote(name: str, quotation: Quotation, attribution: Attribution, cast: Ids) -> Quote:
    candidates = ((cast[number], score) for number, score in attribution.candidates)
    addressees = (cast[number] for number in attribution.addressees)
    return Quote(
        id=name,
        spans=quotation.spans,
        kind=quotation.kind,
        type=attribution.type,
        speaker=None if attribution.speaker is None else cast[attribution.speaker],
        addressees=tuple(who for who in addressees if who is not None),
        cue=attribution.cue,
        confidence=attribution.confidence,
        reason=attribution.reason,
        candidates=tuple((who, score) for who, score in candidates if who is not None),
        evidence=attribution.evidence,
    )


def _narration(stretch: NarrationSpan, cast: Ids) -> Narration:
    narrator = None if stretch.narrator is None else cast[stretch.narrator]
    focal = None if stretch.focal is None else cast[stretch.focal]
    return Narration(
        start=stretch.start,
        end=stretch.end,
        person=stretch.person,
        tense=stretch.tense,
        narrator=narrator,
        focal=focal,
        mode=stretch.mode,
    )
