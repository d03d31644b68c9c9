"""The parent and the spouse of somebody, by the surname they share.

"His wife", where he is Mr. Bennet, is the one Mrs. Bennet; so is Elizabeth Bennet's mother.
"""

from __future__ import annotations

import re
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
_POSSESSIVE = re.compile(r"['’]s?\b|['’] ")
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
        m.start: (n, m.end)
        for m, n in zip(mentions, coref.entity_of, strict=True)
        if m.kind != "NOM" and n in surnames
    }
    for one in unnamed:
        own = [mentions[i] for i in coref.entities[one].mentions if mentions[i].kind == "NOM"]
        found: Counter[int] = Counter()
        for mention in own:
            owner, end = owner_at.get(mention.start, (-1, 0))
            kin = text[mention.head[0] : mention.head[1]].casefold()
            if owner < 0 or kin not in _KIN or _is_anothers(text[end : mention.head[0]]):
                continue
            bearer = _bearer(*_KIN[kin], owner, surnames[owner], holders)
            if bearer is not None:
                found[bearer] += 1
        for other, count in found.items():
            yield one, other, count / len(own)


def _is_anothers(between: str) -> bool:
    """Whether the kin are somebody else's: "her friend's husband", "Ann Hale's aunt's wife"."""
    return _POSSESSIVE.search(between.removeprefix("'s").removeprefix("’s")) is not None


def _bearer(
    relation: str,
    titles: frozenset[str],
    owner: int,
    surnames: Collection[str],
    holders: Holders,
) -> int | None:
    """Who the parent or spouse of an owner with these surnames is, where only one can be."""
    titled = any(owner in holders.get((t, s), ()) for t in (_WOMEN, _MEN) for s in surnames)
    if relation == "parent" and titled:
        return None  # Mrs. Hale is the wife of Mr. Hale, and has her husband's name
    found = {who for surname in surnames for who in holders.get((titles, surname), ())}
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


def _surnames(entity: Entity) -> set[str]:
    found = {_surname(parse_name(alias)) for alias, _, _ in entity.aliases}
    return {surname for surname in found if surname is not None}


def _surname(form: NameForm) -> str | None:
    titled = form.bare if form.titles and form.style not in ("kin", "knight") else None
    return form.surname or titled
