"""What the narrator is called: titles, signatures, forms of address, introductions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from fabula.resolve import settings
from fabula.resolve.address import is_address
from fabula.resolve.names.form import parse_name, plain
from fabula.resolve.names.person import listed_gender
from fabula.resolve.narration import Stretch
from fabula.resolve.views import pronoun_class
from fabula.resources.tags import vocative_words
from fabula.schema.spans import Coreference, Mention, Quotation
from fabula.schema.story import Division, Story
from fabula.schema.tokens import Tokens, first_rows

DEFAULT = "narrator"
_TELLING = (
    r"(?:journal|diary|narrative|story|statement|account|letter|tale|version|testimony|"
    r"memorandum|report|log|pov|p\.o\.v\.|point of view)"
)
_NUMBERED = re.compile(r"(?:chapter|part|book|letter|section)\s+[\w-]+\s*[:.—–-]?\s*", re.I)
_TOLD_BY = (
    re.compile(rf"(?P<who>[^'’]{{1,60}})['’]s?\s+{_TELLING}\b", re.I),
    re.compile(rf"(?:the\s+)?{_TELLING}\s+(?:of|by)\s+(?P<who>.{{1,60}})", re.I),
    re.compile(r"(?:as\s+)?(?:told|narrated|related|written)\s+by\s+(?P<who>.{1,60})", re.I),
    re.compile(r"pov\s*[:–—-]?\s+(?P<who>.{1,60})", re.I),
)
_SAYS_NAME = (
    "my name is", "my name was", "my name's", "my name being", "call me", "calls me",
    "called me", "named me", "christened me", "call myself", "called myself", "i am called",
    "i was called", "i was christened", "i was named", "know me as", "knew me as",
)  # fmt: skip
_SAYS_WHO_YOU_ARE = ("you are", "you're", "you must be", "you'll be")
_PAUSES = tuple(',.!?;:—–…”"')  # not the apostrophe of "you are Tom's friend"
_OWN_NAME = re.compile(r"\bmy (?:own|full|real|whole|first|christian) name\b[^.!?;]{0,30}[,:]$")
_MAY_SAY_NAME = ("i,", "i am", "i'm", "i was")
_OWN = ("by", "beat")
_NEARBY = 400
_SIGNATURE = 60


def titled_narrators(
    story: Story,
    mentions: Sequence[Mention],
    inside: Sequence[int | None],
    coref: Coreference,
    stretches: Sequence[Stretch],
) -> dict[int, int]:
    """Stretches whose title names their narrator: "Mina's Journal", or alternating names.

    A bare name as title counts where several first-person stretches carry different ones.
    """
    aliases = _unique_aliases(coref)
    divisions = {d.id: d for d in story.divisions}
    told: dict[int, int] = {}
    bare: dict[int, int] = {}
    for k, stretch in enumerate(stretches):
        if stretch.person != "first":
            continue
        for title in _titles(stretch.division, divisions):
            text = _NUMBERED.sub("", title, count=1) or title
            by = (m.group("who") for p in _TOLD_BY if (m := p.match(text)))
            who = next((aliases[w] for w in map(plain, by) if w in aliases), None)
            if who is not None:
                told[k] = who
                break
            if plain(text) in aliases:
                bare.setdefault(k, aliases[plain(text)])
    if len(set(bare.values()) | set(told.values())) > 1:
        told = bare | told
    return told


def _titles(division: Division | None, divisions: Mapping[str, Division]) -> Iterator[str]:
    """Titles of the division and of those around it, innermost first."""
    for _ in range(len(divisions)):
        if division is None:
            return
        if division.title:
            yield " ".join(division.title.split())
        division = divisions.get(division.parent or "")


def _unique_aliases(coref: Coreference) -> dict[str, int]:
    bearers: dict[str, set[int]] = defaultdict(set)
    for number, entity in enumerate(coref.entities):
        if entity.type == "PER" and not entity.group:
            for text, _, _ in entity.aliases:
                bearers[plain(text)].add(number)
    return {alias: min(found) for alias, found in bearers.items() if len(found) == 1}


def signed_by(
    story: Story, mentions: Sequence[Mention], coref: Coreference, stretch: Stretch
) -> int | None:
    """Who signs a letter: the last name in its last lines, on a line of its own."""
    low = bisect_left(mentions, stretch.end - 3 * _SIGNATURE, key=lambda m: m.start)
    signer = None
    for i in range(low, len(mentions)):
        mention = mentions[i]
        if mention.start >= stretch.end:
            break
        line = story.text.rfind("\n", max(mention.start - _SIGNATURE, 0), mention.start) + 1
        rest = story.text[mention.end : min(mention.end + 3, stretch.end)]
        alone = line > stretch.start and ("\n" in rest or not rest.strip(" ._*"))
        if alone and mention.kind == "PROP" and mention.type == "PER":
            signer = coref.entity_of[i]
    return signer


@dataclass(slots=True)
class NameVotes:
    """For and against each entity being the narrator, by entity number."""

    votes: Counter[int] = field(default_factory=Counter)
    narrated: Counter[int] = field(default_factory=Counter)
    addressed: Counter[int] = field(default_factory=Counter)

    def add(self, entity: int, weight: float) -> None:
        self.votes[entity] += weight  # type: ignore[assignment]


def address_votes(
    story: Story,
    tokens: Tokens,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    inside: Sequence[int | None],
    coref: Coreference,
    stretches: Sequence[Stretch],
) -> NameVotes:
    """Votes from forms of address to the narrator, and from introductions."""
    roles = _roles(story.text, tokens, mentions, quotations, inside)
    found = NameVotes()
    k = 0
    for i, mention in enumerate(mentions):
        while k < len(stretches) and stretches[k].end <= mention.start:
            k += 1
        if k == len(stretches):
            break
        entity = coref.entity_of[i]
        if entity is None or mention.start < stretches[k].start or mention.kind != "PROP":
            continue
        if coref.entities[entity].type != "PER" or coref.entities[entity].group:
            continue
        if coref.entities[entity].name.casefold() in vocative_words().gender:
            continue  # Honey, Doctor: anybody
        quotation = inside[i]
        role = "narrated" if quotation is None else roles[quotation]
        _vote(found, story.text, mention, (entity, coref.entities[entity].name), role)
    return found


def _vote(
    found: NameVotes, text: str, mention: Mention, called: tuple[int, str], role: str | None
) -> None:
    entity, name = called
    before = " ".join(text[max(mention.start - 40, 0) : mention.start].casefold().split())
    before = before.replace("’", "'")
    if role in ("narrated", "by"):
        # They call me the Swede: no name.
        named = not parse_name(text[mention.start : mention.end]).article
        if named and (before.endswith(_SAYS_NAME) or _OWN_NAME.search(before)):
            found.add(entity, 3.0 if role == "narrated" else 2.0)
        elif named and before.endswith(tuple(f" {cue}" for cue in _MAY_SAY_NAME)):
            found.add(entity, 1.0)
        elif role == "narrated":
            found.narrated[entity] += 1
        elif is_address(text, mention):
            found.add(entity, -1.0)
    elif (weight := _calls(text, mention, name, before)) > 0:
        if role in ("to", "turn"):
            found.add(entity, weight if role == "to" else weight / 2)
        else:
            found.addressed[entity] += weight  # type: ignore[assignment]


def _calls(text: str, mention: Mention, name: str, before: str) -> float:
    """How surely somebody is spoken to by this name: "Go on, Judith." more than "Heave!" """
    paused = text[mention.end : mention.end + 1] in _PAUSES
    if before.endswith(_SAYS_WHO_YOU_ARE) and paused:
        return 1.0
    if not is_address(text, mention):
        return 0.0
    if before.endswith((",", "—", "–")):
        return 1.0
    first = (plain(words.split()[0]) for words in (text[mention.start : mention.end], name))
    return 0.5 if any(map(listed_gender, first)) else 0.25


def _roles(
    text: str,
    tokens: Tokens,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    inside: Sequence[int | None],
) -> list[str | None]:
    """Each quotation's relation to the narrator.

    ``by``, ``to``; ``beat`` by, if what the narrator does beside it tells: “No.” I shrugged;
    ``turn`` next to one by.
    """
    told: dict[int, list[str]] = defaultdict(list)
    starts = [m.head[0] for m in mentions]
    rows = np.maximum(np.searchsorted(tokens.starts, starts, side="right") - 1, 0)
    for mention, row, quotation in zip(mentions, rows.tolist(), inside, strict=True):
        if quotation is None and mention.type == "PER":
            word = text[mention.head[0] : mention.head[1]].casefold()
            own = pronoun_class(text, mention) == "i"
            told[int(tokens.sentence[row])].append(word if own else "")
    roles: list[str | None] = []
    for quotation_ in quotations:
        ends = (quotation_.spans[0][0], max(quotation_.spans[-1][1] - 1, 0))
        first, last = np.maximum(first_rows(tokens, [end + 1 for end in ends]) - 1, 0).tolist()
        near = {int(tokens.sentence[row]) for row in (first, last)}
        words = [w for s in near for w in told.get(s, ())]
        if words:
            roles.append("by" if words[0] == "i" else "to" if "me" in words else None)
        else:
            beside = next((told[s] for s in _beside(tokens, first, last) if told.get(s)), [])
            roles.append("beat" if beside[:1] == ["i"] else None)
    return _turns(roles, quotations)


def _beside(tokens: Tokens, first: int, last: int) -> list[int]:
    """The sentences before and after some rows, in their paragraph."""
    rows = (int(np.searchsorted(tokens.sentence, tokens.sentence[first])) - 1, last + 1)
    while rows[1] < len(tokens.starts) and tokens.sentence[rows[1]] == tokens.sentence[last]:
        rows = (rows[0], rows[1] + 1)
    return [
        int(tokens.sentence[row])
        for row in rows
        if 0 <= row < len(tokens.starts) and tokens.paragraph[row] == tokens.paragraph[first]
    ]


def _turns(roles: list[str | None], quotations: Sequence[Quotation]) -> list[str | None]:
    top = [q for q, quotation in enumerate(quotations) if quotation.parent is None]
    turned = list(roles)
    for one, other in pairwise(top):
        if quotations[other].spans[0][0] - quotations[one].spans[-1][1] > _NEARBY:
            continue
        if roles[one] in _OWN and roles[other] is None:
            turned[other] = "turn"
        if roles[other] in _OWN and roles[one] is None:
            turned[one] = "turn"
    return turned


def revealed_name(found: NameVotes, taken: set[int], words: int) -> int | str:
    """The entity the votes agree on, else the marker of a nameless narrator.

    ``words`` are those the narrator tells.
    """
    named = _elected(found.votes, found, taken, settings.NARRATOR_UNSEEN_VOTES)
    if named is not None:
        return named
    # Whom people address and the narration never names may be the one who narrates.
    votes = Counter(found.votes)
    for entity, count in found.addressed.items():
        if not found.narrated[entity]:
            votes[entity] += settings.NARRATOR_ADDRESSED * count  # type: ignore[assignment]
    brief = words < settings.NARRATOR_BRIEF_WORDS
    enough = settings.NARRATOR_BRIEF_VOTES if brief else settings.NARRATOR_UNSEEN_VOTES
    named = _elected(votes, found, taken, enough)
    return DEFAULT if named is None else named


def _elected(
    votes: Counter[int], found: NameVotes, taken: set[int], enough_unseen: float
) -> int | None:
    scored = [
        (share, -entity)
        for entity, share in votes.items()
        if entity not in taken and found.narrated[entity] <= settings.NARRATOR_NARRATED * share
    ]
    scored.sort(reverse=True)
    if not scored:
        return None
    unseen = not found.narrated[-scored[0][1]]
    needed = enough_unseen if unseen else settings.NARRATOR_NAME_VOTES
    if scored[0][0] < needed:
        return None
    if len(scored) > 1 and scored[0][0] < settings.NARRATOR_NAME_LEAD * scored[1][0]:
        return None
    return -scored[0][1]
