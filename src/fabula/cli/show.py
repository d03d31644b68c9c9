"""``fabula show``: one aspect of a World, as a table, as JSON, or as a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from fabula.cli import findings
from fabula.cli.console import echo_json, note, speaks_unicode, table
from fabula.cli.habits import as_file, common_options
from fabula.cli.summary import CAST_COLUMNS, cast_row, print_summary, quote_text
from fabula.schema.json import to_contract
from fabula.schema.world import World
from fabula.store import load_world
from fabula.views import CHARTS, record
from fabula.world.doubts import explain, find_doubts

Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Aspect:
    """Column names, the rows under them, and the key of the contract that says the same."""

    columns: tuple[str, ...]
    rows: Callable[[World, Mapping[str | None, str]], Iterable[Row]]
    key: str | None


def _cast(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    return ((character.id, *cast_row(character)) for character in world.characters)


def _quotes(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    for quote in world.quotes:
        addressees = ", ".join(names[who] for who in quote.addressees)
        yield (
            *(quote.id, quote.spans[0][0], quote.kind, names.get(quote.speaker), addressees),
            *(quote.reason, quote.confidence, quote_text(world, quote)),
        )


def _scenes(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    for scene in world.scenes:
        opening = world.story.text[scene.start : min(scene.end, scene.start + 200)]
        yield (
            *(scene.id, scene.start, scene.end, scene.opens, scene.reason, scene.confidence),
            *(names.get(scene.place), scene.time, opening),
        )


def _presence(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    for scene in world.scenes:
        known = scene.present_confidence or (None,) * len(scene.present)
        for (who, start, end), sure in zip(scene.present, known, strict=True):
            came = start if start > scene.start else None
            left = end if end < scene.end else None
            yield scene.id, names.get(scene.place), names[who], came, left, sure


def _places(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    for place in world.places:
        aliases = ", ".join(alias.text for alias in place.aliases if alias.text != place.name)
        yield place.id, place.name, aliases, names.get(place.inside)


def _narration(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    for part in world.narration:
        narrator, focal = names.get(part.narrator), names.get(part.focal)
        yield part.start, part.end, part.mode, part.person, part.tense, narrator, focal


def _events(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    for event in world.events:
        agents = ", ".join(names[who] for who in event.agents)
        patients = ", ".join(names[who] for who in event.patients)
        yield event.start, event.lemma, agents, patients, event.scene


def _mentions(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    for mention in world.mentions:
        text = world.story.text[mention.start : mention.end]
        yield mention.start, mention.kind, mention.type, text, names.get(mention.entity)


def _unsure(world: World, names: Mapping[str | None, str]) -> Iterable[Row]:
    for reason, doubts in find_doubts(world).items():
        for doubt in doubts:
            start, end = doubt.spans[0]
            candidates = ", ".join(f"{names[who]} {score:.2f}" for who, score in doubt.candidates)
            yield reason, start, world.story.text[start:end], candidates


ASPECTS = {
    "cast": Aspect(("id", *CAST_COLUMNS), _cast, "characters"),
    "quotes": Aspect(
        ("id", "start", "kind", "speaker", "addressees", "reason", "sure", "text"),
        _quotes,
        "quotes",
    ),
    "scenes": Aspect(
        ("id", "start", "end", "opened by", "reason", "sure", "place", "time", "first words"),
        _scenes,
        "scenes",
    ),
    "presence": Aspect(
        ("scene", "place", "character", "came", "left", "sure"), _presence, "scenes"
    ),
    "places": Aspect(("id", "name", "also called", "in"), _places, "places"),
    "narration": Aspect(
        ("start", "end", "mode", "person", "tense", "narrator", "focal"),
        _narration,
        "narration",
    ),
    "events": Aspect(("start", "event", "agents", "patients", "scene"), _events, "events"),
    "mentions": Aspect(("start", "kind", "type", "text", "entity"), _mentions, "mentions"),
    "relations": Aspect(
        ("from", "who", "is", "to whom", "passages", "sure", "text"),
        findings.relations,
        "relations",
    ),
    "told": Aspect(("id", "start", "by", "to", "heard by", "about", "text"), findings.told, "told"),
    "claims": Aspect(
        ("id", "start", "by", "of", "property", "value", "modality", "text"),
        findings.claims,
        "claims",
    ),
    "conflicts": Aspect(
        ("id", "kind", "sure", "claimed by", "what", "text"), findings.conflicts, "conflicts"
    ),
    "profile": Aspect(
        ("content", *(f"{voice} {n}" for voice in ("told", "said") for n in (1, 2, 3)), "header"),
        findings.profile,
        "profile",
    ),
    "unsure": Aspect(("why", "start", "text", "candidates"), _unsure, None),
}


@click.command("show")
@click.argument("world", type=click.Path(path_type=Path))
@click.argument(
    "aspect", required=False, type=click.Choice(list(dict.fromkeys([*ASPECTS, *CHARTS])))
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, as in the contract.")
@click.option("--svg", "as_svg", is_flag=True, help=f"Print a drawing; of {', '.join(CHARTS)}.")
@common_options
def command(world: Path, aspect: str | None, as_json: bool, as_svg: bool) -> None:
    """Show a WORLD: one aspect of it, or a summary."""
    if as_svg and (as_json or aspect not in CHARTS):
        raise click.UsageError(f"--svg goes with one of {', '.join(CHARTS)}, without --json.")
    with as_file(world) as file:
        loaded = load_world(file)
    if as_svg:
        _echo_svg(loaded, str(aspect))
    elif as_json:
        echo_json(_aspect_data(loaded, aspect))
    elif aspect is None:
        print_summary(loaded)
    elif aspect in ASPECTS:
        chosen = ASPECTS[aspect]
        click.echo(table(chosen.columns, chosen.rows(loaded, _names(loaded))))
    else:
        _echo_chart_table(loaded, aspect)


def _aspect_data(world: World, aspect: str | None) -> Any:
    """The part of the contract that tells the same as the table; without aspect all of it."""
    if aspect == "unsure":
        return [
            {
                "reason": reason,
                "why": explain(reason),
                "doubts": [
                    {"spans": doubt.spans, "quote": doubt.quote, "candidates": doubt.candidates}
                    for doubt in doubts
                ],
            }
            for reason, doubts in find_doubts(world).items()
        ]
    contract = to_contract(world)
    if aspect is None:
        return contract
    key = ASPECTS[aspect].key or aspect if aspect in ASPECTS else aspect
    return contract[key] if key in contract else record(CHARTS[aspect].build(world))


def _echo_svg(world: World, name: str) -> None:
    drawing = CHARTS[name].svg(CHARTS[name].build(world), standalone=True)
    if not speaks_unicode():
        drawing = drawing.encode("ascii", "xmlcharrefreplace").decode("ascii")
    click.echo(drawing)


def _echo_chart_table(world: World, name: str) -> None:
    view = CHARTS[name].build(world)
    told = CHARTS[name].table(view)
    click.echo(table(told.columns, ([cell.text for cell in row] for row in told.rows)))
    for said in CHARTS[name].notes(view):
        note(said)


def _names(world: World) -> dict[str | None, str]:
    """Names of everything that has an id."""
    names: dict[str | None, str] = {character.id: character.name for character in world.characters}
    names.update({place.id: place.name for place in world.places})
    names.update({other.id: other.name for other in world.others})
    return names
