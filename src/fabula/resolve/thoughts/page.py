"""A story as the search for thought sees it: sentences of the narration, persons by row."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import numpy as np

from fabula.resolve.narration import narrated_rows
from fabula.resolve.thoughts.sentences import Sentence, Voices
from fabula.resolve.thoughts.tags import Tag
from fabula.schema.spans import Coreference, Mention, NarrationSpan, Quotation, QuoteType
from fabula.schema.story import Span, Story
from fabula.schema.tokens import Syntax, Tokens, column, rows_at, small_words


class ThoughtPage:
    """Read-only view of one story; positions are token rows.

    ``person_at``: row of a head word to the index of the outermost mention of a person;
    ``sentences``: those wholly in the narration, in order.
    """

    def __init__(
        self,
        story: Story,
        tokens: Tokens,
        syntax: Syntax,
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
        coref: Coreference,
        narration: Sequence[NarrationSpan],
    ) -> None:
        self.text, self.syntax, self.coref, self.mentions = story.text, syntax, coref, mentions
        self.starts = column(tokens.starts)
        self.ends = column(tokens.ends)
        self.head = column(syntax.head)
        self.words = small_words(story.text, tokens)
        self.narrated: list[bool] = narrated_rows(tokens, quotations).tolist()
        self.person_at = self._persons(tokens)
        after = {row: self._after(self.mentions[i].end) for row, i in self.person_at.items()}
        self.voices = Voices(self.words, syntax, after)
        self.paragraph = column(tokens.paragraph)
        self.sentence = column(tokens.sentence)
        self.sentences = tuple(self._sentences(narration))

    def _persons(self, tokens: Tokens) -> dict[int, int]:
        rows = rows_at(tokens, [mention.head[0] for mention in self.mentions])
        found: dict[int, int] = {}
        for index, (mention, row) in enumerate(zip(self.mentions, rows, strict=True)):
            if row is not None and mention.type == "PER":
                found.setdefault(row, index)
        return found

    def _after(self, offset: int) -> int:
        """The row of the first word at or after an offset."""
        return bisect_left(self.starts, offset)

    def _sentences(self, narration: Sequence[NarrationSpan]) -> Iterator[Sentence]:
        begins = [stretch.start for stretch in narration]
        edges = np.flatnonzero(np.diff(self.sentence, prepend=-1)).tolist()
        for lo, hi in zip(edges, [*edges[1:], len(self.sentence)], strict=True):
            number = bisect_right(begins, self.starts[lo]) - 1
            if number < 0 or not all(self.narrated[lo:hi]):
                continue
            paragraph = self.paragraph[lo]
            first = lo == 0 or self.paragraph[lo - 1] != paragraph
            last = hi == len(self.sentence) or self.paragraph[hi] != paragraph
            beside = (not first and not self.narrated[lo - 1]) or (
                not last and not self.narrated[hi]
            )
            yield Sentence(
                *(lo, hi, paragraph, first, first and last, beside, narration[number]),
                tag=self.voices.tag(lo, hi),
            )

    def entity_at(self, row: int) -> int | None:
        """The person whose mention has its head at a row; None for a group too."""
        index = self.person_at.get(row)
        entity = None if index is None else self.coref.entity_of[index]
        return None if entity is None or self.coref.entities[entity].group else entity

    def span_at(self, row: int) -> Span:
        """The mention with its head at a row, or the word there."""
        index = self.person_at.get(row)
        if index is None:
            return self.starts[row], self.ends[row]
        return self.mentions[index].start, self.mentions[index].end

    def tag_type(self, tag: Tag) -> QuoteType:
        """Explicit with a name or description in the tag, anaphoric with a pronoun."""
        index = self.person_at.get(tag.subject)
        pronoun = index is not None and self.mentions[index].kind == "PRON"
        return "anaphoric" if pronoun else "explicit"
