"""Names across the whole book: from proper-name mentions to name clusters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fabula.resolve import settings
from fabula.resolve.names.form import NameForm, parse_name, plain
from fabula.resolve.names.people import People
from fabula.resolve.names.person import FormUse, Person
from fabula.resources import key_of_word, words
from fabula.schema.spans import EntityType, Gender, Mention

# Distinct names in one sentence beyond this are a list, and lists prove nothing.
_MAX_NAMES_IN_SENTENCE = 8
# A header is the uploader's free text.
_MAX_ANNOUNCED = 200
_MAX_LISTED = 200
_LONGEST_DESCRIPTION = 4
_PEOPLES = (
    "an", "men", "women", "ish", "ese", "ans", "jew", "jewess", "turk", "moor", "greek", "arab",
    "swede", "dane", "pole", "scot", "negro", "negress", "gipsy", "gypsy", "dutch", "god", "lord",
    "almighty", "bible", "virgin", "devil",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameCluster:
    """One bearer of names.

    ``gender`` is what title or pronouns establish, ``likely`` what a first-name list suggests,
    ``votes`` the pronouns expected of each gender.
    """

    type: EntityType
    gender: Gender | None = None
    likely: Gender | None = None
    group: bool = False
    votes: Mapping[Gender, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameClusters:
    """bearers[i]: the clusters mention i may name; one where it is settled, several where
    the form is ambiguous, none where the mention is no name at all. forms[i] is its printed
    form without article, apposition and possessive."""

    clusters: tuple[NameCluster, ...]
    bearers: tuple[tuple[int, ...], ...]
    forms: tuple[str, ...]


def name_forms(text: str, mentions: Sequence[Mention]) -> tuple[NameForm | None, ...]:
    """The name form of each mention that is a name, or a title used like one; else None.

    "Mr." inside "Mr. Darcy" is not another name, and "the Doctor", "the Gryphon" and a
    "nanny" without article are names even where the model takes them for nominals.
    """
    capital = _capital_descriptions(text, mentions) | _bare_nouns(text, mentions)
    parsed: dict[str, NameForm] = {}
    forms: list[NameForm | None] = []
    end = 0
    for m in mentions:
        raw = text[m.start : m.end]
        nominal = m.kind == "NOM" and not _title_like(raw) and raw.casefold() not in capital
        if m.kind == "PRON" or nominal:
            forms.append(None)
            continue
        if raw not in parsed:
            parsed[raw] = parse_name(raw)
        form = parsed[raw]
        if _is_interjection(raw):
            forms.append(None)
            continue
        within = m.start < end and m.kind == "PROP" and form.title_only
        forms.append(None if within or not form.key else form)
        end = max(end, m.end) if m.kind == "PROP" else end
    return tuple(forms)


def _bare_nouns(text: str, mentions: Sequence[Mention]) -> frozenset[str]:
    """Single words that are also somebody's name: "nanny" where Nanny is one."""
    small: Counter[str] = Counter()
    for m in mentions:
        raw = text[m.start : m.end]
        if m.type == "PER" and m.kind == "PROP" and raw.isalpha():
            small[raw.casefold()] += raw[0].isupper()
    return frozenset(raw for raw, count in small.items() if count >= settings.CAPITAL_USES)


def silent_mentions(text: str, mentions: Sequence[Mention]) -> frozenset[int]:
    """Indices of mentions that name nobody: bare titles inside a longer mention (the "Mr."
    of "Mr. Darcy"), and interjections taken for a name ("Ay, sir")."""
    found = []
    end = 0
    for i, m in enumerate(mentions):
        raw = text[m.start : m.end]
        within = m.start < end and m.kind != "PRON" and parse_name(raw).title_only
        if within or (m.kind == "PROP" and _is_interjection(raw)):
            found.append(i)
        end = max(end, m.end) if m.kind == "PROP" else end
    return frozenset(found)


def _is_interjection(raw: str) -> bool:
    return raw.casefold() in words("name_words", "interjection")


def _capital_descriptions(text: str, mentions: Sequence[Mention]) -> frozenset[str]:
    """Case-folded "the gryphon", "the mock turtle" of books that write the Gryphon.

    In a book that capitalises every noun, or in one that also writes it small, a capital
    makes no name; nor does it in what a people is called.
    """
    seen: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for m in mentions:
        words = text[m.start : m.end].split(maxsplit=_LONGEST_DESCRIPTION)
        if m.type != "PER" or not 1 < len(words) <= _LONGEST_DESCRIPTION:
            continue
        if words[0].casefold() == "the":
            key = text[m.start : m.end].casefold()
            seen[key] += 1
            capital[key] += all(w[0].isupper() for w in words[1:])
    return frozenset(
        key
        for key, count in capital.items()
        if count >= settings.CAPITAL_USES
        and count >= settings.CAPITAL_SHARE * seen[key]
        and not (key.endswith(_PEOPLES) and len(key.split()) == 2)
    )


def _title_like(raw: str) -> bool:
    """ "the Doctor", "the Captain": a title in capitals that could stand before a name."""
    words = raw.split(maxsplit=2)
    if len(words) != 2 or words[0].casefold() != "the" or not words[1][0].isupper():
        return False
    return key_of_word("titles").get(words[1].casefold()) in (
        "rank -",
        "rank he",
        "office -",
        "lord he",
    )


def cluster_names(
    mentions: Sequence[Mention],
    forms: Sequence[NameForm | None],
    sentences: Sequence[int],
    quoted: Sequence[bool],
    votes: Mapping[str, Mapping[Gender, float]],
    announced: Sequence[str] = (),
) -> NameClusters:
    """Cluster all names of a book.

    sentences[i] and quoted[i] say in which sentence, and whether inside a quotation,
    mention i stands; votes maps form keys to the weight of pronouns that refer to them, by
    gender; announced are names a header lists, which may tie "Draco" to "Malfoy".
    """
    types = _majority_types(mentions, forms)
    people = {i: f for i, f in enumerate(forms) if f is not None and types[i] == "PER"}
    things = {i: f for i, f in enumerate(forms) if f is not None and types[i] != "PER"}
    uses = _form_uses(people, quoted, votes)
    _count_together(people, uses, mentions, sentences, quoted)
    _announce(uses, announced)
    found = People(uses.values())
    clusters = [_person_cluster(person) for person in found.persons]
    bearers: list[tuple[int, ...]] = [()] * len(mentions)
    for i, form in people.items():
        bearers[i] = found.bearers[form.key]
    for i, number in _cluster_things(things).items():
        bearers[i] = (len(clusters) + number,)
    clusters += _thing_clusters(bearers, types, len(clusters))
    printed = tuple("" if form is None else form.text for form in forms)
    return NameClusters(tuple(clusters), tuple(bearers), printed)


def _majority_types(
    mentions: Sequence[Mention], forms: Sequence[NameForm | None]
) -> list[EntityType | None]:
    """Type of each name: what most occurrences of the same words have."""
    weight: dict[str, Counter[EntityType]] = defaultdict(Counter)
    keys = [None if form is None else plain(form.text) for form in forms]
    for m, key in zip(mentions, keys, strict=True):
        if key is not None:
            weight[key][m.type] += max(m.confidence, 0.01)  # type: ignore[assignment]
    best = {key: max(sorted(c), key=lambda t: c[t]) for key, c in weight.items()}
    return [None if key is None else best[key] for key in keys]


def _form_uses(
    people: Mapping[int, NameForm],
    quoted: Sequence[bool],
    votes: Mapping[str, Mapping[Gender, float]],
) -> dict[str, FormUse]:
    """The forms of people's names by key, with their uses."""
    uses: dict[str, FormUse] = {}
    for i, form in people.items():
        if form.key not in uses:
            uses[form.key] = FormUse(form, votes=votes.get(form.key, {}))
        uses[form.key].mentions.append(i)
        uses[form.key].narrated += not quoted[i]
        uses[form.key].articled += form.article
    return uses


def _announce(uses: dict[str, FormUse], announced: Sequence[str]) -> None:
    """Add full names the header lists as forms without mentions."""
    for name in announced[:_MAX_ANNOUNCED]:
        for one in re.split(r"[/&]|\band\b", name[:_MAX_LISTED]):
            form = parse_name(one.partition("(")[0])
            if form.surname:
                uses.setdefault(form.key, FormUse(form))


def _count_together(
    people: Mapping[int, NameForm],
    uses: Mapping[str, FormUse],
    mentions: Sequence[Mention],
    sentences: Sequence[int],
    quoted: Sequence[bool],
) -> None:
    """Count narrated sentences in which two forms stand apart, neither inside the other."""
    groups: dict[int, list[str]] = defaultdict(list)
    end = 0
    for i, form in people.items():
        if not quoted[i] and mentions[i].start >= end:
            end = mentions[i].end
            groups[sentences[i]].append(form.key)
    for keys in groups.values():
        distinct = sorted(set(keys))[:_MAX_NAMES_IN_SENTENCE]
        for one in distinct:
            for other in distinct:
                if one != other:
                    together = uses[one].together
                    together[other] = together.get(other, 0) + 1


def _person_cluster(person: Person) -> NameCluster:
    return NameCluster("PER", person.known, person.likely, person.group, person.votes)


def _cluster_things(things: Mapping[int, NameForm]) -> dict[int, int]:
    """Places and other things by string; a first word that opens one longer name only joins it."""
    strings = {i: plain(form.text) for i, form in things.items()}
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
