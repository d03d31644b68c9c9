"""The parent and the spouse of somebody, by the surname they share.

"His wife", where he is Mr. Bennet, is the one Mrs. Bennet; so is Elizabeth Bennet's mother.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from fabula.resolve.names.form import NameForm, parse_name
from fabula.schema.spans import Coreference, Entity, Mention

_WOMEN, _MEN = frozenset({"mrs", "lady", "mme", "frau"}), frozenset({"mr", "lord", "sir", "herr"})
_KIN = {
    **dict.fromkeys(("mother", "mamma", "mum", "mom"), ("parent", _WOMEN)),
    **dict.fromkeys(("father", "papa", "dad"), ("parent", _MEN)),
    "wife": ("spouse", _WOMEN),
    "husband": ("spouse", _MEN),
}
Holders = Mapping[tuple[frozenset[str], str], Collection[int]]
"""Who has one of some titles together with a surname."""


def find_parents_and_spouses(
    text: str,
    coref: Coreference,
    mentions: Sequence[Mention],
    unnamed: Collection[int],
    named: Collection[int],
) -> Iterator[tuple[int, int, float]]:
    """Unnamed entity, the named one it is by family, and the share of its mentions that say so."""
    holders = _holders(coref.entities, named)
    surnames = {n: _surnames(coref.entities[n]) for n in named}
    owner_at = {
        m.start: n
        for m, n in zip(mentions, coref.entity_of, strict=True)
        if m.kind != "NOM" and n in surnames
    }
    for one in unnamed:
        own = [mentions[i] for i in coref.entities[one].mentions if mentions[i].kind == "NOM"]
        found = Counter(
            bearer
            for mention in own
            if (owner := owner_at.get(mention.start)) is not None
            and (bearer := _bearer(text, mention, owner, surnames[owner], holders)) is not None
        )
        for other, count in found.items():
            yield one, other, count / len(own)


def _bearer(
    text: str, mention: Mention, owner: int, surnames: Mapping[str, bool], holders: Holders
) -> int | None:
    """Who the parent or spouse of an owner with these surnames is, where only one can be."""
    kin = _KIN.get(text[mention.head[0] : mention.head[1]].casefold())
    if kin is None:
        return None
    relation, titles = kin
    found = {
        who
        for surname, married in surnames.items()
        # A married woman has her husband's name, not her parents'.
        if relation == "spouse" or not married
        for who in holders.get((titles, surname), ())
    }
    return found.pop() if len(found) == 1 and owner not in found else None


def _holders(entities: Sequence[Entity], named: Collection[int]) -> Holders:
    holders: defaultdict[tuple[frozenset[str], str], set[int]] = defaultdict(set)
    for who in named:
        for alias, _, _ in entities[who].aliases:
            form = parse_name(alias)
            surname = _surname(form)
            for titles in (_WOMEN, _MEN):
                if surname is not None and not titles.isdisjoint(form.titles):
                    holders[titles, surname].add(who)
    return holders


def _surnames(entity: Entity) -> dict[str, bool]:
    """The surnames of somebody, and whether it is as a wife."""
    found: dict[str, bool] = {}
    for alias, _, _ in entity.aliases:
        form = parse_name(alias)
        surname = _surname(form)
        if surname is not None:
            found[surname] = found.get(surname, False) or "mrs" in form.titles
    return found


def _surname(form: NameForm) -> str | None:
    titled = form.bare if form.titles and form.style not in ("kin", "knight") else None
    return form.surname or titled
