"""The JSON contract ``fabula/1``: a World as plain dicts and lists, and back.

Offsets are half-open code points into ``text``; ``None`` means abstained. Every key of
the contract is always there. Beyond it stand ``others``, ``paragraphs``, ``breaks``,
``anchors``, ``story.encoding``, ``evidence`` of quotes, ``confidence`` of events, claims
and things told, and ``waived`` of conflicts:
with them nothing of a World is lost on the way.
Probabilities and costs are rounded to four digits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from fabula.schema import findings_json as findings
from fabula.schema.story import (
    Division,
    Header,
    Paragraph,
    SceneBreak,
    SourceAnchor,
    Span,
    Story,
)
from fabula.schema.world import (
    Alias,
    Character,
    Event,
    Narration,
    Other,
    Place,
    Quote,
    Run,
    Scene,
    World,
    WorldMention,
)

FORMAT = "fabula/1"

Record = dict[str, Any]


def to_contract(world: World) -> Record:
    """The contract of ``world``; its keys come in the order the contract documents."""
    story = world.story
    return {
        "format": FORMAT,
        "version": world.version,
        "model": world.model,
        "story": _story_record(world),
        "text": story.text,
        "divisions": [_division_record(division) for division in story.divisions],
        "characters": [_character_record(character) for character in world.characters],
        "places": [_place_record(place) for place in world.places],
        "mentions": [_mention_record(mention) for mention in world.mentions],
        "quotes": [_quote_record(quote) for quote in world.quotes],
        "narration": [_narration_record(narration) for narration in world.narration],
        "scenes": [_scene_record(scene) for scene in world.scenes],
        "events": [_event_record(event) for event in world.events],
        "relations": [findings.relation_record(relation) for relation in world.relations],
        "told": [findings.told_record(told) for told in world.told],
        "claims": [findings.claim_record(claim) for claim in world.claims],
        "conflicts": [findings.conflict_record(conflict) for conflict in world.conflicts],
        "profile": [findings.content_record(content) for content in world.profile],
        "others": [{"id": o.id, "type": o.type, "name": o.name} for o in world.others],
        "paragraphs": [
            {"start": p.start, "end": p.end, "kind": p.kind, "gap": p.gap} for p in story.paragraphs
        ],
        "breaks": [{"at": b.at, "kind": b.kind} for b in story.breaks],
        "anchors": [
            {"start": a.start, "file": a.file, "element": a.element} for a in story.anchors
        ],
        "run": {
            "seconds": _rounded(world.run.seconds),
            "tokens_per_second": _rounded(world.run.tokens_per_second),
            "peak_mb": _rounded(world.run.peak_mb),
        },
    }


def from_contract(contract: Mapping[str, Any]) -> World:
    """The World a contract describes; keys it does not know are ignored.

    Raises ValueError where a document is of another format or lacks what it must have.
    """
    if contract.get("format") != FORMAT:
        raise ValueError(f"not a {FORMAT} document: {contract.get('format')!r}")
    try:
        return World(
            story=_story(contract),
            tokens=contract["story"]["tokens"],
            model=contract["model"],
            version=contract["version"],
            characters=tuple(_character(r) for r in contract["characters"]),
            places=tuple(_place(r) for r in contract["places"]),
            others=tuple(Other(r["id"], r["type"], r["name"]) for r in contract.get("others", ())),
            mentions=tuple(_mention(r) for r in contract["mentions"]),
            quotes=tuple(_quote(r) for r in contract["quotes"]),
            narration=tuple(_narration(r) for r in contract["narration"]),
            scenes=tuple(_scene(r) for r in contract["scenes"]),
            events=tuple(_event(r) for r in contract["events"]),
            relations=tuple(findings.relation(r) for r in contract["relations"]),
            told=tuple(findings.told(r) for r in contract["told"]),
            claims=tuple(findings.claim(r) for r in contract["claims"]),
            conflicts=tuple(findings.conflict(r) for r in contract["conflicts"]),
            profile=tuple(findings.content(r) for r in contract["profile"]),
            run=Run(
                contract["run"]["seconds"],
                contract["run"]["tokens_per_second"],
                contract["run"]["peak_mb"],
            ),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise ValueError(f"not a whole {FORMAT} document: {error!r}") from error


def _rounded(value: float) -> float:
    return round(float(value), 4) + 0.0  # no negative zero


def _spans(pairs: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(_span(pair) for pair in pairs)


def _span(pair: Iterable[int]) -> Span:
    start, end = pair
    return (start, end)


# ------------------------------------------------------------------------- the story


def _story_record(world: World) -> Record:
    story = world.story
    header = story.header
    return {
        "title": story.title,
        "author": story.author,
        "language": story.language,
        "source": story.source,
        "sha256": story.sha256,
        "tokens": world.tokens,
        "encoding": story.encoding,
        "header": {
            "rating": header.rating,
            "warnings": list(header.warnings),
            "fandoms": list(header.fandoms),
            "relationships": list(header.relationships),
            "characters": list(header.characters),
            "summary": header.summary,
            "disclaimer": header.disclaimer,
            "other": dict(header.other),
        },
    }


def _story(contract: Mapping[str, Any]) -> Story:
    record = contract["story"]
    header = record["header"]
    return Story(
        text=contract["text"],
        source=record["source"],
        sha256=record["sha256"],
        title=record["title"],
        author=record["author"],
        language=record["language"],
        header=Header(
            rating=header["rating"],
            warnings=tuple(header["warnings"]),
            fandoms=tuple(header["fandoms"]),
            relationships=tuple(header["relationships"]),
            characters=tuple(header["characters"]),
            summary=header["summary"],
            disclaimer=header["disclaimer"],
            other=dict(header["other"]),
        ),
        divisions=tuple(
            Division(r["id"], r["kind"], r["title"], r["start"], r["end"], r["parent"])
            for r in contract["divisions"]
        ),
        paragraphs=tuple(
            Paragraph(r["start"], r["end"], r["kind"], r["gap"])
            for r in contract.get("paragraphs", ())
        ),
        breaks=tuple(SceneBreak(r["at"], r["kind"]) for r in contract.get("breaks", ())),
        anchors=tuple(
            SourceAnchor(r["start"], r["file"], r["element"]) for r in contract.get("anchors", ())
        ),
        encoding=record.get("encoding", "utf-8"),
    )


def _division_record(division: Division) -> Record:
    return {
        "id": division.id,
        "kind": division.kind,
        "title": division.title,
        "start": division.start,
        "end": division.end,
        "parent": division.parent,
    }


# ---------------------------------------------------------------- characters and places


def _alias_records(aliases: tuple[Alias, ...]) -> list[Record]:
    return [{"text": a.text, "from": a.start, "count": a.count} for a in aliases]


def _aliases(records: Iterable[Mapping[str, Any]]) -> tuple[Alias, ...]:
    return tuple(Alias(r["text"], r["from"], r["count"]) for r in records)


def _character_record(character: Character) -> Record:
    return {
        "id": character.id,
        "name": character.name,
        "aliases": _alias_records(character.aliases),
        "pronouns": character.pronouns,
        "mentions": character.mentions,
        "lines": character.lines,
        "narrates": character.narrates,
        "group": character.group,
        "from": character.start,
    }


def _character(record: Mapping[str, Any]) -> Character:
    return Character(
        id=record["id"],
        name=record["name"],
        aliases=_aliases(record["aliases"]),
        pronouns=record["pronouns"],
        mentions=record["mentions"],
        lines=record["lines"],
        narrates=record["narrates"],
        group=record["group"],
        start=record["from"],
    )


def _place_record(place: Place) -> Record:
    return {
        "id": place.id,
        "name": place.name,
        "aliases": _alias_records(place.aliases),
        "in": place.inside,
    }


def _place(record: Mapping[str, Any]) -> Place:
    return Place(record["id"], record["name"], _aliases(record["aliases"]), record["in"])


# ------------------------------------------------------------------ mentions and quotes


def _mention_record(mention: WorldMention) -> Record:
    return {
        "start": mention.start,
        "end": mention.end,
        "kind": mention.kind,
        "type": mention.type,
        "entity": mention.entity,
        "confidence": _rounded(mention.confidence),
    }


def _mention(record: Mapping[str, Any]) -> WorldMention:
    return WorldMention(
        start=record["start"],
        end=record["end"],
        kind=record["kind"],
        type=record["type"],
        entity=record["entity"],
        confidence=record["confidence"],
    )


def _quote_record(quote: Quote) -> Record:
    return {
        "id": quote.id,
        "spans": [list(span) for span in quote.spans],
        "kind": quote.kind,
        "type": quote.type,
        "speaker": quote.speaker,
        "addressees": list(quote.addressees),
        "cue": None if quote.cue is None else list(quote.cue),
        "confidence": _rounded(quote.confidence),
        "reason": quote.reason,
        "candidates": [[who, _rounded(probability)] for who, probability in quote.candidates],
        "evidence": [list(span) for span in quote.evidence],
    }


def _quote(record: Mapping[str, Any]) -> Quote:
    return Quote(
        id=record["id"],
        spans=_spans(record["spans"]),
        kind=record["kind"],
        type=record["type"],
        speaker=record["speaker"],
        addressees=tuple(record["addressees"]),
        cue=None if record["cue"] is None else _span(record["cue"]),
        confidence=record["confidence"],
        reason=record["reason"],
        candidates=tuple((who, probability) for who, probability in record["candidates"]),
        evidence=_spans(record.get("evidence", ())),
    )


# ------------------------------------------------------------ narration, scenes, events


def _narration_record(narration: Narration) -> Record:
    return {
        "start": narration.start,
        "end": narration.end,
        "person": narration.person,
        "tense": narration.tense,
        "narrator": narration.narrator,
        "focal": narration.focal,
        "mode": narration.mode,
    }


def _narration(record: Mapping[str, Any]) -> Narration:
    return Narration(
        start=record["start"],
        end=record["end"],
        person=record["person"],
        tense=record["tense"],
        narrator=record["narrator"],
        focal=record["focal"],
        mode=record["mode"],
    )


def _scene_record(scene: Scene) -> Record:
    return {
        "id": scene.id,
        "start": scene.start,
        "end": scene.end,
        "break": scene.opens,
        "place": scene.place,
        "time": scene.time,
        "moves": [{"at": at, "to": to, "characters": list(who)} for at, to, who in scene.moves],
        "present": [
            {"character": who, "from": start, "to": end, "confidence": sure}
            for (who, start, end), sure in zip_longest(scene.present, scene.present_confidence)
        ],
        "confidence": scene.confidence,
        "reason": scene.reason,
    }


def _scene(record: Mapping[str, Any]) -> Scene:
    return Scene(
        id=record["id"],
        start=record["start"],
        end=record["end"],
        opens=record["break"],
        place=record["place"],
        time=record["time"],
        moves=tuple((m["at"], m["to"], tuple(m["characters"])) for m in record["moves"]),
        present=tuple((p["character"], p["from"], p["to"]) for p in record["present"]),
        confidence=record.get("confidence"),
        reason=record.get("reason"),
        present_confidence=tuple(
            confidence for p in record["present"] if (confidence := p.get("confidence")) is not None
        ),
    )


def _event_record(event: Event) -> Record:
    return {
        "start": event.start,
        "end": event.end,
        "lemma": event.lemma,
        "agents": list(event.agents),
        "patients": list(event.patients),
        "scene": event.scene,
        "confidence": _rounded(event.confidence),
    }


def _event(record: Mapping[str, Any]) -> Event:
    return Event(
        start=record["start"],
        end=record["end"],
        lemma=record["lemma"],
        agents=tuple(record["agents"]),
        patients=tuple(record["patients"]),
        scene=record["scene"],
        confidence=record.get("confidence", 1.0),
    )
