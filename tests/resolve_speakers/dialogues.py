"""Hand-made dialogues: text with “curly” quotations, a cast by name, pronouns by table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from fabula.resolve.speakers import attribute
from fabula.resolve.speakers.attribute import find_tags
from fabula.resolve.speakers.evidence import Narrators, read_turn
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.stage import Stage
from fabula.resolve.speakers.turns import build_turns
from fabula.schema.spans import (
    Attribution,
    Coreference,
    Entity,
    Gender,
    Mention,
    MentionKind,
    NarrationSpan,
    Quotation,
    SpeakerScores,
)
from fabula.schema.story import Paragraph, Story
from fabula.schema.tokens import Syntax, Tokens

_WORD = re.compile(r"[A-Za-z]+\.(?=\s[A-Z])|'s\b|[A-Za-z]+(?:-[A-Za-z]+)*|--|[^\w\s]|\d+")
_PRONOUN = re.compile(r"\b(I|me|he|him|she|her|they|them|we)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Dialogue:
    """A story and all that attribution is given about it.

    ``cast`` maps a name to gender; forms after ``|`` are further names, a form in lower
    case ("the redhead") is a nominal. ``pronouns`` maps a pronoun to the name it stands for.
    """

    text: str
    cast: Mapping[str, Gender | None]
    pronouns: Mapping[str, str] = field(default_factory=dict)
    narrator: str | None = None
    marks: str = "double"
    groups: frozenset[str] = frozenset()
    spans: tuple[Quotation, ...] | None = None
    unseen: frozenset[str] = frozenset()

    def names(self) -> list[str]:
        return [forms.split("|")[0] for forms in self.cast]

    def read(self, scores: SpeakerScores | None = None) -> list[Attribution]:
        quotations = self.spans if self.spans is not None else quotations_in(self.text, self.marks)
        mentions, entity_of = self._mentions(quotations)
        names = self.names()
        narrator = () if self.narrator is None else (self._narration(names),)
        tokens, syntax = words_of(self.text)
        empty = np.zeros((len(quotations), 0), dtype=np.float32)
        nothing = SpeakerScores(empty.astype(np.int32), empty, empty)
        found = attribute(
            Story(self.text, "<text>", "0" * 64, paragraphs=paragraphs_of(self.text)),
            tokens,
            syntax,
            mentions,
            quotations,
            Coreference(self._entities(entity_of), entity_of, (0.9,) * len(mentions)),
            narrator,
            scores or nothing,
        )
        assert [a.quotation for a in found] == list(range(len(quotations)))
        return list(found)

    def speakers(self, scores: SpeakerScores | None = None) -> list[str | None]:
        """Names of the speakers, in the order of the quotations."""
        return [self.name(a.speaker) for a in self.read(scores)]

    def name(self, entity: int | None) -> str | None:
        return None if entity is None else self.names()[entity]

    def addressees(self) -> list[list[str | None]]:
        return [[self.name(e) for e in a.addressees] for a in self.read()]

    def stages(self) -> list[dict[str, dict[str, float]]]:
        """For each turn the features of everybody in the cast, by name."""
        names = self.names()
        everybody = range(len(names))
        return [
            {names[entity]: row for entity, row in stage.show(everybody).items()}
            for stage in self._turn_by_turn()
        ]

    def close_by(self) -> list[set[str]]:
        """For each turn the names of those who speak or are called close by."""
        names = self.names()
        return [{names[entity] for entity in stage.close_by()} for stage in self._turn_by_turn()]

    def _turn_by_turn(self) -> Iterator[Stage]:
        quotations = quotations_in(self.text, self.marks)
        mentions, entity_of = self._mentions(quotations)
        tokens, syntax = words_of(self.text)
        story = Story(self.text, "<text>", "0" * 64, paragraphs=paragraphs_of(self.text))
        known = Coreference(self._entities(entity_of), entity_of, (0.9,) * len(mentions))
        page = Page(story, tokens, syntax, mentions, quotations, known)
        tags = find_tags(page, quotations)
        turns = build_turns(page, story, quotations, tags)
        nobody = Narrators(())
        evidence = [read_turn(page, turn, quotations, tags, nobody) for turn in turns]
        stage = Stage(page, turns, quotations, evidence)
        for at in range(len(turns)):
            stage.move(at)
            yield stage

    def _narration(self, names: list[str]) -> NarrationSpan:
        assert self.narrator is not None
        at = names.index(self.narrator)
        return NarrationSpan(0, len(self.text), "first", "past", at, 0.9)

    def _mentions(
        self, quotations: tuple[Quotation, ...]
    ) -> tuple[tuple[Mention, ...], tuple[int | None, ...]]:
        found: list[tuple[Mention, int | None]] = []
        for number, forms in enumerate(self.cast):
            for form in forms.split("|"):
                if form in self.unseen:
                    continue
                for match in re.finditer(rf"\b{re.escape(form)}\b", self.text):
                    kind: MentionKind = "PROP" if form[0].isupper() else "NOM"
                    head = (match.end() - len(form.split()[-1]), match.end())
                    span = match.span()
                    found.append((Mention(*span, kind, "PER", 0.9, head), number))
        names = self.names()
        for match in _PRONOUN.finditer(self.text):
            if any(a <= match.start() < b for q in quotations for a, b in q.spans):
                continue
            name = self.pronouns.get(match.group().lower())
            entity = None if name is None else names.index(name)
            found.append((Mention(*match.span(), "PRON", "PER", 0.9, match.span()), entity))
        found.sort(key=lambda pair: (pair[0].start, -pair[0].end))
        found = [p for p in found if not any(_inside(p[0], other[0]) for other in found)]
        return tuple(m for m, _ in found), tuple(e for _, e in found)

    def _entities(self, entity_of: tuple[int | None, ...]) -> tuple[Entity, ...]:
        return tuple(
            Entity(
                "PER",
                forms.split("|")[0],
                forms[0].isupper(),
                tuple(i for i, e in enumerate(entity_of) if e == number),
                tuple((form, 0, 1) for form in forms.split("|") if form[0].isupper()),
                gender,
                forms in self.groups,
            )
            for number, (forms, gender) in enumerate(self.cast.items())
        )


def _inside(one: Mention, other: Mention) -> bool:
    return other.start <= one.start and one.end <= other.end and one != other


def paragraphs_of(text: str) -> tuple[Paragraph, ...]:
    """Paragraphs parted by blank lines; ``***`` alone is a break."""
    found = []
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        kind = "break" if match.group().strip() == "***" else "text"
        found.append(Paragraph(match.start(), match.end(), kind))
    return tuple(found)


def words_of(text: str) -> tuple[Tokens, Syntax]:
    """Words and an empty analysis: attribution must not need one."""
    rows = [
        (m.start() + p.start, m.end() + p.start, number)
        for number, p in enumerate(paragraphs_of(text))
        if p.kind == "text"
        for m in _WORD.finditer(text[p.start : p.end])
    ]
    column = np.array(rows, dtype=np.int32).reshape(-1, 3)
    count = len(rows)
    tokens = Tokens(column[:, 0], column[:, 1], np.zeros(count, dtype=np.int32), column[:, 2])
    blank = ("_",) * count
    return tokens, Syntax(blank, blank, blank, np.arange(count, dtype=np.int32), blank)


def quotations_in(text: str, marks: str) -> tuple[Quotation, ...]:
    """One quotation per run of “…” pieces that a tag ending in a comma joins."""
    found: list[Quotation] = []
    for match in re.finditer(r"“[^”]*”", text):
        if found:
            between = text[found[-1].spans[-1][1] : match.start()]
            if between.endswith((", ", "; ")) and "\n" not in between:
                found[-1] = replace(found[-1], spans=(*found[-1].spans, match.span()))
                continue
        found.append(Quotation((match.span(),), "speech", marks))
    return tuple(found)
