"""Who "the Jew" is, and that Henry is Mr. Wilcox: people joined by what dialogue tells of them.

An antecedent head sees a few hundred mentions and prefers the same words; that Fagin and
the Jew are one shows in who answers whom. Over the whole book we count for each unnamed
person and each name: called by the name in the line before or after (one votes for it),
in turn with it every other line (for), the two speaking to each other, or side by side in
a sentence (against), and what the antecedent scores say. A first name and a surname of
nobody else are joined in the same way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

import numpy as np

from fabula.resolve import settings
from fabula.resolve.appositions import find_appositions
from fabula.resolve.entities import fullest
from fabula.resolve.families import find_parents_and_spouses
from fabula.resolve.names.form import full_title, parse_name
from fabula.resolve.regroup import drop_empty, move_mentions
from fabula.resolve.speakers.attribute import find_tags
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.tags import Tag
from fabula.resolve.speakers.turns import Turn, build_turns
from fabula.resolve.speakers.vocatives import read_address
from fabula.schema.spans import AntecedentScores, Coreference, Entity, Mention, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens

Votes = dict[int, defaultdict[int, float]]
"""Unnamed entity -> named entity -> weight for (positive) and against (negative)."""

_CALLED_NEXT, _CALLED_BEFORE, _EVERY_OTHER = 1.0, 0.7, 0.5
_TO_EACH_OTHER, _IN_TURN, _IN_ONE_SENTENCE = -2.0, -0.7, -0.4
_BY_TITLE, _BY_FAMILY, _SIDE_BY_SIDE = 3.0, 3.0, 4.0
_SURE = 0.8
_CALLINGS = frozenset({"rank", "office", "plain"})
_ONLY_ONE = frozenset("mother father wife husband mamma papa mom dad bride fiancé fiancée".split())
"""Kin of whom a person has one at a time."""
_FAMILIAR = frozenset({"kin", "knight"})
"""Titles that go with a first name."""


@dataclass(slots=True)
class _Ballot:
    """The weights, and which entities take part."""

    unnamed: frozenset[int]
    named: frozenset[int]
    firsts: frozenset[int]
    surnames: frozenset[int]
    votes: Votes = field(default_factory=lambda: defaultdict(lambda: defaultdict(float)))

    def vote(self, one: int | None, other: int | None, weight: float) -> None:
        """For or against two being one, whichever of them has the name."""
        if one is None or other is None:
            return
        for a, b in ((one, other), (other, one)):
            if (a in self.unnamed and b in self.named) or (a in self.firsts and b in self.surnames):
                self.votes[a][b] += weight


def link_epithets(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: tuple[Mention, ...],
    quotations: tuple[Quotation, ...],
    coref: Coreference,
    antecedents: AntecedentScores,
) -> Coreference:
    """Join unnamed persons to named ones where the book as a whole tells who they are."""
    unnamed = {n for n, e in enumerate(coref.entities) if _is_described(e, mentions)}
    named = {n for n, e in enumerate(coref.entities) if e.named and _is_one_person(e)}
    if not named:
        return coref
    page = Page(story, tokens, syntax, mentions, quotations, coref)
    ballot = _Ballot(
        frozenset(unnamed),
        frozenset(named),
        frozenset(n for n in named if _name_parts(coref.entities[n]) == (True, False)),
        frozenset(n for n in named if _name_parts(coref.entities[n]) == (False, True)),
    )
    _listen(ballot, page, story, quotations)
    _read_sentences(ballot, page, tokens)
    _ask_model(ballot, coref, mentions, antecedents)
    _compare_titles(ballot, story.text, coref, mentions)
    for description, name in find_appositions(story.text, mentions, quotations):
        ballot.vote(coref.entity_of[description], coref.entity_of[name], _SIDE_BY_SIDE)
    for one, other, share in find_parents_and_spouses(story.text, coref, mentions, unnamed, named):
        ballot.vote(one, other, _BY_FAMILY * share)
    phrase_of = _phrases(story.text, mentions, coref)
    phrases = {
        n: Counter(phrase_of[i] for i in e.mentions if i in phrase_of)
        for n, e in enumerate(coref.entities)
        if n in unnamed or n in named
    }
    chosen = _choose(ballot, phrases, coref.entities)
    articled = {n for n in ballot.firsts if _is_articled(story.text, coref.entities[n], mentions)}
    chosen |= _full_names(ballot, coref.entities, articled)
    return _join(coref, chosen) if chosen else coref


def _join(coref: Coreference, chosen: Mapping[int, int]) -> Coreference:
    """Give all mentions of each chosen entity, and its names, to the one it is."""
    entities = list(coref.entities)
    moves: dict[int, tuple[int, float]] = {}
    for one, other in chosen.items():
        whole = chosen.get(other, other)
        moves |= dict.fromkeys(coref.entities[one].mentions, (whole, _SURE))
        if entities[one].named:
            aliases = tuple(sorted((*entities[whole].aliases, *entities[one].aliases), key=_start))
            gender = entities[whole].gender or entities[one].gender
            entities[whole] = replace(
                entities[whole], aliases=aliases, name=fullest(aliases), gender=gender
            )
    return drop_empty(move_mentions(coref, moves, entities))


def _start(alias: tuple[str, int, int]) -> int:
    return alias[1]


def _name_parts(entity: Entity) -> tuple[bool, bool]:
    """Whether the text tells somebody's first name, and surname."""
    forms = [parse_name(alias) for alias, _, _ in entity.aliases]
    formal = {f.surname or f.bare for f in forms if f.titles and f.style not in _FAMILIAR}
    surnames = formal | {f.surname for f in forms}
    first = any(f.given or (f.bare is not None and f.bare not in surnames) for f in forms)
    return first, bool(surnames - {None})


def _is_articled(text: str, entity: Entity, mentions: Sequence[Mention]) -> bool:
    """Whether somebody is mostly "the Voice" rather than "Voice"."""
    told = [mentions[i] for i in entity.mentions if mentions[i].kind != "PRON"]
    return 2 * sum(parse_name(text[m.start : m.end]).article for m in told) > len(told)


def _full_names(ballot: _Ballot, entities: Sequence[Entity], articled: Set[int]) -> dict[int, int]:
    """Surname by first name, where each is the other's clear leader.

    Between two main characters half the votes are enough; "the Voice" needs twice as many.
    """
    usual = settings.FULL_NAME_VOTES
    main = {n for n, e in enumerate(entities) if len(e.mentions) >= settings.MAIN_MENTIONS}
    known = {n for n in ballot.firsts if len(entities[n].mentions) >= settings.FULL_NAME_MENTIONS}
    found: dict[int, int] = {}
    for one in known:
        votes: Mapping[int, float] = ballot.votes.get(one, {})
        least = usual * (2 if one in articled else 0.5 if one in main else 1)
        leader = _leader(votes, one, entities, least)
        if leader is None or (leader not in main and votes[leader] < usual):
            continue
        rivals = [ballot.votes[r].get(leader, 0.0) for r in known - {one}]
        if votes[leader] >= settings.EPITHET_LEAD * max([0.0, *rivals]):
            found[one] = leader
    return found


def _is_one_person(entity: Entity) -> bool:
    return entity.type == "PER" and not entity.group and bool(entity.mentions)


def _is_described(entity: Entity, mentions: Sequence[Mention]) -> bool:
    return (
        _is_one_person(entity)
        and not entity.named
        and any(mentions[i].kind == "NOM" for i in entity.mentions)
    )


def _listen(ballot: _Ballot, page: Page, story: Story, quotations: tuple[Quotation, ...]) -> None:
    """Votes from tags, forms of address and turns."""
    tags = find_tags(page, quotations)
    turns = build_turns(page, story, quotations, tags)
    spoke = [_speaker(turn, tags) for turn in turns]
    called = [_called(page, turn, quotations) for turn in turns]
    for at, turn in enumerate(turns):
        hearers = {p.entity for i in turn.quotations if i in tags for p in tags[i].hearers}
        for other in (*called[at], *hearers):
            ballot.vote(spoke[at], other, _TO_EACH_OTHER)
        if not at or turn.opens or turn.gap > 1:
            continue
        for name in called[at - 1]:
            ballot.vote(spoke[at], name, _CALLED_NEXT)
        for name in called[at]:
            ballot.vote(spoke[at - 1], name, _CALLED_BEFORE)
        if turn.gap == 0:
            ballot.vote(spoke[at - 1], spoke[at], _IN_TURN)
            before = spoke[at - 2] if at > 1 and turns[at - 1].gap == 0 else None
            if before != spoke[at - 1]:
                ballot.vote(before, spoke[at], _EVERY_OTHER)


def _speaker(turn: Turn, tags: Mapping[int, Tag]) -> int | None:
    return next((tags[i].speaker.entity for i in turn.quotations if i in tags), None)


def _called(page: Page, turn: Turn, quotations: tuple[Quotation, ...]) -> set[int]:
    return {
        person.entity
        for index in turn.quotations
        for person in read_address(page, quotations[index]).called
        if person.entity is not None
    }


def _read_sentences(ballot: _Ballot, page: Page, tokens: Tokens) -> None:
    """Name and description in one narrated sentence: two people, unless in apposition."""
    for found in _by_sentence(page, tokens):
        people = {e for i in found if (e := page.entity(i)) is not None}
        for one in people & ballot.unnamed:
            for other in people & ballot.named:
                ballot.vote(one, other, _IN_ONE_SENTENCE)


def _by_sentence(page: Page, tokens: Tokens) -> Iterator[list[int]]:
    """Names and descriptions of persons in the narration, sentence by sentence."""
    current = -1
    found: list[int] = []
    for index, (row, _) in sorted(page.range_of.items(), key=lambda item: item[1]):
        if page.owner[row] >= 0 or page.mentions[index].kind == "PRON":
            continue
        sentence = int(tokens.sentence[row])
        if sentence != current:
            if len(found) > 1:
                yield found
            current, found = sentence, []
        found.append(index)
    if len(found) > 1:
        yield found


def _ask_model(
    ballot: _Ballot,
    coref: Coreference,
    mentions: Sequence[Mention],
    antecedents: AntecedentScores,
) -> None:
    """The probability that a description's antecedent is a mention of the named one."""
    for one in ballot.unnamed:
        for mention in coref.entities[one].mentions:
            if mentions[mention].kind != "NOM":
                continue
            scores = antecedents.scores[mention].astype(np.float64)
            weights = np.exp(scores - max(float(scores.max(initial=0.0)), 0.0))
            weights /= weights.sum() + np.exp(-max(float(scores.max(initial=0.0)), 0.0))
            for candidate, weight in zip(antecedents.candidates[mention].tolist(), weights):
                if candidate >= 0 and weight > settings.EPITHET_MODEL_LEAST:
                    ballot.vote(one, coref.entity_of[candidate], float(weight))


def _compare_titles(
    ballot: _Ballot, text: str, coref: Coreference, mentions: Sequence[Mention]
) -> None:
    """ "The nurse" votes for Nurse Folarin, if there is no other Nurse."""
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for one in ballot.named:
        for alias, _, _ in coref.entities[one].aliases:
            form = parse_name(alias)
            if form.style in _CALLINGS:
                for title in form.titles:
                    holders[full_title(title)].add(one)
    for one in ballot.unnamed:
        own = [i for i in coref.entities[one].mentions if mentions[i].kind == "NOM"]
        for title, count in Counter(_bare_calling(text, mentions[i]) for i in own).items():
            if len(holders.get(title, ())) == 1:
                (other,) = holders[title]
                ballot.vote(one, other, _BY_TITLE * count / len(own))


def _bare_calling(text: str, mention: Mention) -> str:
    """ "Nurse" of "the nurse"; nothing of "the tall nurse", who is one of several."""
    words = text[mention.start : mention.end].casefold().split()
    return words[1] if len(words) == 2 and words[0] == "the" else ""


def _phrases(text: str, mentions: Sequence[Mention], coref: Coreference) -> dict[int, str]:
    """Mentions by definite description ("the Jew") or kin of somebody ("her sister")."""
    owner_at: dict[int, int] = {}
    for i, mention in enumerate(mentions):
        entity = coref.entity_of[i]
        if mention.kind != "NOM" and entity is not None:
            owner_at[mention.start] = entity
    found: dict[int, str] = {}
    for i, mention in enumerate(mentions):
        if mention.kind != "NOM" or mention.type != "PER":
            continue
        words = text[mention.start : mention.end].casefold().split()
        head = text[mention.head[0] : mention.head[1]].casefold()
        owner = owner_at.get(mention.start)
        if words[0] == "the":
            found[i] = " ".join(words)
        elif owner is not None and head in _ONLY_ONE:
            found[i] = f"{head} of {owner}"
    return found


def _choose(
    ballot: _Ballot, phrases: Mapping[int, Counter[str]], entities: Sequence[Entity]
) -> dict[int, int]:
    """The name of each unnamed person, where one leads clearly.

    First by each person's own votes; then a phrase that is always the same somebody's
    passes its name on to those of whom too little is told.
    """
    pooled = _pool(ballot, phrases)
    chosen: dict[int, int] = {}
    for one in sorted(ballot.unnamed):
        mine: Mapping[int, float] = ballot.votes.get(one, {})
        leader = _leader(mine, one, entities, settings.EPITHET_VOTES)
        phrase, count = next(iter(phrases[one].most_common(1)), ("", 0))
        if leader is None and 2 * count > sum(phrases[one].values()):
            leader = _leader(pooled[phrase], one, entities, settings.EPITHET_POOLED_VOTES)
            if leader is not None and mine.get(leader, 0.0) < 0:
                leader = None
        if leader is not None:
            chosen[one] = leader
    return chosen


def _pool(
    ballot: _Ballot, phrases: Mapping[int, Counter[str]]
) -> Mapping[str, Mapping[int, float]]:
    """The votes of all who go by a phrase, and the names it was resolved to here and there."""
    pooled: dict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for one, own in phrases.items():
        total = sum(own.values())
        for phrase, count in own.items():
            if one in ballot.named:
                pooled[phrase][one] += settings.EPITHET_RESOLVED * count
            for name, weight in ballot.votes.get(one, {}).items():
                pooled[phrase][name] += weight * count / total
    return pooled


def _leader(
    weights: Mapping[int, float], one: int, entities: Sequence[Entity], least: float
) -> int | None:
    """The name with clearly the most votes among those of the same gender."""
    gender = entities[one].gender
    fitting = sorted(
        (
            (weight, -name)
            for name, weight in weights.items()
            if None in (gender, entities[name].gender) or gender == entities[name].gender
        ),
        reverse=True,
    )
    if not fitting or fitting[0][0] < least:
        return None
    second = fitting[1][0] if len(fitting) > 1 else 0.0
    return -fitting[0][1] if fitting[0][0] >= settings.EPITHET_LEAD * max(second, 0.0) else None
