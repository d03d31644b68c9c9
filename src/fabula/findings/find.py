"""The stage: from a World without findings to the same World with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from fabula.findings.bodies import find_sides
from fabula.findings.conflicts import Clash, find_clashes
from fabula.findings.doings import find_doings
from fabula.findings.measures import find_measures
from fabula.findings.page import Page, open_page
from fabula.findings.profile import find_content
from fabula.findings.relations import find_relations
from fabula.findings.statement import Statement
from fabula.findings.states import find_states
from fabula.findings.things import describe
from fabula.findings.times import find_ages, find_times
from fabula.findings.told import find_told
from fabula.resolve.clauses import Clause
from fabula.schema.findings import Claim, Conflict
from fabula.schema.spans import Mention
from fabula.schema.world import World
from fabula.world.invariants import check_world

_SOURCES = (describe, find_sides, find_times, find_ages, find_states, find_doings, find_measures)


def add_findings(world: World, mentions: Sequence[Mention], clauses: Sequence[Clause]) -> World:
    """Everything behind the telling; ``clauses`` hold indices of ``mentions``.

    Raises ValueError where the World has no words.
    """
    page = open_page(world, mentions, clauses)
    statements = find_statements(page)
    clashes = list(find_clashes(page, statements))
    statements = _in_order(
        {*statements, *(each for clash in clashes for each in (clash.a, clash.b))}
    )
    names = {statement: f"k{number}" for number, statement in enumerate(statements, 1)}
    return check_world(
        replace(
            world,
            relations=find_relations(page),
            told=tuple(find_told(page)),
            claims=tuple(_claim(names[each], each) for each in statements),
            conflicts=tuple(_conflicts(clashes, names)),
            profile=tuple(find_content(page)),
        )
    )


def find_statements(page: Page) -> list[Statement]:
    """All claims in text order, each once."""
    return _in_order({each for source in _SOURCES for each in source(page)})


def _in_order(statements: Iterable[Statement]) -> list[Statement]:
    return sorted(
        statements, key=lambda s: (s.row, s.property, s.value, s.span, s.thing, s.polarity)
    )


def _claim(name: str, said: Statement) -> Claim:
    return Claim(
        id=name,
        span=said.span,
        by=said.by,
        subject=said.subject,
        property=f"{said.property} of {said.thing}" if said.thing else said.property,
        value=said.value,
        polarity=said.polarity,
        modality=said.modality,
        confidence=said.confidence,
    )


def _conflicts(clashes: Iterable[Clash], names: dict[Statement, str]) -> Iterable[Conflict]:
    ordered = sorted(clashes, key=lambda clash: (clash.b.row, clash.a.row))
    for number, clash in enumerate(ordered, 1):
        yield Conflict(
            id=f"x{number}",
            kind=clash.kind,
            a=clash.a.span,
            b=clash.b.span,
            claims=(names[clash.a], names[clash.b]),
            why=clash.why,
            confidence=clash.confidence,
        )
