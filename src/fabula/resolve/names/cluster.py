"""Names across the whole book: from proper-name mentions to name clusters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fabula.resolve.names.form import parse_name, plain
from fabula.resolve.names.people import People
from fabula.resolve.names.person import FormUse, Person, gender_of_form, listed_gender
from fabula.schema.spans import EntityType, Gender, Mention

# Distinct names in one sentence beyond this are a list, and lists prove nothing.
_MAX_NAMES_IN_SENTENCE = 8
# A header is the uploader's free text.
_MAX_ANNOUNCED = 200
_MAX_LISTED = 200


@dataclass(frozen=True, slots=True)
class NameCluster:
    """One bearer of names; ``likely`` is the gender a first-name list suggests."""

    type: EntityType
    gender: Gender | None = None
    likely: Gender | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class NameClusters:
    """bearers[i]: the clusters mention i may name; one where it is settled, several where
    the form is ambiguous, none where the mention is no name at all. forms[i] is its printed
    form without article, apposition and possessive."""

    clusters: tuple[NameCluster, ...]
    bearers: tuple[tuple[int, ...], ...]
    forms: tuple[str, ...]


def form_keys(text: str, mentions: Sequence[Mention]) -> tuple[str | None, ...]:
    """The key of the name form of each proper-name mention, None for others."""
    parsed: dict[str, str] = {}
    keys: list[str | None] = []
    for m in mentions:
        if m.kind != "PROP":
            keys.append(None)
            continue
        raw = text[m.start : m.end]
        if raw not in parsed:
            parsed[raw] = parse_name(raw).key
        keys.append(parsed[raw])
    return tuple(keys)


def cluster_names(
    text: str,
    mentions: Sequence[Mention],
    sentences: Sequence[int],
    quoted: Sequence[bool],
    votes: Mapping[str, Gender],
    announced: Sequence[str] = (),
) -> NameClusters:
    """Cluster all proper-name mentions of a book.

    sentences[i] and quoted[i] say in which sentence, and whether inside a quotation,
    mention i stands; votes maps form keys to the gender of pronouns that refer to them;
    announced are names a header lists, which may tie "Draco" to "Malfoy".
    """
    types = _majority_types(text, mentions)
    people = [i for i, kind in enumerate(types) if kind == "PER"]
    uses, use_of, forms = _form_uses(text, mentions, people, quoted, votes)
    _count_together(people, use_of, mentions, sentences, quoted)
    _announce(uses, announced, votes)
    found = People(uses.values())
    clusters = [_person_cluster(person) for person in found.persons]
    bearers: list[tuple[int, ...]] = [()] * len(mentions)
    for i in people:
        bearers[i] = found.bearers.get(use_of[i].form.key, ())
    places = {i: kind for i, kind in enumerate(types) if kind not in (None, "PER")}
    for i, number in _cluster_things(text, mentions, places).items():
        bearers[i] = (len(clusters) + number,)
        forms[i] = parse_name(text[mentions[i].start : mentions[i].end]).text
    clusters += _thing_clusters(bearers, types, len(clusters))
    return NameClusters(tuple(clusters), tuple(bearers), tuple(forms))


def _majority_types(text: str, mentions: Sequence[Mention]) -> list[EntityType | None]:
    """Type of each proper-name mention: what most occurrences of the same string have."""
    weight: dict[str, Counter[EntityType]] = defaultdict(Counter)
    strings = [plain(text[m.start : m.end]) if m.kind == "PROP" else "" for m in mentions]
    for m, string in zip(mentions, strings, strict=True):
        if m.kind == "PROP":
            weight[string][m.type] += max(m.confidence, 0.01)  # type: ignore[assignment]
    best = {s: max(sorted(c), key=lambda t: c[t]) for s, c in weight.items()}
    return [best[s] if m.kind == "PROP" else None for m, s in zip(mentions, strings, strict=True)]


def _form_uses(
    text: str,
    mentions: Sequence[Mention],
    people: Sequence[int],
    quoted: Sequence[bool],
    votes: Mapping[str, Gender],
) -> tuple[dict[str, FormUse], dict[int, FormUse], list[str]]:
    """The forms of people's names by key, the form of each mention, and printed forms."""
    parsed = {}
    uses: dict[str, FormUse] = {}
    use_of: dict[int, FormUse] = {}
    printed = [""] * len(mentions)
    for i in people:
        raw = text[mentions[i].start : mentions[i].end]
        if raw not in parsed:
            parsed[raw] = parse_name(raw)
        form = parsed[raw]
        if not form.key:
            continue
        use = uses.get(form.key)
        if use is None:
            first = form.given[0] if form.given else form.bare or ""
            husband = form.style == "mrs" and bool(form.given)
            use = uses[form.key] = FormUse(
                form,
                gender=gender_of_form(form, votes),
                likely=None if husband else listed_gender(first),
            )
        use.mentions.append(i)
        use.narrated += not quoted[i]
        use_of[i] = use
        printed[i] = form.text
    return uses, use_of, printed


def _announce(
    uses: dict[str, FormUse], announced: Sequence[str], votes: Mapping[str, Gender]
) -> None:
    """Add full names the header lists as forms without mentions."""
    for name in announced[:_MAX_ANNOUNCED]:
        for one in re.split(r"[/&]|\band\b", name[:_MAX_LISTED]):
            form = parse_name(one.partition("(")[0])
            if form.surname and form.key not in uses:
                likely = listed_gender(form.given[0])
                uses[form.key] = FormUse(form, gender=votes.get(form.key), likely=likely)


def _count_together(
    people: Iterable[int],
    use_of: Mapping[int, FormUse],
    mentions: Sequence[Mention],
    sentences: Sequence[int],
    quoted: Sequence[bool],
) -> None:
    """Count narrated sentences in which two forms stand apart, neither inside the other."""
    groups: dict[int, list[str]] = defaultdict(list)
    by_key: dict[str, FormUse] = {}
    end = 0
    for i in people:
        if i in use_of and not quoted[i] and mentions[i].start >= end:
            end = mentions[i].end
            by_key[use_of[i].form.key] = use_of[i]
            groups[sentences[i]].append(use_of[i].form.key)
    for keys in groups.values():
        distinct = sorted(set(keys))[:_MAX_NAMES_IN_SENTENCE]
        for one in distinct:
            for other in distinct:
                if one != other:
                    together = by_key[one].together
                    together[other] = together.get(other, 0) + 1


def _person_cluster(person: Person) -> NameCluster:
    return NameCluster("PER", person.gender, person.likely, person.group)


def _cluster_things(
    text: str, mentions: Sequence[Mention], things: Mapping[int, EntityType | None]
) -> dict[int, int]:
    """Places and other things by string; a first word that opens one longer name only joins it."""
    strings = {i: plain(text[mentions[i].start : mentions[i].end]) for i in things}
    longer: dict[str, set[str]] = defaultdict(set)
    for string in set(strings.values()):
        first, _, rest = string.partition(" ")
        if rest:
            longer[first].add(string)
    numbers: dict[str, int] = {}
    found: dict[int, int] = {}
    for i, string in strings.items():
        opened = longer.get(string, set())
        name = next(iter(opened)) if len(opened) == 1 else string
        found[i] = numbers.setdefault(name, len(numbers))
    return found


def _thing_clusters(
    bearers: Sequence[tuple[int, ...]], types: Sequence[EntityType | None], first: int
) -> list[NameCluster]:
    counts: dict[int, Counter[EntityType]] = defaultdict(Counter)
    for numbers, kind in zip(bearers, types, strict=True):
        if kind and numbers and numbers[0] >= first:
            counts[numbers[0]][kind] += 1
    return [NameCluster(counts[n].most_common(1)[0][0]) for n in sorted(counts)]
