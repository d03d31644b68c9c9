"""How few lines cross in the storyline chart, against random orders of the lines.

    python bench/storyline.py [--pdnc FOLDER] [FILE...]

FILE is a .fabula file or an annotated story in XML. Of the Project Dialogism Novel Corpus,
the first ten novels of 20 scenes or more are drawn from
its annotation: a scene for each chapter and break, and in it who
speaks there and who is spoken to. Without either: the ten stories of corpus/ with the most
steps.

Two yardsticks, each the best of 1,000 random orders of the lines: `fixed` keeps the order
but for the meetings, for which the lines come together and part again; `kept` leaves lines
where the last meeting put them, which is much harder to beat.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import numpy as np

from fabula.evaluate.gold.pdnc import load_novel, novel_names
from fabula.evaluate.gold.stories import GoldMove, GoldScene, GoldStory, load_story
from fabula.ingest import read_story
from fabula.schema.story import Story
from fabula.schema.world import Character, Place, Quote, Scene, World
from fabula.store import load_world
from fabula.views.orders import Ints, Lines, count_crossings, gather, order_lines
from fabula.views.people import most_present
from fabula.views.steps import find_steps
from fabula.views.storyline import DRAWN, line_up, storyline

ORDERS = 1000
STORIES = 10
LONG = 20  # scenes; with fewer there is little to cross
CORPUS = Path(__file__).parents[1] / "corpus"


def main() -> None:
    """Print a row for every story, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pdnc", type=Path)
    arguments = parser.parse_args()
    worlds = [*map(_world, arguments.files)]
    if arguments.pdnc:
        novels = (_novel(arguments.pdnc, name) for name in novel_names(arguments.pdnc))
        worlds += islice((w for w in novels if len(w.scenes) >= LONG), STORIES)
    if not worlds:
        stories = map(_world, sorted(CORPUS.glob("*.xml")))
        worlds = sorted(stories, key=lambda w: -len(find_steps(w).steps))[:STORIES]
    print(f"{'story':32} columns lines crossings  fixed   kept  of fixed  of kept  seconds")
    sums = np.zeros(3, int)
    for world in worlds:
        lines = _lines(world)
        ours = int(count_crossings(lines, order_lines(lines)))
        counts = ours, _best(lines, kept=False), _best(lines, kept=True)
        started = time.process_time()
        storyline(world)
        _print(str(world.story.title), lines, counts, time.process_time() - started)
        sums += counts
    print(f"{'all':47}{sums[0]:10}{sums[1]:7}{sums[2]:7}  {_ratios(*sums)}")


def _print(name: str, lines: Lines, counts: tuple[int, int, int], seconds: float) -> None:
    columns, count = lines.active.shape
    ours, fixed, kept = counts
    print(
        f"{name[:32]:32}{columns:8}{count:6}{ours:11}{fixed:7}{kept:7}  "
        f"{_ratios(ours, fixed, kept)}{seconds:9.2f}"
    )


def _ratios(ours: int, fixed: int, kept: int) -> str:
    return "".join(f"{f'{ours / n:.0%}' if n else '':>8} " for n in (fixed, kept))


def _lines(world: World) -> Lines:
    steps = find_steps(world).steps
    return line_up([p.id for p in most_present(world, steps, DRAWN)], steps)


def _best(lines: Lines, *, kept: bool) -> int:
    """Crossings of the best of random orders."""
    random = np.random.default_rng(0)
    best = None
    for _ in range(0, ORDERS, 20):
        order = np.array([random.permutation(lines.active.shape[1]) for _ in range(20)], np.int32)
        ranks = _keeping(lines, order) if kept else gather(lines, order)
        fewest = int(count_crossings(lines, ranks).min())
        best = fewest if best is None else min(best, fewest)
    return best or 0


def _keeping(lines: Lines, order: Ints) -> Ints:
    """Ranks when each step begins with the order the one before ended with."""
    everybody = np.ones((1, lines.active.shape[1]), bool)
    ranks = []
    for drawn, meeting in zip(lines.active, lines.meeting):
        order = gather(Lines(everybody, meeting[None]), order)[:, 0]
        ranks.append(np.where(drawn, order, -1))
    return np.stack(ranks, axis=1).astype(np.int32)


def _world(path: Path) -> World:
    return _annotated(load_story(path)) if path.suffix == ".xml" else load_world(path)


def _annotated(gold: GoldStory) -> World:
    """The World of an annotated story: its cast, scenes, presence and moves."""
    ids = {person.id for person in gold.cast}
    places = {place.id for place in gold.places}
    scenes = []
    for number, scene in enumerate(gold.scenes, start=1):
        moves = [m for m in gold.moves if scene.span[0] <= m.at < scene.span[1]]
        present = tuple(p for p in _present(scene, moves) if p[0] in ids and p[1] < p[2])
        to = tuple((m.at, m.to, m.who) for m in moves if m.to in places and m.to is not None)
        place = scene.place if scene.place in places else None
        scenes.append(Scene(f"s{number}", *scene.span, "mark", place, None, to, present))
    cast = tuple(_character(p.id, p.names[0], n) for n, p in enumerate(gold.cast))
    found = tuple(Place(place.id, place.name) for place in gold.places)
    return _of(gold.name, gold.text, cast, tuple(scenes), places=found)


def _present(scene: GoldScene, moves: list[GoldMove]) -> Iterator[tuple[str, int, int]]:
    since = dict.fromkeys(scene.present, scene.span[0])
    for move in moves:
        for who in move.who:
            if move.kind == "in":
                since.setdefault(who, move.at)
            elif move.kind == "out" and who in since:
                yield who, since.pop(who), move.at
    yield from ((who, start, scene.span[1]) for who, start in since.items())


def _novel(folder: Path, name: str) -> World:
    """The World of an annotated novel: chapters and breaks, and who speaks to whom."""
    gold = load_novel(folder, name)
    story = read_story(folder / name / "novel_text.txt")
    starts = {d.start for d in story.divisions if d.kind == "chapter"}
    cuts = sorted({0, len(gold.text), *starts, *(b.at for b in story.breaks)})
    spans = [(a, b) for a, b in pairwise(cuts) if b - a > 200]
    scenes = tuple(Scene(f"s{n}", a, b, "mark") for n, (a, b) in enumerate(spans, start=1))
    ids = {person.main_name: f"c{n}" for n, person in enumerate(gold.characters, start=1)}
    quotes = tuple(
        Quote(
            *(q.id, q.spans, "speech", "explicit", ids.get(q.speaker)),
            tuple(ids[who] for who in sorted(q.addressees) if who in ids),
            *(None, 1.0, "tag", ()),
        )
        for q in gold.quotations
    )
    cast = tuple(_character(id_, main, 0) for main, id_ in ids.items())
    return _of(name, gold.text, cast, scenes, quotes=quotes)


def _character(id_: str, name: str, number: int) -> Character:
    return Character(id_, name, (), None, -number, 0, False, False, 0)


def _of(
    name: str,
    text: str,
    cast: tuple[Character, ...],
    scenes: tuple[Scene, ...],
    *,
    places: tuple[Place, ...] = (),
    quotes: tuple[Quote, ...] = (),
) -> World:
    story = Story(text, name, "", title=name)
    return World(story, 0, "gold", "", cast, places, quotes=quotes, scenes=scenes)


if __name__ == "__main__":
    main()
