"""Addressees: whom a quotation is spoken to, once its speaker and the turns are known."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.resolve.speakers.candidates import model_shares
from fabula.resolve.speakers.evidence import Evidence
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.settings import ADDRESSEE_COMPANY, ADDRESSEE_MODEL, ADDRESSEE_TURNS
from fabula.resolve.speakers.subjects import Person
from fabula.resolve.speakers.tags import Tag
from fabula.resolve.speakers.turns import Turn
from fabula.resolve.speakers.vocatives import read_address
from fabula.schema.spans import Quotation, SpeakerScores


def choose_addressees(
    page: Page,
    turns: tuple[Turn, ...],
    quotations: tuple[Quotation, ...],
    tags: dict[int, Tag],
    evidence: list[Evidence],
    speakers: list[int | None],
    scores: SpeakerScores,
) -> dict[int, tuple[int, ...]]:
    """Addressees of every quotation in a turn, surest first.

    The hearers in the tag; else those the words call, then who else takes part in the
    conversation, by the model's order; with nobody at hand, the model's own choice.
    """
    chosen: dict[int, tuple[int, ...]] = {}
    for at, turn in enumerate(turns):
        speaker = speakers[at]
        partner = _partner(turns, evidence, speakers, at)
        company = () if partner is None else (partner, *_company(turns, speakers, at))
        for index in turn.quotations:
            told = _told(tags.get(index), speaker)
            if not told:
                called = _called(page, quotations[index], evidence[at], speaker)
                shares = model_shares(page, scores.candidates, scores.addressee, index)
                others = sorted(company, key=lambda entity: -shares.get(entity, 0.0))
                told = tuple(dict.fromkeys((*called, *others))) or _by_model(shares, speaker)
            chosen[index] = told
    return chosen


def _told(tag: Tag | None, speaker: int | None) -> tuple[int, ...]:
    """The hearers in the tag."""
    return _others(() if tag is None else tag.hearers, speaker)


def _called(
    page: Page, quotation: Quotation, evidence: Evidence, speaker: int | None
) -> tuple[int, ...]:
    """Whom the quotation calls; else whom another one of the same turn is told to."""
    found = _others(read_address(page, quotation).called, speaker)
    return found or _others((*evidence.hearers, *evidence.called), speaker)[:1]


def _others(people: Iterable[Person], speaker: int | None) -> tuple[int, ...]:
    found = (p.entity for p in people if p.entity is not None and p.entity != speaker)
    return tuple(dict.fromkeys(found))


def _by_model(shares: dict[int, float], speaker: int | None) -> tuple[int, ...]:
    """The model's choice where it is sure enough."""
    best = max(shares.keys() - {speaker}, key=lambda e: (shares[e], -e), default=None)
    return (best,) if best is not None and shares[best] >= ADDRESSEE_MODEL else ()


def _company(turns: tuple[Turn, ...], speakers: list[int | None], at: int) -> tuple[int, ...]:
    """Others who speak within ``ADDRESSEE_COMPANY`` turns of the conversation, nearest first."""
    found: dict[int, None] = {}
    before = after = True
    for step in range(1, ADDRESSEE_COMPANY + 1):
        before = before and at >= step and not turns[at - step + 1].opens
        after = after and at + step < len(turns) and not turns[at + step].opens
        for there, other in ((before, at - step), (after, at + step)):
            who = speakers[other] if there else None
            if who is not None and who != speakers[at]:
                found[who] = None
    return tuple(found)


def _partner(
    turns: tuple[Turn, ...],
    evidence: list[Evidence],
    speakers: list[int | None],
    at: int,
) -> int | None:
    """The nearest other speaker before, then after, then the only other person at hand."""
    speaker = speakers[at]
    for step in range(1, ADDRESSEE_TURNS + 1):
        if at - step < 0 or turns[at - step + 1].opens:
            break
        if speakers[at - step] not in (None, speaker):
            return speakers[at - step]
    for step in range(1, ADDRESSEE_TURNS + 1):
        if at + step >= len(turns) or turns[at + step].opens:
            break
        if speakers[at + step] not in (None, speaker):
            return speakers[at + step]
    present = [entity for entity in evidence[at].present if entity != speaker]
    if present:
        return present[0]
    return None
