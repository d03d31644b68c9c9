"""What the opening of a paragraph says for and against a new scene, as numbers.

Features are looked at one paragraph at a time with a few around it, so the whole is
linear. ``NAMES`` are the keys of ``scene_weights.toml``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from fabula.resolve.scenes.layout import Block
from fabula.resolve.scenes.page import Facts, ScenePage
from fabula.resolve.scenes.times import TimeCue, time_cue
from fabula.resources import words
from fabula.schema.tokens import FloatArray, Tokens

NAMES = (
    "bias",
    "quote first",
    "quote before",
    "quote after",
    "time strong",
    "time weak",
    "time later",
    "time of day",
    "place fronted",
    "place static",
    "place new",
    "place parted",
    "name subject",
    "noun subject",
    "pronoun subject",
    "it subject",
    "there subject",
    "cast new",
    "cast changed",
    "cast gone",
    "cohesion",
    "dip",
    "pluperfect",
    "tense changed",
    "long opening",
    "long paragraph",
    "short before",
    "leaving before",
    "first person",
    "connective",
    "time clause",
    "time inside",
    "place subject",
    "motion",
    "name new",
    "speech before",
    "no speech here",
    "medium changed",
    "speech to speech",
    "time aside",
    "place aside",
    "state",
    "no verb",
    "moved",
    "subject met",
    "subject away",
    "subject goes on",
    "longer",
    "perfect share",
    "near the start",
    "near the end",
    "going before",
    "vectors",
)
_AROUND = 4  # paragraphs before and after that are compared
_EDGE = 3  # paragraphs at both ends of a story in which scenes hardly begin
_FAR = 20  # paragraphs after which somebody has been away as long as can be
_CONNECTIVES = frozenset("but and so then because still yet or instead besides".split())
_STATIC = frozenset(
    "in at on inside outside under behind beside above by below aboard between across over".split()
)
_PRONOUNS = frozenset("he she they we i you him her them me us".split())
_TIMES = frozenset({"part", "day", "month", "season", "clock", "unit"})
_LEAVING = frozenset("left gone went away out out. home off down".split())
_HAVING = frozenset({"had", "has", "have"})


@dataclass(frozen=True, slots=True)
class Opening:
    """A paragraph as a place where a scene may begin; ``values`` are as in ``NAMES``."""

    block: Block
    values: FloatArray
    time: TimeCue | None


def scores_by_block(tokens: Tokens, blocks: Sequence[Block], openings: FloatArray) -> list[float]:
    """What the vectors say of each block; ``openings`` goes by the number of a paragraph."""
    numbers = (int(tokens.paragraph[b.lo]) if b.lo < b.hi else len(openings) for b in blocks)
    return [float(openings[n]) if n < len(openings) else 0.0 for n in numbers]


class Openings:
    """The paragraphs of a story with their features; ``scores`` as of ``scores_by_block``."""

    def __init__(self, page: ScenePage, scores: Sequence[float]) -> None:
        self.page, self.blocks, self.facts = page, page.blocks, page.facts
        self.scores = scores
        self.going = words("motion", "go") | words("motion", "come") | words("motion", "leave")
        self.being = words("motion", "still") | _HAVING
        self.cohesions: dict[int, float] = {}

    def all(self) -> list[Opening]:
        """Every paragraph but the first."""
        return [self._opening(n) for n in range(1, len(self.blocks))]

    def _opening(self, number: int) -> Opening:
        page, block, facts = self.page, self.blocks[number], self.facts[number]
        spoken = page.quoted[block.lo]
        cue = None
        named: dict[str, float] = {"bias": 1.0, "vectors": self.scores[number]}
        self._dialogue(number, named)
        self._shape(number, named)
        if spoken:
            self._aside(facts, named)
        else:
            cue = time_cue(page.words, page.syntax.upos, block.lo, facts.sentence_end)
            self._sentence(block, facts, named)
            self._places(block, facts, named)
            self._subject(facts, named)
        if cue is not None:
            named[f"time {'strong' if cue.strong else 'weak'}"] = 1.0
            named["time later"] = float(cue.later)
            named["time of day"] = float(cue.of_day)
        self._settings(number, named)
        self._people(number, named)
        self._words(number, named)
        values = np.array([named.get(name, 0.0) for name in NAMES], dtype=np.float32)
        return Opening(block, values, cue)

    def _dialogue(self, number: int, named: dict[str, float]) -> None:
        page = self.page
        before, here = self.blocks[number - 1], self.blocks[number]
        after = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        named["quote first"] = float(page.quoted[here.lo])
        named["quote before"] = float(page.quoted[max(before.lo, before.hi - 1)])
        named["speech to speech"] = named["quote first"] * named["quote before"]
        named["quote after"] = float(after is not None and page.quoted[after.lo])
        named["medium changed"] = float(page.lines[number] != page.lines[number - 1])
        own = self.facts[number]
        recent = self.facts[max(0, number - _AROUND) : number]
        sizes = self.blocks[max(0, number - _AROUND) : number]
        told = sum(len(f.narrated) for f in recent)
        words_ = sum(b.hi - b.lo for b in sizes)
        named["speech before"] = (words_ - told) / max(1, words_)
        named["no speech here"] = float(len(own.narrated) == here.hi - here.lo)
        named["name new"] = float(bool(own.names - set().union(*(f.names for f in recent))))

    def _shape(self, number: int, named: dict[str, float]) -> None:
        """How long the paragraph and those before it are, and where it stands."""
        before, here = self.blocks[number - 1], self.blocks[number]
        own, previous = self.facts[number], self.facts[number - 1]
        sizes = [b.hi - b.lo for b in self.blocks[max(0, number - _AROUND) : number]]
        named["long paragraph"] = log(1 + len(own.narrated)) / 5
        named["longer"] = log((1 + here.hi - here.lo) / (1 + sum(sizes) / len(sizes)))
        named["short before"] = float(len(previous.narrated) == before.hi - before.lo < 15)
        last = [self.page.words[row] for row in range(max(before.lo, before.hi - 12), before.hi)]
        named["leaving before"] = float(not _LEAVING.isdisjoint(last))
        ending = previous.narrated[-25:]
        named["going before"] = float(any(self.page.words[row] in self.going for row in ending))
        named["near the start"] = float(number < _EDGE)
        named["near the end"] = float(number >= len(self.blocks) - _EDGE)
        named["perfect share"] = min(1.0, 3 * own.perfect / (1 + own.past + own.perfect))

    def _aside(self, facts: Facts, named: dict[str, float]) -> None:
        """What stands beside the speech of a paragraph: "said Gil, on the landing"."""
        page = self.page
        mentions = [page.place_mention(row) for row in facts.narrated]
        named["time aside"] = float(
            any(page.cues.get(page.words[row]) in _TIMES for row in facts.narrated)
        )
        named["place aside"] = float(
            any(m is not None and m.preposition in _STATIC for m in mentions)
        )

    def _sentence(self, block: Block, facts: Facts, named: dict[str, float]) -> None:
        """How the first sentence begins, and of what kind its verb is."""
        page, lo, hi = self.page, block.lo, facts.sentence_end
        rows = range(lo, hi)
        first = page.words[lo]
        named["connective"] = float(first in _CONNECTIVES)
        named["time clause"] = float(first in ("when", "by", "after", "before", "until", "while"))
        named["long opening"] = min(hi - lo, 40) / 40
        perfect = any(page.words[row] in ("had", "'d", "’d") for row in rows)
        named["pluperfect"] = float(perfect and facts.perfect > 0)
        kinds = {page.cues.get(page.words[row]) for row in rows}
        named["time inside"] = float(bool(kinds & _TIMES))
        named["motion"] = float(any(page.words[row] in self.going for row in rows))
        named["there subject"] = float(
            any(page.syntax.deprel[row] == "expl" for row in range(lo, min(hi, lo + 6)))
        )
        finite = any(page.syntax.xpos[row] in ("VBD", "VBZ", "VBP", "MD") for row in rows)
        named["no verb"] = float(not finite)
        if facts.root is not None:
            copula = any(page.syntax.deprel[row] == "cop" for row in rows)
            named["state"] = float(copula or page.words[facts.root] in self.being)
            places = any(page.place_mention(row) is not None for row in rows)
            named["moved"] = float(places and page.words[facts.root] in self.going)

    def _places(self, block: Block, facts: Facts, named: dict[str, float]) -> None:
        """Places of the first sentence, and where in it they stand."""
        subject = facts.subject
        for row in range(block.lo, facts.sentence_end):
            mention = self.page.place_mention(row)
            if mention is None:
                continue
            static = mention.preposition in _STATIC
            named["place subject"] = named.get("place subject", 0.0) or float(subject == row)
            if static and (subject is None or row < subject):
                named["place fronted"] = 1.0
            if static or (subject == row):
                named["place parted" if mention.kind == "part" else "place static"] = 1.0

    def _subject(self, facts: Facts, named: dict[str, float]) -> None:
        """Who or what the first sentence is about, and how long ago the story spoke of it."""
        if facts.subject is None:
            return
        word = self.page.words[facts.subject]
        if word in ("it", "this", "that"):
            named["it subject"] = 1.0
        elif word in ("i", "we"):
            named["first person"] = 1.0
        elif word in _PRONOUNS:
            named["pronoun subject"] = 1.0
        elif self.page.kind_at.get(self.page.starts[facts.subject]) == "PROP":
            named["name subject"] = 1.0
        else:
            named["noun subject"] = 1.0
        if facts.who is not None and word not in _PRONOUNS:
            named["subject met"] = float(facts.gap is None)
            named["subject away"] = log(min(facts.gap or 1, _FAR))
            named["subject goes on"] = float(facts.gap == 1)

    def _settings(self, number: int, named: dict[str, float]) -> None:
        """Places of this paragraph that the last ones did not have."""
        recent = {p for n in range(max(0, number - _AROUND), number) for p in self.facts[n].places}
        new = [place for place in self.facts[number].places[:3] if place not in recent]
        named["place new"] = float(bool(new))

    def _people(self, number: int, named: dict[str, float]) -> None:
        before: set[int] = set()
        after: set[int] = set()
        for n in range(max(0, number - _AROUND), number):
            before |= self.facts[n].cast
        for n in range(number, min(len(self.blocks), number + _AROUND)):
            after |= self.facts[n].cast
        either = len(before | after)
        named["cast changed"] = 1 - len(before & after) / either if either else 0.0
        own = self.facts[number].cast
        named["cast new"] = float(bool(own) and not own & before)
        named["cast gone"] = float(bool(before) and not before & after)

    def _words(self, number: int, named: dict[str, float]) -> None:
        """Cohesion across the gap, and how much deeper it lies than beside (TextTiling)."""
        here = self._cohesion(number)
        named["cohesion"] = here
        around = [
            self._cohesion(n)
            for n in (number - 2, number - 1, number + 1, number + 2)
            if 0 < n < len(self.blocks)
        ]
        named["dip"] = (sum(around) / len(around) - here) if around else 0.0
        before = self._tense(max(0, number - _AROUND), number)
        after = self._tense(number, min(len(self.blocks), number + _AROUND))
        named["tense changed"] = abs(before - after)

    def _cohesion(self, number: int) -> float:
        """Likeness of the words before and after a gap; each gap is asked for five times."""
        if number not in self.cohesions:
            self.cohesions[number] = self._likeness(number)
        return self.cohesions[number]

    def _likeness(self, number: int) -> float:
        one: Counter[str] = Counter()
        other: Counter[str] = Counter()
        for n in range(max(0, number - _AROUND), number):
            one.update(self.facts[n].words)
        for n in range(number, min(len(self.blocks), number + _AROUND)):
            other.update(self.facts[n].words)
        shared = sum(count * other[word] for word, count in one.items())
        norm = sqrt(sum(c * c for c in one.values()) * sum(c * c for c in other.values()))
        return shared / norm if norm else 0.0

    def _tense(self, lo: int, hi: int) -> float:
        """Share of the past among finite verbs of the narration, 0.5 where there is none."""
        past = sum(self.facts[n].past for n in range(lo, hi))
        present = sum(self.facts[n].present for n in range(lo, hi))
        return (past + 1) / (past + present + 2)
