"""People who say who they are: "My name is Ines Corrigan." """

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.resolve.regroup import move_mentions
from fabula.resolve.views import innermost
from fabula.schema.spans import Attribution, Coreference, Entity, Mention, Quotation
from fabula.schema.story import Story

_CUES = ("my name is", "my name's", "i am called", "i'm called", "they call me", "call me")
_BARE_CUES = ("i am", "i'm")
_REACH = 20
# A speaker known this surely, and no other, is taken to be the one who bears the name.
_LEAST_CONFIDENCE = 0.5
_SURE = 0.9


def merge_introductions(
    story: Story,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    attributions: Sequence[Attribution],
) -> tuple[Coreference, tuple[Attribution, ...]]:
    """Join an unnamed speaker with the name she gives herself; entity numbers hold.

    The attributions follow: what the unnamed one spoke, the named one speaks.
    """
    bearers: dict[int, int] = {}
    inside = innermost([(m.start, m.end) for m in mentions], quotations)
    by_quotation = {a.quotation: a for a in attributions}
    for i, (mention, quotation) in enumerate(zip(mentions, inside, strict=True)):
        named = coref.entity_of[i]
        attribution = None if quotation is None else by_quotation.get(quotation)
        if named is None or attribution is None or attribution.speaker is None:
            continue
        if mention.kind != "PROP" or mention.type != "PER" or not _introduces(story.text, mention):
            continue
        speaker = coref.entities[attribution.speaker]
        if attribution.confidence >= _LEAST_CONFIDENCE and _fits(speaker, coref.entities[named]):
            bearers.setdefault(attribution.speaker, named)
    if not bearers:
        return coref, tuple(attributions)
    return _joined(coref, bearers), tuple(_renumbered(a, bearers) for a in attributions)


def _introduces(text: str, mention: Mention) -> bool:
    before = " ".join(text[max(mention.start - _REACH, 0) : mention.start].casefold().split())
    before = before.replace("’", "'").lstrip("\"'“‘«— ")
    after = text[mention.end : mention.end + 2].strip()
    whole = not after or after[0] in ",.;!?—-\"”'’»"
    return before.endswith(_CUES) or (whole and before.endswith(_BARE_CUES))


def _fits(speaker: Entity, named: Entity) -> bool:
    if speaker.named or speaker.narrates or speaker.group or not named.named or named.group:
        return False
    return None in (speaker.gender, named.gender) or speaker.gender == named.gender


def _joined(coref: Coreference, bearers: Mapping[int, int]) -> Coreference:
    moves = {
        mention: (named, _SURE)
        for speaker, named in bearers.items()
        for mention in coref.entities[speaker].mentions
    }
    entities = list(coref.entities)
    for speaker, named in bearers.items():
        gender = entities[named].gender or entities[speaker].gender
        entities[named] = replace(entities[named], gender=gender)
    return move_mentions(coref, moves, entities)


def _renumbered(attribution: Attribution, bearers: Mapping[int, int]) -> Attribution:
    def now(entity: int) -> int:
        return bearers.get(entity, entity)

    shares: dict[int, float] = {}
    for entity, share in attribution.candidates:
        shares[now(entity)] = shares.get(now(entity), 0.0) + share
    return replace(
        attribution,
        speaker=None if attribution.speaker is None else now(attribution.speaker),
        addressees=tuple(dict.fromkeys(map(now, attribution.addressees))),
        candidates=tuple(sorted(shares.items(), key=lambda c: -c[1])),
    )
