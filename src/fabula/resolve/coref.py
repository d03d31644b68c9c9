"""Coreference over a whole book: names first, then everything else from left to right."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from fabula.resolve import settings
from fabula.resolve.clusters import Cluster, Leaning, LinkRules
from fabula.resolve.corrections.pins import NO_PINS, Pins, pin_names
from fabula.resolve.entities import build_coreference
from fabula.resolve.gender import pronoun_votes
from fabula.resolve.names import (
    NameClusters,
    cluster_names,
    likely_gender,
    name_forms,
    silent_mentions,
)
from fabula.resolve.views import MentionView, mention_views
from fabula.schema.spans import AntecedentScores, Coreference, Mention, Quotation
from fabula.schema.story import Story
from fabula.schema.tokens import Syntax, Tokens

_SETTLED_NAME = 0.97
_AMBIGUOUS_NAME = 0.6
_DEICTIC = 0.9
_NOBODY = -1
_OPTIONS = 4


def resolve_coref(
    story: Story,
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
    antecedents: AntecedentScores,
    pins: Pins = NO_PINS,
) -> Coreference:
    """Partition the mentions into entities; bounded work per mention.

    Names are clustered over the whole book and fixed; nominals and third-person pronouns
    join the entity of their best allowed antecedent (Lee et al. 2017, greedily); I and
    you stay with their quotation, or with the narration, until those are resolved.
    """
    mentions = tuple(mentions)
    if not mentions:
        return Coreference((), (), ())
    views = mention_views(story.text, tokens, syntax, mentions, quotations)
    forms = name_forms(story.text, mentions)
    keys = [None if form is None else form.key for form in forms]
    likely = {form.key: form.gender or likely_gender(form) for form in forms if form is not None}
    names = cluster_names(
        mentions,
        forms,
        [int(tokens.sentence[v.row]) if len(tokens.sentence) else 0 for v in views],
        [v.quotation is not None for v in views],
        pronoun_votes(views, keys, likely, antecedents),
        (*story.header.characters, *story.header.relationships),
    )
    names = pin_names(names, pins)
    rules = LinkRules(story.text, syntax, mentions, views)
    silent = silent_mentions(story.text, mentions).difference(pins.bearers) | pins.silent
    linker = _Linker(rules, names, antecedents, silent)
    for i in range(len(mentions)):
        linker.link(i)
    return build_coreference(
        story.text, mentions, views, linker.clusters, names, linker.sureness, linker.alternatives
    )


class _Linker:
    """One greedy pass; ``clusters`` are the entities, ``sureness[i]`` that of mention i."""

    def __init__(
        self,
        rules: LinkRules,
        names: NameClusters,
        antecedents: AntecedentScores,
        silent: frozenset[int],
    ) -> None:
        """``silent`` mentions refer to nobody and get no entity."""
        self.clusters: list[Cluster] = []
        self.sureness: list[float] = []
        self.alternatives: dict[int, tuple[tuple[int, float], ...]] = {}
        self._rules = rules
        self._names = names
        self._silent = silent
        self._of: list[int] = []
        self._of_name: dict[int, int] = {}
        self._of_deixis: dict[tuple[str, int | None], int] = {}
        order = np.argsort(-antecedents.scores, axis=1, kind="stable")
        self._candidates = np.take_along_axis(antecedents.candidates, order, axis=1)
        self._scores = np.take_along_axis(antecedents.scores, order, axis=1)
        self._uses = Counter(b for bearers in names.bearers for b in bearers)

    def link(self, number: int) -> None:
        """Decide on the next mention."""
        if number in self._silent:
            self._of.append(_NOBODY)
            self.sureness.append(0.0)
            return
        view = self._rules.views[number]
        bearers = self._names.bearers[number]
        if bearers:
            self._link_name(number, bearers)
        elif view.vocative or (view.pronoun == "you" and view.quotation is not None):
            self._link_deictic(number, "you", view.quotation)
        elif view.pronoun == "i":
            self._link_deictic(number, "i", view.quotation)
        else:
            self._link_by_model(number, view)

    def _put(self, number: int, cluster: int | None, sureness: float) -> int:
        if cluster is None:
            cluster = len(self.clusters)
            self.clusters.append(Cluster())
        mention, view = self._rules.mentions[number], self._rules.views[number]
        self.clusters[cluster].add(number, mention, view)
        self._of.append(cluster)
        self.sureness.append(sureness)
        return cluster

    def _ranked(self, number: int, floor: float) -> Iterator[tuple[float, int]]:
        """Entities with a candidate scored above ``floor``, best first, each once, allowed."""
        seen = {_NOBODY}
        for score, candidate in self._scored(number, floor):
            cluster = self._of[candidate]
            if cluster in seen:
                continue
            seen.add(cluster)
            if self._rules.allow(number, self.clusters[cluster]):
                yield score, cluster

    def _scored(self, number: int, floor: float) -> Iterator[tuple[float, int]]:
        """Earlier mentions scored above ``floor`` as antecedents of a mention, best first."""
        scores, candidates = self._scores[number], self._candidates[number]
        for k in range(int(np.count_nonzero(scores > floor))):
            if 0 <= (candidate := int(candidates[k])) < number:
                yield float(scores[k]), candidate

    def _summed(self, number: int) -> list[tuple[float, int]]:
        """Allowed entities for a pronoun, best first, by the summed votes of all their mentions.

        The head learns to share the probability among all mentions of the right entity (Lee et
        al. 2017), and does so for a pronoun, not for a nominal with the same words before it.
        """
        sums: dict[int, float] = {}
        for score, candidate in self._scored(number, settings.PRONOUN_VOTE):
            cluster = self._of[candidate]
            if cluster not in sums:
                allowed = cluster != _NOBODY and self._rules.allow(number, self.clusters[cluster])
                sums[cluster] = score if allowed else -math.inf
            elif sums[cluster] > -math.inf:
                sums[cluster] = float(np.logaddexp(sums[cluster], score))
        pronoun = self._rules.views[number].pronoun
        for cluster in sums:
            leaning = self.clusters[cluster].leaning if cluster != _NOBODY else None
            sums[cluster] += leaning.fit(pronoun) if leaning else 0.0
        found = ((score, -c) for c, score in sums.items() if score > settings.PRONOUN_THRESHOLD)
        return [(score, -c) for score, c in sorted(found, reverse=True)]

    def _link_name(self, number: int, bearers: tuple[int, ...]) -> None:
        name, sureness = bearers[0], _SETTLED_NAME
        if len(bearers) > 1:
            name, sureness = self._bearer(number, bearers), _AMBIGUOUS_NAME
        cluster = self._of_name.get(name)
        if cluster is None:
            cluster = self._unnamed_antecedent(number)
            cluster = self._put(number, cluster, sureness)
            self._of_name[name] = cluster
            known = self._names.clusters[name]
            built = self.clusters[cluster]
            built.name, built.gender = name, known.gender or built.gender
            built.plural = known.group if known.type == "PER" else built.plural
            if built.gender is None and known.type == "PER":
                built.leaning = Leaning(dict(known.votes), known.likely)
        else:
            self._put(number, cluster, sureness)

    def _bearer(self, number: int, bearers: tuple[int, ...]) -> int:
        """Whom an ambiguous form names here: the model's choice, else the latest mentioned."""
        present = {self._of_name[b]: b for b in bearers if b in self._of_name}
        for score, cluster in self._ranked(number, settings.AMBIGUOUS_NAME_MARGIN):
            if cluster in present and score > settings.AMBIGUOUS_NAME_MARGIN:
                return present[cluster]
        if present:
            return present[max(present, key=lambda c: self.clusters[c].members[-1])]
        return max(bearers, key=lambda b: (self._uses[b], -b))

    def _unnamed_antecedent(self, number: int) -> int | None:
        """ "A young man … Mr. Bingley": the description the model ties this first name to."""
        gender = self._names.clusters[self._names.bearers[number][0]].gender
        for _, cluster in self._ranked(number, settings.NAME_TO_NOMINAL_THRESHOLD):
            found = self.clusters[cluster]
            if found.name is None and (gender is None or found.gender in (None, gender)):
                return cluster
        return None

    def _link_deictic(self, number: int, pronoun: str, quotation: int | None) -> None:
        key = (pronoun, quotation)
        cluster = self._put(number, self._of_deixis.get(key), _DEICTIC)
        self._of_deixis[key] = cluster
        self.clusters[cluster].deictic = pronoun

    def _link_by_model(self, number: int, view: MentionView) -> None:
        options = self._summed(number) if view.pronoun else self._described(number)
        if not options:
            best = float(self._scores[number][0]) if self._scores.shape[1] else -math.inf
            cluster = self._put(number, None, _sigmoid(max(-best, 0.0)))
            self.clusters[cluster].deictic = "you" if view.pronoun == "you" else None
            return
        if view.pronoun in ("he", "she", "they"):
            self.alternatives[number] = _shares(options[:_OPTIONS])
        runner_up = options[1][0] if len(options) > 1 else 0.0
        lead = options[0][0] - max(runner_up, 0.0)
        temperature = settings.PRONOUN_TEMPERATURE if view.pronoun else 1.0
        self._put(number, options[0][1], _sigmoid(lead / temperature))

    def _described(self, number: int) -> list[tuple[float, int]]:
        """The two best entities for a nominal; a name must be surer than another nominal."""
        fitting = (
            (score, cluster)
            for score, cluster in self._ranked(number, settings.NOMINAL_THRESHOLD)
            if self.clusters[cluster].name is None or score > settings.NOMINAL_TO_NAME_THRESHOLD
        )
        return list(islice(fitting, 2))


def _shares(options: list[tuple[float, int]]) -> tuple[tuple[int, float], ...]:
    """(entity, probability) by the scores of the options, against their being somebody new."""
    top = max(options[0][0], 0.0)
    weights = [math.exp(score - top) for score, _ in options]
    total = sum(weights) + math.exp(-top)
    return tuple((cluster, weight / total) for weight, (_, cluster) in zip(weights, options))


def _sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(value, -30.0), 30.0)))
