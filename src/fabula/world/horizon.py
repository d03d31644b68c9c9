"""The World as a reader knows it at a place in the text: nothing that comes later shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import zip_longest

from fabula.schema.findings import Relation, Told
from fabula.schema.story import Header, Story
from fabula.schema.world import (
    Alias,
    Character,
    Narration,
    Other,
    Place,
    Quote,
    Scene,
    World,
    WorldMention,
)
from fabula.world.query import cast_at

NOT_YET = "not-yet"  # reason of a quotation whose speaker comes later


def world_at(world: World, offset: int) -> World:
    """``world`` cut at ``offset``: who and what is known there, under the names known there.

    Ids stay what they are, so some are missing. The text stays whole, for it is read on;
    what the header and later headings give away is left out.
    """
    characters = cast_at(world, offset)
    mentions = tuple(m for m in world.mentions if m.end <= offset)
    met = _words_for(mentions, world.story.text)
    others = tuple(_other_at(other, met[other.id]) for other in world.others if other.id in met)
    places = tuple(_place_at(p, met[p.id], met.keys(), offset) for p in world.places if p.id in met)
    known = {c.id for c in characters} | {p.id for p in places} | {o.id for o in others}
    claims = tuple(claim for claim in world.claims if claim.span[1] <= offset)
    made = {claim.id for claim in claims}
    return replace(
        world,
        story=_story_at(world.story, offset),
        characters=characters,
        places=places,
        others=others,
        mentions=mentions,
        quotes=tuple(_quote_at(q, known, offset) for q in world.quotes if q.spans[0][0] < offset),
        narration=tuple(_part_at(n, known, offset) for n in world.narration if n.start < offset),
        scenes=tuple(_scene_at(s, known, offset) for s in world.scenes if s.start < offset),
        events=tuple(e for e in world.events if e.end <= offset),
        relations=tuple(
            _relation_at(r, offset)
            for r in world.relations
            if r.start <= offset and {r.source, r.target} <= known
        ),
        told=tuple(_told_at(t, known) for t in world.told if t.span[1] <= offset),
        claims=claims,
        conflicts=tuple(
            c
            for c in world.conflicts
            if max(c.a[1], c.b[1]) <= offset and made.issuperset(c.claims)
        ),
        profile=tuple(content for content in world.profile if content.end <= offset),
    )


def name_at(character: Character, offset: int) -> str | None:
    """The fullest name known at ``offset``, None before any name has been used."""
    known = known_aliases(character.aliases, offset)
    return max((alias.text for alias in known), key=len, default=None)


def known_aliases(aliases: Iterable[Alias], offset: int) -> tuple[Alias, ...]:
    """The names whose first use has been read."""
    return tuple(a for a in aliases if a.start + len(a.text) <= offset)


def _story_at(story: Story, offset: int) -> Story:
    header = Header(rating=story.header.rating, warnings=story.header.warnings)
    divisions = tuple(d if d.start <= offset else replace(d, title=None) for d in story.divisions)
    return replace(story, header=header, divisions=divisions)


def _words_for(mentions: Iterable[WorldMention], text: str) -> dict[str, list[str]]:
    """What each entity is called in these mentions, pronouns last."""
    words: dict[str, list[str]] = {}
    for mention in sorted(mentions, key=lambda m: (m.kind == "PRON", m.start)):
        if mention.entity is not None:
            words.setdefault(mention.entity, []).append(text[mention.start : mention.end])
    return words


def _other_at(other: Other, words: list[str]) -> Other:
    """Descriptions may come from a later mention; the first one read is the safe one."""
    return other if other.name in words else replace(other, name=words[0])


def _place_at(place: Place, words: list[str], met: Collection[str], offset: int) -> Place:
    return replace(
        place,
        name=place.name if place.name in words else max(words, key=len),
        aliases=known_aliases(place.aliases, offset),
        inside=place.inside if place.inside in met else None,
    )


def _quote_at(quote: Quote, known: set[str], offset: int) -> Quote:
    hidden = quote.speaker is not None and quote.speaker not in known
    cue = quote.cue is not None and quote.cue[1] <= offset and not hidden
    return replace(
        quote,
        speaker=None if hidden else quote.speaker,
        reason=NOT_YET if hidden else quote.reason,
        cue=quote.cue if cue else None,
        addressees=_only_known(quote.addressees, known),
        candidates=tuple((who, score) for who, score in quote.candidates if who in known),
        evidence=tuple(span for span in quote.evidence if span[1] <= offset),
    )


def _part_at(part: Narration, known: set[str], offset: int) -> Narration:
    return replace(
        part,
        end=min(part.end, offset),
        narrator=_if_known(part.narrator, known),
        focal=_if_known(part.focal, known),
    )


def _scene_at(scene: Scene, known: set[str], offset: int) -> Scene:
    stays = [
        ((who, start, min(end, offset)), confidence)
        for (who, start, end), confidence in zip_longest(scene.present, scene.present_confidence)
        if start < offset and who in known
    ]
    return replace(
        scene,
        end=min(scene.end, offset),
        place=_if_known(scene.place, known),
        moves=tuple(
            (at, to, _only_known(who, known))
            for at, to, who in scene.moves
            if at < offset and to in known
        ),
        present=tuple(stay for stay, _ in stays),
        present_confidence=tuple(c for _, c in stays if c is not None),
    )


def _relation_at(relation: Relation, offset: int) -> Relation:
    return replace(relation, evidence=tuple(s for s in relation.evidence if s[1] <= offset))


def _told_at(told: Told, known: set[str]) -> Told:
    return replace(
        told,
        by=_if_known(told.by, known),
        to=_only_known(told.to, known),
        heard=_only_known(told.heard, known),
        about=_only_known(told.about, known),
    )


def _if_known(id_: str | None, known: set[str]) -> str | None:
    return id_ if id_ in known else None


def _only_known(ids: Iterable[str], known: set[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ in known)
