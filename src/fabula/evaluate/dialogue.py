"""Quotations, speakers and addressees of one work against its gold annotation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.evaluate.alignment import align, same_pieces
from fabula.evaluate.names import CastMember, map_characters
from fabula.evaluate.report import Passage, passage
from fabula.evaluate.tally import Tally, compare
from fabula.schema.spans import QuoteKind, QuoteType
from fabula.schema.story import Span
from fabula.schema.world import Quote, World

Outcome = Literal["right", "wrong", "unmapped", "abstained", "missed"]

# Quoted words that nobody says, and speech reported without quotation.
_NOT_QUOTED_SPEECH: frozenset[QuoteKind] = frozenset(("title", "scare", "reported"))
# Reasons of thought that stands outside quotation marks.
_UNMARKED = frozenset(("thought-tag", "thought-voice"))


@dataclass(frozen=True, slots=True)
class GoldLine:
    """A gold quotation: pieces, keys of speaker and addressees.

    ``addressees`` is None where the annotation does not list them; a speaker who is no
    key of the cast, or has no name there, cannot be got right but counts.
    """

    id: str
    spans: tuple[Span, ...]
    speaker: str
    addressees: frozenset[str] | None
    type: QuoteType | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one gold quotation.

    ``right``: the predicted character is the one that stands for the gold speaker;
    ``unmapped``: it stands for nobody in the gold cast; ``abstained``: no speaker given;
    ``missed``: no predicted quotation fits. ``predicted`` is the gold key, or else the
    predicted character's own name. ``passage`` runs from the first piece to the last.
    """

    document: str
    line: GoldLine
    outcome: Outcome
    predicted: str | None
    addressees: frozenset[str]
    confidence: float
    reason: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class DialogueScore:
    """One work: a verdict per gold quotation in order, and what is counted beside them.

    ``quotations``: aligned with half overlap; ``pieces``: uninterrupted pieces, exactly;
    ``speaking_cast``: gold speakers some predicted character stands for, and all of them;
    ``stands_for``: predicted ids to gold keys.
    """

    document: str
    verdicts: tuple[Verdict, ...]
    quotations: Tally
    pieces: Tally
    addressees: Tally
    speaking_cast: tuple[int, int]
    stands_for: dict[str, str]


def score_dialogue(
    document: str,
    lines: Sequence[GoldLine],
    cast: Sequence[CastMember],
    world: World,
    *,
    by_piece: bool = False,
) -> DialogueScore:
    """Score a prediction over the same text; ``by_piece`` takes interrupted quotes apart.

    Use ``by_piece`` where the gold annotates each piece as a line of its own.
    """
    text = world.story.text
    quotes = list(_spoken(world.quotes, by_piece))
    gold_spans = [line.spans for line in lines]
    predicted_spans = [spans for spans, _ in quotes]
    aligned = align(text, gold_spans, predicted_spans)
    stands_for = map_characters(cast, world.characters)
    names = {character.id: character.name for character in world.characters}
    verdicts = tuple(
        _verdict(
            document,
            line,
            None if at is None else quotes[at][1],
            stands_for,
            names,
            passage(text, min(line.spans)[0], max(line.spans)[1]),
        )
        for line, at in zip(lines, aligned, strict=True)
    )
    found = [at for at in aligned if at is not None]
    speakers = {line.speaker for line in lines}
    return DialogueScore(
        document,
        verdicts,
        quotations=Tally(len(set(found)), len(quotes), len(found), len(lines)),
        pieces=compare(*same_pieces(text, gold_spans, predicted_spans)),
        addressees=_score_addressees(verdicts),
        speaking_cast=(len(speakers & set(stands_for.values())), len(speakers)),
        stands_for=stands_for,
    )


def _spoken(quotes: Iterable[Quote], by_piece: bool) -> Iterable[tuple[tuple[Span, ...], Quote]]:
    for quote in quotes:
        if quote.kind in _NOT_QUOTED_SPEECH or quote.reason in _UNMARKED:
            continue
        if by_piece:
            yield from (((span,), quote) for span in quote.spans)
        else:
            yield quote.spans, quote


def _verdict(
    document: str,
    line: GoldLine,
    quote: Quote | None,
    stands_for: dict[str, str],
    names: dict[str, str],
    passage: Passage,
) -> Verdict:
    if quote is None:
        return Verdict(document, line, "missed", None, frozenset(), 0.0, "", passage)
    predicted = None if quote.speaker is None else _who(quote.speaker, stands_for, names)
    outcome: Outcome = "wrong"
    if quote.speaker is None:
        outcome = "abstained"
    elif quote.speaker not in stands_for:
        outcome = "unmapped"
    elif stands_for[quote.speaker] == line.speaker:
        outcome = "right"
    addressees = frozenset(_who(id_, stands_for, names) for id_ in quote.addressees)
    return Verdict(
        *(document, line, outcome, predicted, addressees),
        confidence=quote.confidence,
        reason=quote.reason,
        passage=passage,
    )


def _who(id_: str, stands_for: dict[str, str], names: dict[str, str]) -> str:
    """The gold key, or a label that can equal none."""
    return stands_for.get(id_) or f"{names.get(id_, '?')} [{id_}]"


def _score_addressees(verdicts: Iterable[Verdict]) -> Tally:
    """Micro counts over lines; one missed or unmapped is wrong on its side."""
    right = predicted = gold = 0
    for verdict in verdicts:
        if verdict.line.addressees is not None:
            right += len(verdict.addressees & verdict.line.addressees)
            predicted += len(verdict.addressees)
            gold += len(verdict.line.addressees)
    return Tally(right, predicted, right, gold)
