"""PDNC end to end: who says each of a novel's quotations, from its plain text alone.

The rules: every gold quotation counts, whether or not it was found or answered. It is found
when a predicted quotation shares at least half of their union. Its speaker is right when the
predicted character is the one that stands for the gold speaker, which is settled by names
alone and one to one, so a character split in two keeps only its better half. Speakers whom
the annotators could not name (133 of 27,051 quotations) cannot be got right: 99.5 % is the most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, get_args

from fabula.errors import DataError
from fabula.evaluate.bootstrap import Figure, estimate, f1, ratio
from fabula.evaluate.calibration import coverage_curve, expected_calibration_error
from fabula.evaluate.dialogue import DialogueScore, GoldLine, Outcome, Verdict, score_dialogue
from fabula.evaluate.gold.pdnc import GoldCharacter, PdncNovel, load_novel, novel_names
from fabula.evaluate.names import CastMember, Gender
from fabula.evaluate.report import Item, Progress, Report
from fabula.schema.corrections import NO_CORRECTIONS, Corrections
from fabula.schema.corrections import CastMember as SeedMember
from fabula.schema.spans import Quotation, QuoteType
from fabula.schema.story import Span
from fabula.schema.world import World

_PRONOUNS = {"M": "he/him", "F": "she/her"}
_OPENING = "\"'“‘«‹„‚`"
_CLOSING = "\"'”’»›“‘'"


class Reader(Protocol):
    """The pipeline: text and its name to a world; with gold quotations it finds none itself."""

    def __call__(
        self,
        text: str,
        source: str,
        quotations: tuple[Quotation, ...] | None = None,
        corrections: Corrections = NO_CORRECTIONS,
    ) -> World: ...


@dataclass(frozen=True, slots=True)
class NovelScore:
    """Dialogue of a novel, and (right, all) of the annotated mentions inside quotations."""

    dialogue: DialogueScore
    mentions: tuple[int, int]


def evaluate_pdnc(
    data: Path,
    read: Reader,
    *,
    novels: Sequence[str] | None = None,
    gold_quotations: bool = False,
    gold_cast: bool = False,
    progress: Progress = lambda done, total, name: None,
) -> Report:
    """Read and score each novel below ``data``, or the named ones.

    With ``gold_quotations`` the reader is given the quotations and only says who speaks, with
    ``gold_cast`` it is told who speaks anywhere in the novel, by all their names.
    """
    names = list(novels) if novels is not None else novel_names(data)
    scores = []
    for done, name in enumerate(names):
        progress(done, len(names), name)
        novel = load_novel(data, name)
        given = quotations_of(novel) if gold_quotations else None
        cast = Corrections(cast=cast_of(novel)) if gold_cast else NO_CORRECTIONS
        scores.append(score_novel(novel, read(novel.text, name, given, cast)))
    progress(len(names), len(names), "")
    return report_pdnc(scores)


def score_novel(novel: PdncNovel, world: World) -> NovelScore:
    """Score one prediction; every gold quotation counts, those that were missed included."""
    if world.story.text != novel.text:
        raise DataError(
            "the text that was read is not the novel's own, so offsets cannot be compared.",
            "Read the text of novel_text.txt unchanged.",
            path=novel.name,
        )
    lines = [GoldLine(q.id, q.spans, q.speaker, q.addressees, q.type) for q in novel.quotations]
    cast = [CastMember(c.main_name, c.names, _gender(c)) for c in novel.characters]
    dialogue = score_dialogue(novel.name, lines, cast, world)
    return NovelScore(dialogue, _score_mentions(novel, world, dialogue.stands_for))


def quotations_of(novel: PdncNovel) -> tuple[Quotation, ...]:
    """The gold quotations with the marks around each piece taken in, in text order."""
    quotations = (
        Quotation(tuple(_with_marks(novel.text, span) for span in q.spans), "speech", "double")
        for q in novel.quotations
    )
    return tuple(sorted(quotations, key=lambda quotation: quotation.spans))


def cast_of(novel: PdncNovel) -> tuple[SeedMember, ...]:
    """Whoever speaks in the novel, as a cast known before the reading."""
    speakers = {quotation.speaker for quotation in novel.quotations}
    return tuple(
        SeedMember(c.main_name, c.names[1:], _PRONOUNS.get(c.gender))
        for c in novel.characters
        if c.main_name in speakers and c.main_name in c.names
    )


def report_pdnc(scores: Sequence[NovelScore]) -> Report:
    """Micro figures over quotations, macro over novels, calibration and single decisions."""
    dialogues = [score.dialogue for score in scores]
    verdicts = [verdict for dialogue in dialogues for verdict in dialogue.verdicts]
    mentions = [score.mentions for score in scores]
    resolved = estimate("mentions in quotations", mentions, ratio, sum(m[1] for m in mentions))
    return Report(
        corpus="pdnc",
        documents=tuple(dialogue.document for dialogue in dialogues),
        figures=(*dialogue_figures(dialogues), resolved),
        per_document={d.document: dialogue_row(d) for d in dialogues},
        items=tuple(map(speaker_item, verdicts)),
        details=dialogue_details(verdicts),
    )


def dialogue_figures(dialogues: Sequence[DialogueScore]) -> list[Figure]:
    """Speaker accuracy by type of quotation, micro and macro, then F1 of what is beside it."""
    figures = []
    for type_ in (None, *get_args(QuoteType)):
        counts = [_accuracy_counts(dialogue, type_) for dialogue in dialogues]
        shares = [(right / n, 1.0) if n else (0.0, 0.0) for right, n in counts]
        total, novels = sum(n for _, n in counts), sum(n > 0 for _, n in counts)
        figures.append(estimate(f"speakers {type_ or 'all'}", counts, ratio, total))
        figures.append(estimate(f"speakers {type_ or 'all'}, macro", shares, ratio, novels))
    answered = [_accuracy_counts(dialogue, None, answered=True) for dialogue in dialogues]
    figures.append(estimate("speakers answered", answered, ratio, sum(n for _, n in answered)))
    for name, tallies in (
        ("addressees", [d.addressees for d in dialogues]),
        ("quotations", [d.quotations for d in dialogues]),
        ("pieces", [d.pieces for d in dialogues]),
    ):
        rows = [tally.row for tally in tallies]
        gold = int(sum(tally.gold for tally in tallies))
        figures.append(estimate(f"{name} precision", [r[:2] for r in rows], ratio, gold))
        figures.append(estimate(f"{name} recall", [r[2:] for r in rows], ratio, gold))
        figures.append(estimate(f"{name} F1", rows, f1, gold))
    cast = [d.speaking_cast for d in dialogues]
    figures.append(estimate("speaking cast found", cast, ratio, sum(n for _, n in cast)))
    return figures


def dialogue_details(verdicts: Sequence[Verdict]) -> dict[str, object]:
    """Outcomes, accuracy by reason code, calibration, and the coverage curve."""
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    answers = [v for v in verdicts if v.outcome in ("right", "wrong", "unmapped")]
    confidence = [verdict.confidence for verdict in answers]
    right = [verdict.outcome == "right" for verdict in answers]
    reasons: dict[str, list[int]] = {}
    for verdict in verdicts:
        counts = reasons.setdefault(verdict.reason or verdict.outcome, [0, 0])
        counts[0] += verdict.outcome == "right"
        counts[1] += 1
    return {
        "outcomes": {outcome: outcomes[outcome] for outcome in get_args(Outcome)},
        "reasons": dict(sorted(reasons.items(), key=lambda entry: -entry[1][1])),
        "calibration_error": expected_calibration_error(confidence, right),
        "coverage": coverage_curve(confidence, right, len(verdicts)),
    }


def speaker_item(verdict: Verdict) -> Item:
    """The row of one quotation in the file of predictions."""
    return Item(
        document=verdict.document,
        item=verdict.line.id,
        kind=verdict.line.type or "untyped",
        gold=verdict.line.speaker,
        predicted=verdict.predicted,
        correct=verdict.outcome == "right",
        outcome=verdict.outcome,
        confidence=verdict.confidence,
        reason=verdict.reason or None,
        passage=verdict.passage,
    )


def _accuracy_counts(
    dialogue: DialogueScore, type_: QuoteType | None, *, answered: bool = False
) -> tuple[int, int]:
    chosen = [
        verdict.outcome
        for verdict in dialogue.verdicts
        if (type_ is None or verdict.line.type == type_)
        and not (answered and verdict.outcome in ("abstained", "missed"))
    ]
    return chosen.count("right"), len(chosen)


def dialogue_row(dialogue: DialogueScore) -> dict[str, float]:
    row = {}
    for type_ in (None, *get_args(QuoteType)):
        right, n = _accuracy_counts(dialogue, type_)
        if n:
            row[type_ or "all"] = right / n
    row["found"] = dialogue.quotations.recall
    row["addressee"] = dialogue.addressees.f1
    return row


def _score_mentions(novel: PdncNovel, world: World, stands_for: dict[str, str]) -> tuple[int, int]:
    """Annotated mentions of one character each, resolved to whom stands for them.

    Some annotated spans take in the space around or leave out a title ("Gray" of Dorian Gray):
    whoever's mention has the same words counts, else the longest that ends with the same.
    """
    exact = {(m.start, m.end): m.entity for m in world.mentions}
    by_end = {m.end: m.entity for m in sorted(world.mentions, key=lambda m: -m.start)}
    right = count = 0
    for quotation in novel.quotations:
        for mention in quotation.mentions:
            if len(mention.characters) != 1:
                continue
            start, end = _trimmed(novel.text, mention.span)
            predicted = exact.get((start, end)) or by_end.get(end)
            right += stands_for.get(predicted or "") == mention.characters[0]
            count += 1
    return right, count


def _trimmed(text: str, span: Span) -> Span:
    words = text[span[0] : span[1]]
    start = span[0] + len(words) - len(words.lstrip())
    return start, max(start, span[0] + len(words.rstrip()))


def _gender(character: GoldCharacter) -> Gender | None:
    return character.gender if character.gender in ("M", "F") else None


def _with_marks(text: str, span: Span) -> Span:
    start, end = span
    if start and text[start - 1] in _OPENING:
        start -= 1
    if end < len(text) and text[end] in _CLOSING:
        end += 1
    return start, end
