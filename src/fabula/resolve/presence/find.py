"""Who is there: signs in a scene weighed, entrances and exits placed."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fabula.resolve.clauses import Clause
from fabula.resolve.presence.signs import Sign, SignKind, find_signs
from fabula.resolve.presence.weigh import PresenceModel, presence_features, presence_model
from fabula.schema.spans import (
    Attribution,
    Coreference,
    Entity,
    Mention,
    NarrationSpan,
    Presence,
    Quotation,
    SceneSpan,
)
from fabula.schema.story import Story

# Signs that somebody is here at that very place.
_HERE: frozenset[SignKind] = frozenset(
    {"speech", "acts", "stays", "enters", "undergoes", "with", "addressed", "narrates"}
)
_MOST_EVIDENCE = 3
_NARRATOR = 0.95  # somebody who tells of it as "I" was there
_LATE = 0.25  # share of a scene after which a first sign is somebody met there


def find_presence(
    story: Story,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    attributions: Sequence[Attribution],
    narration: Sequence[NarrationSpan],
    clauses: Sequence[Clause],
    scenes: Sequence[SceneSpan],
) -> tuple[SceneSpan, ...]:
    """The scenes with those present filled in."""
    signs = find_signs(story, mentions, quotations, coref, attributions, clauses)
    model = presence_model()
    filled: list[SceneSpan] = []
    before: frozenset[int] = frozenset()
    for scene, own in signs_by_scene(signs, narration, scenes):
        present = tuple(_present(scene, own, mentions, coref, model, before))
        before = frozenset(presence.who for presence in present)
        filled.append(replace(scene, present=present))
    return tuple(filled)


def present_at(scene: SceneSpan, offset: int) -> frozenset[int]:
    """Who is there at an offset."""
    return frozenset(p.who for p in scene.present if p.start <= offset < p.end)


def signs_by_scene(
    signs: Sequence[Sign], narration: Sequence[NarrationSpan], scenes: Sequence[SceneSpan]
) -> Iterator[tuple[SceneSpan, dict[int, list[Sign]]]]:
    """Each scene with the signs in it by person, in text order; its narrator gives one too."""
    ats = [sign.at for sign in signs]
    telling = [n for n in narration if n.narrator is not None]
    following = 0
    for scene in scenes:
        found: defaultdict[int, list[Sign]] = defaultdict(list)
        while following < len(telling) and telling[following].end <= scene.start:
            following += 1
        at = following
        while at < len(telling) and telling[at].start < scene.end:
            narrator = telling[at].narrator
            if narrator is not None and "narrates" not in {s.kind for s in found[narrator]}:
                span = (scene.start, scene.start + 1)
                found[narrator].append(Sign(narrator, scene.start, "narrates", span))
            at += 1
        lo, hi = bisect_left(ats, scene.start), bisect_left(ats, scene.end)
        for sign in signs[lo:hi]:
            found[sign.who].append(sign)
        yield scene, dict(found)


def _present(
    scene: SceneSpan,
    signs: dict[int, list[Sign]],
    mentions: Sequence[Mention],
    coref: Coreference,
    model: PresenceModel,
    before: frozenset[int],
) -> Iterator[Presence]:
    total = sum(map(len, signs.values()))
    for who, own in signs.items():
        values = presence_features(own, coref.entities[who], total, who in before)
        probability = model.probability(values)
        if any(sign.kind == "narrates" for sign in own):
            probability = max(probability, _NARRATOR)
        if probability >= model.threshold:
            known = _known(scene, mentions, coref.entities[who])
            yield from _stretches(scene, who, own, round(probability, 4), known)


def _stretches(
    scene: SceneSpan, who: int, signs: Sequence[Sign], confidence: float, known: bool
) -> Iterator[Presence]:
    """From the opening or an entrance to an exit or the end, several times if need be."""
    shown = [sign for sign in signs if sign.kind in _HERE or sign.kind == "leaves"]
    evidence = tuple(dict.fromkeys(sign.span for sign in (shown or signs)[:_MOST_EVIDENCE]))
    start, reason = scene.start, "opening"
    first = shown[0] if shown else None
    if first is not None and _comes_late(scene, first, known):
        start, reason = first.at, "entrance"
    end, there = start, True
    for number, sign in enumerate(shown):
        if there and sign.kind == "leaves" and _is_gone(shown[number + 1 :]):
            end = min(sign.span[1], scene.end)
            if end > start:
                yield Presence(who, start, end, confidence, reason, evidence)
            there = False
        elif not there and sign.kind == "enters" and sign.at >= end:
            start, reason, there = sign.at, "entrance", True
    if there:
        yield Presence(who, start, scene.end, confidence, reason, evidence)


def _known(scene: SceneSpan, mentions: Sequence[Mention], entity: Entity) -> bool:
    """Whether the story spoke of somebody before the scene."""
    return bool(entity.mentions) and mentions[entity.mentions[0]].start < scene.start


def _comes_late(scene: SceneSpan, first: Sign, known: bool) -> bool:
    """Whether somebody's first sign is an entrance, or he is met there for the first time."""
    if first.kind == "enters":
        return True
    late = first.at > scene.start + _LATE * (scene.end - scene.start)
    return late and not known and first.kind != "narrates"


def _is_gone(after: Sequence[Sign]) -> bool:
    """Whether nothing after an exit, but a return, shows somebody still there."""
    return all(sign.kind in ("enters", "leaves") for sign in after[:1])
