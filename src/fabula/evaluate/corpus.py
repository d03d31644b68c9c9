"""Annotated stories of our own corpus: dialogue piece by piece, then every layer above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import DataError
from fabula.evaluate.claims import measure_claims, measure_conflicts
from fabula.evaluate.dialogue import DialogueScore, GoldLine, score_dialogue
from fabula.evaluate.gold.stories import GoldStory, load_stories
from fabula.evaluate.layers import Counts, Layer, layer_figures
from fabula.evaluate.names import CastMember, Gender
from fabula.evaluate.pdnc import (
    Reader,
    dialogue_details,
    dialogue_figures,
    dialogue_row,
    speaker_item,
)
from fabula.evaluate.presence import measure_presence
from fabula.evaluate.report import Progress, Report
from fabula.evaluate.scenes import measure_scenes
from fabula.evaluate.thoughts import measure_telling
from fabula.evaluate.told import measure_told
from fabula.schema.world import World

_GENDERS: dict[str, Gender] = {"he": "M", "she": "F"}
LAYERS: tuple[Layer, ...] = (
    measure_telling,
    measure_scenes,
    measure_presence,
    measure_told,
    measure_claims,
    measure_conflicts,
)


@dataclass(frozen=True, slots=True)
class StoryScore:
    """One story: its dialogue, and what is counted in the layers above."""

    dialogue: DialogueScore
    layers: Counts


def evaluate_corpus(
    data: Path,
    read: Reader,
    *,
    names: frozenset[str] | None = None,
    progress: Progress = lambda done, total, name: None,
) -> Report:
    """Read and score the annotated stories below ``data``, or those of ``names``."""
    stories = load_stories(data, names)
    scores = []
    for done, story in enumerate(stories):
        progress(done, len(stories), story.name)
        scores.append(score_story(story, read(story.text, story.name)))
    progress(len(stories), len(stories), "")
    return report_corpus(scores)


def score_story(story: GoldStory, world: World) -> StoryScore:
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
    dialogue = score_dialogue(story.name, lines, cast, world, by_piece=True)
    layers = [layer(story, world, dialogue.stands_for) for layer in LAYERS]
    return StoryScore(dialogue, {name: n for counts in layers for name, n in counts.items()})


def report_corpus(scores: Sequence[StoryScore]) -> Report:
    """Figures of dialogue as for PDNC, then those of every layer."""
    dialogues = [score.dialogue for score in scores]
    verdicts = [verdict for dialogue in dialogues for verdict in dialogue.verdicts]
    figures = dialogue_figures(dialogues) + layer_figures([score.layers for score in scores])
    return Report(
        corpus="corpus",
        documents=tuple(dialogue.document for dialogue in dialogues),
        figures=tuple(figures),
        per_document={dialogue.document: dialogue_row(dialogue) for dialogue in dialogues},
        items=tuple(map(speaker_item, verdicts)),
        details=dialogue_details(verdicts),
    )
