"""Annotated stories of our own corpus: quotations, speakers, addressees, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fabula.errors import DataError
from fabula.evaluate.dialogue import DialogueScore, GoldLine, score_dialogue
from fabula.evaluate.gold.stories import GoldStory, load_stories
from fabula.evaluate.names import CastMember, Gender
from fabula.evaluate.pdnc import (
    Reader,
    dialogue_details,
    dialogue_figures,
    dialogue_row,
    speaker_item,
)
from fabula.evaluate.report import Progress, Report
from fabula.schema.world import World

_GENDERS: dict[str, Gender] = {"he": "M", "she": "F"}


def evaluate_corpus(
    data: Path,
    read: Reader,
    *,
    progress: Progress = lambda done, total, name: None,
) -> Report:
    """Read and score every annotated story below ``data``."""
    stories = load_stories(data)
    scores = []
    for done, story in enumerate(stories):
        progress(done, len(stories), story.name)
        scores.append(score_story(story, read(story.text, story.name)))
    progress(len(stories), len(stories), "")
    return report_corpus(scores)


def score_story(story: GoldStory, world: World) -> DialogueScore:
    """Score one prediction.

    The gold annotates each piece of an interrupted quotation; a line spoken by several
    people at once names none of them.
    """
    if world.story.text != story.text:
        raise DataError(
            "the text that was read is not the story's own, so offsets cannot be compared.",
            "Read the text unchanged.",
            path=story.name,
        )
    lines = [
        GoldLine(f"q{n}", (s.span,), " ".join(s.speakers), s.addressees, s.type)
        for n, s in enumerate(story.speeches, 1)
    ]
    cast = [CastMember(p.id, p.names, _GENDERS.get(p.pronouns)) for p in story.cast]
    return score_dialogue(story.name, lines, cast, world, by_piece=True)


def report_corpus(scores: Sequence[DialogueScore]) -> Report:
    """The same figures as for PDNC, without the mentions that only PDNC annotates."""
    verdicts = [verdict for score in scores for verdict in score.verdicts]
    return Report(
        corpus="corpus",
        documents=tuple(score.document for score in scores),
        figures=tuple(dialogue_figures(scores)),
        per_document={score.document: dialogue_row(score) for score in scores},
        items=tuple(map(speaker_item, verdicts)),
        details=dialogue_details(verdicts),
    )
