"""Fits what tells the opening of a scene, on our stories and on novels with their breaks hidden.

    python -m fabula.train.openings corpus DIR/litbank/original

Chapters, break lines and wide gaps of public-domain novels are silver: taken out of the text,
the paragraphs after them are openings that nothing marks. One logistic regression weighs clues
and vectors; its part of the vectors goes into ``heads.npz`` of the package, the rest into
``scene_weights.toml``. Takes about twenty minutes.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

from fabula.encoder.bundle import default_folder, load_bundle, write_manifest
from fabula.encoder.spill import Spill
from fabula.evaluate.gold.stories import load_stories, split_names
from fabula.files import replacing
from fabula.heads.openings import opening_vectors, paragraph_starts
from fabula.ingest import story_from_text
from fabula.pipeline import Reader
from fabula.progress import Progress
from fabula.resolve.scenes import features
from fabula.resolve.scenes.layout import marked_breaks, text_blocks
from fabula.resolve.scenes.page import ScenePage
from fabula.schema.story import Story
from fabula.schema.tokens import FloatArray
from fabula.schema.vectors import Vectors
from fabula.train.layers import places_of
from fabula.train.regression import Floats, fit_logistic, write_weights

SETTINGS = {"threshold": 0.25, "apart": 4, "beside": 0.8}
_SILVER = 0.05  # what a kept paragraph of a novel counts beside one of our stories
_FEW = 5  # of a novel's paragraphs that open nothing every so many is kept
_CLUES, _VECTORS = 9.0, 333.0  # ridges, on values of unit variance
_SKIPPED = 10  # a tenth of a novel: title page, contents, preface
_LONGEST = 120_000  # characters of a novel from there on
_CAPITALS = re.compile(r"(?:[^a-z\s]*[A-Z][^a-z\s]*\s+)+")  # "IT WAS RAINING in Leeds."


class Rows(NamedTuple):
    """Paragraphs: their clues (n, k), vectors (n, 4 * 384), and whether they open a scene."""

    clues: FloatArray
    vectors: FloatArray
    opens: NDArray[np.bool_]


class Seeing(Reader):
    """A reader that keeps the vectors of the last story."""

    vectors: Vectors

    def _encode(self, words: Sequence[str], progress: Progress, spill: Spill) -> Vectors:
        self.vectors = super()._encode(words, progress, spill)
        return self.vectors


@click.command()
@click.argument("corpus", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("novels", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(corpus: Path, novels: Path) -> None:
    """Write the weights."""
    paths = sorted(novels.glob("*.txt"))
    if not paths:
        raise click.UsageError(f"{novels}: no novels (*.txt) here.")
    reader = Seeing(load_bundle())
    gold = [
        rows_of(reader, story.text, {scene.span[0] for scene in story.scenes})
        for story in load_stories(corpus, split_names(corpus, "train"))
    ]
    silver: list[Rows] = []
    for path in paths:
        text, begins = hide_breaks(story_from_text(path.read_text("utf-8", "replace")))
        click.echo(f"{path.stem}: {len(begins)} openings", err=True)
        if begins:
            silver.append(rows_of(reader, text, begins))
    clues, vectors = fit_openings(gold, silver)
    write_head(default_folder(), vectors)
    path = Path(str(files("fabula.resources"))) / "scene_weights.toml"
    how = "openings corpus NOVELS"
    write_weights(path, "resolve/scenes/features.py", features.NAMES, clues, SETTINGS, how)


def hide_breaks(story: Story) -> tuple[str, set[int]]:
    """The paragraphs of a novel without headings and breaks, and the offsets of those after one."""
    breaks = [at for at, _ in marked_breaks(story)]
    pieces: list[str] = []
    begins: set[int] = set()
    length = passed = 0
    for paragraph in story.paragraphs:
        if paragraph.kind != "text" or paragraph.start < len(story.text) // _SKIPPED:
            continue
        now = bisect_right(breaks, paragraph.start)
        piece = story.text[paragraph.start : paragraph.end]
        if pieces and now > passed:
            begins.add(length)
            piece = _in_small_letters(piece)
        passed = now
        pieces.append(piece)
        length += len(piece) + 2
        if length > _LONGEST:
            break
    return "\n\n".join(pieces), begins


def _in_small_letters(piece: str) -> str:
    """A paragraph without the capitals in which novels print the first words of a chapter."""
    capitals = _CAPITALS.match(piece)
    if capitals is None:
        return piece
    head = re.sub(r"[a-z]", lambda letter: letter[0].upper(), capitals[0].lower(), count=1)
    return head + piece[capitals.end() :]


def rows_of(reader: Seeing, text: str, begins: set[int]) -> Rows:
    """Every paragraph of a text but the first and those whose layout says it."""
    reading = reader.analyse(story_from_text(text))
    blocks = text_blocks(reading.story, reading.tokens)
    page = ScenePage(
        *(reading.story, reading.tokens, reading.heads.syntax, reading.heads.mentions),
        reading.quotations,
        reading.coref,
        reading.attributions,
        places_of(reading),
        blocks,
    )
    clues = [opening.values for opening in features.Openings(page, [0.0] * len(blocks)).all()]
    starts = paragraph_starts(reading.tokens.paragraph)
    vectors = opening_vectors(reader.vectors, starts, range(len(starts)))
    number_at = {int(row): number for number, row in enumerate(starts)}
    kept = [
        (clue, vectors[number_at[block.lo]], block.start in begins)
        for clue, block in zip(clues, blocks[1:], strict=True)
        if block.opens is None and block.lo < block.hi
    ]
    return Rows(
        np.array([clue for clue, _, _ in kept], np.float32).reshape(-1, len(features.NAMES)),
        np.array([vector for _, vector, _ in kept], np.float32).reshape(-1, vectors.shape[1]),
        np.array([opens for _, _, opens in kept], bool),
    )


def fit_openings(gold: Sequence[Rows], silver: Sequence[Rows]) -> tuple[Floats, Floats]:
    """Weights of the clues, in which 1 is that of the vectors, and (4 * 384 + 1,) of these.

    The last of them is the offset that makes the average of all rows 0.
    """
    own, others = _joined(gold), _thinned(_joined(silver))
    rows = _joined([own, others])
    counts = np.concatenate([np.ones(len(own.opens)), np.full(len(others.opens), _SILVER)])
    clues, vectors = rows.clues[:, 1:-1], rows.vectors
    values = np.concatenate([clues, vectors], axis=1).astype(np.float64)
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    ridge = np.concatenate(
        [[0.0], np.full(clues.shape[1], _CLUES), np.full(vectors.shape[1], _VECTORS)]
    )
    fitted = fit_logistic(
        np.column_stack([np.ones(len(values)), (values - mean) / spread]),
        rows.opens.astype(np.float64),
        ridge,
        counts,
    )
    weights = fitted[1:] / spread
    told, seen = weights[: clues.shape[1]], weights[clues.shape[1] :]
    bias = fitted[0] - told @ mean[: clues.shape[1]]
    offset = -seen @ mean[clues.shape[1] :]
    return np.concatenate([[bias], told, [1.0]]), np.append(seen, offset)


def _joined(parts: Sequence[Rows]) -> Rows:
    return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _thinned(rows: Rows) -> Rows:
    """All that open a scene, and every so many of the others."""
    kept = rows.opens | (np.arange(len(rows.opens)) % _FEW == 0)
    return Rows(*(column[kept] for column in rows))


def write_head(folder: Path, weights: Floats) -> None:
    """Put the weights of the vectors into the heads of a bundle."""
    with np.load(folder / "heads.npz") as arrays:
        heads = {name: arrays[name] for name in arrays.files}
    heads["openings.weight"] = weights[None, :-1].astype(np.float16)
    heads["openings.bias"] = weights[-1:].astype(np.float16)
    with replacing(folder / "heads.npz") as new, new.open("wb") as file:
        np.savez_compressed(file, **heads)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    sizes = {name: manifest[name] for name in ("window", "context", "width")}
    write_manifest(folder, name=manifest["name"], sizes=sizes, thresholds=manifest["thresholds"])


if __name__ == "__main__":
    main()
