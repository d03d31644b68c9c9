"""I and you in quotations: the speaker, and the one spoken to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.resolve.address import is_vocative_noun
from fabula.resolve.regroup import move_mentions
from fabula.resolve.views import innermost, pronoun_class
from fabula.schema.spans import Attribution, Coreference, Mention, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Tokens

# How sure "I" is the speaker, and "you" the addressee, given that these are known; of
# several addressees the first is the one the words are meant for.
_FIRST = 0.97
_SECOND = 0.85
_SECOND_OF_SEVERAL = 0.6


def link_deixis(
    story: Story,
    tokens: Tokens,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    attributions: Sequence[Attribution],
) -> Coreference:
    """Link "I" to its quotation's speaker, "you" and "sir" to its first addressee.

    The innermost quotation of speech counts. Where attribution abstains, the pronouns stay
    together in the quotation's own entity. Entity numbers hold; an entity all of whose
    mentions find a home is left with none.
    """
    by_quotation = {a.quotation: a for a in attributions}
    inside = innermost([(m.start, m.end) for m in mentions], quotations)
    moves: dict[int, tuple[int, float]] = {}
    for i, (mention, quotation) in enumerate(zip(mentions, inside, strict=True)):
        pronoun = pronoun_class(story.text, mention)
        if quotation is not None and is_vocative_noun(story.text, mention):
            pronoun = "you"
        if quotation is None or pronoun not in ("i", "you"):
            continue
        attribution = by_quotation.get(quotation)
        if attribution is None:
            continue
        target, sure = _first(attribution) if pronoun == "i" else _second(attribution)
        if target is None or (pronoun == "i" and coref.entities[target].group):
            continue
        moves[i] = (target, attribution.confidence * sure)
    return move_mentions(coref, moves)


def follow(
    attributions: Sequence[Attribution], before: Coreference, after: Coreference
) -> tuple[Attribution, ...]:
    """Attributions to an "I" or "you" that found a home: "I told you that …" in a line of Ann's."""
    homes = {
        number: after.entity_of[entity.mentions[0]]
        for number, entity in enumerate(before.entities)
        if entity.mentions and not after.entities[number].mentions
    }
    return tuple(
        replace(
            found,
            speaker=None if found.speaker is None else homes.get(found.speaker, found.speaker),
            addressees=tuple(
                home for n in found.addressees if (home := homes.get(n, n)) is not None
            ),
        )
        if homes.keys() & {found.speaker, *found.addressees}
        else found
        for found in attributions
    )


def _first(attribution: Attribution) -> tuple[int | None, float]:
    return attribution.speaker, _FIRST


def _second(attribution: Attribution) -> tuple[int | None, float]:
    heard = attribution.addressees
    sure = _SECOND if len(heard) == 1 else _SECOND_OF_SEVERAL
    return (heard[0] if heard else None), sure
