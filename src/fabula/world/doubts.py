"""What a World is unsure of, grouped by why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.schema.story import Span
from fabula.schema.world import Quote, World

WEAK = 0.6  # speakers given with less confidence than this are told as doubts
WEAK_SCENE = 0.5  # the same of the beginnings of scenes, and of those who are there
_OPENING = 80  # characters of a scene that are shown
NO_SPEECH = frozenset({"title", "scare"})  # quotations nobody speaks

WHY = {
    "low-confidence": "no candidate for the speaker is likely enough",
    "no-candidate": "nobody near the quotation could be its speaker",
    "weak": "the speaker given is only the most likely one",
    "reported-tag": "who says what is reported is not known",
    "thought-tag": "whose thought it is is not known",
    "thought-voice": "whose thought it is is not known",
    "narrator": "a first-person narrator whom the text does not name here",
    "scene": "a scene that only seems to begin here",
    "presence": "somebody who may be here",
    "unlinked": "a name or description of somebody it could not place",
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why, the spans it is about, and the candidates with their probabilities, best first."""

    why: str
    spans: tuple[Span, ...]
    quote: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()


def find_doubts(world: World) -> dict[str, list[Doubt]]:
    """Doubts by reason, each list in text order; reasons without doubts are left out."""
    groups: dict[str, list[Doubt]] = {}
    for quote in world.quotes:
        reason = _doubt_about(quote)
        if reason is not None:
            doubt = Doubt(reason, quote.spans, quote.id, quote.candidates)
            groups.setdefault(reason, []).append(doubt)
    for stretch in world.narration:
        if stretch.person == "first" and stretch.narrator is None:
            groups.setdefault("narrator", []).append(
                Doubt("narrator", ((stretch.start, stretch.end),))
            )
    later = {
        "scene": [Doubt("scene", (span,)) for span in _weak_scenes(world)],
        "presence": list(_weak_presence(world)),
        "unlinked": [Doubt("unlinked", (span,)) for span in _unlinked(world)],
    }
    return groups | {reason: doubts for reason, doubts in later.items() if doubts}


def explain(reason: str) -> str:
    """A reason in words."""
    return WHY.get(reason, f"the speaker is open ({reason})")


def _weak_scenes(world: World) -> Iterator[Span]:
    for scene in world.scenes:
        if scene.confidence is not None and scene.confidence < WEAK_SCENE:
            yield scene.start, min(scene.end, scene.start + _OPENING)


def _weak_presence(world: World) -> Iterator[Doubt]:
    for scene in world.scenes:
        for (who, start, end), sure in zip(scene.present, scene.present_confidence, strict=False):
            if sure < WEAK_SCENE:
                span = (start, min(end, start + _OPENING))
                yield Doubt("presence", (span,), candidates=((who, sure),))


def _unlinked(world: World) -> Iterator[Span]:
    """Names and descriptions without an entity; the "Mr." of a linked "Mr. Grey" is none."""
    end = 0
    for mention in sorted(world.mentions, key=lambda m: (m.start, -m.end)):
        if mention.entity is not None:
            end = max(end, mention.end)
        elif mention.kind != "PRON" and mention.start >= end:
            yield mention.start, mention.end


def _doubt_about(quote: Quote) -> str | None:
    if quote.kind in NO_SPEECH:
        return None
    if quote.speaker is None:
        return quote.reason
    return "weak" if quote.confidence < WEAK else None
