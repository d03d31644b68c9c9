"""People who say who they are: "My name is Ines Corrigan." """

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.resolve.address import asks_name
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
_MARK = 2  # characters of quotation marks
_NEAR = 250  # characters from a question to its answer
_PAUSES = tuple(".,!?;:—–…-”\"’'")
_BEFORE = 8  # quotations searched for somebody who spoke without a name


def merge_introductions(
    story: Story,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    attributions: Sequence[Attribution],
) -> Coreference:
    """Join an unnamed speaker with the name she gives herself; entity numbers hold.

    "What do we call you?" – "Haddow," the man said: the tag tells of him who bears it. Also who
    spoke just before without a name, where the name is heard for the first time.
    Returns ``coref`` itself where nobody says a name: else the attributions are to be made anew.
    """
    bearers: dict[int, int] = {}
    inside = innermost([(m.start, m.end) for m in mentions], quotations)
    by_quotation = {a.quotation: a for a in attributions}
    tagged = {(m.start, m.end): coref.entity_of[i] for i, m in enumerate(mentions)}
    for i, (mention, quotation) in enumerate(zip(mentions, inside, strict=True)):
        named = coref.entity_of[i]
        said = None if quotation is None else by_quotation.get(quotation)
        if named is None or said is None or said.speaker is None:
            continue
        if not _tells_own_name(story.text, mention, quotations, said.quotation):
            continue
        speaker: int | None = said.speaker
        if speaker == named and i == coref.entities[named].mentions[0]:
            speaker = tagged.get(said.cue) if said.cue else None
            if speaker is None or not _fits(coref.entities[speaker], coref.entities[named]):
                speaker = _newcomer(said.quotation, by_quotation, coref, named)
        elif said.confidence < _LEAST_CONFIDENCE:
            speaker = None
        if speaker is not None and _fits(coref.entities[speaker], coref.entities[named]):
            bearers.setdefault(speaker, named)
    return _joined(coref, bearers) if bearers else coref


def _tells_own_name(
    text: str, mention: Mention, quotations: Sequence[Quotation], index: int
) -> bool:
    """Whether a name in a quotation is said to be, or asked for as, that of its speaker."""
    if mention.kind != "PROP" or mention.type != "PER":
        return False
    return _introduces(text, mention) or _answers(text, mention, quotations, index)


def _newcomer(
    quotation: int, by_quotation: Mapping[int, Attribution], coref: Coreference, named: int
) -> int | None:
    """Who has spoken just before without a name, where the name is heard for the first time."""
    for index in range(quotation - 1, max(quotation - 1 - _BEFORE, -1), -1):
        earlier = by_quotation.get(index)
        speaker = None if earlier is None else earlier.speaker
        if speaker is not None and _fits(coref.entities[speaker], coref.entities[named]):
            return speaker
    return None


def _introduces(text: str, mention: Mention) -> bool:
    before = " ".join(text[max(mention.start - _REACH, 0) : mention.start].casefold().split())
    before = before.replace("’", "'").lstrip("\"'“‘«— ")
    after = text[mention.end : mention.end + 2].strip()
    whole = not after or after[0] in ",.;!?—-\"”'’»"
    return before.endswith(_CUES) or (whole and before.endswith(_BARE_CUES))


def _answers(text: str, mention: Mention, quotations: Sequence[Quotation], index: int) -> bool:
    """Whether a quotation begins with the name that the one before it asks for."""
    start = quotations[index].spans[0][0]
    if mention.start > start + _MARK or text[mention.end : mention.end + 1] not in _PAUSES:
        return False
    asked = quotations[index - 1].spans[-1] if index else (0, 0)
    return start - asked[1] <= _NEAR and asks_name(text, asked)


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
