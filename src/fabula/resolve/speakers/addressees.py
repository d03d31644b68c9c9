"""Addressees: whom a quotation is spoken to, once its speaker and the turns are known."""

from __future__ import annotations

from fabula.resolve.speakers.candidates import model_shares
from fabula.resolve.speakers.evidence import Evidence
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.settings import ADDRESSEE_COMPANY, ADDRESSEE_MODEL, ADDRESSEE_TURNS
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
    """Addressees of every quotation in a turn: told, called, or the partner in the conversation."""
    chosen: dict[int, tuple[int, ...]] = {}
    for at, turn in enumerate(turns):
        speaker = speakers[at]
        partner = _partner(turns, evidence, speakers, at)
        for index in turn.quotations:
            told = _told(page, quotations[index], tags.get(index), speaker)
            if not told:
                told = _told_by_turn(evidence[at], speaker)
            if not told:
                told = _by_model(page, scores, index, speaker)
            if not told and partner is not None:
                told = tuple(dict.fromkeys((partner, *_company(turns, speakers, at))))
            chosen[index] = told
    return chosen


def _told(
    page: Page, quotation: Quotation, tag: Tag | None, speaker: int | None
) -> tuple[int, ...]:
    """Hearers in the tag, then those whom the quotation itself calls."""
    for people in (() if tag is None else tag.hearers, read_address(page, quotation).called):
        found = dict.fromkeys(
            person.entity
            for person in people
            if person.entity is not None and person.entity != speaker
        )
        if found:
            return tuple(found)
    return ()


def _told_by_turn(evidence: Evidence, speaker: int | None) -> tuple[int, ...]:
    """Whom another quotation of the same turn is told to."""
    for person in (*evidence.hearers, *evidence.called):
        if person.entity is not None and person.entity != speaker:
            return (person.entity,)
    return ()


def _by_model(
    page: Page, scores: SpeakerScores, index: int, speaker: int | None
) -> tuple[int, ...]:
    """The model's choice where it is sure."""
    shares = model_shares(page, scores.candidates, scores.addressee, index)
    shares.pop(-1 if speaker is None else speaker, None)
    best = max(shares, key=lambda entity: (shares[entity], -entity), default=None)
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
