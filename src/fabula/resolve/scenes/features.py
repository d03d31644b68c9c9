"""What the opening of a paragraph says for and against a new scene, as numbers.

Features are looked at one paragraph at a time with a few around it, so the whole is
linear. ``NAMES`` are the keys of ``scene_weights.toml``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from fabula.resolve.places import Places
from fabula.resolve.scenes.layout import Block
from fabula.resolve.scenes.times import TimeCue, time_cue
from fabula.resources import key_of_word, words
from fabula.schema.spans import Attribution, Coreference, Mention, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import FloatArray, Syntax, Tokens

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
)
_AROUND = 4  # paragraphs before and after that are compared
_CONNECTIVES = frozenset("but and so then because still yet or instead besides".split())
_STATIC = frozenset(
    "in at on inside outside under behind beside above by below aboard between across over".split()
)
_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_PRONOUNS = frozenset("he she they we i you him her them me us".split())
_TIMES = frozenset({"part", "day", "month", "season", "clock", "unit"})
_LEAVING = frozenset("left gone went away out out. home off down".split())


@dataclass(frozen=True, slots=True)
class Opening:
    """A paragraph as a place where a scene may begin; ``values`` are as in ``NAMES``."""

    block: Block
    values: FloatArray
    time: TimeCue | None


@dataclass(slots=True)
class _Facts:
    """One paragraph, counted."""

    cast: frozenset[int]
    places: tuple[int, ...]
    words: Counter[str]
    names: frozenset[str]
    narrated: int
    past: int
    present: int
    perfect: bool
    first_narrated: int | None
    sentence_end: int


class Openings:
    """The paragraphs of a story with their features."""

    def __init__(
        self,
        story: Story,
        tokens: Tokens,
        syntax: Syntax,
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
        coref: Coreference,
        attributions: Sequence[Attribution],
        places: Places,
        blocks: Sequence[Block],
    ) -> None:
        self.syntax, self.blocks, self.places = syntax, blocks, places
        self.starts: list[int] = tokens.starts.tolist()
        self.ends: list[int] = tokens.ends.tolist()
        self.sentence: list[int] = tokens.sentence.tolist()
        self.head: list[int] = syntax.head.tolist()
        self.words = [story.text[a:b].lower() for a, b in zip(self.starts, self.ends, strict=True)]
        self.quoted = _quoted(tokens, quotations)
        self.kind_at = {m.head[0]: m.kind for m in mentions if m.type == "PER"}
        self.place_rows = {m.row: number for number, m in enumerate(places.mentions)}
        self.cues = key_of_word("time_cues")
        self.going = words("motion", "go") | words("motion", "come") | words("motion", "leave")
        self.lines = _lines(blocks, quotations)
        cast = self._cast(mentions, quotations, coref, attributions)
        rare = self._rare()
        self.facts = [self._facts(b, cast[n], rare) for n, b in enumerate(blocks)]

    def all(self) -> list[Opening]:
        """Every paragraph but the first."""
        return [self._opening(n) for n in range(1, len(self.blocks))]

    def _cast(
        self,
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
        coref: Coreference,
        attributions: Sequence[Attribution],
    ) -> list[frozenset[int]]:
        """For each paragraph who speaks there, and whom the narration mentions."""
        found: list[set[int]] = [set() for _ in self.blocks]
        block_starts = np.array([b.start for b in self.blocks])

        def add(offset: int, entity: int | None) -> None:
            number = int(np.searchsorted(block_starts, offset, side="right")) - 1
            if number >= 0 and entity is not None:
                found[number].add(entity)

        heads = np.array([m.head[0] for m in mentions], dtype=np.int64)
        rows = np.minimum(np.searchsorted(self.starts, heads), max(len(self.starts) - 1, 0))
        for mention, entity, row in zip(mentions, coref.entity_of, rows.tolist(), strict=True):
            if mention.type == "PER" and not self.quoted[row]:
                add(mention.start, entity)
        for attribution in attributions:
            add(quotations[attribution.quotation].spans[0][0], attribution.speaker)
        return [frozenset(people) for people in found]

    def _rare(self) -> frozenset[str]:
        """Content words that are no help to cohesion: those of one paragraph only are kept out."""
        seen: Counter[str] = Counter()
        for block in self.blocks:
            seen.update({self.words[row] for row in range(block.lo, block.hi)})
        return frozenset(word for word, count in seen.items() if count < 2)

    def _facts(self, block: Block, cast: frozenset[int], rare: frozenset[str]) -> _Facts:
        rows = range(block.lo, block.hi)
        narrated = [row for row in rows if not self.quoted[row]]
        tags = [self.syntax.xpos[row] for row in narrated]
        first = narrated[0] if narrated else None
        end = block.lo
        while end < block.hi and self.sentence[end] == self.sentence[block.lo]:
            end += 1
        opening = [row for row in narrated if row < end]
        return _Facts(
            cast=cast,
            places=tuple(
                self.places.place_of[self.place_rows[row]]
                for row in narrated
                if row in self.place_rows
            ),
            words=Counter(
                self.words[row]
                for row in rows
                if self.syntax.upos[row] in _CONTENT and self.words[row] not in rare
            ),
            names=frozenset(
                self.words[row] for row in rows if self.kind_at.get(self.starts[row]) == "PROP"
            ),
            narrated=len(narrated),
            past=tags.count("VBD"),
            present=tags.count("VBZ") + tags.count("VBP"),
            perfect=any(
                self.words[row] in ("had", "'d", "’d") and self.syntax.deprel[row] == "aux"
                for row in opening
            ),
            first_narrated=first,
            sentence_end=end,
        )

    def _opening(self, number: int) -> Opening:
        block = self.blocks[number]
        facts = self.facts[number]
        cue = time_cue(self.words, self.syntax.upos, block.lo, facts.sentence_end)
        if self.quoted[block.lo]:
            cue = None
        named: dict[str, float] = {"bias": 1.0}
        self._dialogue(number, named)
        if cue is not None:
            named[f"time {'strong' if cue.strong else 'weak'}"] = 1.0
            named["time later"] = float(cue.later)
            named["time of day"] = float(cue.of_day)
        if not self.quoted[block.lo]:
            self._sentence(block, facts, named)
        self._settings(number, named)
        self._people(number, named)
        self._words(number, named)
        values = np.array([named.get(name, 0.0) for name in NAMES], dtype=np.float32)
        return Opening(block, values, cue)

    def _dialogue(self, number: int, named: dict[str, float]) -> None:
        before, here = self.blocks[number - 1], self.blocks[number]
        after = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        named["quote first"] = float(self.quoted[here.lo])
        named["quote before"] = float(self.quoted[max(before.lo, before.hi - 1)])
        named["quote after"] = float(after is not None and self.quoted[after.lo])
        own, previous = self.facts[number], self.facts[number - 1]
        named["medium changed"] = float(self.lines[number] != self.lines[number - 1])
        recent = self.facts[max(0, number - _AROUND) : number]
        sizes = self.blocks[max(0, number - _AROUND) : number]
        spoken = sum(b.hi - b.lo - f.narrated for b, f in zip(sizes, recent, strict=True))
        named["speech before"] = spoken / max(1, sum(b.hi - b.lo for b in sizes))
        named["no speech here"] = float(own.narrated == here.hi - here.lo)
        named["name new"] = float(bool(own.names - set().union(*(f.names for f in recent))))
        named["long paragraph"] = log(1 + own.narrated) / 5
        named["short before"] = float(previous.narrated == before.hi - before.lo < 15)
        last = {self.words[row] for row in range(max(before.lo, before.hi - 12), before.hi)}
        named["leaving before"] = float(bool(last & _LEAVING))

    def _sentence(self, block: Block, facts: _Facts, named: dict[str, float]) -> None:
        """Who or what the first sentence is about, and how it begins."""
        lo, hi = block.lo, facts.sentence_end
        first = self.words[lo]
        named["connective"] = float(first in _CONNECTIVES)
        named["time clause"] = float(first in ("when", "by", "after", "before", "until", "while"))
        named["long opening"] = min(hi - lo, 40) / 40
        named["pluperfect"] = float(facts.perfect)
        subject = next(
            (row for row in range(lo, hi) if self.syntax.deprel[row] in ("nsubj", "nsubj:pass")),
            None,
        )
        kinds = {self.cues.get(self.words[row]) for row in range(lo, hi)}
        named["time inside"] = float(bool(kinds & _TIMES))
        named["motion"] = float(any(self.words[row] in self.going for row in range(lo, hi)))
        named["there subject"] = float(
            any(self.syntax.deprel[row] == "expl" for row in range(lo, min(hi, lo + 6)))
        )
        if subject is not None:
            word = self.words[subject]
            kind = self.kind_at.get(self.starts[subject])
            if word in ("it", "this", "that"):
                named["it subject"] = 1.0
            elif word == "i" or word == "we":
                named["first person"] = 1.0
            elif word in _PRONOUNS:
                named["pronoun subject"] = 1.0
            elif kind == "PROP":
                named["name subject"] = 1.0
            else:
                named["noun subject"] = 1.0
        for row in range(lo, hi):
            index = self.place_rows.get(row)
            if index is None:
                continue
            mention = self.places.mentions[index]
            static = mention.preposition in _STATIC
            part = float(mention.kind == "part")
            named["place subject"] = named.get("place subject", 0.0) or float(subject == row)
            if static and (subject is None or row < subject):
                named["place fronted"] = 1.0
            if static or (subject == row):
                named["place parted" if part else "place static"] = 1.0

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


def _lines(blocks: Sequence[Block], quotations: Sequence[Quotation]) -> list[bool]:
    """For each paragraph whether it is a line of a chat or a play."""
    begins = [block.start for block in blocks]
    found = [False] * len(blocks)
    for quotation in quotations:
        if quotation.marks in ("chat", "script"):
            found[max(0, bisect_right(begins, quotation.spans[0][0]) - 1)] = True
    return found


def _quoted(tokens: Tokens, quotations: Sequence[Quotation]) -> list[bool]:
    """For each token whether it stands in a quotation of speech."""
    mask = np.zeros(len(tokens.starts), dtype=np.bool_)
    for quotation in quotations:
        if quotation.kind in ("scare", "title") or quotation.marks == "none":
            continue
        for span in quotation.spans:
            lo, hi = np.searchsorted(tokens.starts, span)
            mask[lo:hi] = True
    rows: list[bool] = mask.tolist()
    return rows
