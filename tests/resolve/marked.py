"""Documents for resolution tests, written by hand with their mentions in braces.

``{Ann Lee}`` is a proper name of a person, ``{she}`` a pronoun, ``{the guard:NOM}`` a
nominal, ``{London:GPE}`` a place. Curly double quotes make quotations, blank lines
paragraphs. ``links`` gives the antecedent scores: {mention: {antecedent: score}}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.resolve.coref import resolve_coref
from fabula.resources import key_of_word
from fabula.schema.spans import AntecedentScores, Coreference, Mention, Quotation
from fabula.schema.story import Division, Paragraph, Story
from fabula.schema.tokens import Syntax, Tokens

_KINDS = {"PROP", "NOM", "PRON"}


@dataclass(frozen=True)
class Marked:
    """Everything resolution takes, and names for looking into its answer."""

    story: Story
    tokens: Tokens
    syntax: Syntax
    mentions: tuple[Mention, ...]
    quotations: tuple[Quotation, ...]
    antecedents: AntecedentScores

    def resolve(self) -> Coreference:
        return resolve_coref(
            self.story,
            self.tokens,
            self.syntax,
            self.mentions,
            self.quotations,
            self.antecedents,
        )

    def find(self, phrase: str, nth: int = 0) -> int:
        """Index of the nth mention with this text."""
        texts = [self.story.text[m.start : m.end] for m in self.mentions]
        return [i for i, text in enumerate(texts) if text == phrase][nth]


def mark(
    marked: str,
    links: Mapping[int, Mapping[int, float]] | None = None,
    divisions: Sequence[Division] = (),
    tags: Mapping[str, str] | None = None,
    relations: Mapping[str, tuple[str, str]] | None = None,
) -> Marked:
    """Read marked text; tags gives Penn tags by word, relations (UD label, head) by word."""
    text, mentions = _unmark(marked)
    paragraphs = tuple(
        Paragraph(m.start(), m.end()) for m in re.finditer(r"\S(?:.|\n(?!\n))*", text)
    )
    quotations = tuple(
        Quotation(((m.start(), m.end()),), "speech", "double")
        for m in re.finditer(r"“[^”]*”", text)
    )
    story = Story(text, "<text>", "0", divisions=tuple(divisions), paragraphs=paragraphs)
    tokens, words = _tokens(text, paragraphs, quotations)
    syntax = _syntax(words, tags or {}, relations or {})
    return Marked(story, tokens, syntax, mentions, quotations, _scores(len(mentions), links or {}))


def _unmark(marked: str) -> tuple[str, tuple[Mention, ...]]:
    text, stack, found = "", [], []
    for piece in re.split(r"([{}])", marked):
        if piece == "{":
            stack.append(len(text))
        elif piece == "}":
            start = stack.pop()
            body, _, label = text[start:].partition(":")
            text = text[:start] + body
            found.append(_mention(text, start, label))
        else:
            text += piece
    return text, tuple(sorted(found, key=lambda m: (m.start, -m.end)))


def _mention(text: str, start: int, label: str) -> Mention:
    body = text[start:]
    pronoun = key_of_word("pronouns").get(body.casefold()) is not None
    kind = label if label in _KINDS else "PRON" if pronoun else "PROP"
    kind_of = label if label and label not in _KINDS else "PER"
    last = max(body.rfind(" "), body.rfind("\n")) + 1
    head = (start + last, start + len(body))
    return Mention(start, start + len(body), kind, kind_of, 0.9, head)  # type: ignore[arg-type]


def _tokens(
    text: str, paragraphs: Sequence[Paragraph], quotations: Sequence[Quotation]
) -> tuple[Tokens, list[str]]:
    starts, ends, sentence, paragraph, words = [], [], [], [], []
    number = 0
    for p, span in enumerate(paragraphs):
        for m in re.finditer(r"\w+|[^\w\s]", text[span.start : span.end]):
            at = span.start + m.start()
            starts.append(at)
            ends.append(span.start + m.end())
            sentence.append(number)
            paragraph.append(p)
            words.append(m.group())
            quoted = any(a <= at < b for q in quotations for a, b in q.spans)
            number += m.group() in ".!?" and not quoted
        number += 1
    columns = (np.array(c, dtype=np.int32) for c in (starts, ends, sentence, paragraph))
    return Tokens(*columns), words


def _syntax(
    words: list[str], tags: Mapping[str, str], relations: Mapping[str, tuple[str, str]]
) -> Syntax:
    count = len(words)
    head = np.arange(count, dtype=np.int32)
    deprel = ["dep"] * count
    for row, word in enumerate(words):
        if word in relations:
            deprel[row], governor = relations[word]
            head[row] = words.index(governor)
    xpos = tuple(tags.get(word, "NN") for word in words)
    return Syntax(("X",) * count, xpos, tuple(w.lower() for w in words), head, tuple(deprel))


def _scores(count: int, links: Mapping[int, Mapping[int, float]]) -> AntecedentScores:
    width = max((len(row) for row in links.values()), default=1)
    candidates = np.full((count, width), -1, dtype=np.int32)
    scores = np.full((count, width), -np.inf, dtype=np.float32)
    for i, row in links.items():
        for k, (candidate, score) in enumerate(row.items()):
            candidates[i, k], scores[i, k] = candidate, score
    return AntecedentScores(candidates, scores)
