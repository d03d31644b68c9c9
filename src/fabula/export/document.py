"""All words of a document in one table, those outside the story included."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from fabula.export.base import require_words
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens
from fabula.schema.world import World
from fabula.tokens.words import WordCutter


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Columns with a row per word, numbered over the whole document.

    ``sentence`` and ``paragraph`` count from 0 without gaps. ``head`` is a row, a root its
    own, one root per sentence; ``deprel`` is of Universal Dependencies. Headings, licences
    and the like were not analysed: ``upos`` X, ``xpos`` XX, all words on the first.
    """

    starts: list[int]
    ends: list[int]
    text: list[str]
    sentence: list[int]
    paragraph: list[int]
    lemma: list[str]
    upos: list[str]
    xpos: list[str]
    head: list[int]
    deprel: list[str]

    def rows(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last row of the words that a span touches; None if it touches none."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end) - 1
        return (first, last) if first <= last else None

    def sentence_edges(self) -> list[tuple[int, int]]:
        """First row and row after the last of every sentence."""
        count = len(self.starts)
        firsts = [i for i in range(count) if i == 0 or self.sentence[i] != self.sentence[i - 1]]
        return list(zip(firsts, [*firsts[1:], count]))


def whole_document(world: World) -> Document:
    """Every word of the text. Raises ExportError where the World holds no words."""
    words = require_words(world)
    builder = _Builder(world.story)
    first = 0
    paragraphs = words.tokens.paragraph.tolist()
    for index, paragraph in enumerate(world.story.paragraphs):
        if paragraph.kind == "text":
            last = bisect_right(paragraphs, index)
            builder.add_analysed(words.tokens, words.syntax, first, last)
            first = last
        else:
            builder.add_plain(paragraph.start, paragraph.end)
    return builder.document


def story_words(world: World) -> Document:
    """The words of the story itself. Raises ExportError where the World holds no words."""
    words = require_words(world)
    builder = _Builder(world.story)
    paragraphs = words.tokens.paragraph.tolist()
    first = 0
    while first < len(paragraphs):
        last = bisect_right(paragraphs, paragraphs[first])
        builder.add_analysed(words.tokens, words.syntax, first, last)
        first = last
    return builder.document


class _Builder:
    def __init__(self, story: Story) -> None:
        self.document = Document([], [], [], [], [], [], [], [], [], [])
        self._text = story.text
        self._cutter = WordCutter()
        self._paragraphs = 0
        self._sentences = 0

    def add_analysed(self, tokens: Tokens, syntax: Syntax, first: int, last: int) -> None:
        """A paragraph of the story: rows ``first`` to ``last`` of its words."""
        starts, ends = tokens.starts[first:last].tolist(), tokens.ends[first:last].tolist()
        self._add_words(list(zip(starts, ends)))
        self.document.lemma.extend(syntax.lemma[first:last])
        self.document.upos.extend(syntax.upos[first:last])
        self.document.xpos.extend(syntax.xpos[first:last])
        shift = len(self.document.head) - first
        roots: dict[int, int] = {}
        previous = None
        for row in range(first, last):
            sentence, head = int(tokens.sentence[row]), int(syntax.head[row])
            deprel = syntax.deprel[row]
            if sentence != previous:
                self._sentences += previous is not None
                previous = sentence
            if head == row:
                root = roots.setdefault(sentence, row)
                # a very long sentence is parsed in pieces: one of their roots is the root
                head, deprel = (row, "root") if root == row else (root, "parataxis")
            self.document.sentence.append(self._sentences)
            self.document.head.append(head + shift)
            self.document.deprel.append(deprel)
        self._sentences += previous is not None

    def add_plain(self, start: int, end: int) -> None:
        """A paragraph around the story: one sentence, not analysed."""
        spans = list(self._cutter.words(self._text, start, end))
        first = len(self.document.head)
        self._add_words(spans)
        count = len(spans)
        self.document.lemma.extend(self.document.text[first:])
        self.document.upos.extend(["X"] * count)
        self.document.xpos.extend(["XX"] * count)
        self.document.head.extend([first] * count)
        self.document.deprel.extend((["root"] + ["dep"] * (count - 1))[:count])
        self.document.sentence.extend([self._sentences] * count)
        self._sentences += count > 0

    def _add_words(self, spans: list[tuple[int, int]]) -> None:
        self.document.starts.extend(start for start, _ in spans)
        self.document.ends.extend(end for _, end in spans)
        self.document.text.extend(self._text[start:end] for start, end in spans)
        self.document.paragraph.extend([self._paragraphs] * len(spans))
        self._paragraphs += bool(spans)
