"""Mentions of places: those of the model, and noun phrases around a noun for places.

The mention head knows names of towns well and "the kitchen" hardly; nouns for places are
a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.resolve.views import innermost
from fabula.resources import key_of_word
from fabula.schema.spans import Coreference, Mention, Quotation
from fabula.schema.story import Span, Story
from fabula.schema.tokens import Syntax, Tokens, column, rows_at, small_words, words_of

PLACE_TYPES = frozenset({"FAC", "LOC", "GPE", "VEH"})
_LEFT = frozenset({"det", "amod", "compound", "nmod:poss", "nummod", "flat", "case"})
_DETERMINERS = frozenset(
    "the a an this that these those his her their my our your its some any each every no "
    "another other both all".split()
)
# "the cellar door", "the kitchen table": what is part of a place speaks for it.
_FITTINGS = frozenset(
    "door doors doorway window windows table floor wall walls clock light lights ceiling chair "
    "chairs sink stove stairs step steps roof gate passage".split()
)
_WIDEST = 8  # words a noun phrase reaches to the left
_NUMBERS = frozenset("one two three four five six seven eight nine ten eleven twelve".split())


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A phrase for a place: its head's row and word, what else it says, and where it stands.

    kind: as in ``place_nouns.txt``, None for a name; modifiers: lower-case words of the
    phrase but head and determiner; owner: its possessor's entity number, or the
    possessor's word; preposition: what leads to it ("in", "out of"), "" for none;
    entity: of the model's mention here; quotation: as in ``Clause``.
    """

    span: Span
    row: int
    head: str
    kind: str | None
    proper: bool
    indefinite: bool
    modifiers: frozenset[str]
    owner: int | str | None
    preposition: str
    entity: int | None
    quotation: int | None


def place_mentions(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
) -> tuple[PlaceMention, ...]:
    """All of them in text order, one for each head word."""
    return tuple(_Finder(story, tokens, syntax, mentions, quotations, coref).find())


class _Finder:
    """One sweep over the words; positions are token rows."""

    def __init__(
        self,
        story: Story,
        tokens: Tokens,
        syntax: Syntax,
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
        coref: Coreference,
    ) -> None:
        self.syntax = syntax
        self.starts = column(tokens.starts)
        self.ends = column(tokens.ends)
        self.sentence = column(tokens.sentence)
        self.head = column(syntax.head)
        self.cased = words_of(story.text, tokens)
        self.words = small_words(story.text, tokens)
        self.nouns = key_of_word("place_nouns")
        self.entity_at = _entities(tokens, mentions, coref, places=True)
        self.person_at = _entities(tokens, mentions, coref, places=False)
        self.quotation = innermost(zip(self.starts, self.ends), quotations)

    def find(self) -> Iterator[PlaceMention]:
        for row, word in enumerate(self.words):
            kind = self._kind(row, word)
            if kind is not None or row in self.entity_at:
                yield self._mention(row, kind)

    def _kind(self, row: int, word: str) -> str | None:
        """The kind of place a noun names; the first part of a compound hardly names one."""
        if self.syntax.upos[row] not in ("NOUN", "PROPN") or row in self.person_at:
            return None
        kind = self.nouns.get(word) or self.nouns.get(word.removesuffix("s"))
        if self.syntax.deprel[row] == "compound":
            return kind if self.words[self.head[row]] in _FITTINGS else None
        return kind

    def _mention(self, row: int, kind: str | None) -> PlaceMention:
        left = self._left(row)
        right = self._right(row)
        words = self.words[left:row]
        owner = self._owner(left, row)
        modifiers = {w for w in words if w[0].isalpha() and w not in _DETERMINERS}
        modifiers |= set(self.words[row + 1 : right])
        return PlaceMention(
            span=(self.starts[left], self.ends[right - 1]),
            row=row,
            head=self.words[row],
            kind=kind,
            proper=self.syntax.upos[row] == "PROPN" or self.cased[row][0].isupper(),
            indefinite=bool(words) and words[0] in ("a", "an", "some", "another"),
            modifiers=frozenset(modifiers - {"of"}),
            owner=owner,
            preposition=self._preposition(row, left),
            entity=self.entity_at.get(row),
            quotation=self.quotation[row],
        )

    def _left(self, row: int) -> int:
        """First row of the phrase: determiner, owner and adjectives before its head."""
        left = row
        lowest = max(0, row - _WIDEST)
        while left > lowest and self.sentence[left - 1] == self.sentence[row]:
            before = left - 1
            mine = self.head[before] == row and self.syntax.deprel[before] in _LEFT
            inner = left <= self.head[before] < row
            if self.syntax.deprel[before] == "case" and self.syntax.upos[before] == "ADP":
                break
            if not (mine or inner) or not self._joins(self.words[before]):
                break
            left = before
        return left

    @staticmethod
    def _joins(word: str) -> bool:
        """Whether a word may stand inside a phrase: no comma, no quotation mark."""
        return word[0].isalnum() or word in ("'s", "’s", "'", "’", "-")

    def _right(self, row: int) -> int:
        """The row after the phrase: a number or name after its head ("Ward Nine")."""
        right = row + 1
        if right < len(self.words) and self.sentence[right] == self.sentence[row]:
            word = self.words[right]
            capital = self.cased[right][0].isupper() and self.cased[row][0].isupper()
            number = word in _NUMBERS or word.isdigit()
            if (number and self.head[right] == row) or (capital and len(word) == 1):
                return right + 1
        return right

    def _owner(self, left: int, row: int) -> int | str | None:
        for each in range(left, row):
            if self.syntax.deprel[each] == "nmod:poss":
                return self.person_at.get(each, self.words[each])
        return None

    def _preposition(self, row: int, left: int) -> str:
        """The words that lead to the phrase, if they are a preposition."""
        cases = [
            child
            for child in range(max(0, left - 3), left)
            if self.head[child] == row and self.syntax.deprel[child] in ("case", "fixed")
        ]
        return " ".join(self.words[child] for child in cases)


def _entities(
    tokens: Tokens, mentions: Sequence[Mention], coref: Coreference, *, places: bool
) -> dict[int, int]:
    """Row of a head word to the entity of its mention: of places, or of anybody else."""
    rows = rows_at(tokens, [mention.head[0] for mention in mentions])
    found: dict[int, int] = {}
    for mention, entity, row in zip(mentions, coref.entity_of, rows, strict=True):
        if row is None or entity is None or (mention.kind == "PRON" and places):
            continue
        kind = coref.entities[entity].type
        if kind in PLACE_TYPES if places else kind == "PER":
            found.setdefault(row, entity)
    return found
