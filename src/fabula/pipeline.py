"""The map: which stage runs when, on what, giving what.

    ingest      file                          -> Story
    quotations  Story                         -> quotations (by code, no model)
    tokens      Story, quotations             -> Tokens
    encoder     words                         -> vectors (one ONNX pass)
    heads       vectors, Tokens, quotations   -> mentions, scores, events, Syntax
    resolve     all of these                  -> coreference, narration, attributions,
                                                 places, scenes with those present
    world       all of these                  -> World
    findings    World, words, clauses         -> the same World with relations, things told,
                                                 claims, conflicts and content

The stages are plain functions with typed arguments, so the type checker proves that
each gets what it needs; this file alone knows their order.
"""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from fabula import __version__
from fabula.corrections import place
from fabula.encoder.bundle import Bundle, load_bundle
from fabula.encoder.encode import Encoder
from fabula.encoder.spill import Spill
from fabula.findings import add_findings
from fabula.heads.mentions import WordMentions
from fabula.heads.read import HeadModel, Readings, read_heads
from fabula.ingest import file_bytes, story_from_text
from fabula.ingest.sandbox import Sandbox
from fabula.memory import hand_back, peak_mb
from fabula.progress import Progress, silent
from fabula.quotations import find_quotations
from fabula.resolve.clauses import Clause, read_clauses
from fabula.resolve.coref import resolve_coref
from fabula.resolve.corrections import (
    Steering,
    add_mentions,
    correct_scenes,
    mark_not_speech,
    unsteered,
)
from fabula.resolve.deixis import follow, link_deixis
from fabula.resolve.epithets import link_epithets
from fabula.resolve.focal import find_focal
from fabula.resolve.introductions import merge_introductions
from fabula.resolve.kinds import tell_kinds
from fabula.resolve.labels import name_labels
from fabula.resolve.narrator import find_narration
from fabula.resolve.passages import cut_narration
from fabula.resolve.places import find_places
from fabula.resolve.presence import find_presence
from fabula.resolve.scenes import find_scenes
from fabula.resolve.speakers import attribute
from fabula.resolve.thoughts import find_thoughts
from fabula.schema.corrections import NO_CORRECTIONS, Corrections, Unheeded
from fabula.schema.spans import (
    Attribution,
    Coreference,
    NarrationSpan,
    PlaceCluster,
    Quotation,
    SceneSpan,
)
from fabula.schema.story import Story
from fabula.schema.tokens import Tokens, words_of
from fabula.schema.vectors import Vectors
from fabula.schema.world import Run, World
from fabula.tokens import tokenize
from fabula.world.build import build_world
from fabula.world.waived import waive

_HAND_BACK = 2_000  # tokens after which a reader hands freed memory back

Tell = Callable[[Unheeded], None]


def ignore(unheeded: Unheeded) -> None:
    """Say nothing of a correction that does not apply."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What code and heads found in one story: all that resolution takes, nothing corrected."""

    story: Story
    quotations: tuple[Quotation, ...]
    tokens: Tokens
    heads: Readings


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Everything the stages made of one story, before it is assembled to a World.

    ``corrections`` are placed in this text, ``unheeded`` are those that do not apply to it;
    ``nobody`` are indices of mentions people said refer to nobody. ``found`` is what
    another resolution, under other corrections, starts from, ``uncorrected`` what is the same
    in all of them.
    """

    story: Story
    quotations: tuple[Quotation, ...]
    tokens: Tokens
    heads: Readings
    coref: Coreference
    narration: tuple[NarrationSpan, ...]
    attributions: tuple[Attribution, ...]
    clauses: tuple[Clause, ...]
    places: tuple[PlaceCluster, ...]
    scenes: tuple[SceneSpan, ...]
    corrections: Corrections
    unheeded: tuple[Unheeded, ...]
    nobody: frozenset[int]
    found: Found
    uncorrected: People | None


class Reader:
    """A loaded model that reads stories; keep one per process."""

    def __init__(self, bundle: Bundle, threads: int = 0) -> None:
        """``threads`` 0 takes all cores."""
        self.name = bundle.name
        self._encoder = Encoder(bundle, threads)
        self._model = HeadModel(bundle.weights, bundle.labels, bundle.thresholds, bundle.width)
        self._since = 0

    def read(
        self,
        story: Story,
        progress: Progress = silent,
        *,
        started: float | None = None,
        corrections: Corrections = NO_CORRECTIONS,
        tell: Tell = ignore,
        spill: Spill | None = None,
    ) -> World:
        """Read a story to its World; ``started`` is the clock when its file was opened.

        ``tell`` is called with every correction that does not apply; ``spill`` is where the
        vectors of a long book go, if they are to outlive this process.
        """
        started = time.perf_counter() if started is None else started
        reading = self.analyse(story, progress, corrections=corrections, spill=spill)
        for unheeded in reading.unheeded:
            tell(unheeded)
        seconds = time.perf_counter() - started
        count = len(reading.tokens.starts) - (spill.resumed if spill else 0)
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
        corrections: Corrections = NO_CORRECTIONS,
        spill: Spill | None = None,
    ) -> Reading:
        """Run the stages in order; what is given (to measure with gold) is not looked for."""
        if quotations is None:
            quotations = find_quotations(story)
        if tokens is None:
            tokens = tokenize(story, quotations)
        with nullcontext(spill) if spill else Spill() as room:
            heads = self._run_heads(story, quotations, tokens, mentions, progress, room)
        heads = with_labels(story, tokens, quotations, heads)
        return resolve(Found(story, quotations, tokens, heads), corrections)

    def _run_heads(
        self,
        story: Story,
        quotations: tuple[Quotation, ...],
        tokens: Tokens,
        mentions: WordMentions | None,
        progress: Progress,
        spill: Spill,
    ) -> Readings:
        """Encoder and heads; the vectors, the largest thing there is, go when they are read."""
        words = words_of(story.text, tokens)
        vectors = self._encode(words, progress, spill)
        self._since += len(words)
        if self._since > _HAND_BACK:  # before the heads ask for as much again
            self._since = 0
            hand_back()
        return read_heads(self._model, vectors, words, tokens, quotations, mentions)

    def _encode(self, words: Sequence[str], progress: Progress, spill: Spill) -> Vectors:
        """One pass of the encoder; training listens in here."""
        total = len(words)
        return self._encoder.encode(words, lambda done: progress("encoder", done, total), spill)


def with_labels(
    story: Story, tokens: Tokens, quotations: tuple[Quotation, ...], heads: Readings
) -> Readings:
    """What the heads found, with the labels of script and chat lines among the names."""
    given = (heads.mentions, heads.antecedents, heads.speakers)
    named, antecedents, speakers = name_labels(story.text, tokens, quotations, *given)
    return replace(heads, mentions=named, antecedents=antecedents, speakers=speakers)


def resolve(
    found: Found,
    corrections: Corrections = NO_CORRECTIONS,
    uncorrected: People | None = None,
) -> Reading:
    """The decisions over the whole book, from what code and heads found in it.

    What corrections speak of is settled on a reading without them; the second one heeds
    them, and so does all that follows. ``uncorrected`` is that first reading, if at hand.
    """
    story, tokens = found.story, found.tokens
    corrections, lost = place(corrections, story.text)
    quotations = tell_kinds(story, tokens, found.quotations)
    heads = _with_mentions(found, corrections)
    same_mentions = heads.mentions is found.heads.mentions
    steering = unsteered(story)
    if uncorrected is None or not same_mentions:
        uncorrected = _resolve_people(found, quotations, heads, steering)
    people = uncorrected
    if corrections != NO_CORRECTIONS:
        steering = Steering(story, heads.mentions, people.quotations, people.coref, corrections)
        quotations = mark_not_speech(quotations, corrections)
        people = _resolve_people(found, quotations, heads, steering)
    quotations, coref, narration, attributions = people
    shared = (story, tokens, heads.syntax, heads.mentions, quotations)
    clauses = read_clauses(*shared)
    places = find_places(*shared, coref)
    scenes = find_scenes(*shared, coref, attributions, clauses, places, heads.openings)
    scenes, clusters = correct_scenes(story.text, scenes, places.clusters, corrections)
    known = (story, heads.mentions, quotations, coref, attributions, narration, clauses)
    scenes = find_presence(*known, scenes)
    scenes = find_focal(*known[1:], scenes)
    narration = cut_narration(story, narration, scenes, quotations, attributions)
    return Reading(
        *(story, quotations, tokens, heads, coref, narration, attributions),
        clauses=clauses,
        places=clusters,
        scenes=scenes,
        corrections=corrections,
        unheeded=(*lost, *steering.unheeded),
        nobody=steering.pins.silent,
        found=found,
        uncorrected=uncorrected if same_mentions else None,
    )


class People(NamedTuple):
    """Who is who, who tells and who speaks; quotations with those nobody marked."""

    quotations: tuple[Quotation, ...]
    coref: Coreference
    narration: tuple[NarrationSpan, ...]
    attributions: tuple[Attribution, ...]


def _resolve_people(
    found: Found, quotations: tuple[Quotation, ...], heads: Readings, steering: Steering
) -> People:
    story, tokens = found.story, found.tokens
    shared = (story, tokens, heads.syntax, heads.mentions, quotations)
    coref = resolve_coref(*shared, heads.antecedents, steering.pins)
    coref = link_epithets(*shared, steering.describe(coref), heads.antecedents)
    narration, coref = find_narration(*shared, steering.describe(coref), steering.tellers(coref))
    coref, persons = steering.complete(coref)
    pinned = steering.speakers(quotations, persons)
    attributions = attribute(*shared, coref, narration, heads.speakers, pinned)
    known = merge_introductions(story, heads.mentions, quotations, coref, attributions)
    if known is not coref:
        coref, attributions = known, attribute(*shared, known, narration, heads.speakers, pinned)
    quotations, attributions = find_thoughts(*shared, coref, narration, attributions)
    attributions = steering.attributions(quotations, attributions, persons)
    linked = link_deixis(story, tokens, heads.mentions, quotations, coref, attributions)
    return People(quotations, linked, narration, follow(attributions, coref, linked))


def resolve_again(reading: Reading, corrections: Corrections) -> Reading:
    """The same reading under other corrections (instead of those it had): no model is run."""
    return resolve(reading.found, corrections, reading.uncorrected)


def _with_mentions(found: Found, corrections: Corrections) -> Readings:
    """What the heads found, with the mentions that only corrections tell of."""
    heads = found.heads
    mentions, antecedents, speakers = add_mentions(
        *(found.story.text, found.tokens, heads.mentions, heads.antecedents, heads.speakers),
        corrections,
    )
    return replace(heads, mentions=mentions, antecedents=antecedents, speakers=speakers)


def assemble(reading: Reading, *, model: str, run: Run) -> World:
    """The World of a reading."""
    world = build_world(
        story=reading.story,
        tokens=reading.tokens,
        syntax=reading.heads.syntax,
        mentions=reading.heads.mentions,
        quotations=reading.quotations,
        coref=reading.coref,
        attributions=reading.attributions,
        narration=reading.narration,
        events=reading.heads.events,
        places=reading.places,
        scenes=reading.scenes,
        model=model,
        version=__version__,
        run=run,
        nobody=reading.nobody,
    )
    world = add_findings(world, reading.heads.mentions, reading.clauses)
    return waive(world, reading.corrections)


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """The reader with the model that comes with the package."""
    return Reader(load_bundle())


def default_sandbox() -> Sandbox:
    """The child process of this process that takes files apart, which a stranger wrote."""
    return _sandbox_of(os.getpid())  # a forked process must not share its parent's pipes


@lru_cache(maxsize=1)
def _sandbox_of(process: int) -> Sandbox:
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


def read(
    path: str | Path,
    progress: Progress = silent,
    *,
    corrections: Corrections = NO_CORRECTIONS,
    tell: Tell = ignore,
    spill: Spill | None = None,
) -> World:
    """Read a story file (txt, md, html, epub, docx) to its World; ``spill`` as for a Reader."""
    started = time.perf_counter()
    data = file_bytes(path)
    sandbox = default_sandbox()
    sandbox.start()  # it takes about as long as loading the model
    reader = default_reader()
    story = sandbox.parse(data, str(path))
    return reader.read(
        story, progress, started=started, corrections=corrections, tell=tell, spill=spill
    )


def read_text(
    text: str,
    source: str = "<text>",
    progress: Progress = silent,
    *,
    corrections: Corrections = NO_CORRECTIONS,
    tell: Tell = ignore,
) -> World:
    """Read a story given as a string to its World."""
    story = story_from_text(text, source=source)
    return default_reader().read(story, progress, corrections=corrections, tell=tell)
