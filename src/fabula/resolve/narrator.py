"""Who tells the story, where, and what he or she is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.resolve import settings
from fabula.resolve.corrections.tellers import Teller, tell_by
from fabula.resolve.narration import Stretch, find_stretches
from fabula.resolve.narrator_name import address_votes, revealed_name, signed_by, titled_narrators
from fabula.resolve.regroup import drop_empty, move_mentions
from fabula.resolve.views import innermost, pronoun_class
from fabula.schema.spans import Coreference, Entity, Mention, NarrationSpan, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens

NARRATOR = "the narrator"
_SURE_PRONOUN = 0.95


def find_narration(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
    tellers: Sequence[Teller] = (),
) -> tuple[tuple[NarrationSpan, ...], Coreference]:
    """Person, tense and narrator of every stretch; the narrator's I joined with a name.

    All I outside quotations in first-person stretches of one teller are one entity. Its
    name comes from a title or signature of the stretch, from forms of address in dialogue
    with the narrator, or from the narrator ("Call me Ishmael"); else it is "the narrator".
    ``tellers`` are narrators known for certain.
    """
    stretches = find_stretches(story, tokens, syntax, quotations)
    inside = innermost([(m.start, m.end) for m in mentions], quotations)
    own = _narrated_firsts(story.text, mentions, inside)
    stretch_of = _stretch_of(mentions, own, stretches)
    told = _tellers(story, mentions, inside, coref, stretches)
    default = [k for k, s in enumerate(stretches) if s.person == "first" and told[k] is None]
    if default:
        votes = address_votes(
            story, tokens, mentions, quotations, inside, coref, [stretches[k] for k in default]
        )
        taken = {t for t in told if isinstance(t, int)}
        name = revealed_name(votes, taken, sum(stretches[k].words for k in default))
        for k in default:
            told[k] = name
    told = tell_by(told, tellers, stretches, default)
    teller_of, coref = _new_tellers(told, coref)
    moves: dict[int, tuple[int, float]] = {}
    told_words = sum(stretches[k].words for k in default)
    mostly = told_words >= settings.USUAL_TELLER_SHARE * sum(s.words for s in stretches)
    usual = teller_of[default[0]] if default and mostly else None
    for i in own:
        narrates = teller_of.get(stretch_of.get(i, -1), usual)
        if narrates is not None:
            moves[i] = (narrates, _SURE_PRONOUN)
    coref = _mark(move_mentions(coref, moves), set(teller_of.values()), mentions)
    spans = tuple(_span(s, teller_of.get(k)) for k, s in enumerate(stretches))
    return _compact(spans, coref)


def _narrated_firsts(
    text: str, mentions: Sequence[Mention], inside: Sequence[int | None]
) -> list[int]:
    return [
        i for i, m in enumerate(mentions) if inside[i] is None and pronoun_class(text, m) == "i"
    ]


def _stretch_of(
    mentions: Sequence[Mention], numbers: Sequence[int], stretches: Sequence[Stretch]
) -> dict[int, int]:
    found: dict[int, int] = {}
    k = 0
    for i in numbers:
        while k < len(stretches) and stretches[k].end <= mentions[i].start:
            k += 1
        if k < len(stretches) and stretches[k].start <= mentions[i].start:
            found[i] = k
    return found


def _tellers(
    story: Story,
    mentions: Sequence[Mention],
    inside: Sequence[int | None],
    coref: Coreference,
    stretches: Sequence[Stretch],
) -> list[int | str | None]:
    """For each stretch its teller: an entity, a letter's own unknown writer, or None yet."""
    titled = titled_narrators(story, mentions, inside, coref, stretches)
    told: list[int | str | None] = []
    for k, stretch in enumerate(stretches):
        teller: int | str | None = titled.get(k)
        if stretch.person != "first":
            teller = None
        elif teller is None and stretch.division and stretch.division.kind == "letter":
            signed = signed_by(story, mentions, coref, stretch)
            teller = signed if signed is not None else f"writer of {stretch.division.id}"
        told.append(teller)
    return told


def _new_tellers(
    told: Sequence[int | str | None], coref: Coreference
) -> tuple[dict[int, int], Coreference]:
    """Entity number of each stretch's teller, with entities added for those without name."""
    entities = list(coref.entities)
    unnamed: dict[str, int] = {}
    teller_of: dict[int, int] = {}
    for k, teller in enumerate(told):
        if isinstance(teller, int):
            teller_of[k] = teller
        elif teller is not None:
            if teller not in unnamed:
                unnamed[teller] = len(entities)
                entities.append(Entity(type="PER", name=NARRATOR, named=False, mentions=()))
            teller_of[k] = unnamed[teller]
    return teller_of, replace(coref, entities=tuple(entities))


def _mark(coref: Coreference, tellers: set[int], mentions: Sequence[Mention]) -> Coreference:
    entities = tuple(
        replace(e, narrates=True) if n in tellers and e.mentions else e
        for n, e in enumerate(coref.entities)
    )
    return replace(coref, entities=entities)


def _span(stretch: Stretch, teller: int | None) -> NarrationSpan:
    return NarrationSpan(
        start=stretch.start,
        end=stretch.end,
        person=stretch.person,
        tense=stretch.tense,
        narrator=teller,
        confidence=stretch.confidence,
    )


def _compact(
    spans: tuple[NarrationSpan, ...], coref: Coreference
) -> tuple[tuple[NarrationSpan, ...], Coreference]:
    """Leave out entities that lost all mentions, in coreference and spans alike."""
    kept = [n for n, entity in enumerate(coref.entities) if entity.mentions]
    new: Mapping[int, int] = {old: number for number, old in enumerate(kept)}
    renumbered = tuple(
        replace(s, narrator=None if s.narrator is None else new.get(s.narrator)) for s in spans
    )
    return renumbered, drop_empty(coref)
