"""Mentions that people know of and the mention head missed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from fabula.resolve.insert import insert_mentions
from fabula.resources import key_of_word
from fabula.schema.corrections import AliasFrom, CastMember, Corrections, Is
from fabula.schema.spans import AntecedentScores, Mention, SpeakerScores
from fabula.schema.story import Span
from fabula.schema.tokens import Tokens

_LONGEST = 200  # characters of a mention
_WORD = re.compile(r"\w+")


def add_mentions(
    text: str,
    tokens: Tokens,
    mentions: tuple[Mention, ...],
    antecedents: AntecedentScores,
    speakers: SpeakerScores,
    corrections: Corrections,
) -> tuple[tuple[Mention, ...], AntecedentScores, SpeakerScores]:
    """Add the names of the cast where no name was found, and every mention pointed at.

    What is pointed at is certain, whether it was found or not. Added mentions have no
    antecedent scores; all numbers in the scores are moved to where the mentions are now.
    """
    pointed = {e.mention.span for e in corrections.entries if isinstance(e, Is)}
    added = _missed(text, tokens, mentions, corrections, pointed)
    if not added and not pointed:
        return mentions, antecedents, speakers
    found, antecedents, speakers = insert_mentions(mentions, antecedents, speakers, added)
    found = tuple(replace(m, confidence=1.0) if (m.start, m.end) in pointed else m for m in found)
    return found, antecedents, speakers


def _missed(
    text: str,
    tokens: Tokens,
    mentions: Sequence[Mention],
    corrections: Corrections,
    pointed: Iterable[Span],
) -> list[Mention]:
    taken = {(m.start, m.end) for m in mentions}
    names = [m for m in mentions if m.kind == "PROP"]
    starts = [m.start for m in names]
    added: dict[Span, Mention] = {}

    def covered(start: int, end: int) -> bool:
        near = names[bisect_left(starts, start - _LONGEST) : bisect_left(starts, end)]
        return any(m.end > start for m in near)

    for span in _named_spans(text, corrections):
        if span not in taken and not covered(*span):
            added.setdefault(span, _mention(text, *span))
    for start, end in pointed:
        if (start, end) not in taken:
            added[start, end] = replace(_mention(text, start, end), confidence=1.0)
    edges = set(tokens.starts.tolist()), set(tokens.ends.tolist())
    return [m for (a, b), m in added.items() if a in edges[0] and b in edges[1]]


def _named_spans(text: str, corrections: Corrections) -> Iterator[Span]:
    """Where a name of the cast, or an alias given, stands as printed; longest names first.

    One word that the text also writes small ("Will", "Rose") is no evidence by itself.
    """
    names = {name for member in corrections.cast for name in _people(member)}
    names |= {e.alias for e in corrections.entries if isinstance(e, AliasFrom)}
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in sorted(filter(_is_proper, names), key=lambda name: (-len(name), name)):
        if first := _WORD.match(name):
            by_first[first.group()].append(name)
    if not by_first:
        return
    small = {word.group() for word in _WORD.finditer(text) if word.group().islower()}
    for word in _WORD.finditer(text):
        for name in by_first.get(word.group(), ()):
            if name == word.group() and name.casefold() in small:
                continue
            if found := _pattern(name).match(text, word.start()):
                yield found.span()
                break


@lru_cache(maxsize=4096)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, name.split())) + r"(?!\w)")


def _people(member: CastMember) -> Iterator[str]:
    if member.type == "PER":
        yield from (member.name, *member.aliases)


def _is_proper(name: str) -> bool:
    """A name in capitals, longer than an initial; a first word with "The" needs another."""
    words = [word for word in name.split() if word.casefold() != "the"]
    return len(name) > 1 and any(word[0].isupper() for word in words)


def _mention(text: str, start: int, end: int) -> Mention:
    words = text[start:end].split()
    head = text.rindex(words[-1], start, end)
    pronoun = len(words) == 1 and words[0].casefold() in key_of_word("pronouns")
    kind = "PRON" if pronoun else "PROP" if any(w[0].isupper() for w in words) else "NOM"
    return Mention(start, end, kind, "PER", 0.5, (head, end))  # type: ignore[arg-type]
