"""The map: which stage runs when, on what, giving what.

    ingest      file                          -> Story
    quotations  Story                         -> quotations (by code, no model)
    tokens      Story, quotations             -> Tokens
    encoder     words                         -> vectors (one ONNX pass)
    heads       vectors, Tokens, quotations   -> mentions, scores, events, Syntax
    resolve     all of these                  -> coreference, narration, attributions
    world       all of these                  -> World

The stages are plain functions with typed arguments, so the type checker proves that
each gets what it needs; this file alone knows their order.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fabula import __version__
from fabula.encoder.bundle import Bundle, load_bundle
from fabula.encoder.encode import Encoder
from fabula.heads.mentions import WordMentions
from fabula.heads.read import HeadModel, Readings, read_heads
from fabula.ingest import read_story, story_from_text
from fabula.memory import peak_mb
from fabula.progress import Progress, silent
from fabula.quotations import find_quotations
from fabula.resolve.coref import resolve_coref
from fabula.resolve.deixis import link_deixis
from fabula.resolve.introductions import merge_introductions
from fabula.resolve.narrator import find_narration
from fabula.resolve.speakers import attribute
from fabula.schema.spans import Attribution, Coreference, NarrationSpan, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Tokens
from fabula.schema.world import Run, World
from fabula.tokens import tokenize
from fabula.world.build import build_world


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Everything the stages made of one story, before it is assembled to a World."""

    story: Story
    quotations: tuple[Quotation, ...]
    tokens: Tokens
    heads: Readings
    coref: Coreference
    narration: tuple[NarrationSpan, ...]
    attributions: tuple[Attribution, ...]


class Reader:
    """A loaded model that reads stories; keep one per process."""

    def __init__(self, bundle: Bundle, threads: int = 0) -> None:
        """``threads`` 0 takes all cores."""
        self.name = bundle.name
        self._encoder = Encoder(bundle, threads)
        self._model = HeadModel(bundle.weights, bundle.labels, bundle.thresholds, bundle.width)

    def read(
        self, story: Story, progress: Progress = silent, *, started: float | None = None
    ) -> World:
        """Read a story to its World; ``started`` is the clock when its file was opened."""
        started = time.perf_counter() if started is None else started
        reading = self.analyse(story, progress)
        seconds = time.perf_counter() - started
        count = len(reading.tokens.starts)
        run = Run(round(seconds, 3), round(count / max(seconds, 1e-9), 1), round(peak_mb(), 1))
        return assemble(reading, model=self.name, run=run)

    def analyse(
        self,
        story: Story,
        progress: Progress = silent,
        *,
        quotations: tuple[Quotation, ...] | None = None,
        tokens: Tokens | None = None,
        mentions: WordMentions | None = None,
    ) -> Reading:
        """Run the stages in order; what is given (to measure with gold) is not looked for."""
        if quotations is None:
            quotations = find_quotations(story)
        if tokens is None:
            tokens = tokenize(story, quotations)
        words = [story.text[a:b] for a, b in zip(tokens.starts.tolist(), tokens.ends.tolist())]
        total = len(words)
        vectors = self._encoder.encode(words, lambda done: progress("encoder", done, total))
        heads = read_heads(self._model, vectors, words, tokens, quotations, mentions)
        return resolve(story, quotations, tokens, heads)


def resolve(
    story: Story, quotations: tuple[Quotation, ...], tokens: Tokens, heads: Readings
) -> Reading:
    """The decisions over the whole book, from what code and heads found in it."""
    shared = (story, tokens, heads.syntax, heads.mentions, quotations)
    coref = resolve_coref(*shared, heads.antecedents)
    narration, coref = find_narration(*shared, coref)
    attributions = attribute(*shared, coref, narration, heads.speakers)
    coref, attributions = merge_introductions(
        story, heads.mentions, quotations, coref, attributions
    )
    coref = link_deixis(story, tokens, heads.mentions, quotations, coref, attributions)
    return Reading(story, quotations, tokens, heads, coref, narration, attributions)


def assemble(reading: Reading, *, model: str, run: Run) -> World:
    """The World of a reading."""
    return build_world(
        story=reading.story,
        tokens=reading.tokens,
        syntax=reading.heads.syntax,
        mentions=reading.heads.mentions,
        quotations=reading.quotations,
        coref=reading.coref,
        attributions=reading.attributions,
        narration=reading.narration,
        events=reading.heads.events,
        model=model,
        version=__version__,
        run=run,
    )


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """The reader with the model that comes with the package."""
    return Reader(load_bundle())


def read(path: str | Path, progress: Progress = silent) -> World:
    """Read a story file (txt, md, html, epub, docx) to its World."""
    started = time.perf_counter()
    story = read_story(path)
    return default_reader().read(story, progress, started=started)


def read_text(text: str, source: str = "<text>", progress: Progress = silent) -> World:
    """Read a story given as a string to its World."""
    return default_reader().read(story_from_text(text, source=source), progress)
