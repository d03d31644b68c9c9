"""The page as a reader of tags sees it: words, persons and quotations side by side."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np

from fabula.resolve.labels import LABELLED as LABELLED
from fabula.resources.tags import TagWords, tag_words
from fabula.schema.spans import Coreference, Entity, Gender, Mention, Quotation
from fabula.schema.story import Span, Story
from fabula.schema.tokens import IntArray, Syntax, Tokens, column, words_of

NOT_SPEECH = frozenset({"scare", "title"})
SENTENCE_END = frozenset({".", "!", "?", "...", "…", "?!", "!?", "!!"})
LIGHT_MARKS = frozenset({",", "-", "--", "—", "–", "(", ")", ";", ":", "_", "*"})
_LONGEST_NAME = 5


def spoken(quotation: Quotation) -> bool:
    """Whether the quotation stands in the narration and holds speech, thought or writing."""
    return quotation.parent is None and quotation.kind not in NOT_SPEECH


class Page:
    """Read-only view of one story for this package; all positions are token rows.

    ``owner[i]`` is the outermost spoken quotation of token i, -1 in the narration. Only
    mentions of persons are seen: ``at`` and ``ending`` hold the outermost one that begins or
    ends at a row, ``naming`` the innermost name that ends there, ``pronouns`` the
    pronoun there, ``headed`` the outermost by its head.
    """

    def __init__(
        self,
        story: Story,
        tokens: Tokens,
        syntax: Syntax,
        mentions: tuple[Mention, ...],
        quotations: tuple[Quotation, ...],
        coref: Coreference,
    ) -> None:
        self.story, self.syntax, self.mentions, self.coref = story, syntax, mentions, coref
        self.lexicon: TagWords = tag_words()
        self.starts = column(tokens.starts)
        self.ends = column(tokens.ends)
        self.paragraph = column(tokens.paragraph)
        self.cased = words_of(story.text, tokens)
        plain = {word: _normal(word) for word in set(self.cased)}
        self.words = [plain[word] for word in self.cased]
        self.parsed = len(set(syntax.deprel)) > 2
        self.naming: dict[int, int] = {}
        self.pronouns: dict[int, int] = {}
        self.owner = self._owners(quotations)
        self.range_of, self.at, self.ending, self.headed = self._locate(mentions)
        self.alias = _unique_aliases(coref.entities)
        self.voices = self._voices()

    def _owners(self, quotations: tuple[Quotation, ...]) -> list[int]:
        owner: IntArray = np.full(len(self.starts), -1, dtype=np.int32)
        for index, quotation in enumerate(quotations):
            if spoken(quotation):
                for span in quotation.spans:
                    lo, hi = self.rows(span)
                    owner[lo:hi] = index
        rows: list[int] = owner.tolist()
        return rows

    def _locate(
        self, mentions: tuple[Mention, ...]
    ) -> tuple[dict[int, Span], dict[int, int], dict[int, int], dict[int, int]]:
        """Token ranges of persons, and the outermost by first, by last and by head token."""
        range_of: dict[int, Span] = {}
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        head: dict[int, int] = {}
        for index, mention in enumerate(mentions):
            if not self._is_person(index):
                continue
            lo, hi = self.rows((mention.start, mention.end))
            if lo == hi:
                continue
            range_of[index] = (lo, hi)
            first.setdefault(lo, index)
            if hi - 1 not in last or range_of[last[hi - 1]][0] > lo:
                last[hi - 1] = index
            head.setdefault(self.head_row(index), index)
            if mention.kind == "PROP":
                self.naming[hi - 1] = index
            elif mention.kind == "PRON":
                self.pronouns[lo] = index
        return range_of, first, last, head

    def _voices(self) -> frozenset[int]:
        """Persons who can be speakers: named, or met in the narration (not only "you")."""
        return frozenset(
            entity
            for index, (lo, _) in self.range_of.items()
            if (entity := self.coref.entity_of[index]) is not None
            and (self.owner[lo] < 0 or self.mentions[index].kind == "PROP")
        )

    def _is_person(self, index: int) -> bool:
        entity = self.coref.entity_of[index]
        kind = self.mentions[index].type
        return (kind if entity is None else self.coref.entities[entity].type) == "PER"

    def rows(self, span: Span) -> Span:
        """Token rows that begin inside a code-point span."""
        return bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1])

    def row_at(self, offset: int) -> int:
        """The token at or before an offset, -1 before the first."""
        return bisect_right(self.starts, offset) - 1

    def head_row(self, index: int) -> int:
        """The token a mention's head word begins at."""
        return self.row_at(self.mentions[index].head[0])

    def span(self, lo: int, hi: int) -> Span:
        """The code-point span of a token range that is not empty."""
        return self.starts[lo], self.ends[hi - 1]

    def entity(self, index: int) -> int | None:
        """The person a mention refers to."""
        return self.coref.entity_of[index]

    def gender(self, entity: int) -> Gender | None:
        """The gender the text gives a person."""
        return self.coref.entities[entity].gender

    def is_a(self, row: int, kind: str) -> bool:
        """Whether the word belongs to a closed word class of ``tag_words.toml``."""
        return self.words[row] in self.lexicon.closed[kind]

    def is_adverb(self, row: int) -> bool:
        """Whether the word may stand between a subject and its verb."""
        word = self.words[row]
        return (len(word) > 4 and word.endswith("ly")) or self.is_a(row, "adverb")

    def tags_speech(self, row: int, hi: int) -> bool:
        """Whether a verb of speech or thought stands here, its particle before ``hi``."""
        word = self.words[row]
        if word in self.lexicon.speech or word in self.lexicon.thought:
            return True
        particles = self.lexicon.phrasal.get(word)
        return particles is not None and not particles.isdisjoint(self.words[row + 1 : hi][:4])

    def name_at(self, row: int, hi: int) -> tuple[int, int] | None:
        """(entity, end row) of the longest known name here, for names the heads missed."""
        for end in range(min(hi, row + _LONGEST_NAME), row, -1):
            entity = self.alias.get(" ".join(self.words[row:end]))
            if entity is not None:
                return entity, end
        return None

    def narration_before(self, row: int, limit: int, level: int = -1) -> Span:
        """The narration that ends at ``row``, in its paragraph, at most ``limit`` tokens.

        ``level`` is the outer quotation for what a character narrates.
        """
        lo = row
        paragraph = self.paragraph[row] if row < len(self.words) else -1
        while (
            lo > 0
            and row - lo < limit
            and self.owner[lo - 1] == level
            and self.paragraph[lo - 1] == paragraph
        ):
            lo -= 1
        return lo, row

    def narration_before_end(self, row: int, limit: int = 70) -> Span:
        """The narration at the end of the paragraph before the one that ``row`` opens."""
        lo, _ = self.narration_before(row - 1, limit)
        return lo, row

    def narration_after(self, row: int, limit: int, level: int = -1) -> Span:
        """The narration that begins at ``row``, in the paragraph of the token before it."""
        hi = row
        while (
            hi < len(self.words)
            and hi - row < limit
            and self.owner[hi] == level
            and self.paragraph[hi] == self.paragraph[row - 1]
        ):
            hi += 1
        return row, hi

    def first_sentence(self, lo: int, hi: int) -> int:
        """The row after the first sentence of [lo, hi)."""
        for row in range(lo, hi):
            if self.words[row] in SENTENCE_END:
                return row + 1
        return hi

    def last_sentence(self, lo: int, hi: int) -> int:
        """The row where the last sentence of [lo, hi) begins."""
        for row in range(hi - 2, lo - 1, -1):
            if self.words[row] in SENTENCE_END:
                return row + 1
        return lo


def _normal(word: str) -> str:
    """Lower-case, plain apostrophes, and no dash that the tokenizer left on ("say--")."""
    word = word.lower().replace("’", "'")
    return word.rstrip("-—–_") or word


def _unique_aliases(entities: tuple[Entity, ...]) -> dict[str, int]:
    owners: dict[str, set[int]] = {}
    for number, entity in enumerate(entities):
        if entity.type == "PER":
            for name in {entity.name, *(alias[0] for alias in entity.aliases)}:
                owners.setdefault(name.lower().replace("’", "'"), set()).add(number)
    return {name: min(numbers) for name, numbers in owners.items() if len(numbers) == 1}
