"""Fits the small models of scenes, places, presence and thought on our annotated stories.

    python -m fabula.train.layers corpus

reads the train part of the corpus with the model of the package and writes the four
``*_weights.toml`` beside the word lists. Takes about a minute.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import click
import numpy as np

from fabula.evaluate.corpus import score_story
from fabula.evaluate.gold.stories import GoldStory, load_stories, split_names
from fabula.evaluate.presence import persons_there
from fabula.evaluate.scenes import same_place
from fabula.ingest import story_from_text
from fabula.pipeline import Reader, Reading, assemble, default_reader
from fabula.resolve.places import Places, find_places
from fabula.resolve.presence import weigh
from fabula.resolve.presence.find import signs_by_scene
from fabula.resolve.presence.signs import find_signs
from fabula.resolve.scenes import features, setting
from fabula.resolve.scenes.layout import text_blocks
from fabula.resolve.thoughts import sentences
from fabula.resolve.thoughts.page import ThoughtPage
from fabula.schema.spans import NarrationSpan, SceneSpan
from fabula.schema.world import Alias, Place, Run, World
from fabula.train.regression import Floats, fit_choice, fit_logistic, write_weights

Row = tuple[Floats, float]
_MOSTLY = 0.4  # share of a sentence that makes it a thought
_SPOKEN = 0.3  # share of a sentence in unmarked speech from which it tells nothing


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
def main(corpus: Path) -> None:
    """Write the weights."""
    out = Path(str(files("fabula.resources")))
    reader = default_reader()
    gold_stories = load_stories(corpus, split_names(corpus, "train"))
    stories = [(gold, _read(reader, gold)) for gold in gold_stories]

    def logistic(rows: list[Row], penalty: float) -> Floats:
        return fit_logistic(np.array([v for v, _ in rows]), np.array([y for _, y in rows]), penalty)

    openings = [row for gold, reading in stories for row in opening_rows(gold, reading)]
    write_weights(
        *(out / "scene_weights.toml", "resolve/scenes/features.py", features.NAMES),
        *(logistic(openings, 3.0), {"threshold": -1.4, "apart": 3}),
    )
    rounds = [found for gold, reading in stories for found in place_rounds(gold, reading)]
    write_weights(
        *(out / "place_weights.toml", "resolve/scenes/setting.py", setting.NAMES),
        *(fit_choice(rounds, 2.0), {"threshold": 0.15}),
    )
    present = [row for gold, reading in stories for row in presence_rows(gold, reading, reader)]
    write_weights(
        *(out / "presence_weights.toml", "resolve/presence/weigh.py", weigh.NAMES),
        *(logistic(present, 2.0), {"threshold": 0.45}),
    )
    thoughts = [row for gold, reading in stories for row in thought_rows(gold, reading)]
    write_weights(
        *(out / "thought_weights.toml", "resolve/thoughts/sentences.py", sentences.NAMES),
        *(logistic(thoughts, 1.0), {"threshold": 0.3}),
    )


def _read(reader: Reader, gold: GoldStory) -> Reading:
    return reader.analyse(story_from_text(gold.text, source=gold.name))


def _places(reading: Reading) -> Places:
    return find_places(
        *(reading.story, reading.tokens, reading.heads.syntax, reading.heads.mentions),
        *(reading.quotations, reading.coref),
    )


def _narrators(reading: Reading) -> tuple[NarrationSpan, ...]:
    """The narration as it was before monologues were found in it."""
    return tuple(stretch for stretch in reading.narration if stretch.mode == "narration")


def opening_rows(gold: GoldStory, reading: Reading) -> Iterator[Row]:
    """Each paragraph the layout does not mark, and whether a scene begins there."""
    blocks = text_blocks(reading.story, reading.tokens)
    openings = features.Openings(
        reading.story,
        reading.tokens,
        reading.heads.syntax,
        reading.heads.mentions,
        reading.quotations,
        reading.coref,
        reading.attributions,
        _places(reading),
        blocks,
    )
    starts = [block.start for block in blocks]
    begins = {bisect_left(starts, scene.span[0]) for scene in gold.scenes}
    for number, opening in enumerate(openings.all(), start=1):
        if opening.block.opens is None:
            yield opening.values.astype(np.float64), float(number in begins)


def place_rounds(gold: GoldStory, reading: Reading) -> Iterator[tuple[Floats, np.ndarray]]:
    """For each gold scene the places it mentions, and which of them it is set in."""
    places = _places(reading)
    settings = setting.Settings(reading.heads.mentions, reading.coref, reading.clauses, places)
    known = {place.id: place for place in gold.places}
    before: SceneSpan | None = None
    for scene in gold.scenes:
        wanted = known.get(scene.place or "")
        found = list(settings.candidates(*scene.span, before))
        if wanted is None or not found:
            continue
        right = [same_place(wanted, _as_place(places, n, gold.text)) for n, _ in found]
        place = next((n for (n, _), ok in zip(found, right, strict=True) if ok), None)
        before = SceneSpan(*scene.span, "mark", 1.0, "mark", place=place)
        yield np.array([v for _, v in found], dtype=np.float64), np.array(right)


def _as_place(places: Places, number: int, text: str) -> Place:
    cluster = places.clusters[number]
    aliases = tuple(Alias(text[a:b], a, 1) for a, b in cluster.spans)
    return Place("p", cluster.name, aliases)


def presence_rows(gold: GoldStory, reading: Reading, reader: Reader) -> Iterator[Row]:
    """Each character with a sign in a gold scene, and whether he is there."""
    world = assemble(reading, model=reader.name, run=Run(0.0, 0.0, 0.0))
    stands_for = score_story(gold, world).dialogue.stands_for
    ids = _characters(reading, world)
    signs = find_signs(
        *(reading.story, reading.heads.mentions, reading.quotations, reading.coref),
        *(reading.attributions, reading.clauses),
    )
    scenes = [SceneSpan(*scene.span, "mark", 1.0, "mark") for scene in gold.scenes]
    before: set[int] = set()
    by_scene = signs_by_scene(signs, _narrators(reading), scenes)
    for (_, own), scene in zip(by_scene, gold.scenes, strict=True):
        there, now = persons_there(gold, scene), set()
        total = sum(map(len, own.values()))
        for who, found in own.items():
            entity, name = reading.coref.entities[who], ids.get(who)
            if name is None or (name not in stands_for and entity.narrates):
                continue
            values = weigh.presence_features(found, entity, total, who in before)
            is_there = stands_for.get(name) in there
            if is_there:
                now.add(who)
            yield values.astype(np.float64), float(is_there)
        before = now


def _characters(reading: Reading, world: World) -> dict[int, str]:
    """Entity numbers to the ids of characters."""
    cast = {character.id for character in world.characters}
    at = {(m.start, m.end): m.entity for m in world.mentions if m.entity in cast}
    found: dict[int, str] = {}
    for mention, number in zip(reading.heads.mentions, reading.coref.entity_of, strict=True):
        name = at.get((mention.start, mention.end))
        if number is not None and name is not None:
            found[number] = name
    return found


def thought_rows(gold: GoldStory, reading: Reading) -> Iterator[Row]:
    """Each sentence of the narration, and whether it is somebody's thought."""
    marked = tuple(q for q in reading.quotations if q.marks != "none")
    page = ThoughtPage(
        *(reading.story, reading.tokens, reading.heads.syntax, reading.heads.mentions),
        *(marked, reading.coref, _narrators(reading)),
    )
    before: sentences.Sentence | None = None
    thought = False
    for sentence in page.sentences:
        if before is None or before.paragraph != sentence.paragraph or before.hi != sentence.lo:
            before, thought = None, False
        start, end = page.starts[sentence.lo], page.ends[sentence.hi - 1]
        values = page.voices.features(sentence, before, thought)
        thought = _covered([t.span for t in gold.thoughts], start, end) > _MOSTLY
        if _covered([s.span for s in gold.speeches], start, end) <= _SPOKEN:
            yield values.astype(np.float64), float(thought)
        before = sentence


def _covered(spans: list[tuple[int, int]], start: int, end: int) -> float:
    """The share of [start, end) that spans cover."""
    shared = sum(max(0, min(end, b) - max(start, a)) for a, b in spans)
    return shared / (end - start)


if __name__ == "__main__":
    main()
