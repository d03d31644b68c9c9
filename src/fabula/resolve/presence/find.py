"""Who is there: signs in a scene weighed, entrances and exits placed."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.resolve.clauses import Clause
from fabula.resolve.presence.comings import comes, leaves, without_doubtful
from fabula.resolve.presence.signs import HERE, Sign, find_signs
from fabula.resolve.presence.weigh import presence_features, presence_model
from fabula.schema.spans import (
    Attribution,
    Coreference,
    Mention,
    NarrationSpan,
    Presence,
    Quotation,
    SceneSpan,
)
from fabula.schema.story import Story

_MOST_EVIDENCE = 3
_NARRATOR = 0.95  # somebody who tells of it as "I" was there


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
    finder = _Finder(story.text, coref)
    filled: list[SceneSpan] = []
    for scene, own in signs_by_scene(signs, narration, scenes):
        before = filled[-1].present if filled else ()
        present = finder.present(scene, own, frozenset(p.who for p in before))
        filled.append(replace(scene, present=tuple(present)))
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


def is_remote(signs: Mapping[int, Sequence[Sign]]) -> bool:
    """Whether in a scene nobody does anything but speak over a distance."""
    return not any(sign.kind in HERE for own in signs.values() for sign in own)


@dataclass(frozen=True, slots=True)
class _Finder:
    text: str
    coref: Coreference

    def present(
        self,
        scene: SceneSpan,
        signs: Mapping[int, Sequence[Sign]],
        before: frozenset[int],
    ) -> Iterator[Presence]:
        """Who is there, from where to where; ``before``: who was in the scene before."""
        model = presence_model()
        total = sum(map(len, signs.values()))
        remote = is_remote(signs)
        for who, own in signs.items():
            values = presence_features(own, self.coref.entities[who], total, who in before, remote)
            probability = model.probability(values)
            if any(sign.kind == "narrates" for sign in own):
                probability = max(probability, _NARRATOR)
            if probability < model.threshold:
                continue
            shown = [sign for sign in own if sign.kind in HERE]
            whole = Presence(
                *(who, scene.start, scene.end, round(probability, 4), "opening"),
                evidence=tuple(dict.fromkeys(s.span for s in (shown or own)[:_MOST_EVIDENCE])),
            )
            yield from self._stays(scene, whole, shown)

    def _stays(
        self, scene: SceneSpan, whole: Presence, shown: Sequence[Sign]
    ) -> Iterator[Presence]:
        """From the opening or an entrance to an exit or the end, several times if need be."""
        start, reason = scene.start, whole.reason
        shown = without_doubtful(shown)
        if shown and comes(self.text, scene, shown[0]):
            start, reason = shown[0].at, "entrance"
        there, left = True, scene.start
        for number, sign in enumerate(shown):
            if not there and sign.at >= left:
                start, reason, there = sign.at, "entrance", True
            end = min(sign.span[1], scene.end)
            if there and end > start and leaves(shown, number):
                yield replace(whole, start=start, end=end, reason=reason)
                there, left = False, end
        if there:
            yield replace(whole, start=start, reason=reason)
