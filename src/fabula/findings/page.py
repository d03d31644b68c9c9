"""One story laid out for looking claims up: words, who they mean, who says them, and where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.findings.words import base
from fabula.resolve.clauses import Clause
from fabula.resolve.views import innermost
from fabula.schema.findings import NARRATOR, Modality
from fabula.schema.spans import EntityType, Mention, Quotation
from fabula.schema.story import Span
from fabula.schema.tokens import children_of, column, small_words
from fabula.schema.world import Quote, World, WorldMention

_NEAR = 4  # words between a copula and its predicate
_APPOSITION = 16  # words between the commas of one
_LONGEST = 150  # words of a sentence that are looked at on each side of one
_DEEPEST = 40  # steps up a dependency tree
_POSSESSIVE = frozenset({"my", "your", "his", "her", "its", "our", "their"})
_GENDERS = frozenset({"he/him", "she/her"})
_RELATIVE = frozenset({"who", "which", "that"})
_DREAMS = frozenset({"dream", "dreamt", "dreamed", "nightmare"})
_PREDICATIVE = frozenset(map(base, "appear become be look seem stay remain turn".split()))


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """Columns over the words; a row is a position in Tokens.

    ``words`` are in lower case; ``entity`` leads from the row of a mention's head to the id of
    who or what it means (the outermost mention of that head), ``mention`` to
    its index; ``ending`` from the last row of a mention to its head's; ``quote``, ``scene`` and
    ``clause`` hold for each row an index into their tuples, None for none; ``who`` and
    ``types`` hold the entity and the type of each mention index; ``named`` are the
    characters that have a name, ``gender`` gives the pronouns of each character, ``groups`` are
    those that are several people, ``places`` the ids of the places.
    """

    world: World
    starts: Sequence[int]
    ends: Sequence[int]
    words: list[str]
    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    labels: tuple[str, ...]
    head: Sequence[int]
    children: list[tuple[int, ...]]
    sentence: Sequence[int]
    paragraph: Sequence[int]
    entity: dict[int, str]
    mention: dict[int, int]
    ending: dict[int, int]
    quote: list[int | None]
    scene: list[int | None]
    clauses: Sequence[Clause]
    clause: list[int | None]
    who: tuple[str | None, ...]
    types: tuple[EntityType, ...]
    dreamt: frozenset[int]
    named: frozenset[str]
    gender: dict[str, str | None]
    groups: frozenset[str]
    places: frozenset[str]

    @property
    def text(self) -> str:
        return self.world.story.text

    def quoted(self, row: int) -> Quote | None:
        """The quotation a word stands in."""
        index = self.quote[row]
        return None if index is None else self.world.quotes[index]

    def voice(self, row: int) -> str | None:
        """Who says a word: a character, the narrator, or None where a speaker is unknown."""
        quote = self.quoted(row)
        return NARRATOR if quote is None else quote.speaker

    def governing(self, row: int) -> Clause | None:
        """The clause a word belongs to."""
        index = self.clause[row]
        return None if index is None else self.clauses[index]

    def modality(self, row: int) -> Modality:
        """Of the clause a word belongs to; whatever is dreamt is imagined."""
        if self.sentence[row] in self.dreamt:
            return "imagined"
        clause = self.governing(row)
        return "asserted" if clause is None else clause.modality

    def kids(self, row: int, *labels: str) -> list[int]:
        """Dependents with one of these relations."""
        return [child for child in self.children[row] if self.labels[child] in labels]

    def subject(self, row: int) -> int | None:
        """The row of the subject of a predicate, also of "looks old" and "turned red"."""
        beside = self._before_copula(row)
        if beside is not None:
            return beside
        found = self.kids(row, "nsubj", "nsubj:pass")
        above = self.head[row]
        if found and self.words[found[0]] in ("who", "which") and self.words[found[0] - 1] == ",":
            return self.ending.get(found[0] - 2, self._noun_at(found[0] - 2))
        if found and self.words[found[0]] in _RELATIVE and self.labels[row] == "acl:relcl":
            return above
        linking = self.labels[row] == "xcomp" and base(self.words[above]) in _PREDICATIVE
        apart = self.upos[row] in ("ADJ", "NUM", "NOUN") and self.upos[above] in ("ADJ", "NUM")
        astray = apart and all(child > row for child in found)
        if ((not found and linking) or astray) and above != row:
            found = self.kids(above, "nsubj", "nsubj:pass")
        return found[0] if found else None

    def _noun_at(self, row: int) -> int | None:
        return row if row >= 0 and self.upos[row] in ("NOUN", "PROPN") else None

    def _before_copula(self, row: int) -> int | None:
        """Who stands right before "was": surer than the parse where a clause is long.

        "Wadham was sixty-one and had coached", "Zofka Brelih, who was eighty-three".
        """
        at = row - 1
        while at >= 0 and row - at <= _NEAR and self.upos[at] in ("ADV", "DET", "PART", "ADJ"):
            at -= 1
        if at < 0 or base(self.words[at]) != "be":
            return None
        while at >= 0 and self.upos[at] == "AUX":
            at -= 1
        if at >= 0 and self.words[at] in _RELATIVE:
            at -= 1
        if at < 0 or self.words[at] != ",":
            return self.ending.get(at)
        found = self.ending.get(at - 1)
        return found if self.person(found) else self._before_apposition(at, found)

    def _before_apposition(self, comma: int, inner: int | None) -> int | None:
        """Ann, of "Ann, clerk to the parish for ten years, was", if that is a person."""
        for at in range(comma - 1, max(0, comma - _APPOSITION), -1):
            if self.words[at] == "," and self.sentence[at] == self.sentence[comma]:
                outer = self.ending.get(at - 1)
                return outer if self.person(outer) else inner
        return inner

    def actor(self, row: int) -> str | None:
        """The one character who is the subject of the clause around a word."""
        clause = self.governing(row)
        if clause is None:
            return None
        subject = self.subject(clause.row)
        people = [self.who[index] for index in clause.subjects]
        if not people and subject is not None:
            people = [self.entity.get(subject)]
        one = people[0] if len(people) == 1 else None
        return one if one is not None and one.startswith("c") else None

    def possessor(self, row: int) -> int | None:
        """The row of "her" in "her green scarf", also where the parser went astray."""
        for child in self.kids(row, "nmod:poss"):
            return child
        for before in range(row - 1, max(-1, row - 4), -1):
            if self.xpos[before] == "PRP$" or self.words[before] in _POSSESSIVE:
                return before
            if self.upos[before] not in ("ADJ", "NUM", "NOUN", "VERB"):
                break
        return None

    def owner(self, row: int) -> str | None:
        """Whose a thing is: by a possessive, or "of" somebody."""
        possessor = self.possessor(row)
        if possessor is not None:
            return self.entity.get(possessor)
        for child in self.kids(row, "nmod"):
            if any(self.words[case] == "of" for case in self.kids(child, "case")):
                return self.person(child)
        return None

    def person(self, row: int | None) -> str | None:
        """The character a mention headed at ``row`` means."""
        found = None if row is None else self.entity.get(row)
        return found if found is not None and found.startswith("c") else None

    def may_be_one(self, one: str | None, other: str | None) -> bool:
        """Whether two people may be the same: one is unknown, or without a name."""
        if None in (one, other) or one == other:
            return True
        genders = {self.gender.get(each or "") for each in (one, other)} & _GENDERS
        return len(genders) < 2 and not {one, other} <= self.named

    def span(self, *rows: int) -> Span:
        """From the first of these words to the last."""
        return self.starts[min(rows)], self.ends[max(rows)]

    def rows(self, span: Span) -> range:
        """The words that begin inside a span."""
        first = bisect_right(self.starts, span[0] - 1)
        return range(first, bisect_right(self.starts, span[1] - 1))

    def sentence_rows(self, row: int) -> range:
        """The words of the sentence around one, as far as ``_LONGEST`` words from it."""
        number = self.sentence[row]
        first = bisect_left(self.sentence, number, max(0, row - _LONGEST), row)
        stop = min(len(self.sentence), row + _LONGEST)
        return range(first, bisect_right(self.sentence, number, row, stop))


def open_page(world: World, mentions: Sequence[Mention], clauses: Sequence[Clause]) -> Page:
    """The page of a World that has its words; without them ValueError."""
    if world.words is None:
        raise ValueError("a World without its words has no page")
    tokens, syntax = world.words.tokens, world.words.syntax
    starts, ends, head = column(tokens.starts), column(tokens.ends), column(syntax.head)
    words = small_words(world.story.text, tokens)
    sentence = column(tokens.sentence)
    mention = _by_head(starts, mentions)
    spans = [(m.start, m.end) for m in mentions]
    known = {(m.start, m.end): m for m in world.mentions}
    return Page(
        world=world,
        starts=starts,
        ends=ends,
        words=words,
        upos=syntax.upos,
        xpos=syntax.xpos,
        labels=syntax.deprel,
        head=head,
        children=children_of(syntax.head),
        sentence=sentence,
        paragraph=column(tokens.paragraph),
        entity=_entities(mention, spans, known),
        who=tuple(known[span].entity if span in known else None for span in spans),
        types=tuple(m.type for m in mentions),
        mention=mention,
        ending=_endings(starts, mentions),
        quote=_quotes(starts, ends, world.quotes),
        scene=_scenes(starts, world),
        clauses=clauses,
        clause=_governing(head, sentence, clauses),
        named=frozenset(c.id for c in world.characters if c.aliases),
        gender={c.id: c.pronouns for c in world.characters},
        groups=frozenset(c.id for c in world.characters if c.group),
        places=frozenset(place.id for place in world.places),
        dreamt=frozenset(sentence[row] for row, word in enumerate(words) if word in _DREAMS),
    )


def _by_head(starts: Sequence[int], mentions: Sequence[Mention]) -> dict[int, int]:
    """Row of a head word to the outermost mention around it."""
    found: dict[int, int] = {}
    for index, mention in enumerate(mentions):
        row = bisect_right(starts, mention.head[0]) - 1
        found.setdefault(row, index)
    return found


def _endings(starts: Sequence[int], mentions: Sequence[Mention]) -> dict[int, int]:
    """Row of the last word of a mention to the row of its head; the outermost mention wins."""
    found: dict[int, int] = {}
    for mention in mentions:
        last = bisect_right(starts, mention.end - 1) - 1
        found.setdefault(last, bisect_right(starts, mention.head[0]) - 1)
    return found


def _entities(
    mention: dict[int, int], spans: Sequence[Span], known: dict[Span, WorldMention]
) -> dict[int, str]:
    found: dict[int, str] = {}
    for row, index in mention.items():
        each = known.get(spans[index])
        if each is not None and each.entity is not None:
            found[row] = each.entity
    return found


def _quotes(
    starts: Sequence[int], ends: Sequence[int], quotes: Sequence[Quote]
) -> list[int | None]:
    marked = [Quotation(q.spans, q.kind, "none") for q in quotes]
    return innermost(zip(starts, ends), marked)


def _scenes(starts: Sequence[int], world: World) -> list[int | None]:
    opens = [scene.start for scene in world.scenes]
    found = (bisect_right(opens, start) - 1 for start in starts)
    return [index if index >= 0 else None for index in found]


def _governing(
    head: Sequence[int], sentence: Sequence[int], clauses: Sequence[Clause]
) -> list[int | None]:
    """For each row the clause of the nearest verb or predicate above it, itself included.

    Where none is above (the tree may be broken), the last clause before it in its sentence.
    """
    own = {clause.row: index for index, clause in enumerate(clauses)}
    before: int | None = None
    found: list[int | None] = [None] * len(head)
    for row in range(len(head)):
        at, steps = row, 0
        while at not in own and head[at] != at and steps < _DEEPEST:
            at, steps = head[at], steps + 1
        if row in own or (row and sentence[row - 1] != sentence[row]):
            before = own.get(row)
        found[row] = own.get(at, before)
    return found
