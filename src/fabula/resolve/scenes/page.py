"""A story as the search for scenes sees it: its paragraphs, counted."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.resolve.places import PlaceMention, Places
from fabula.resolve.scenes.layout import Block
from fabula.resources import key_of_word
from fabula.schema.spans import Attribution, Coreference, Mention, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens, column, first_rows, small_words

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ"})
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_HAD = frozenset({"had", "'d", "’d"})


@dataclass(frozen=True, slots=True)
class Facts:
    """One paragraph, counted; rows are of Tokens.

    cast: who speaks or is mentioned by the narration; places: of the narration, in order;
    narrated: rows outside quotations; past, present: finite verbs among them, perfect:
    helpers of the past perfect; sentence_end: the row after the first sentence; subject,
    root: rows of the first sentence; gap: paragraphs since the subject, if a person, was
    last mentioned, None for a first mention and for nobody.
    """

    cast: frozenset[int]
    places: tuple[int, ...]
    words: Counter[str]
    names: frozenset[str]
    narrated: tuple[int, ...]
    past: int
    present: int
    perfect: int
    sentence_end: int
    subject: int | None
    root: int | None
    who: int | None
    gap: int | None


class ScenePage:
    """Read-only view of one story, paragraph by paragraph.

    ``quoted`` tells of each row whether it stands in speech, ``lines`` of each paragraph
    whether it is a line of a chat or a play.
    """

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
        self.starts = column(tokens.starts)
        self.ends = column(tokens.ends)
        self.sentence = column(tokens.sentence)
        self.words = small_words(story.text, tokens)
        self.quoted = _quoted(tokens, quotations)
        people = [
            (mention, entity)
            for mention, entity in zip(mentions, coref.entity_of, strict=True)
            if mention.type == "PER"
        ]
        self.kind_at = {mention.head[0]: mention.kind for mention, _ in people}
        self.entity_at = {mention.head[0]: entity for mention, entity in people}
        self.place_rows = {m.row: number for number, m in enumerate(places.mentions)}
        self.cues = key_of_word("time_cues")
        self.lines = _lines(blocks, quotations)
        self.begins = [block.start for block in blocks]
        cast, mentioned = self._cast(people, quotations, attributions)
        rare = self._rare()
        last: dict[int, int] = {}
        self.facts: list[Facts] = []
        for number, block in enumerate(blocks):
            self.facts.append(self._facts(number, block, cast[number], rare, last))
            last.update(dict.fromkeys(mentioned[number], number))

    def place_mention(self, row: int) -> PlaceMention | None:
        """The mention of a place with its head at a row."""
        index = self.place_rows.get(row)
        return None if index is None else self.places.mentions[index]

    def _cast(
        self,
        people: Iterable[tuple[Mention, int | None]],
        quotations: Sequence[Quotation],
        attributions: Sequence[Attribution],
    ) -> tuple[list[frozenset[int]], list[set[int]]]:
        """For each paragraph its cast, and everybody who is mentioned in it."""
        cast: list[set[int]] = [set() for _ in self.blocks]
        mentioned: list[set[int]] = [set() for _ in self.blocks]
        told = {start for start, quoted in zip(self.starts, self.quoted, strict=True) if not quoted}
        for mention, entity in people:
            number = bisect_right(self.begins, mention.start) - 1
            if number >= 0 and entity is not None:
                mentioned[number].add(entity)
                if mention.head[0] in told:
                    cast[number].add(entity)
        for attribution in attributions:
            start = quotations[attribution.quotation].spans[0][0]
            number = bisect_right(self.begins, start) - 1
            if number >= 0 and attribution.speaker is not None:
                cast[number].add(attribution.speaker)
        return [frozenset(who) for who in cast], mentioned

    def _rare(self) -> frozenset[str]:
        """Content words that are no help to cohesion: those of one paragraph only are kept out."""
        seen: Counter[str] = Counter()
        for block in self.blocks:
            seen.update({self.words[row] for row in range(block.lo, block.hi)})
        return frozenset(word for word, count in seen.items() if count < 2)

    def _facts(
        self,
        number: int,
        block: Block,
        cast: frozenset[int],
        rare: frozenset[str],
        last: dict[int, int],
    ) -> Facts:
        rows = range(block.lo, block.hi)
        narrated = tuple(row for row in rows if not self.quoted[row])
        tags = [self.syntax.xpos[row] for row in narrated]
        end = block.lo
        while end < block.hi and self.sentence[end] == self.sentence[block.lo]:
            end += 1
        labels = self.syntax.deprel
        subject = next((row for row in range(block.lo, end) if labels[row] in _SUBJECTS), None)
        who = None if subject is None else self.entity_at.get(self.starts[subject])
        return Facts(
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
            narrated=narrated,
            past=tags.count("VBD"),
            present=tags.count("VBZ") + tags.count("VBP"),
            perfect=sum(self.words[row] in _HAD and labels[row] == "aux" for row in narrated),
            sentence_end=end,
            subject=subject,
            root=next((row for row in range(block.lo, end) if labels[row] == "root"), None),
            who=who,
            gap=None if who is None or who not in last else number - last[who],
        )


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
            lo, hi = first_rows(tokens, span)
            mask[lo:hi] = True
    rows: list[bool] = mask.tolist()
    return rows
