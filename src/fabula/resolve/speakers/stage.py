"""Who is on stage at each turn: mentioned last, acting, speaking or spoken of close by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

from fabula.resolve.speakers.evidence import OTHER, Evidence
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.settings import NEARBY, REACH, TELLING, UNARY
from fabula.resolve.speakers.turns import Turn
from fabula.resources import words
from fabula.schema.spans import Quotation

Row = dict[str, float]

NEVER = -4.0  # log distance of somebody not seen or heard before
_LAST = ("last", "last-but-one", "last-but-two")
_LEAVING = words("motion", "leave")


class Stage:
    """One sweep over the narration, along with the turns.

    ``show`` gives the features of somebody at the turn last moved to; ``recent`` are
    those mentioned last in the narration before it, latest first.
    """

    def __init__(
        self,
        page: Page,
        turns: Sequence[Turn],
        quotations: Sequence[Quotation],
        evidence: Sequence[Evidence],
    ) -> None:
        self._page, self._turns, self._quotations = page, turns, quotations
        narrated = [int(owner < 0) for owner in page.owner]
        self._told = list(accumulate(narrated, initial=0))  # narrated words before each row
        self._mentions = sorted(
            (lo, entity, index)
            for index, (lo, _) in page.range_of.items()
            if page.owner[lo] < 0 and (entity := page.entity(index)) is not None
        )
        self._next = 0
        self._seen: dict[int, int] = {}
        self._acted: dict[int, int] = {}
        self._gone: set[int] = set()
        self._here = 0
        self._near = _Nearby(turns, evidence)
        self._turn = 0

    def move(self, turn: int) -> None:
        """On to the next turn."""
        page, self._turn = self._page, turn
        start, _ = page.rows(self._quotations[self._turns[turn].quotations[0]].spans[0])
        while self._next < len(self._mentions) and self._mentions[self._next][0] < start:
            row, entity, index = self._mentions[self._next]
            self._seen.pop(entity, None)
            self._seen[entity] = row
            head = page.head_row(index)
            if page.syntax.deprel[head] == "nsubj":
                self._acted[entity] = row
                verb = page.words[int(page.syntax.head[head])]
                (self._gone.add if verb in _LEAVING else self._gone.discard)(entity)
            self._next += 1
        self._here = start

    def recent(self, count: int) -> list[int]:
        """The persons mentioned last, latest first."""
        latest = reversed(self._seen)
        return [entity for entity, _ in zip(latest, range(count))]

    def close_by(self) -> frozenset[int]:
        """Those who speak within ``REACH`` turns, by tag or beat, or are called nearby."""
        return frozenset(self._near.parties(self._turn) | self._near.called(self._turn))

    def show(self, entities: Sequence[int]) -> dict[int, Row]:
        """Features of each of some entities at this turn."""
        order = {entity: rank for rank, entity in enumerate(self.recent(len(_LAST)))}
        return {entity: self._features(entity, order.get(entity)) for entity in entities}

    def _features(self, entity: int, rank: int | None) -> Row:
        row = {
            "distance": self._since(entity),
            "acted": self._narrated_since(entity),
        }
        if rank is not None:
            row[_LAST[rank]] = 1.0
        if entity in self._gone:
            row["gone"] = 1.0
        row.update(self._near.features(self._turn, entity))
        return row

    def _since(self, entity: int) -> float:
        row = self._seen.get(entity)
        return NEVER if row is None else max(NEVER, -math.log1p((self._here - row) / 50))

    def _narrated_since(self, entity: int) -> float:
        row = self._acted.get(entity)
        if row is None:
            return NEVER
        return max(NEVER, -math.log1p((self._told[self._here] - self._told[row]) / 20))


class _Nearby:
    """What the turns around say about somebody: speaks there, is called or spoken of."""

    def __init__(self, turns: Sequence[Turn], evidence: Sequence[Evidence]) -> None:
        tellers = [_told_speaker(item) for item in evidence]
        self._before: list[dict[int, int]] = _steps(turns, tellers, 1)
        self._after: list[dict[int, int]] = _steps(turns, tellers, -1)
        self._called = _around(turns, [_entities_called(item) for item in evidence])
        self._topics = _around(turns, [_topics(item) for item in evidence])

    def parties(self, turn: int) -> set[int]:
        return {*self._before[turn], *self._after[turn]}

    def called(self, turn: int) -> set[int]:
        """Addressed close by."""
        return self._called[turn]

    def features(self, turn: int, entity: int) -> Row:
        row: Row = {}
        before, after = self._before[turn].get(entity), self._after[turn].get(entity)
        if before is not None:
            row["spoke"] = 1 / before
        if after is not None:
            row["speaks"] = 1 / after
        parties = self.parties(turn)
        if entity in parties and len(parties) == 2:
            row["one-of-two"] = 1.0
        if entity in self._called[turn]:
            row["called-near"] = 1.0
        if entity in self._topics[turn]:
            row["topic-near"] = 1.0
        return row


def _steps(turns: Sequence[Turn], tellers: Sequence[int | None], way: int) -> list[dict[int, int]]:
    """For each turn, turns since (or until) others speak, within ``REACH`` of its conversation."""
    found: list[dict[int, int]] = [{} for _ in turns]
    for at, entity in enumerate(tellers):
        if entity is None:
            continue
        for step in range(1, REACH + 1):
            other = at + way * step
            if not 0 <= other < len(turns) or turns[other if way > 0 else other + 1].opens:
                break
            found[other].setdefault(entity, step)
            found[other][entity] = min(step, found[other][entity])
    return found


def _around(turns: Sequence[Turn], noted: Sequence[set[int]]) -> list[set[int]]:
    """Who is noted within ``NEARBY`` turns of each turn's conversation, itself left out."""
    found: list[set[int]] = [set() for _ in turns]
    for at, entities in enumerate(noted):
        for way in (1, -1) if entities else ():
            for step in range(1, NEARBY + 1):
                other = at + way * step
                if not 0 <= other < len(turns) or turns[other if way > 0 else other + 1].opens:
                    break
                found[other] |= entities
    return found


def _entities_called(evidence: Evidence) -> set[int]:
    return {p.entity for p in (*evidence.called, *evidence.hearers) if p.entity is not None}


def _topics(evidence: Evidence) -> set[int]:
    return {clue.entity for clue in evidence.clues if clue.feature == "topic"}


def _told_speaker(evidence: Evidence) -> int | None:
    """The entity that the turn's own tag or beat names, or the quotation presents."""
    best = max(
        (clue for clue in evidence.clues if clue.feature.startswith(TELLING)),
        key=lambda clue: UNARY[clue.feature] * clue.value,
        default=None,
    )
    return None if best is None or best.entity == OTHER else best.entity
