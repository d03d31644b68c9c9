"""Whole readings without a model: marked documents, resolved under corrections."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fabula.corrections import anchor
from fabula.heads.read import Readings
from fabula.pipeline import Found, Reading, assemble, resolve
from fabula.schema.corrections import Anchor, CastMember, Correction, Corrections
from fabula.schema.spans import SpeakerScores
from fabula.schema.world import Character, Quote, Run, World
from resolve.marked import mark


class Told:
    """A marked story; ``under`` gives its World under corrections."""

    def __init__(self, marked: str, links: Mapping[int, Mapping[int, float]] | None = None) -> None:
        given = mark(marked, links)
        shape = (len(given.quotations), 0)
        nobody = SpeakerScores(
            np.empty(shape, np.int32), np.empty(shape, np.float32), np.empty(shape, np.float32)
        )
        heads = Readings(given.mentions, given.antecedents, nobody, (), given.syntax, np.zeros(0))
        self.text = given.story.text
        self.found = Found(given.story, given.quotations, given.tokens, heads)

    def reading(self, *entries: Correction, cast: tuple[CastMember, ...] = ()) -> Reading:
        return resolve(self.found, Corrections(cast, entries))

    def under(self, *entries: Correction, cast: tuple[CastMember, ...] = ()) -> Seen:
        reading = self.reading(*entries, cast=cast)
        world = assemble(reading, model="none", run=Run(0.0, 0.0, 0.0))
        return Seen(world, [(u.number, u.why) for u in reading.unheeded])

    def at(self, words: str, nth: int = 0) -> Anchor:
        """An anchor for the nth time these words stand in the text."""
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return anchor(self.text, start, start + len(words))


class Seen:
    """A World, looked at by names and words."""

    def __init__(self, world: World, unheeded: list[tuple[int, str]]) -> None:
        self.world, self.unheeded = world, unheeded
        self.names = {c.id: c.name for c in world.characters}

    def cast(self) -> dict[str, Character]:
        return {c.name: c for c in self.world.characters}

    def line(self, words: str) -> Quote:
        text = self.world.story.text
        return next(q for q in self.world.quotes if words in text[slice(*q.spans[0])])

    def speaker(self, words: str) -> str | None:
        return self.names.get(self.line(words).speaker or "")

    def hearers(self, words: str) -> list[str]:
        return [self.names[who] for who in self.line(words).addressees]

    def who(self, words: str, nth: int = 0) -> str | None:
        """Whom the nth mention with these words refers to."""
        text = self.world.story.text
        found = [m for m in self.world.mentions if text[m.start : m.end] == words]
        return self.names.get(found[nth].entity or "")
