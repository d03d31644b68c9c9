"""Sentences of the narration, and what in their words sounds like somebody's own voice.

In narration of the third person and past, "I" and the present tense are a character's:
"He turned the ring. I ought to know, I had the other bunk." ``NAMES`` are the keys of
``thought_weights.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.resolve.thoughts.tags import Tag, find_tag
from fabula.resources import words
from fabula.schema.spans import NarrationSpan
from fabula.schema.tokens import FloatArray, Syntax

NAMES = (
    "bias",
    "I",
    "we",
    "you",
    "I in first person",
    "present",
    "present in present",
    "past",
    "past only",
    "no verb",
    "question",
    "exclamation",
    "contraction",
    "imperative",
    "interjection",
    "short",
    "long",
    "he or she",
    "narrates",
    "deixis",
    "tagged",
    "after tagged",
    "after thought",
    "after question",
    "paragraph start",
    "own paragraph",
    "thinking before",
    "speech near",
)
_FIRST = frozenset("i me my mine myself 'm ’m".split())
_WE = frozenset("we us our ours ourselves".split())
_YOU = frozenset("you your yours yourself".split())
_THIRD = frozenset("he she they him her them his their it".split())
_CONTRACTIONS = frozenset("n't n’t 's ’s 'm ’m 're ’re 'll ’ll 've ’ve 'd ’d".split())
_PRESENT_MODALS = frozenset("can will shall may must 'll ’ll ca wo".split())
_DEIXIS = frozenset("now here today tonight tomorrow yesterday this these".split())
_INTERJECTIONS = frozenset(
    "oh ah no yes well god please damn yeah hell christ lord so right good stop fine".split()
)
_SHORT, _LONG = 6, 20  # words


@dataclass(frozen=True, slots=True)
class Sentence:
    """Rows [lo, hi) of one sentence that stands wholly in the narration.

    ``first``, ``alone``: it begins its paragraph, it is all of it. ``told`` is the stretch
    of narration around it.
    """

    lo: int
    hi: int
    paragraph: int
    first: bool
    alone: bool
    beside_speech: bool
    told: NarrationSpan
    tag: Tag | None


class Voices:
    """Reads sentences as one's own voice or the narrator's; positions are token rows."""

    def __init__(
        self,
        words_: Sequence[str],
        syntax: Syntax,
        persons: Mapping[int, int],
    ) -> None:
        self.words, self.syntax, self.persons = words_, syntax, persons
        self.thinking = words("thinking", "verb")

    def tag(self, lo: int, hi: int) -> Tag | None:
        """The thought tag in a sentence."""
        return find_tag(self.words, self.syntax, self.persons, lo, hi)

    def narrates(self, sentence: Sentence) -> bool:
        """Whether it tells of somebody, in the past, as only the narrator does."""
        rows = self._own_rows(sentence)
        held = {self.words[row] for row in rows}
        if sentence.tag is not None or held & (_FIRST | _YOU | {"?", "!"}):
            return False
        present, past = self._tenses(rows)
        return past and not present and any(self._is_other(row) for row in rows[:4])

    def features(
        self, sentence: Sentence, before: Sentence | None, thought_before: bool
    ) -> FloatArray:
        """Values as in ``NAMES``; ``before`` is the sentence before it in its paragraph."""
        rows = self._own_rows(sentence)
        own = [self.words[row] for row in rows]
        held = set(own)
        told = sentence.told
        present, past = self._tenses(rows)
        first_word = own[0] if own else ""
        named: dict[str, float] = {"bias": 1.0}
        teller_is_i = told.person == "first"
        named["I"] = float(bool(held & _FIRST) and not teller_is_i)
        named["we"] = float(bool(held & _WE) and not teller_is_i)
        named["you"] = float(bool(held & _YOU) and told.person != "second")
        named["I in first person"] = float(bool(held & _FIRST) and teller_is_i)
        named["present"] = float(present and told.tense != "present")
        named["present in present"] = float(present and told.tense == "present")
        named["past"] = float(past)
        named["past only"] = float(past and not present)
        named["no verb"] = float(not present and not past)
        named["question"] = float("?" in held)
        named["exclamation"] = float("!" in held)
        named["contraction"] = float(any(self._is_contraction(row) for row in rows))
        named["imperative"] = float(self._commands(rows))
        named["interjection"] = float(first_word in _INTERJECTIONS)
        named["short"] = float(len(own) <= _SHORT)
        named["long"] = float(len(own) >= _LONG)
        named["he or she"] = float(bool(held & _THIRD))
        named["narrates"] = float(self.narrates(sentence))
        named["deixis"] = float(bool(held & _DEIXIS))
        named["tagged"] = float(sentence.tag is not None)
        if before is not None:
            named["after tagged"] = float(before.tag is not None)
            named["after thought"] = float(thought_before)
            named["after question"] = float("?" in self.words[before.lo : before.hi])
            rest = set(self.words[before.lo : before.hi])
            named["thinking before"] = float(bool(rest & self.thinking))
        named["paragraph start"] = float(sentence.first)
        named["own paragraph"] = float(sentence.alone)
        named["speech near"] = float(sentence.beside_speech)
        return np.array([named.get(name, 0.0) for name in NAMES], dtype=np.float32)

    def _is_contraction(self, row: int) -> bool:
        """ "It's", "can't", but not "Ann's"."""
        return self.words[row] in _CONTRACTIONS and self.syntax.xpos[row] != "POS"

    def _is_other(self, row: int) -> bool:
        """Whether somebody in the third person is named here."""
        return row in self.persons and self.words[row] not in _FIRST | _WE | _YOU

    def _own_rows(self, sentence: Sentence) -> list[int]:
        """The rows without those of the tag."""
        if sentence.tag is None:
            return list(range(sentence.lo, sentence.hi))
        lo, hi = sentence.tag.lo, sentence.tag.hi
        return [row for row in range(sentence.lo, sentence.hi) if not lo <= row < hi]

    def _tenses(self, rows: Sequence[int]) -> tuple[bool, bool]:
        """Whether there is a finite verb in the present, and in the past."""
        tags = {self.syntax.xpos[row] for row in rows}
        modal = any(self.words[row] in _PRESENT_MODALS for row in rows)
        return bool(tags & {"VBZ", "VBP"}) or modal, "VBD" in tags

    def _commands(self, rows: Sequence[int]) -> bool:
        """ "Say something." """
        for row in rows[:3]:
            if self.syntax.xpos[row] == "VB":
                return True
            if self.words[row] not in ("do", "n't", "n’t", "please", "just", "no", ",", "not"):
                return False
        return False
