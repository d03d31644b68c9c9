"""Entities under construction, and what may not be one of them (cannot-link rules)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from fabula.resolve import settings
from fabula.resolve.gender import gender_fits
from fabula.resolve.views import MentionView, co_arguments, conjuncts
from fabula.resources.tags import tag_words
from fabula.schema.spans import EntityType, Gender, Mention
from fabula.schema.tokens import Syntax

# How many of an entity's latest mentions are looked at for clashes within a sentence.
_NEAR = 4
_PLACES = frozenset({"FAC", "LOC", "GPE"})


@dataclass(slots=True)
class Leaning:
    """The gender somebody has so far: pronouns, expected and found, and what the name suggests."""

    votes: dict[Gender, float]
    likely: Gender | None

    def add(self, gender: Gender | None) -> None:
        """One more pronoun."""
        if gender is not None:
            self.votes[gender] = self.votes.get(gender, 0.0) + 1.0

    def fit(self, pronoun: str | None) -> float:
        """Log-odds that a pronoun's gender adds to its being this one."""
        fits = gender_fits(self.votes, self.likely)
        return math.log(fits["he"] if pronoun == "he" else fits["she"] if pronoun == "she" else 1)


@dataclass(slots=True)
class Cluster:
    """An entity so far; ``name`` is the number of its name cluster.

    ``deictic`` marks the I, you and we of a quotation or of the narration, which only
    deixis and the narrator module may join to anybody. ``leaning`` are the pronouns of a name
    whose gender nothing has settled.
    """

    members: list[int] = field(default_factory=list)
    types: Counter[EntityType] = field(default_factory=Counter)
    name: int | None = None
    gender: Gender | None = None
    plural: bool | None = None
    deictic: str | None = None
    leaning: Leaning | None = None

    @property
    def type(self) -> EntityType:
        return max(sorted(self.types), key=lambda t: self.types[t])

    def add(self, number: int, mention: Mention, view: MentionView) -> None:
        """Take in one mention, and what its words tell."""
        if not self.members and view.pronoun in ("we", "they"):
            self.plural = True
        if not self.members and view.pronoun == "it":
            self.gender, self.plural = "it", False
        self.members.append(number)
        self.types[mention.type] += 1
        if self.leaning is not None and view.pronoun:
            self.leaning.add(view.gender)
        elif view.gender in ("he", "she") and self.gender is None and self.type == "PER":
            self.gender = view.gender
        if self.plural is None and view.plural is not None and view.pronoun is None:
            self.plural = view.plural
        elif self.plural is None and view.pronoun in ("he", "she"):
            self.plural = False


@dataclass(frozen=True, slots=True)
class LinkRules:
    """Cannot-link rules between a mention and an entity."""

    text: str
    syntax: Syntax
    mentions: tuple[Mention, ...]
    views: tuple[MentionView, ...]

    def allow(self, number: int, cluster: Cluster) -> bool:
        """May mention ``number`` be this entity, as far as grammar and sense go?"""
        view = self.views[number]
        return (
            cluster.deictic in (None, view.pronoun)
            and self._types(self.mentions[number], view, cluster)
            and self._genders(view, cluster)
            and self._numbers(view, cluster)
            and not self._apart(number, cluster)
            and not self._long_ago(number, cluster)
        )

    def _types(self, mention: Mention, view: MentionView, cluster: Cluster) -> bool:
        theirs = cluster.type
        if mention.type == theirs and view.pronoun != "it":
            return True
        if view.pronoun in ("he", "she", "we"):
            return theirs == "PER"
        if view.pronoun == "they":
            return theirs in ("PER", "ORG", "GPE") or cluster.plural is not False
        if view.pronoun == "it":
            return theirs != "PER" or cluster.name is None
        return mention.type in _PLACES and theirs in _PLACES

    def _genders(self, view: MentionView, cluster: Cluster) -> bool:
        if cluster.type != "PER" or view.gender in (None, "it", "they"):
            return not (view.gender == "it" and cluster.gender in ("he", "she"))
        return cluster.gender in (None, view.gender)

    def _numbers(self, view: MentionView, cluster: Cluster) -> bool:
        if view.pronoun == "they":
            singular = cluster.plural is False or (cluster.plural is None and cluster.name)
            if not singular or cluster.type != "PER":
                return True
            # Singular "they": for those the text calls so, or whose gender nothing tells.
            return cluster.gender == "they" or (cluster.name is None and cluster.gender is None)
        if view.plural is None or cluster.plural is None or cluster.type != "PER":
            return True
        return view.plural == cluster.plural

    def _long_ago(self, number: int, cluster: Cluster) -> bool:
        """ "The old gentleman" is the one of these pages, not of an earlier chapter."""
        mention, view = self.mentions[number], self.views[number]
        generic = mention.kind == "NOM" and view.word in tag_words().closed["anybody"]
        gap = view.row - self.views[cluster.members[-1]].row
        return generic and gap > settings.GENERIC_REACH

    def _apart(self, number: int, cluster: Cluster) -> bool:
        """One inside the other, joined by "and", or subject and object of one verb."""
        mention, view = self.mentions[number], self.views[number]
        for other in reversed(cluster.members[-_NEAR:]):
            earlier = self.mentions[other]
            if earlier.end > mention.start:
                # "his brother" is not he, but in "a man who lost his way" his is the man's.
                if mention.kind != "PRON" or mention.start < earlier.head[1]:
                    return True
            elif conjuncts(self.text, earlier, mention) or co_arguments(
                view, self.views[other], self.syntax
            ):
                return True
        return False
