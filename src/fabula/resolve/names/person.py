"""People under construction: which name forms one person can carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fabula.resolve import settings
from fabula.resolve.gender import established
from fabula.resolve.names.form import NameForm
from fabula.resources import formal_names, key_of_word, word_groups
from fabula.schema.spans import Gender

# Titles one person does not hold at the same time: a Sir is never Mr., a Miss never Mrs.
_CLASHES = frozenset(
    frozenset(pair.split())
    for pair in (
        "mr master",
        "mr knight",
        "mr lord",
        "mr royal",
        "master knight",
        "master lord",
        "knight lord",
        "knight royal",
        "lord royal",
        "mrs miss",
        "mrs lady",
        "miss lady",
        "lady royal",
        "miss royal",
        "mrs royal",
        "mrs rank",
        "miss rank",
        "mrs office",
    )
)
NOBLE = frozenset({"knight", "lord", "lady", "royal"})


@dataclass(slots=True)
class FormUse:
    """A name form with its mentions (indices, in text order) and what the text says of it.

    narrated: how many are outside quotations; articled: how many follow "the"; votes: weight
    of the pronouns that refer to it, by gender; together: narrated sentences shared with
    other forms.
    """

    form: NameForm
    votes: Mapping[Gender, float] = field(default_factory=dict)
    mentions: list[int] = field(default_factory=list)
    narrated: int = 0
    articled: int = 0
    together: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.mentions)

    @property
    def order(self) -> tuple[int, int, str]:
        """Most used first, then first used."""
        return (-self.count, self.mentions[0] if self.mentions else 0, self.form.key)

    @property
    def likely(self) -> Gender | None:
        """What the first name suggests."""
        return likely_gender(self.form)

    @property
    def gender(self) -> Gender | None:
        """By title, or by pronouns, or else likely."""
        return self.form.gender or established(self.votes, self.likely) or self.likely


@dataclass(slots=True)
class Person:
    """Somebody with at least one name form."""

    uses: list[FormUse] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    middle: set[str] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)
    styles: set[str] = field(default_factory=set)
    elder: str | None = None
    by_husband: bool = False
    group: bool = False
    count: int = 0
    told: Gender | None = None
    likely: Gender | None = None
    votes: Counter[Gender] = field(default_factory=Counter)

    def add(self, use: FormUse, *, given: Iterable[str] = (), surname: str | None = None) -> None:
        """Give this person one more form, read with these parts."""
        self.uses.append(use)
        self.count += use.count
        self.given.update(given)
        self.middle.update(use.form.given[1:])
        if surname:
            self.surnames.add(surname)
        if use.form.style:
            self.styles.add(use.form.style)
        self.told = self.told or use.form.gender
        self.likely = self.likely or use.likely
        self.votes.update(use.votes)

    @property
    def known(self) -> Gender | None:
        """Gender by a title, else by the pronouns for all forms together."""
        return self.told or established(self.votes, self.likely)

    @property
    def gender(self) -> Gender | None:
        """Known, or else likely."""
        return self.known or self.likely


def likely_gender(form: NameForm) -> Gender | None:
    """What a first-name list suggests; "Mrs. John X" is called by somebody else's name."""
    first = form.given[0] if form.given else form.bare or ""
    return None if form.style == "mrs" else listed_gender(first)


def listed_gender(name: str) -> Gender | None:
    """What the first-name lists (or the formal name of a pet form) suggest."""
    told = _listed(name)
    if told is None:
        formal = {_listed(f) for f in formal_names().get(name, ())} - {None}
        told = formal.pop() if len(formal) == 1 else None
    return told


def _listed(name: str) -> Gender | None:
    for table in ("first_names", "more_first_names"):
        told = key_of_word(table).get(name)
        if told is not None:
            return "he" if told == "he" else "she"
    return None


def related(one: str, other: str) -> bool:
    """Can these be the same first name: equal, an initial, or a pet form of the other."""
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one in relatives(other)


def clips(full: str) -> list[str]:
    """What a first name may be cut down to: Osk of Oskar, Tam of Tamsin, Selm of Anselm."""
    known, pet_forms = key_of_word("first_names"), formal_names()
    heads = [full[:end] for end in range(3, len(full) - 1)]
    tails = [full[start:] for start in range(1, min(4, len(full) - 4) + 1)]
    return [c for c in (*heads, *(t for t in tails if t not in pet_forms)) if c not in known]


def relatives(name: str) -> list[str]:
    """First names to look ``name`` up under: its formal names, its pet forms, Kit for Kitty."""
    shorts = word_groups("nicknames")
    formal = sorted(formal_names().get(name, ()))
    siblings = {
        short
        for full in formal
        for short in shorts[full]
        if short != name and (short.startswith(name) or name.startswith(short))
    }
    return [*formal, *shorts.get(name, ()), *sorted(siblings)]


def compatible(person: Person, use: FormUse) -> bool:
    """No clash of gender, titles or seniority."""
    mine, theirs = person.gender, use.gender
    if mine and theirs and mine != theirs:
        return False
    style = use.form.style
    if style and any(frozenset((style, held)) in _CLASHES for held in person.styles):
        return False
    return person.elder == use.form.elder


def side_by_side(uses: Iterable[FormUse], other: FormUse) -> bool:
    """Narrated sentences name both: one person is rarely named twice, two ways, in a sentence.

    Of a Miss it is less telling: narrators switch between "Fanny" and "Miss Price".
    """
    uses = tuple(uses)
    shared = sum(other.together.get(use.form.key, 0) for use in uses)
    narrated = sum(use.narrated for use in uses)
    if other.form.style == "miss":
        expected = settings.MISS_TOGETHER_SHARE * float(narrated * other.narrated) ** 0.5
        return shared > settings.NAMES_TOGETHER_MIN and shared >= expected
    rarer = min(other.narrated, narrated)
    return shared >= max(settings.NAMES_TOGETHER_MIN, settings.NAMES_TOGETHER_SHARE * rarer)
