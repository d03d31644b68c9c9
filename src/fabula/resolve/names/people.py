"""Name forms to people, from the fullest form to the barest (names first, book-wide).

Every step looks candidates up by name part, so the cost is linear in the number of forms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from fabula.resolve import settings
from fabula.resolve.names.form import full_title
from fabula.resolve.names.person import (
    NOBLE,
    FormUse,
    Person,
    clips,
    compatible,
    listed_gender,
    related,
    relatives,
    side_by_side,
)
from fabula.resources import words

# After these titles a single word is a first name, after those a surname.
_BEFORE_GIVEN = frozenset({"knight", "master", "royal", "clergy"})
_BEFORE_SURNAME = frozenset({"mr", "mrs", "ms", "rank", "office"})
_FAMILY_HEADS = frozenset({"mr", "mrs"})
# More people of one name than this, and a form is not compared with the rest of them.
_MAX_CANDIDATES = 40


def _articled(use: FormUse) -> bool:
    """Whether a name mostly follows "the"."""
    return 0 < use.count <= 2 * use.articled


class People:
    """People by their names; ``bearers`` are the persons each form may mean, by form key."""

    def __init__(self, uses: Iterable[FormUse]) -> None:
        self.persons: list[Person] = []
        self.bearers: dict[str, tuple[int, ...]] = {}
        self._by_given: dict[str, list[int]] = defaultdict(list)
        self._by_clip: dict[str, list[int]] = defaultdict(list)
        self._by_surname: dict[str, list[int]] = defaultdict(list)
        self._by_title: dict[str, list[int]] = defaultdict(list)
        self._uses = {use.form.key: use for use in sorted(uses, key=lambda use: use.order)}
        self._surname_weight = self._weigh_surnames()
        self._surnames_after: dict[tuple[str, str], set[str]] = defaultdict(set)
        for use in self._uses.values():
            if len(use.form.given) > 1 and use.form.surname:
                self._surnames_after[use.form.given[0], use.form.given[1]].add(use.form.surname)
        singles = [use for use in self._uses.values() if not self._plural(use)]
        titled = [use for use in singles if use.form.bare and use.form.titles]
        bare = [use for use in singles if use.form.bare and not use.form.titles]
        steps: tuple[tuple[Callable[[FormUse], object], list[FormUse]], ...] = (
            (self._full, [use for use in singles if use.form.surname]),
            (self._first_name, bare),
            (self._titled, titled),
            (self._bare, bare),
            (self._new, [use for use in singles if use.form.fixed]),
            (self._title_only, [use for use in singles if use.form.title_only]),
            (self._new, list(self._uses.values())),
        )
        for step, forms in steps:
            for use in forms:
                if use.form.key not in self.bearers:
                    step(use)

    def _weigh_surnames(self) -> dict[str, int]:
        """How much more often a word stands as a surname than as a first name."""
        weight: dict[str, int] = defaultdict(int)
        for use in self._uses.values():
            form = use.form
            if form.surname:
                weight[form.surname] += use.count
                weight[form.given[0]] -= use.count
            elif form.bare and form.style in _BEFORE_SURNAME:
                weight[form.bare] += use.count
        return weight

    def _count(self, key: str) -> int:
        return self._uses[key].count if key in self._uses else 0

    def _plural(self, use: FormUse) -> bool:
        """ "The Bennets", "Mr. and Mrs. Hale": nobody's name, but a group's."""
        bare = use.form.bare
        if bare and bare.endswith("s") and use.form.article and not use.form.titles:
            one = bare[:-1]
            forms = (one, *(f"{title} {one}" for title in ("mr", "mrs", "miss", "dr")))
            return one in self._surname_weight or any(form in self._uses for form in forms)
        return use.form.plural

    def _new(self, use: FormUse, *, given: tuple[str, ...] = (), surname: str | None = None) -> int:
        self.persons.append(Person(elder=use.form.elder, group=self._plural(use)))
        self._join(len(self.persons) - 1, use, given=given, surname=surname)
        return len(self.persons) - 1

    def _join(
        self, number: int, use: FormUse, *, given: tuple[str, ...] = (), surname: str | None = None
    ) -> None:
        self.persons[number].add(use, given=given, surname=surname)
        self.bearers[use.form.key] = (number,)
        for table, parts in (
            (self._by_given, given),
            (self._by_clip, (clip for name in given for clip in clips(name))),
            (self._by_surname, (surname,) if surname else ()),
            (self._by_title, map(full_title, use.form.titles)),
        ):
            for part in parts:
                if number not in table[part] and len(table[part]) < _MAX_CANDIDATES:
                    table[part].append(number)

    def _fitting(self, numbers: Iterable[int], use: FormUse) -> list[int]:
        return [n for n in dict.fromkeys(numbers) if compatible(self.persons[n], use)]

    def _apart(self, numbers: Iterable[int], use: FormUse) -> list[int]:
        """Those not named side by side with this form."""
        return [n for n in numbers if not side_by_side(self.persons[n].uses, use)]

    def _full(self, use: FormUse) -> None:
        """First name and surname: "Elizabeth Bennet", "Lizzy Bennet", "E. Bennet"."""
        form = use.form
        first, surname = form.given[0], form.surname or ""
        if form.style == "mrs" and listed_gender(first) == "he":
            self.persons[self._new(use, surname=surname)].by_husband = True
            return
        family = [
            n
            for n in self._fitting(self._by_surname[surname], use)
            if not self.persons[n].by_husband
        ]
        exact = [n for n in family if first in self.persons[n].given]
        near = exact or [
            n
            for n in family
            if self._nicknamed(first, surname, self.persons[n])
            and self._may_be_pet_form(use, self.persons[n])
            and not self._both_told(use, self.persons[n])
        ]
        near = near or self._by_middle_name(use, first, surname)
        if near:
            self._join(near[0], use, given=(first,), surname=surname)
        else:
            self._new(use, given=(first,), surname=surname)

    def _by_middle_name(self, use: FormUse, first: str, surname: str) -> list[int]:
        """ "Anna Arkadyevna" is the one Anna Arkadyevna Karenina there is."""
        middle = use.form.given[1] if len(use.form.given) > 1 else surname
        if len(self._surnames_after.get((first, middle), ())) != 1:
            return []
        namesakes = self._apart(self._fitting(self._by_given[first], use), use)
        parts = ((n, self.persons[n].middle | self.persons[n].surnames) for n in namesakes)
        found = [n for n, held in parts if middle in held]
        return found if len(found) == 1 else []

    def _nicknamed(self, first: str, surname: str, person: Person) -> bool:
        """A pet form or initial, unless the telling sets "Tom" beside "Thomas" or "Mr. X"."""
        if not any(related(first, held) for held in person.given):
            return False
        others = [*person.given, f"mr {surname}", f"sir {surname}"]
        held = [self._uses[key] for key in others if key in self._uses]
        bare = self._uses.get(first)
        return bare is None or not side_by_side(held, bare)

    def _first_name(self, use: FormUse) -> None:
        """One word that is the first name of somebody whose full name we have."""
        word = use.form.bare or ""
        found = self._as_given(word, use)
        if found and self._surname_weight[word] <= 0:
            found = self._dominant(self._supported(found))
            self._settle(found, use, word, first_name=True)

    def _supported(self, found: list[int]) -> list[int]:
        """Without full names met once whose surname stands nowhere else: "Margaret Oniton"."""
        sure = [
            n
            for n in found
            if self.persons[n].count > 1
            or any(self._surname_weight[s] > 1 for s in self.persons[n].surnames)
        ]
        return sure or found

    def _titled(self, use: FormUse) -> None:
        """A title and one word: "Mr. Darcy", "Miss Eliza", "Sir William", "Aunt Polly"."""
        word, style = use.form.bare or "", use.form.style or "plain"
        if self._set_apart(use):
            self._new(use, surname=word)
            return
        by_given, by_surname = self._as_given(word, use), self._as_surname(word, use)
        if style in _BEFORE_GIVEN:
            first_name = bool(by_given) or not by_surname
        elif style in _BEFORE_SURNAME or style == "miss":
            # "Mr. Harry" is Harry, but "Colonel Fitzwilliam" not Fitzwilliam Darcy.
            known = style == "miss" or listed_gender(word) is not None
            first_name = not by_surname and bool(by_given) and known
        else:
            first_name = bool(by_given) and len(by_given) >= len(by_surname)
        found = by_given if first_name else by_surname
        same_title = [n for n in found if style in self.persons[n].styles]
        self._settle(same_title or found, use, word, first_name=first_name)

    def _set_apart(self, use: FormUse) -> bool:
        """ "The late Mr. X", where X is mostly another: the living, or the one without "elder"."""
        elder = use.form.elder
        if elder is None:
            return False
        base = self._count(use.form.key.removeprefix(f"{elder} "))
        return base > (settings.LATE_RATIO * use.count if elder == "late" else 0)

    def _as_given(self, word: str, use: FormUse) -> list[int]:
        """People with this first name, else with one it is a pet form of or the reverse."""
        same = self._by_given[word]
        exact = self._fitting(same, use)
        if not exact and len(same) == 1 and not use.form.titles:
            # Pronouns are often mislinked; one full name with this first name outweighs them.
            exact = list(same)
        exact = [n for n in exact if not self._too_noble(use, self.persons[n])]
        if exact:
            return exact
        if use.form.style in NOBLE:
            return []
        near = self._fitting((n for r in relatives(word) for n in self._by_given[r]), use)
        near = near or self._fitting(self._cut(word, use), use)
        near = [n for n in self._apart(near, use) if self._may_be_pet_form(use, self.persons[n])]
        return self._dominant(near)

    def _cut(self, word: str, use: FormUse) -> list[int]:
        """Those whose first name this one is cut out of, or the reverse.

        The Mouse is not the Dormouse, though: no name of that kind is cut.
        """
        found = [*self._by_clip[word], *(n for c in clips(word) for n in self._by_given[c])]
        plain = (n for n in found if not any(map(_articled, self.persons[n].uses)))
        return [] if _articled(use) else list(plain)

    def _both_told(self, use: FormUse, person: Person) -> bool:
        """A narrator who writes both Tom Gradgrind and Thomas Gradgrind means two people."""
        least = settings.NARRATED_BOTH
        return use.narrated >= least and any(
            other.narrated >= least and other.form.given and other.form.surname
            for other in person.uses
        )

    def _too_noble(self, use: FormUse, person: Person) -> bool:
        """Plain Mary, whom the narrator calls so, is not the Lady Mary named once."""
        titled = bool(person.styles & NOBLE) and not use.form.titles
        share = use.narrated / max(use.count, 1)
        return titled and share > settings.NARRATED_NICKNAME_SHARE

    def _may_be_pet_form(self, use: FormUse, person: Person) -> bool:
        """The narrator calls nobody Lady Catherine in one line and Kitty in the next."""
        if use.form.style in NOBLE:
            return False
        formal = person.styles & (NOBLE | {"mrs", "clergy"})
        share = use.narrated / max(use.count, 1)
        return not formal or share <= settings.NARRATED_NICKNAME_SHARE

    def _as_surname(self, word: str, use: FormUse) -> list[int]:
        found = [
            n for n in self._fitting(self._by_surname[word], use) if not self.persons[n].by_husband
        ]
        style = use.form.style
        if style is None:
            return found
        kin = found
        found = self._apart(kin, use)
        if style in _FAMILY_HEADS and 0 < len(found) < len(kin):
            # Beside one Wilcox of several, "Mr. Wilcox" is the head of the family.
            return []
        if style in NOBLE:
            return [n for n in found if style in self.persons[n].styles]
        if style == "mrs" and f"miss {word}" in self._uses:
            # With a Miss X about, an untitled "Jane X" is rather she than Mrs. X.
            return [n for n in found if self.persons[n].styles - {"miss"}]
        return found

    def _settle(self, found: list[int], use: FormUse, word: str, *, first_name: bool) -> None:
        style = use.form.style
        if len(found) > 1 and style in _FAMILY_HEADS and not first_name:
            # Several Hales of that gender: plain "Mr. Hale" is the head of the family.
            found = []
        given, surname = ((word,), None) if first_name else ((), word)
        if len(found) == 1:
            self._join(found[0], use, given=given, surname=surname)
        elif found:
            self.bearers[use.form.key] = tuple(found)
        else:
            given = (word,) if first_name or listed_gender(word) else ()
            self._new(use, given=given, surname=word)

    def _bare(self, use: FormUse) -> None:
        """One word: a pet form, a surname, or the only name somebody has."""
        word = use.form.bare or ""
        found = self._as_surname(word, use)
        men = [n for n in found if self.persons[n].gender in (None, "he")]
        if found:
            self._settle(self._dominant(men or found), use, word, first_name=False)
            return
        found = self._as_given(word, use)
        if found:
            self._settle(self._dominant(found), use, word, first_name=True)
        else:
            self._new(use, given=(word,), surname=word)

    def _dominant(self, found: list[int]) -> list[int]:
        """The one bearer so frequent that the others hardly count, else all."""
        if len(found) > 1:
            counts = sorted(((self.persons[n].count, -n) for n in found), reverse=True)
            if counts[0][0] >= settings.DOMINANCE * counts[1][0]:
                return [-counts[0][1]]
        return found

    def _title_only(self, use: FormUse) -> None:
        """ "The Captain" is a Captain we know; "Sir", "Papa" and the like depend on who speaks."""
        title = use.form.titles[0]
        namesakes = [] if _articled(use) else self._fitting(self._by_surname[title], use)
        if namesakes:  # Marcus Bishop is Bishop, not the bishop
            self._settle(self._dominant(namesakes), use, title, first_name=False)
            return
        relation = use.form.style in ("kin", "clergy") and use.narrated < settings.NARRATED_KIN
        if relation or title in words("name_words", "address"):
            self.bearers[use.form.key] = ()
            return
        found = self._dominant(self._fitting(self._by_title[full_title(title)], use))
        if len(found) == 1:
            self._join(found[0], use)
        elif found:
            self.bearers[use.form.key] = tuple(found)
        else:
            self._new(use)
