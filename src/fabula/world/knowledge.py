"""Who knows what since when: what he said, was told, overheard or saw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.schema.findings import NARRATOR, Claim, Told
from fabula.schema.story import Span
from fabula.schema.world import Event, Quote, World

How = Literal["said", "told", "heard", "saw"]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """``who`` knows from offset ``since`` on what stands at ``span``, and how he learned it.

    ``told`` is the record in ``World.told``, None for what he saw, and for claims.
    """

    who: str
    since: int
    how: How
    span: Span
    told: Told | None = None


def knowledge(world: World, about: str, offset: int | None = None) -> tuple[Knowledge, ...]:
    """Who was told something about a character by ``offset`` (or at all), in text order.

    ``about`` is an id. A person stands here once for each thing told; what people merely
    see is not counted.
    """
    found: list[Knowledge] = []
    for told in world.told:
        if about in told.about and _by(told.span, offset):
            found += _told(told)
    return tuple(sorted(found, key=lambda item: item.since))


def knows(world: World, who: str, offset: int | None = None) -> tuple[Knowledge, ...]:
    """What a character has said, been told, overheard or seen happen by ``offset``.

    ``who`` is an id. Seen is what happens to or by people in a scene while he is there.
    """
    found = [
        known
        for told in world.told
        if _by(told.span, offset)
        for known in _told(told)
        if known.who == who
    ]
    stays = [stay[1:] for scene in world.scenes for stay in scene.present if stay[0] == who]
    found += [
        Knowledge(who, event.end, "saw", (event.start, event.end))
        for event in _happenings(world)
        if _by((event.start, event.end), offset) and _within(event.start, stays)
    ]
    return tuple(sorted(found, key=lambda item: (item.since, item.span)))


def who_knows(world: World, claim_id: str, offset: int | None = None) -> tuple[Knowledge, ...]:
    """Who knows a claim by ``offset``: whoever makes it, is told it, hears or sees it.

    KeyError where there is no such claim.
    """
    claim = next((each for each in world.claims if each.id == claim_id), None)
    if claim is None:
        raise KeyError(claim_id)
    if not _by(claim.span, offset):
        return ()
    return tuple(dict.fromkeys(_learned(world, claim)))


def _learned(world: World, claim: Claim) -> Iterator[Knowledge]:
    start, since = claim.span
    there = [
        who for scene in world.scenes for who, begin, end in scene.present if begin <= start < end
    ]
    if claim.by == NARRATOR:
        yield from (Knowledge(who, since, "saw", claim.span) for who in there)
        return
    quote = _quote_at(world.quotes, start)
    told = quote.addressees if quote is not None else ()
    if claim.by is not None:
        yield Knowledge(claim.by, since, "said", claim.span)
    if quote is not None and quote.kind == "thought":
        return
    yield from (Knowledge(who, since, "told", claim.span) for who in told if who != claim.by)
    if quote is None or quote.kind not in ("letter", "chat"):
        others = (who for who in there if who not in (claim.by, *told))
        yield from (Knowledge(who, since, "heard", claim.span) for who in others)


def _told(told: Told) -> Iterator[Knowledge]:
    """Each person who knows it, by the best of his reasons."""
    known: dict[str, How] = {}
    if told.by is not None:
        known[told.by] = "said"
    for who in told.to:
        known.setdefault(who, "told")
    for who in told.heard:
        known.setdefault(who, "heard")
    for who, how in known.items():
        yield Knowledge(who, told.span[1], how, told.span, told)


def _happenings(world: World) -> Iterator[Event]:
    """Events of the narration with people in them; both lists are in text order."""
    spoken = sorted(span for quote in world.quotes for span in quote.spans)
    at = reach = 0
    for event in sorted(world.events, key=lambda event: event.start):
        while at < len(spoken) and spoken[at][0] <= event.start:
            reach = max(reach, spoken[at][1])
            at += 1
        if event.start >= reach and (event.agents or event.patients):
            yield event


def _by(span: Span, offset: int | None) -> bool:
    return offset is None or span[1] <= offset


def _within(offset: int, stays: Sequence[Span]) -> bool:
    return any(since <= offset < until for since, until in stays)


def _quote_at(quotes: Sequence[Quote], offset: int) -> Quote | None:
    """The innermost quotation around an offset."""
    around = [q for q in quotes if any(start <= offset < end for start, end in q.spans)]
    return around[-1] if around else None
