"""Tables of what lies behind the telling, for ``fabula show``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from fabula.schema.findings import NARRATOR, Claim, Conflict, Content
from fabula.schema.world import World
from fabula.world.declared import compare_declared

Row = Sequence[object]
Names = Mapping[str | None, str]


def relations(world: World, names: Names) -> Iterable[Row]:
    for found in world.relations:
        words = world.story.text[slice(*found.evidence[0])] if found.evidence else ""
        yield (
            *(found.start, names.get(found.source), found.kind, names.get(found.target)),
            *(len(found.evidence), found.confidence, words),
        )


def told(world: World, names: Names) -> Iterable[Row]:
    for each in world.told:
        to, heard, about = (_all(names, ids) for ids in (each.to, each.heard, each.about))
        words = world.story.text[slice(*each.span)]
        yield each.id, each.span[0], names.get(each.by), to, heard, about, words


def claims(world: World, names: Names) -> Iterable[Row]:
    for claim in world.claims:
        yield (
            *(claim.id, claim.span[0], _claimant(claim, names), names.get(claim.subject)),
            *(claim.property, _value(claim), claim.modality, world.story.text[slice(*claim.span)]),
        )


def conflicts(world: World, names: Names) -> Iterable[Row]:
    """Conflicts over one matter together, then all claims about it, by claimant."""
    by_id = {claim.id: claim for claim in world.claims}
    alike: dict[Hashable, list[Claim]] = defaultdict(list)
    for claim in world.claims:
        alike[_matter(claim)].append(claim)
    disputed: dict[Hashable, list[Conflict]] = defaultdict(list)
    for conflict in world.conflicts:
        own = [by_id[id_] for id_ in conflict.claims if id_ in by_id]
        disputed[_matter(own[0]) if own else conflict.id].append(conflict)
    for matter, found in disputed.items():
        for conflict in found:
            about = conflict.why if conflict.waived is None else f"{conflict.why} (waived)"
            yield conflict.id, conflict.kind, conflict.confidence, "", about, ""
        own = [by_id[id_] for conflict in found for id_ in conflict.claims if id_ in by_id]
        same = {each.id: each for each in (*alike[matter], *own)}
        for claim in sorted(same.values(), key=lambda c: (_claimant(c, names), c.span)):
            words = world.story.text[slice(*claim.span)]
            yield "", claim.id, "", _claimant(claim, names), _value(claim), words


def _matter(claim: Claim) -> Hashable:
    """What a claim is about: a property of somebody or something, or one deed of somebody."""
    deed = claim.value.partition(" ")[0] if claim.property == "event" else ""
    return claim.subject, claim.property, deed


def profile(world: World, names: Names) -> Iterable[Row]:
    """Each category by severity, in narration and in speech, beside what the header declares."""
    spoken = [span for quote in world.quotes if quote.kind != "thought" for span in quote.spans]
    spoken.sort()
    counts: dict[str, Counter[tuple[int, bool]]] = defaultdict(Counter)
    for content, said in _with_voice(world, spoken):
        counts[content.category][content.severity, said] += 1
    declared = compare_declared(world)
    for category in sorted({*counts, *declared}):
        found = counts[category]
        cells = [found[severity, said] for said in (False, True) for severity in (1, 2, 3)]
        yield category, *cells, declared.get(category)


def _with_voice(world: World, spoken: list[tuple[int, int]]) -> Iterable[tuple[Content, bool]]:
    """Each passage with whether it is speech; both are in text order."""
    reach, at = 0, 0
    for content in sorted(world.profile, key=lambda c: c.start):
        while at < len(spoken) and spoken[at][0] <= content.start:
            reach = max(reach, spoken[at][1])
            at += 1
        yield content, content.start < reach


def _claimant(claim: Claim, names: Names) -> str:
    return NARRATOR if claim.by == NARRATOR else names.get(claim.by, "?")


def _value(claim: Claim) -> str:
    return claim.value if claim.polarity else f"not {claim.value}"


def _all(names: Names, ids: Iterable[str]) -> str:
    return ", ".join(names[who] for who in ids)
