"""Which mentions are one place, and which place lies in which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from fabula.resolve.places.mentions import PlaceMention, place_mentions
from fabula.schema.spans import Coreference, Mention, PlaceCluster, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens

_INSIDE = frozenset({"in", "of", "at", "inside", "on", "within", "aboard"})
_NEAREST = 12  # the latest places of one noun that a mention is compared with
_LONGEST_NAME = 60
_DEFINITE = frozenset({"the", "his", "her", "their", "my", "our", "your"})
# What these describe changes or is common to many places of one kind.
_LOOSE = frozenset(
    "old big little small dark whole empty same other next first last long cold warm open "
    "very great huge narrow wide bright white black dim quiet nearest main own bare".split()
)


@dataclass(frozen=True, slots=True)
class Places:
    """Places, their mentions, and the place (index) of each mention."""

    clusters: tuple[PlaceCluster, ...]
    mentions: tuple[PlaceMention, ...]
    place_of: tuple[int, ...]


@dataclass(slots=True)
class _Cluster:
    head: str
    proper: bool
    modifiers: set[str] = field(default_factory=set)
    owner: int | str | None = None
    entity: int | None = None
    members: list[int] = field(default_factory=list)


def find_places(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    coref: Coreference,
) -> Places:
    """All places of a story.

    Mentions of one noun are one place unless owners or distinctive adjectives differ; of
    several that fit, the latest.
    """
    found = place_mentions(story, tokens, syntax, mentions, quotations, coref)
    clusters: list[_Cluster] = []
    place_of: list[int] = []
    by_head: defaultdict[str, list[int]] = defaultdict(list)
    by_entity: dict[int, int] = {}
    for index, mention in enumerate(found):
        number = _known(mention, clusters, by_head, by_entity, coref)
        if number is None:
            number = len(clusters)
            clusters.append(_Cluster(mention.head, mention.proper))
        _join(clusters[number], mention, index)
        recent = by_head[_noun(mention.head)]
        if number in recent:
            recent.remove(number)
        recent.append(number)
        del recent[:-_NEAREST]
        if mention.entity is not None:
            by_entity.setdefault(mention.entity, number)
        place_of.append(number)
    inside = _nesting(found, place_of, syntax)
    records = tuple(
        _record(story.text, cluster, found, coref, inside.get(number))
        for number, cluster in enumerate(clusters)
    )
    return Places(records, found, tuple(place_of))


def _noun(word: str) -> str:
    return word.removesuffix("s") if len(word) > 4 else word


def _known(
    mention: PlaceMention,
    clusters: Sequence[_Cluster],
    by_head: dict[str, list[int]],
    by_entity: dict[int, int],
    coref: Coreference,
) -> int | None:
    """The place a mention speaks of again."""
    if mention.entity is not None and coref.entities[mention.entity].named:
        known = by_entity.get(mention.entity)
        if known is not None:
            return known
    if mention.indefinite:
        return None
    for number in reversed(by_head.get(_noun(mention.head), ())):
        if _fits(mention, clusters[number]):
            return number
    return by_entity.get(mention.entity) if mention.entity is not None else None


def _fits(mention: PlaceMention, cluster: _Cluster) -> bool:
    if None not in (mention.owner, cluster.owner) and mention.owner != cluster.owner:
        return False
    own = mention.modifiers - _LOOSE
    theirs = cluster.modifiers
    return own <= theirs or (theirs <= own and not theirs - own)


def _join(cluster: _Cluster, mention: PlaceMention, index: int) -> None:
    cluster.members.append(index)
    cluster.modifiers |= mention.modifiers - _LOOSE
    cluster.proper |= mention.proper
    if cluster.owner is None:
        cluster.owner = mention.owner
    if cluster.entity is None:
        cluster.entity = mention.entity


def _nesting(
    found: Sequence[PlaceMention], place_of: Sequence[int], syntax: Syntax
) -> dict[int, int]:
    """Place to the place around it: "the attic in the mill", "the pantry of the club"."""
    at_row = {mention.row: index for index, mention in enumerate(found)}
    votes: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for index, mention in enumerate(found):
        above = at_row.get(int(syntax.head[mention.row]))
        if above is None or mention.preposition not in _INSIDE:
            continue
        if syntax.deprel[mention.row] == "nmod" and place_of[above] != place_of[index]:
            votes[place_of[above]][place_of[index]] += 1
    inside: dict[int, int] = {}
    for inner, outers in votes.items():
        outer = max(outers, key=lambda o: (outers[o], -o))
        if not _leads_to(outer, inner, inside):
            inside[inner] = outer
    return inside


def _leads_to(start: int, goal: int, inside: dict[int, int]) -> bool:
    """Whether going outwards from ``start`` reaches ``goal``."""
    at: int | None = start
    while at is not None:
        if at == goal:
            return True
        at = inside.get(at)
    return False


def _record(
    text: str,
    cluster: _Cluster,
    found: Sequence[PlaceMention],
    coref: Coreference,
    inside: int | None,
) -> PlaceCluster:
    members = [found[index] for index in cluster.members]
    entities = {m.entity for m in members if m.entity is not None}
    names = [coref.entities[e].name for e in sorted(entities) if coref.entities[e].named]
    if names:
        name = names[0]
    else:
        phrases = Counter(text[slice(*m.span)] for m in members)
        name = max(phrases, key=lambda p: (_is_definite(p), min(len(p), _LONGEST_NAME)))
        name = _definite(name)
    return PlaceCluster(
        name=name[:_LONGEST_NAME],
        named=bool(names),
        spans=tuple(m.span for m in members),
        entities=tuple(sorted(entities)),
        inside=inside,
    )


def _is_definite(phrase: str) -> bool:
    return phrase.partition(" ")[0].casefold() in _DEFINITE


def _definite(phrase: str) -> str:
    """A description with a small first letter, as it stands inside a sentence."""
    first, blank, rest = phrase.partition(" ")
    if first.casefold() in ("a", "an"):
        return f"the{blank}{rest}"
    return f"{first.casefold()}{blank}{rest}" if first.casefold() in _DEFINITE else phrase
