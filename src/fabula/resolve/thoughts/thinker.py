"""Whose thought it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fabula.resolve.thoughts.page import ThoughtPage
from fabula.resolve.thoughts.sentences import Sentence
from fabula.resources import words
from fabula.schema.story import Span

_BACK, _ON = 300, 60  # words before and after a thought among which its thinker is looked for
_HALF = 80.0  # words over which a subject comes to count half
_LATER = 0.5  # what a subject after the thought counts
_OTHER_PARAGRAPH = 0.4
_BY_NAME = 4.0  # what a name counts beside a pronoun or a description
_KNOWN = 0.7  # power of how often the whole story speaks of somebody
_PERCEIVING = 2.0
_SUBORDINATE = 0.5
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_MAIN = frozenset({"root", "conj", "parataxis"})
_SPEAKERS_OWN = frozenset("i me my mine myself we us our you your".split())

Thinker = tuple[int | None, Span | None]


def thinker_of(page: ThoughtPage, run: Sequence[Sentence]) -> Thinker:
    """The thinker, and the mention that tells.

    The subject of the tag; else a first-person narrator; else who is most and latest the
    subject of the narration around, above all by name and of verbs of perceiving, whom the
    story often speaks of, and who is not spoken of in the thought.
    """
    for sentence in run:
        if sentence.tag is not None:
            row = sentence.tag.subject
            return page.entity_at(row), page.span_at(row)
    told = run[0].told
    if told.person == "first" and told.narrator is not None:
        return told.narrator, None
    votes: defaultdict[int, float] = defaultdict(float)
    nearest: dict[int, int] = {}
    lo, hi = run[0].lo, run[-1].hi
    others = _spoken_of(page, lo, hi)
    for row in range(max(0, lo - _BACK), min(len(page.words), hi + _ON)):
        if lo <= row < hi or page.syntax.deprel[row] not in _SUBJECTS or not page.narrated[row]:
            continue
        entity = page.entity_at(row)
        if entity is None or entity in others:
            continue
        votes[entity] += _weight(page, row, lo, hi)
        nearest[entity] = row if row < lo or entity not in nearest else nearest[entity]
    if not votes:
        return None, None
    for entity in votes:
        votes[entity] *= len(page.coref.entities[entity].mentions) ** _KNOWN
    best = max(votes, key=lambda entity: (votes[entity], -entity))
    return best, page.span_at(nearest[best])


def _weight(page: ThoughtPage, row: int, lo: int, hi: int) -> float:
    distance = lo - row if row < lo else row - hi + 1
    weight: float = 0.5 ** (distance / _HALF) * (1.0 if row < lo else _LATER)
    if page.paragraph[row] != page.paragraph[lo]:
        weight *= _OTHER_PARAGRAPH
    if page.mentions[page.person_at[row]].kind == "PROP":
        weight *= _BY_NAME
    verb = page.head[row]
    if page.words[verb] in words("thinking", "verb"):
        weight *= _PERCEIVING
    if page.syntax.deprel[verb] not in _MAIN:
        weight *= _SUBORDINATE
    return weight


def _spoken_of(page: ThoughtPage, lo: int, hi: int) -> set[int]:
    """Those the thought speaks of in the third person."""
    found = {
        page.entity_at(row)
        for row in range(lo, hi)
        if row in page.person_at and page.words[row] not in _SPEAKERS_OWN
    }
    return {entity for entity in found if entity is not None}
