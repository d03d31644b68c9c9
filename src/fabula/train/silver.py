"""Speakers for free: explicit quotations of public-domain novels label themselves.

``"Yes," said Anne.`` names its speaker. With the tag cut out, the same line is an
implicit quotation whose answer we know; two tagged lines label the untagged ones that
go on alternating after them; the other speaker beside a line is its addressee.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from fabula.encoder.subwords import encode_words
from fabula.ingest import story_from_text
from fabula.quotations import find_quotations
from fabula.schema.tokens import IntArray
from fabula.tokens import tokenize
from fabula.train.config import TrainConfig
from fabula.train.examples import LiteraryExample, mention_table

PASSAGE = 230
"""Words of a passage, before tags are cut out."""
CUT_TAG = 0.6
"""Share of the tags that are cut out."""
LONGEST_TAG = 14
LEAST_TAGS = 3
"""A name is believed when it stands in this many tags of its novel."""

_VERBS = frozenset(
    "said asked replied cried answered whispered exclaimed returned observed murmured remarked "
    "inquired enquired continued added shouted repeated muttered began declared called says".split()
)
_TITLES = frozenset(
    "Mr. Mrs. Miss Ms. Dr. Sir Lady Lord Captain Colonel Aunt Uncle Father Mother Major".split()
)
_NOT_NAMES = frozenset(
    "I He She It They We You The A An This That His Her My Our Their But And Then So Yes No Oh "
    "One Some What Why When Where How There Here".split()
)
_NAME_WORD = re.compile(r"[A-Z][a-z]+(?:[-'’][A-Za-z]+)?$")

Words = tuple[int, int]


@dataclass(slots=True)
class _Line:
    """A quotation of a novel by word spans, with the name in its tag where there is one."""

    pieces: list[Words]
    paragraph: int
    name: str | None = None
    tag: Words | None = None
    addressee: str | None = None


@dataclass(slots=True)
class _Novel:
    """A novel as words, with its lines and all occurrences of the names in its tags."""

    words: list[str]
    paragraph: IntArray
    sentence: IntArray
    lines: list[_Line]
    names: list[tuple[int, int, str]] = field(default_factory=list)


def silver_examples(config: TrainConfig, data: Path, tokenizer: Tokenizer) -> list[LiteraryExample]:
    """Passages with known speakers, drawn evenly from all novels, shuffled by the seed."""
    if not config.data.silver_passages:
        return []
    without = set(config.data.silver_without)
    paths = [p for p in sorted((data / config.data.silver).glob("*.txt")) if p.stem not in without]
    share = config.data.silver_passages // max(len(paths), 1) + 1
    rng = random.Random(config.seed)
    examples: list[LiteraryExample] = []
    for path in paths:
        novel = _read_novel(path, config.data.silver_characters)
        passages = list(_passages(novel))
        for start, end in rng.sample(passages, min(share, len(passages))):
            example = _example(novel, start, end, path.stem, tokenizer, rng)
            if example is not None:
                examples.append(example)
    rng.shuffle(examples)
    return examples


def _read_novel(path: Path, characters: int) -> _Novel:
    text = path.read_text(encoding="utf-8")[:characters]
    story = story_from_text(text, source=path.name)
    quotations = find_quotations(story)
    tokens = tokenize(story, quotations)
    words = [story.text[a:b] for a, b in zip(tokens.starts, tokens.ends)]
    lines = []
    for quotation in quotations:
        if quotation.parent is not None or quotation.kind != "speech":
            continue
        pieces = [
            (int(np.searchsorted(tokens.starts, a)), int(np.searchsorted(tokens.starts, b)))
            for a, b in quotation.spans
        ]
        pieces = [(a, b) for a, b in pieces if a < b]
        if pieces:
            lines.append(_Line(pieces, int(tokens.paragraph[pieces[0][0]])))
    novel = _Novel(words, tokens.paragraph, tokens.sentence, lines)
    _find_tags(novel)
    _find_names(novel)
    _alternate(novel)
    return novel


def _name_at(words: list[str], at: int) -> int:
    """End of the name that starts at word ``at``, or ``at``."""
    end = at
    while end < min(at + 4, len(words)) and words[end] not in _NOT_NAMES:
        if words[end] not in _TITLES and not _NAME_WORD.match(words[end]):
            break
        end += 1
    return end if end > at and words[end - 1] not in _TITLES else at


def _find_tags(novel: _Novel) -> None:
    words = novel.words
    for line in novel.lines:
        for i, (_, end) in enumerate(line.pieces):
            name = None
            if end + 1 < len(words) and words[end] in _VERBS:
                stop = _name_at(words, end + 1)
                if stop > end + 1:
                    name = (end + 1, stop)
            elif end < len(words):
                stop = _name_at(words, end)
                if stop > end and stop < len(words) and words[stop] in _VERBS:
                    name = (end, stop)
            if name and novel.paragraph[name[1] - 1] == line.paragraph:
                line.name = " ".join(words[name[0] : name[1]])
                more = line.pieces[i + 1][0] if i + 1 < len(line.pieces) else None
                line.tag = _tag_extent(novel, end, more)
                break


def _tag_extent(novel: _Novel, start: int, stop: int | None) -> Words | None:
    """The words to cut for a tag at ``start``: up to the next piece or the sentence's end."""
    if stop is None:
        stop = start
        while stop < len(novel.words) and novel.sentence[stop] == novel.sentence[start]:
            stop += 1
    return (start, stop) if stop - start <= LONGEST_TAG else None


def _find_names(novel: _Novel) -> None:
    """Occurrences of every believed name; a name contained in just one other is that one."""
    counts = Counter(line.name for line in novel.lines if line.name)
    believed = {name for name, count in counts.items() if count >= LEAST_TAGS}
    bearer: dict[str, str] = {}
    for name in believed:
        own = set(name.split())
        longer = [other for other in believed if own < set(other.split())]
        bearer[name] = longer[0] if len(longer) == 1 else name
    by_first: dict[str, list[list[str]]] = {}
    for name in sorted(believed, key=len, reverse=True):
        by_first.setdefault(name.split()[0], []).append(name.split())
    at = 0
    while at < len(novel.words):
        for parts in by_first.get(novel.words[at], ()):
            if novel.words[at : at + len(parts)] == parts:
                novel.names.append((at, at + len(parts), bearer[" ".join(parts)]))
                at += len(parts) - 1
                break
        at += 1
    for line in novel.lines:
        line.name = bearer.get(line.name or "")


def _alternate(novel: _Novel) -> None:
    """Label up to two untagged lines after two differently tagged ones, and addressees."""
    lines = novel.lines
    tagged = [line.tag is not None for line in lines]
    for i in range(2, len(lines)):
        a, b, line = lines[i - 2], lines[i - 1], lines[i]
        step = (a.paragraph + 1, a.paragraph + 2) == (b.paragraph, line.paragraph)
        alone = i + 1 == len(lines) or lines[i + 1].paragraph != line.paragraph
        sure = tagged[i - 1] or (i > 2 and tagged[i - 2] and tagged[i - 3])
        turn = step and alone and sure and a.name and b.name and a.name != b.name
        if turn and line.name is None and _quote_only(novel, line):
            line.name = a.name
    for before, line in pairwise(lines):
        next_to = line.paragraph - before.paragraph == 1
        if next_to and before.name and line.name and before.name != line.name:
            line.addressee = before.name
            before.addressee = before.addressee or line.name


def _quote_only(novel: _Novel, line: _Line) -> bool:
    first, last = np.searchsorted(novel.paragraph, (line.paragraph, line.paragraph + 1))
    return int(last - first) == sum(b - a for a, b in line.pieces)


def _passages(novel: _Novel) -> Iterator[Words]:
    """Word ranges around lines with a known speaker, cut at paragraphs."""
    covered = 0
    for line in novel.lines:
        start, end = line.pieces[0][0], line.pieces[-1][1]
        if line.name is None or start < covered or end - start > PASSAGE // 2:
            continue
        lo = max(0, start - PASSAGE * 2 // 3)
        lo = int(np.searchsorted(novel.paragraph, novel.paragraph[lo]))
        hi = min(len(novel.words), max(end + PASSAGE // 3, lo + PASSAGE))
        if hi - lo < 3 * PASSAGE:
            yield lo, hi
            covered = hi


def _example(
    novel: _Novel, lo: int, hi: int, source: str, tokenizer: Tokenizer, rng: random.Random
) -> LiteraryExample | None:
    """The passage [lo, hi) with most tags cut out, as an example with known speakers."""
    lines = [x for x in novel.lines if lo <= x.pieces[0][0] and x.pieces[-1][1] <= hi]
    keep = np.ones(hi - lo, bool)
    for line in lines:
        if line.name and line.tag and rng.random() < CUT_TAG:
            keep[line.tag[0] - lo : line.tag[1] - lo] = False
    shift = np.concatenate([[0], np.cumsum(keep)])

    def moved(span: Words) -> Words:
        return int(shift[span[0] - lo]), int(shift[span[1] - lo])

    words = [w for w, k in zip(novel.words[lo:hi], keep) if k]
    numbers: dict[str, int] = {}
    rows = []
    for start, end, name in novel.names:
        if lo <= start and end <= hi and keep[start - lo : end - lo].all():
            rows.append(
                (*moved((start, end)), "PER", "PROP", numbers.setdefault(name, len(numbers)))
            )
    if len(numbers) < 2:
        return None
    quote_of = np.full(len(words), -1, np.int32)
    quotes = tuple(tuple(moved(p) for p in line.pieces) for line in lines)
    for i, pieces in enumerate(quotes):
        for start, end in pieces:
            quote_of[start:end] = i
    return LiteraryExample(
        name=source,
        words=tuple(words),
        subwords=encode_words(tokenizer, words),
        sentence=novel.sentence[lo:hi][keep],
        mentions=mention_table(words, rows),
        events=None,
        quotes=quotes,
        speakers=tuple(numbers.get(line.name or "", -1) for line in lines),
        addressees=tuple(numbers.get(line.addressee or "", -1) for line in lines),
        quote_of=quote_of,
        paragraph=novel.paragraph[lo:hi][keep],
    )
