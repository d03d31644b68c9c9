"""Clauses: each verb with those who take part in it, read off the dependency tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fabula.resolve.views import UNSAID, innermost
from fabula.schema.findings import Modality
from fabula.schema.spans import Mention, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens, children_of, column, small_words

Tense = Literal["past", "present"]
Rows = tuple[int, ...]

_SUBJECTS = frozenset({"nsubj", "csubj"})
_AUXILIARIES = frozenset({"aux", "aux:pass"})
_OBLIQUES = frozenset({"obl", "obl:npmod", "obl:tmod", "nmod", "advmod"})
# An open clause has the subject of the clause it depends on: "Ann rose and left, smiling".
_OPEN = frozenset({"conj", "xcomp", "advcl", "parataxis"})
_MODALS = frozenset("may might could would should can shall will 'd 'll ’d ’ll must ought".split())
_HYPOTHETICAL = frozenset({"if", "unless", "whether", "lest"})
_IMAGINING = frozenset(
    "want wish hope try dream imagine expect plan intend pretend fear promise refuse need".split()
)
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "nobody", "nothing", "neither", "nor"})
_DEEPEST = 4  # steps up to a subject that is shared


@dataclass(frozen=True, slots=True)
class Oblique:
    """A prepositional or adverbial dependent; ``mention`` is an index, None for no mention."""

    preposition: str
    row: int
    mention: int | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb, or (``predicate``) a noun or adjective with a copula, and its participants.

    row: of the verb in Tokens; form: the word in lower case; quotation: the innermost one
    around it of speech (reported too) or thought. subjects, objects, recipients are mention
    indices; in the passive the agent is a subject and ``nsubj:pass`` an object.
    ``perfect``: "had gone".
    """

    row: int
    start: int
    end: int
    form: str
    lemma: str
    quotation: int | None
    subjects: Rows
    objects: Rows
    recipients: Rows
    obliques: tuple[Oblique, ...]
    particles: tuple[str, ...]
    negated: bool
    modality: Modality
    tense: Tense | None
    perfect: bool
    predicate: bool


def read_clauses(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
) -> tuple[Clause, ...]:
    """All clauses in text order; in a text without parse there are none."""
    return tuple(_Reader(story, tokens, syntax, mentions, quotations).clauses())


class _Reader:
    """One sweep over the words; positions are token rows."""

    def __init__(
        self,
        story: Story,
        tokens: Tokens,
        syntax: Syntax,
        mentions: Sequence[Mention],
        quotations: Sequence[Quotation],
    ) -> None:
        self.syntax = syntax
        self.starts = column(tokens.starts)
        self.ends = column(tokens.ends)
        self.head = column(syntax.head)
        self.words = small_words(story.text, tokens)
        self.children = children_of(syntax.head)
        self.asked = self._asked(tokens)
        self.mention_at = _by_head(tokens, mentions)
        self.quotation = innermost(zip(self.starts, self.ends), quotations, UNSAID)

    def _asked(self, tokens: Tokens) -> list[bool]:
        """For each row whether its sentence is a question."""
        sentence = column(tokens.sentence)
        asking = {sentence[row] for row, word in enumerate(self.words) if "?" in word}
        return [number in asking for number in sentence]

    def clauses(self) -> Iterator[Clause]:
        for row, upos in enumerate(self.syntax.upos):
            labels = [self.syntax.deprel[child] for child in self.children[row]]
            predicate = "cop" in labels
            if predicate or upos == "VERB":
                yield self._clause(row, predicate)

    def _clause(self, row: int, predicate: bool) -> Clause:
        tense, perfect = self._tense(row)
        agents = self._dependents(row, {"obl:agent"})
        return Clause(
            row=row,
            start=self.starts[row],
            end=self.ends[row],
            form=self.words[row],
            lemma=self.syntax.lemma[row].lower(),
            quotation=self.quotation[row],
            subjects=agents or self._mentions(self._subjects(row, _DEEPEST)),
            objects=self._dependents(row, {"obj", "nsubj:pass"}),
            recipients=self._dependents(row, {"iobj"}),
            obliques=tuple(self._obliques(row)),
            particles=tuple(self._particles(row)),
            negated=any(self.words[child] in _NEGATIONS for child in self.children[row]),
            modality=self._modality(row, _DEEPEST),
            tense=tense,
            perfect=perfect,
            predicate=predicate,
        )

    def _dependents(self, row: int, labels: set[str]) -> Rows:
        rows = [child for child in self.children[row] if self.syntax.deprel[child] in labels]
        return self._mentions(rows)

    def _subjects(self, row: int, depth: int) -> list[int]:
        """Rows of the subjects, those of the clause above where it has none of its own."""
        own = [child for child in self.children[row] if self.syntax.deprel[child] in _SUBJECTS]
        passive = any(self.syntax.deprel[child] == "nsubj:pass" for child in self.children[row])
        label, above = self.syntax.deprel[row], self.head[row]
        if own or passive or depth == 0 or above == row:
            return own
        if label in ("acl", "acl:relcl") and self.syntax.xpos[row] in ("VBG", "VBN"):
            return [above] if self.syntax.xpos[row] == "VBG" else []
        if label not in _OPEN or (label == "advcl" and self.syntax.xpos[row] != "VBG"):
            return []
        told = [child for child in self.children[above] if self.syntax.deprel[child] == "obj"]
        if label == "xcomp" and told and above < told[0] < row:
            return told  # "told him to go": he goes
        return self._subjects(above, depth - 1)

    def _mentions(self, rows: Sequence[int]) -> Rows:
        """Mentions headed at these rows, conjuncts included, each once."""
        found: dict[int, None] = {}
        for row in rows:
            joined = [child for child in self.children[row] if self.syntax.deprel[child] == "conj"]
            for each in (row, *joined):
                if each in self.mention_at:
                    found[self.mention_at[each]] = None
        return tuple(found)

    def _obliques(self, row: int) -> Iterator[Oblique]:
        for child in self.children[row]:
            if self.syntax.deprel[child] not in _OBLIQUES:
                continue
            cases = [c for c in self.children[child] if self.syntax.deprel[c] == "case"]
            words = " ".join(self.words[c] for c in cases)
            mention = self.mention_at.get(child)
            if words or mention is not None or self.syntax.upos[child] != "ADV":
                yield Oblique(words, child, mention)

    def _particles(self, row: int) -> Iterator[str]:
        for child in self.children[row]:
            label = self.syntax.deprel[child]
            if label == "compound:prt" or (label == "advmod" and not self.children[child]):
                yield self.words[child]

    def _modality(self, row: int, depth: int) -> Modality:
        """Of the clause, or of the one it is a complement or a conjunct of."""
        children = self.children[row]
        marks = {self.words[c] for c in children if self.syntax.deprel[c] == "mark"}
        if marks & _HYPOTHETICAL or {"as", "though"} <= marks or {"as", "if"} <= marks:
            return "possible"
        auxiliaries = {self.words[c] for c in children if self.syntax.deprel[c] == "aux"}
        if auxiliaries & _MODALS and not self._had(row):
            return "possible"
        if self.asked[row]:
            return "asked"
        label, above = self.syntax.deprel[row], self.head[row]
        if label in ("xcomp", "ccomp") and self.syntax.lemma[above] in _IMAGINING:
            return "imagined"
        if label in ("xcomp", "conj", "advcl") and depth and above != row:
            return self._modality(above, depth - 1)
        return "asserted"

    def _had(self, row: int) -> bool:
        """ "He'd gone": a 'd before a participle is "had"."""
        return self.syntax.xpos[row] == "VBN"

    def _tense(self, row: int) -> tuple[Tense | None, bool]:
        helpers = [
            child
            for child in self.children[row]
            if self.syntax.deprel[child] in _AUXILIARIES or self.syntax.deprel[child] == "cop"
        ]
        perfect = any(
            self.syntax.lemma[c] == "have" or self.words[c] in ("'d", "’d", "had", "has", "have")
            for c in helpers
        ) and self.syntax.xpos[row] in ("VBN", "VBD")
        for each in (*helpers, row):
            tag = self.syntax.xpos[each]
            if tag == "VBD":
                return "past", perfect
            if tag in ("VBZ", "VBP"):
                return "present", perfect
        return None, perfect


def _by_head(tokens: Tokens, mentions: Sequence[Mention]) -> Mapping[int, int]:
    """Row of a head word to its mention; of several the outermost."""
    heads = np.fromiter((m.head[0] for m in mentions), dtype=np.int64, count=len(mentions))
    rows = np.searchsorted(tokens.starts, heads, side="right") - 1
    found: dict[int, int] = {}
    for index, row in enumerate(rows.tolist()):
        found.setdefault(row, index)
    return found
