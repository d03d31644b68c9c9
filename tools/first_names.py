"""Makes ``more_first_names.txt``: first names that are given to one sex only, or nearly so.

    python tools/first_names.py CENSUS FAKER --prose BOOK.txt ... > FILE

CENSUS is the folder of ``dist.male.first``, ``dist.female.first`` and ``dist.all.last`` of the
United States census of 1990 (public domain; in the package ``names`` 0.3.0), FAKER the folder
of the package ``faker`` 40.54.0 (MIT), whose lists of many countries are taken. Names that are
oftener surnames, that the books use as plain words, and those in ``first_names.txt`` are left
out: half a name list is worse than none.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from fabula.resources import key_of_word

_SEXES = {"he": "male", "she": "female"}
_MOSTLY = 10  # times as many of one sex
_RARE = 0.003  # per cent of the population below which the census is not believed alone
_SURNAME_ONLY = 0.002  # per cent of surnames, for names the census does not have as first names
_SURNAME = 1.0  # times as often a surname
_AS_WORD = 2
_EITHER = """
    alex angel ari ariel ash avery blake bobbie cameron dale dana darcy devon dominique drew
    eden ellis emery finley frankie gabriele harley harper hayden hunter indigo jackie jamie
    jan jo jordan joss jules justice kai kelly kendall kerry kim kit lane lee leigh lou mel
    micah mika misha morgan nat nic nicola nikita pat peyton phoenix presley quinn ray reagan
    reese remy rene riley river robbie ronnie rowan sage sandy sasha sawyer shay shelby simone
    skye spencer stevie sunny sydney taylor terry tony tracy val vic wynn
""".split()
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")


def census(folder: Path, name: str) -> dict[str, float]:
    """Names of one list in small letters, with their share in per cent."""
    rows = (line.split() for line in (folder / name).read_text(encoding="ascii").splitlines())
    return {row[0].casefold(): float(row[1]) for row in rows}


def countries(folder: Path, sex: str) -> dict[str, set[str]]:
    """Latin first names of all countries of Faker, with the countries that list them."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in sorted((folder / "providers" / "person").glob("*/__init__.py")):
        country = module.parent.name
        provider = importlib.import_module(f"faker.providers.person.{country}").Provider
        for attribute in (f"first_names_{sex}", f"first_romanized_names_{sex}"):
            for name in vars(provider).get(attribute, ()):
                if _WORD.fullmatch(name) and name[0].isupper():
                    found[name.casefold()].add(country)
    return found


def one_sex(
    shares: Mapping[str, Mapping[str, float]],
    lists: Mapping[str, Mapping[str, set[str]]],
    surnames: Mapping[str, float],
) -> Iterator[tuple[str, str]]:
    """(name, he or she) for each name that tells."""
    for name in sorted(set().union(*shares.values(), *lists.values())):
        share = {g: shares[g].get(name, 0.0) for g in _SEXES}
        count = {g: len(lists[g].get(name, ())) for g in _SEXES}
        sex = max(_SEXES, key=lambda g: (share[g], count[g]))
        other = "she" if sex == "he" else "he"
        if any(share.values()):
            clear = share[sex] >= _MOSTLY * share[other] and not count[other] > max(count[sex], 1)
            known = share[sex] >= _RARE or count[sex] > 1
            first = surnames.get(name, 0.0) <= _SURNAME * share[sex]
        else:
            clear, known = not count[other], True
            first = surnames.get(name, 0.0) <= _SURNAME_ONLY
        if clear and known and first:
            yield name, sex


def plain_words(books: Iterable[Path]) -> set[str]:
    """Words some book writes small."""
    counts: Counter[str] = Counter()
    for book in books:
        words = _WORD.findall(book.read_text(encoding="utf-8", errors="replace"))
        counts.update(word for word in words if word.islower())
    return {word for word, count in counts.items() if count >= _AS_WORD}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("census", type=Path)
    parser.add_argument("faker", type=Path)
    parser.add_argument("--prose", type=Path, nargs="*", default=())
    options = parser.parse_args()
    sys.path.insert(0, str(options.faker.parent))
    shares = {g: census(options.census, f"dist.{sex}.first") for g, sex in _SEXES.items()}
    lists = {g: countries(options.faker, sex) for g, sex in _SEXES.items()}
    surnames = census(options.census, "dist.all.last")
    no_names = plain_words(options.prose) | set(_EITHER) | set(key_of_word("first_names"))
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, sex in one_sex(shares, lists, surnames):
        if name not in no_names:
            found[sex, name[0]].append(name)
    print("# First names given to one sex, or nearly so: a prior, the text decides.")
    print("# Made by tools/first_names.py of the United States census of 1990 (public domain)")
    print("# and Faker 40.54.0 (MIT, Copyright (c) 2012 Daniele Faraglia).")
    for (sex, _), names in sorted(found.items()):
        print(f"{sex}: {' '.join(names)}")


if __name__ == "__main__":
    main()
