"""Where scenes begin, and where and when they are set."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from marked import mark

from fabula.resolve.clauses import read_clauses
from fabula.resolve.places import find_places
from fabula.resolve.scenes import find_scenes, scene_of
from fabula.resolve.scenes.boundaries import BoundaryModel, find_boundaries
from fabula.resolve.scenes.features import NAMES, Opening, scores_by_block
from fabula.resolve.scenes.layout import Block, text_blocks
from fabula.resolve.scenes.times import find_entries, time_cue
from fabula.schema.spans import SceneSpan
from fabula.schema.story import Division, Paragraph, SceneBreak, Story
from fabula.schema.tokens import FloatArray, Tokens

SILENT: FloatArray = np.zeros(0, np.float32)  # no word of the vectors


def story_of(*pieces: str) -> Story:
    """Paragraphs by their kind's letter: t(ext), h(eading), b(reak); two characters each."""
    kinds: dict[str, Any] = {"t": "text", "h": "heading", "b": "break"}
    paragraphs = tuple(
        Paragraph(3 * n, 3 * n + 2, kinds[piece[0]]) for n, piece in enumerate(pieces)
    )
    return Story("".join(f"{piece} " for piece in pieces), "s", "0", paragraphs=paragraphs)


def no_tokens() -> Tokens:
    empty = np.zeros(0, dtype=np.int32)
    return Tokens(empty, empty, empty, empty)


def scenes_of(marked: str, scores: FloatArray = SILENT, **changes: Any) -> tuple[SceneSpan, ...]:
    doc = mark(marked)
    story = replace(doc.story, **changes)
    shared = (story, doc.tokens, doc.syntax, doc.mentions, doc.quotations)
    coref = doc.resolve()
    clauses = read_clauses(*shared)
    places = find_places(*shared, coref)
    return find_scenes(*shared, coref, (), clauses, places, scores)


def test_what_vectors_say_goes_by_the_number_of_the_paragraph() -> None:
    story = story_of("h1", "t1", "t2", "b1", "t3")
    numbers = np.array([1, 2, 4], dtype=np.int32)
    starts = np.array([3, 6, 12], dtype=np.int32)
    tokens = Tokens(starts, starts + 2, numbers, numbers)
    scores = np.array([9.0, 1.0, 2.0, 9.0, 4.0], dtype=np.float32)
    blocks = text_blocks(story, tokens)
    assert scores_by_block(tokens, blocks, scores) == [1.0, 2.0, 4.0]
    assert scores_by_block(tokens, blocks, scores[:0]) == [0.0, 0.0, 0.0]


def test_vectors_alone_can_begin_a_scene() -> None:
    story = "Ann sat. " * 3 + "\n\n" + "\n\n".join(["She sat. She sat. She sat."] * 11)
    scores = np.full(40, -9.0, dtype=np.float32)
    plain = scenes_of(story, scores)
    scores[6] = 30.0
    found = scenes_of(story, scores)
    assert len(found) == len(plain) + 1
    new = next(scene for scene in found if scene.start not in {s.start for s in plain})
    assert (new.opens, new.reason) == ("inferred", "telling")
    assert story[: new.start].count("\n\n") == 6


def test_the_layout_opens_blocks() -> None:
    story = story_of("h1", "t1", "t2", "b1", "t3", "h2", "t4", "t5")
    story = replace(
        story,
        breaks=(SceneBreak(12, "mark"), SceneBreak(18, "blank"), SceneBreak(21, "blank")),
        divisions=(Division("d1", "chapter", "1", 0, 15), Division("d2", "chapter", "2", 15, 24)),
    )
    assert [(b.start, b.end, b.opens) for b in text_blocks(story, no_tokens())] == [
        (3, 5, "chapter"),
        (6, 8, None),
        (12, 14, "mark"),
        (18, 20, "chapter"),
        (21, 23, "blank"),
    ]


def test_a_story_without_text_has_no_scenes() -> None:
    assert text_blocks(story_of("h1", "b1"), no_tokens()) == ()


def openings(*scores: float, opens: dict[int, Any] | None = None) -> list[Opening]:
    found = []
    for number, score in enumerate(scores, start=1):
        values = np.zeros(len(NAMES), dtype=np.float32)
        values[0] = score
        block = Block(10 * number, 10 * number + 5, number, number, (opens or {}).get(number))
        found.append(Opening(block, values, None))
    return found


def model(threshold: float = 0.5, apart: int = 3, beside: float = 0.0) -> BoundaryModel:
    weights = np.zeros(len(NAMES), dtype=np.float32)
    weights[0] = 1.0
    return BoundaryModel(weights, threshold, apart, beside)


def test_the_best_of_near_openings_is_taken() -> None:
    found = find_boundaries(openings(-1, 1, 2, -3, -3, 1), model())
    assert [(b.number, b.opens) for b in found] == [
        (0, "chapter"),
        (3, "inferred"),
        (6, "inferred"),
    ]
    assert found[1].confidence > found[2].confidence > 0.5


def test_a_mark_stands_however_it_reads_and_keeps_others_off() -> None:
    found = find_boundaries(openings(-9, 3, -9, opens={1: "mark"}), model())
    assert [(b.number, b.reason) for b in found] == [(0, "chapter"), (1, "mark")]


def test_neighbours_that_may_all_begin_a_scene_let_one_of_them() -> None:
    doubtful = openings(-9, -9, -9, -0.5, -0.4, -0.5, -9)
    assert len(find_boundaries(doubtful, model())) == 1
    assert [b.number for b in find_boundaries(doubtful, model(beside=0.8))] == [0, 5]


def test_people_bylines_and_dates_open_scenes() -> None:
    found = find_boundaries(openings(-9, -9, -9, -9), model(), [22], bylines=[40], entries=[30])
    assert [(b.number, b.reason) for b in found[1:]] == [
        (2, "correction"),
        (3, "time"),
        (4, "telling"),
    ]


def entries(*lines: str) -> list[int]:
    """The numbers of the lines that are entries of a diary."""
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    paragraphs = tuple(
        Paragraph(start, start + len(line), "text")
        for start, line in zip(starts, lines, strict=True)
    )
    found = find_entries(Story("\n".join(lines), "s", "0", paragraphs=paragraphs))
    return [starts.index(start) for start in sorted(found)]


def test_several_dates_make_a_diary() -> None:
    diary = ("3 November. Wind.", "No relief.", "Monday, 4th November. Rain.", "June 5: hens.")
    assert entries(*diary) == [0, 2, 3]
    assert entries(*diary[:3]) == []
    assert entries("May I come?", "March on!", "3 ships came.") == []


def cue(words: str, upos: str) -> str | None:
    tokens = words.lower().split()
    found = time_cue(tokens, upos.split(), 0, len(tokens))
    return None if found is None else " ".join(tokens[found.lo : found.hi])


def test_time_cues() -> None:
    assert cue("The next morning she left", "DET ADJ NOUN PRON VERB") == "the next morning"
    assert cue("Half an hour later he rose", "DET DET NOUN ADV PRON VERB") == "half an hour later"
    assert cue("On Thursday the van stood", "ADP PROPN DET NOUN VERB") == "on thursday"
    assert cue("At ten the bell rang", "ADP NUM DET NOUN VERB") == "at ten"
    assert cue("She may go", "PRON AUX VERB") is None
    assert cue("Ann said on Monday", "PROPN VERB ADP PROPN") is None


def test_a_time_cue_strengthens_an_opening() -> None:
    body = "{Ann} sat by {the window:FAC}. {She} was tired. {She} read for a long while.\n\n"
    scenes = scenes_of(body * 3 + body)
    assert [scene.opens for scene in scenes] == ["chapter"]


words = st.sampled_from(["Ann", "rose", "“Yes,”", "later", "kitchen", ".", "morning", "The"])


@given(st.lists(st.lists(words, min_size=1, max_size=8), min_size=1, max_size=12), st.data())
def test_scenes_cover_every_paragraph_once(
    paragraphs: list[list[str]], data: st.DataObject
) -> None:
    text = "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)
    starts = [0]
    for paragraph in paragraphs[:-1]:
        starts.append(starts[-1] + len(" ".join(paragraph)) + 2)
    chosen = data.draw(st.sets(st.sampled_from(starts)))
    breaks = tuple(SceneBreak(at, "mark") for at in sorted(chosen))
    scenes = scenes_of(text, breaks=breaks)
    assert scenes[0].start == 0 and scenes[-1].end == len(text)
    for one, other in pairwise(scenes):
        assert one.end < other.start and not text[one.end : other.start].strip()
    assert chosen <= {scene.start for scene in scenes}
    for number, scene in enumerate(scenes):
        assert scene_of(scenes, scene.start) == scene_of(scenes, scene.end - 1) == number
