"""What people decided about mentions, as constraints on whole-book coreference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fabula.resolve.names import NameCluster, NameClusters
from fabula.schema.spans import EntityType, Gender


@dataclass(frozen=True, slots=True)
class PinnedPerson:
    """Somebody people spoke of; None where they left something open."""

    type: EntityType | None = None
    gender: Gender | None = None
    group: bool | None = None


@dataclass(frozen=True, slots=True)
class Pins:
    """Must-link and cannot-link in one: mentions of one person are one, of two persons two.

    ``bearers`` gives mentions their person (position in ``persons``), or those they may
    be; ``forms`` are printed forms of mentions that count as names because people said
    so; ``silent`` mentions refer to nobody.
    """

    persons: tuple[PinnedPerson, ...] = ()
    bearers: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    forms: Mapping[int, str] = field(default_factory=dict)
    silent: frozenset[int] = frozenset()


NO_PINS = Pins()


def pin_names(names: NameClusters, pins: Pins) -> NameClusters:
    """The name clusters with one more for each pinned person, who bears the pinned mentions."""
    if not pins.persons:
        return names
    first = len(names.clusters)
    bearers, forms = list(names.bearers), list(names.forms)
    earlier: list[list[NameCluster]] = [[] for _ in pins.persons]
    for mention, persons in pins.bearers.items():
        for person in persons:
            earlier[person] += [names.clusters[n] for n in names.bearers[mention]]
        bearers[mention] = tuple(first + person for person in persons)
        if not names.bearers[mention]:
            forms[mention] = pins.forms.get(mention, "")
    pinned = (_cluster(*pair) for pair in zip(pins.persons, earlier, strict=True))
    return NameClusters((*names.clusters, *pinned), tuple(bearers), tuple(forms))


def _cluster(person: PinnedPerson, earlier: list[NameCluster]) -> NameCluster:
    """What was decided, else what the names themselves told about most mentions."""
    gender = person.gender or _usual(cluster.gender for cluster in earlier)
    likely = person.gender or _usual(cluster.likely for cluster in earlier)
    group = person.group
    if group is None:
        group = 2 * sum(cluster.group for cluster in earlier) > len(earlier)
    return NameCluster(person.type or "PER", gender, likely, group)


def _usual(values: Iterable[Gender | None]) -> Gender | None:
    counts = Counter(sorted(value for value in values if value is not None))
    return counts.most_common(1)[0][0] if counts else None
