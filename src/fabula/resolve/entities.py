"""From clusters of mentions to entities with name, aliases, gender and number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from fabula.resolve.clusters import Cluster
from fabula.resolve.gender import gender_of
from fabula.resolve.names import NameClusters, NameForm, parse_name
from fabula.resolve.names.form import clean
from fabula.resolve.views import MentionView
from fabula.resources.tags import tag_words
from fabula.schema.spans import Coreference, Entity, Gender, Mention

NARRATOR = "the narrator"
SOMEBODY = "somebody"
SEVERAL = "several people"
PARTY = "the narrator and others"
_BY_GENDER = {"he": "a man", "she": "a woman"}
_GENERIC_WEIGHT = 0.3
_MAX_DESCRIPTION = 60
_LONGEST_INITIALS = 3
# "Mr. Hastings" names him better than "Hastings", unless hardly anybody calls him so.
_TITLE_WEIGHT = 5


def build_coreference(
    text: str,
    mentions: Sequence[Mention],
    views: Sequence[MentionView],
    clusters: Sequence[Cluster],
    names: NameClusters,
    sureness: Sequence[float],
    alternatives: Mapping[int, tuple[tuple[int, float], ...]],
) -> Coreference:
    """Entities in order of first mention."""
    entities: list[Entity] = []
    entity_of: list[int | None] = [None] * len(mentions)
    for number, cluster in enumerate(clusters):
        for member in cluster.members:
            entity_of[member] = number
        entities.append(_entity(text, mentions, views, cluster, names, sureness))
    return Coreference(tuple(entities), tuple(entity_of), tuple(sureness), alternatives)


def _entity(
    text: str,
    mentions: Sequence[Mention],
    views: Sequence[MentionView],
    cluster: Cluster,
    names: NameClusters,
    sureness: Sequence[float],
) -> Entity:
    known = names.clusters[cluster.name] if cluster.name is not None else None
    proper = [(names.forms[i], mentions[i].start) for i in cluster.members if names.bearers[i]]
    aliases = _without_bare_titles(alias_counts(proper))
    is_person = cluster.type == "PER"
    plural = any(views[i].pronoun in ("we", "they") for i in cluster.members)
    unnamed_group = known is None and cluster.plural is not False and plural
    group = is_person and (cluster.plural is True or unnamed_group)
    gender = None
    if is_person and not group:
        gender = gender_of(
            ((views[i], sureness[i]) for i in cluster.members),
            known.gender if known else None,
            known.likely if known else None,
        )
    return Entity(
        type=known.type if known else cluster.type,
        name=fullest(aliases) or describe(text, mentions, views, cluster.members, gender, group),
        named=bool(aliases),
        mentions=tuple(cluster.members),
        aliases=aliases,
        gender=gender,
        group=group,
    )


def alias_counts(forms: Iterable[tuple[str, int]]) -> tuple[tuple[str, int, int], ...]:
    """Distinct name forms with first offset and count; letter case aside, the usual one."""
    spelled: dict[str, Counter[str]] = {}
    first: dict[str, int] = {}
    for form, start in forms:
        if form:
            key = form.casefold().replace("’", "'")
            spelled.setdefault(key, Counter())[form] += 1
            first.setdefault(key, start)
    return tuple(
        (max(sorted(c, reverse=True), key=lambda f: c[f]), first[key], sum(c.values()))
        for key, c in spelled.items()
    )


def _without_bare_titles(
    aliases: tuple[tuple[str, int, int], ...],
) -> tuple[tuple[str, int, int], ...]:
    """ "Monsieur" is no alias of a Monsieur Farival, though it may refer to him."""
    kept = tuple(a for a in aliases if not (form := parse_name(a[0])).title_only or _tells(form))
    return kept or aliases


def _tells(form: NameForm) -> bool:
    return form.style not in ("mr", "mrs", "miss", "ms", "mx", "master")


def fullest(aliases: Sequence[tuple[str, int, int]]) -> str:
    """The usual alias with first name and surname, else a common one with a title, else any."""

    def fullness(alias: tuple[str, int, int]) -> tuple[bool, bool, bool, int, int]:
        text, start, count = alias
        form = parse_name(text)
        shouted = text.isupper() and len(text) > _LONGEST_INITIALS
        weight = count * (_TITLE_WEIGHT if form.titles and not form.surname else 1)
        return (not form.title_only, not shouted, form.surname is not None, weight, -start)

    return max(aliases, key=fullness)[0] if aliases else ""


def describe(
    text: str,
    mentions: Sequence[Mention],
    views: Sequence[MentionView],
    members: Sequence[int],
    gender: Gender | None = None,
    group: bool = False,
) -> str:
    """The usual description of somebody unnamed ("the guard"); of whom only pronouns stand
    for, what they tell ("a woman"); of a thing its first pronoun."""
    phrases = Counter(
        _small_determiner(text[mentions[i].start : max(mentions[i].head[1], mentions[i].start + 1)])
        for i in members
        if mentions[i].kind != "PRON"
    )
    if phrases:
        return max(phrases, key=lambda p: _aptness(p, phrases[p]))[:_MAX_DESCRIPTION]
    if mentions[members[0]].type != "PER":
        return clean(views[members[0]].word)
    if _narrating(views, members):
        return NARRATOR
    if views[members[0]].pronoun == "we" and views[members[0]].quotation is None:
        return PARTY
    return SEVERAL if group else _BY_GENDER.get(gender or "they", SOMEBODY)


def _aptness(phrase: str, count: int) -> tuple[bool, float]:
    """ "the young man" describes him, "young man" only addresses him; "the guard" says more
    than "the man"."""
    words = phrase.casefold().split()
    generic = words[-1] in tag_words().closed["anybody"] and len(words) <= 2
    return words[0] in _determiners(), count * (_GENERIC_WEIGHT if generic else 1.0)


def _small_determiner(phrase: str) -> str:
    """ "Her brother", at the start of a sentence, is her brother."""
    first, blank, rest = clean(phrase).partition(" ")
    small = first.casefold() in _determiners()
    return f"{first.casefold() if small and rest else first}{blank}{rest}"


def _determiners() -> frozenset[str]:
    closed = tag_words().closed
    return closed["determiner"] | closed["possessive"]


def _narrating(views: Sequence[MentionView], members: Sequence[int]) -> bool:
    return views[members[0]].pronoun == "i" and views[members[0]].quotation is None
