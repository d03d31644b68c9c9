"""Coreference over a whole book: names first, then everything else from left to right."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from fabula.resolve import settings
from fabula.resolve.clusters import Cluster, LinkRules
from fabula.resolve.corrections.pins import NO_PINS, Pins, pin_names
from fabula.resolve.entities import build_coreference
from fabula.resolve.gender import pronoun_votes
from fabula.resolve.names import NameClusters, cluster_names, name_forms, silent_mentions
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
    names = cluster_names(
        mentions,
        forms,
        [int(tokens.sentence[v.row]) if len(tokens.sentence) else 0 for v in views],
        [v.quotation is not None for v in views],
        pronoun_votes(views, keys, antecedents),
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
        """Entities of the candidates scored above ``floor``, best first, each once, allowed."""
        seen = {_NOBODY}
        scores, candidates = self._scores[number], self._candidates[number]
        for k in range(int(np.count_nonzero(scores > floor))):
            candidate = int(candidates[k])
            if not 0 <= candidate < number or self._of[candidate] in seen:
                continue
            cluster = self._of[candidate]
            seen.add(cluster)
            if self._rules.allow(number, self.clusters[cluster]):
                yield float(scores[k]), cluster

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
        floor = settings.PRONOUN_THRESHOLD if view.pronoun else settings.NOMINAL_THRESHOLD
        options = []
        for score, cluster in self._ranked(number, floor):
            named = self.clusters[cluster].name is not None
            if named and not view.pronoun and score <= settings.NOMINAL_TO_NAME_THRESHOLD:
                continue
            options.append((score, cluster))
            if len(options) == _OPTIONS:
                break
        if not options:
            best = float(self._scores[number][0]) if self._scores.shape[1] else -math.inf
            cluster = self._put(number, None, _sigmoid(max(-best, 0.0)))
            self.clusters[cluster].deictic = "you" if view.pronoun == "you" else None
            return
        if view.pronoun in ("he", "she", "they"):
            self.alternatives[number] = _shares(options)
        runner_up = options[1][0] if len(options) > 1 else 0.0
        self._put(number, options[0][1], _sigmoid(options[0][0] - max(runner_up, 0.0)))


def _shares(options: list[tuple[float, int]]) -> tuple[tuple[int, float], ...]:
    """(entity, probability) by the scores of the options, against their being somebody new."""
    top = max(options[0][0], 0.0)
    weights = [math.exp(score - top) for score, _ in options]
    total = sum(weights) + math.exp(-top)
    return tuple((cluster, weight / total) for weight, (_, cluster) in zip(weights, options))


def _sigmoid(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(value, -30.0), 30.0)))
