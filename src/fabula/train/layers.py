"""Fits the small models of places, presence and thought on our annotated stories.

    python -m fabula.train.layers corpus

reads the train part of the corpus with the model of the package and writes their
``*_weights.toml`` beside the word lists. Takes about a minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from fabula.resolve.presence.find import is_remote, signs_by_scene
from fabula.resolve.presence.signs import find_signs
from fabula.resolve.scenes import setting
from fabula.resolve.thoughts import sentences
from fabula.resolve.thoughts.page import ThoughtPage
from fabula.resolve.thoughts.tags import pieces
from fabula.schema.spans import NarrationSpan, SceneSpan
from fabula.schema.story import Span
from fabula.schema.world import Alias, Place, Run, World
from fabula.train.regression import Floats, fit_choice, fit_logistic, write_weights

Row = tuple[Floats, float]
_MOSTLY = 0.4  # share of a sentence that makes it a thought
_SPOKEN = 0.3  # share of a sentence in unmarked speech from which it tells nothing


Story = tuple[GoldStory, Reading]


@click.command()
@click.argument("corpus", type=click.Path(path_type=Path))
def main(corpus: Path) -> None:
    """Write the weights."""
    reader = default_reader()
    stories = load_stories(corpus, split_names(corpus, "train"))
    fit_layers([(gold, _read(reader, gold)) for gold in stories])


def fit_layers(stories: Sequence[Story]) -> None:
    """Write the weights learnt from readings of annotated stories."""
    rounds = [found for gold, reading in stories for found in place_rounds(gold, reading)]
    _write("place", "scenes/setting", setting.NAMES, fit_choice(rounds, 2.0), {"threshold": 0.15})
    present = [row for gold, reading in stories for row in presence_rows(gold, reading)]
    weights = _logistic(present, 2.0)
    _write("presence", "presence/weigh", weigh.NAMES, weights, {"threshold": 0.38})
    voices = [row for gold, reading in stories for row in thought_rows(gold, reading)]
    weights = _logistic(voices, 1.0)
    _write("thought", "thoughts/sentences", sentences.NAMES, weights, {"threshold": 0.3})


def _logistic(rows: Sequence[Row], penalty: float) -> Floats:
    return fit_logistic(np.array([v for v, _ in rows]), np.array([y for _, y in rows]), penalty)


def _write(
    name: str, where: str, names: Sequence[str], weights: Floats, settings: Mapping[str, float]
) -> None:
    path = Path(str(files("fabula.resources"))) / f"{name}_weights.toml"
    write_weights(path, f"resolve/{where}.py", names, weights, settings, "layers corpus")


def _read(reader: Reader, gold: GoldStory) -> Reading:
    return reader.analyse(story_from_text(gold.text, source=gold.name))


def places_of(reading: Reading) -> Places:
    """The places of a reading, as the search for scenes sees them."""
    return find_places(
        *(reading.story, reading.tokens, reading.heads.syntax, reading.heads.mentions),
        *(reading.quotations, reading.coref),
    )


def _narrators(reading: Reading) -> tuple[NarrationSpan, ...]:
    """The narration as it was before monologues were found in it."""
    return tuple(stretch for stretch in reading.narration if stretch.mode == "narration")


def place_rounds(gold: GoldStory, reading: Reading) -> Iterator[tuple[Floats, np.ndarray]]:
    """For each gold scene the places it may be set in, and which of them it is set in."""
    places = places_of(reading)
    settings = setting.Settings(
        *(reading.story, reading.tokens, reading.heads.mentions, reading.coref),
        *(reading.clauses, places),
    )
    known = {place.id: place for place in gold.places}
    earlier: list[SceneSpan] = []
    for scene in gold.scenes:
        wanted = known.get(scene.place or "")
        found = list(settings.candidates(*scene.span, earlier))
        right = [
            wanted is not None and same_place(wanted, _as_place(places, n, gold.text))
            for n, _ in found
        ]
        place = next((n for (n, _), ok in zip(found, right, strict=True) if ok), None)
        earlier.append(SceneSpan(*scene.span, "mark", 1.0, "mark", place=place))
        if found:
            yield np.array([v for _, v in found], dtype=np.float64), np.array(right)


def _as_place(places: Places, number: int, text: str) -> Place:
    cluster = places.clusters[number]
    aliases = tuple(Alias(text[a:b], a, 1) for a, b in cluster.spans)
    return Place("p", cluster.name, aliases)


def presence_rows(gold: GoldStory, reading: Reading) -> Iterator[Row]:
    """Each character with a sign in a gold scene, and whether he is there."""
    world = assemble(reading, model="", run=Run(0.0, 0.0, 0.0))
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
        total, remote = sum(map(len, own.values())), is_remote(own)
        for who, found in own.items():
            entity, name = reading.coref.entities[who], ids.get(who)
            if name is None or (name not in stands_for and entity.narrates):
                continue
            values = weigh.presence_features(found, entity, total, who in before, remote)
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
        # what the tag says is the narrator's, however short the thought beside it
        parts = [
            (page.starts[lo], page.ends[hi - 1])
            for lo, hi in pieces(sentence.lo, sentence.hi, sentence.tag)
        ]
        values = page.voices.features(sentence, before, thought)
        thought = _most_covered([t.span for t in gold.thoughts], parts) > _MOSTLY
        if _most_covered([s.span for s in gold.speeches], parts) <= _SPOKEN:
            yield values.astype(np.float64), float(thought)
        before = sentence


def _most_covered(spans: list[Span], parts: list[Span]) -> float:
    """The largest share of one of the parts that spans cover."""
    return max((_covered(spans, *part) for part in parts), default=0.0)


def _covered(spans: list[Span], start: int, end: int) -> float:
    """The share of [start, end) that spans cover."""
    shared = sum(max(0, min(end, b) - max(start, a)) for a, b in spans)
    return shared / (end - start)


if __name__ == "__main__":
    main()
