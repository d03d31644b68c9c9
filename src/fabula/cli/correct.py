"""``fabula correct``: say what a World has wrong, and see what follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import click

from fabula import corrections as files
from fabula.cli.console import echo_json, note, shortened, table, told
from fabula.cli.habits import asked, common_options, json_option
from fabula.corrections.records import to_record
from fabula.errors import CorrectionsError
from fabula.schema import corrections as c
from fabula.schema.spans import EntityType
from fabula.schema.world import World
from fabula.store import load_world, save_world
from fabula.world.query import find_character

_WORD = re.compile(r"\S+")
_SHOWN = 5  # places listed where words stand in several


@dataclass(frozen=True, slots=True)
class Desk:
    """The World to correct, its file and the file of its corrections."""

    world: World
    path: Path
    file: Path
    later: bool

    def held(self) -> c.Corrections:
        """What the corrections file holds now."""
        return files.load(self.file) if self.file.exists() else c.NO_CORRECTIONS


@click.group("correct")
@click.argument("world", type=click.Path(path_type=Path))
@click.option(
    "--corrections",
    "file",
    metavar="F.toml",
    type=click.Path(path_type=Path),
    help="The corrections file; WORLD.corrections.toml beside WORLD if not given.",
)
@click.option("--later", is_flag=True, help="Only write it down; WORLD stays as it is for now.")
@common_options
@click.pass_context
def command(ctx: click.Context, world: Path, file: Path | None, later: bool) -> None:
    """Correct a WORLD: write a decision down and read again.

    A character is given by NAME or id (c3). A PLACE in the text is the id of a quotation
    (q12), an offset, or words that stand there only.
    """
    ctx.obj = Desk(load_world(world), world, file or files.beside(world), later)


def _decide(desk: Desk, *entries: c.Correction | c.CastMember) -> None:
    """Read again with the entries, and write them down if they apply."""
    held = desk.held()
    cast = tuple(entry for entry in entries if isinstance(entry, c.CastMember))
    decided = tuple(entry for entry in entries if not isinstance(entry, c.CastMember))
    after = c.Corrections((*held.cast, *cast), (*held.entries, *decided))
    _, lost = files.place(after, desk.world.story.text)
    world = None if desk.later else _read_again(desk, after, len(held.entries))
    for unheeded in lost if desk.later else ():
        note(_told(unheeded))
    files.append(desk.file, entries)
    _finish(desk, f"Wrote {desk.file}", world)


def _read_again(desk: Desk, corrections: c.Corrections, known: int) -> World:
    """The World under ``corrections``; those from number ``known`` on must apply."""
    from fabula import pipeline

    def tell(unheeded: c.Unheeded) -> None:
        if known <= unheeded.number < len(corrections.entries):
            raise CorrectionsError(
                f"this does not apply: {unheeded.why}. Nothing was written.",
                "Look with: fabula show WORLD cast.",
                path=str(desk.path),
            )
        note(_told(unheeded))

    reader = pipeline.default_reader()
    return reader.read(desk.world.story, corrections=corrections, tell=tell)


def _finish(desk: Desk, done: str | None, world: World | None) -> None:
    """Save the World, if there is a new one, and say what was done."""
    changed = None
    if world is not None:
        changed = _differing_lines(desk.world, world)
        save_world(world, desk.path)
    if asked("json"):
        saved = None if world is None else str(desk.path)
        echo_json({"corrections": str(desk.file), "world": saved, "changed": changed})
        return
    if done is not None:
        told(done)
    if world is not None:
        told(f"Wrote {desk.path}: {changed} quotations have another speaker or addressee.")


def _differing_lines(before: World, after: World) -> int:
    def lines(world: World) -> dict[Any, Any]:
        # ids and names may be others by now; where somebody first turns up stays
        first = {character.id: character.start for character in world.characters}
        return {
            q.spans: (first.get(q.speaker or ""), [first[who] for who in q.addressees])
            for q in world.quotes
        }

    old, new = lines(before), lines(after)
    return sum(old.get(spans) != who for spans, who in new.items())


def _told(unheeded: c.Unheeded) -> str:
    return f"correction {unheeded.number + 1} does not apply: {unheeded.why}."


# ---------------------------------------------------------------------- pointing


def _who(desk: Desk, name: str) -> c.Who:
    """A character by id or name, with a mention to know it by."""
    try:
        return files.character(desk.world, name)
    except KeyError:
        pass  # no id, so a name
    found = find_character(desk.world, name)
    if found is None:
        return c.Who(name)
    return c.Who(name, files.character(desk.world, found.id).at)


def _place(desk: Desk, words: str) -> c.Anchor:
    """A place by quotation, offset or words."""
    world, text = desk.world, desk.world.story.text
    for quote in world.quotes:
        if quote.id == words:
            return files.quotation(world, quote)
    if words.isdecimal():
        return _at_offset(world, int(words))
    found = [m.start() for m in re.finditer(re.escape(words), text)]
    if len(found) != 1:
        where = ", ".join(map(str, found[:_SHOWN]))
        raise CorrectionsError(
            f"“{shortened(words)}” stands in {len(found)} places of the text.",
            f"Give more words, or an offset: {where}." if found else "Look for it with: sql.",
            path=str(desk.path),
        )
    return files.anchor(text, found[0], found[0] + len(words))


def _at_offset(world: World, offset: int) -> c.Anchor:
    """The mention that starts at an offset, else the word there."""
    text = world.story.text
    for mention in world.mentions:
        if mention.start == offset:
            return files.anchor(text, mention.start, mention.end)
    word = _WORD.match(text, offset)
    if word is None:
        raise CorrectionsError(
            f"no word starts at offset {offset}.", f"The text has {len(text):,} characters."
        )
    return files.anchor(text, *word.span())


def _subcommand(name: str) -> Callable[[Callable[..., None]], click.Command]:
    def decorate(function: Callable[..., None]) -> click.Command:
        with_options = json_option(common_options(click.pass_obj(function)))
        made: click.Command = command.command(name)(with_options)
        return made

    return decorate


# ---------------------------------------------------------------------- decisions


@_subcommand("merge")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option("--name", help="What the one they are is called.")
def merge(desk: Desk, names: Sequence[str], name: str | None) -> None:
    """These characters are one."""
    if len(names) < 2:
        raise click.UsageError("give at least two names.")
    _decide(desk, c.Merge(tuple(_who(desk, each) for each in names), name))


@_subcommand("split")
@click.argument("name")
@click.argument("new")
@click.argument("forms", metavar="FORM...", nargs=-1)
@click.option("--at", "places", metavar="PLACE", multiple=True, help="One mention; repeatable.")
def split(desk: Desk, name: str, new: str, forms: Sequence[str], places: Sequence[str]) -> None:
    """Wherever NAME is called FORM (or at a PLACE), it is somebody else: NEW."""
    if not forms and not places:
        raise click.UsageError("give a FORM or --at PLACE.")
    mentions = tuple(_place(desk, place) for place in places)
    _decide(desk, c.Split(_who(desk, name), new, tuple(forms), mentions))


@_subcommand("rename")
@click.argument("name")
@click.argument("new")
def rename(desk: Desk, name: str, new: str) -> None:
    """NAME is called NEW."""
    _decide(desk, c.Rename(_who(desk, name), new))


@_subcommand("not-a-person")
@click.argument("name")
@click.option("--type", "type_", type=click.Choice(get_args(EntityType)[1:]), help="What it is.")
def not_a_person(desk: Desk, name: str, type_: EntityType | None) -> None:
    """NAME is no character."""
    _decide(desk, c.NotPerson(_who(desk, name), type_))


@_subcommand("pronouns")
@click.argument("name")
@click.argument("pronouns", metavar="SHE/HER")
def pronouns_(desk: Desk, name: str, pronouns: str) -> None:
    """NAME goes by these pronouns."""
    _decide(desk, c.Pronouns(_who(desk, name), pronouns))


@_subcommand("group")
@click.argument("name")
@click.option("--one", is_flag=True, help="Not several people but one.")
def group(desk: Desk, name: str, one: bool) -> None:
    """NAME is several people."""
    _decide(desk, c.Group(_who(desk, name), not one))


@_subcommand("alias")
@click.argument("name")
@click.argument("alias")
@click.option("--from", "start", metavar="PLACE", help="Only from here on.")
def alias_(desk: Desk, name: str, alias: str, start: str | None) -> None:
    """ALIAS means NAME."""
    since = None if start is None else _place(desk, start)
    _decide(desk, c.AliasFrom(_who(desk, name), alias, since))


@_subcommand("said")
@click.argument("place")
@click.option("--by", metavar="NAME", help="Who speaks.")
@click.option("--to", metavar="NAME", multiple=True, help="Who is spoken to; repeatable.")
def said(desk: Desk, place: str, by: str | None, to: Sequence[str]) -> None:
    """The quotation at PLACE is by and to these characters."""
    if by is None and not to:
        raise click.UsageError("give --by or --to.")
    speaker = None if by is None else _who(desk, by)
    hearers = tuple(_who(desk, name) for name in to) or None
    _decide(desk, c.Said(_place(desk, place), speaker, hearers))


@_subcommand("not-speech")
@click.argument("place")
@click.option("--title", is_flag=True, help="It is the title of something.")
def not_speech(desk: Desk, place: str, title: bool) -> None:
    """What stands in quotation marks at PLACE is no speech."""
    _decide(desk, c.NotSpeech(_place(desk, place), "title" if title else "scare"))


@_subcommand("is")
@click.argument("place")
@click.argument("name")
def is_(desk: Desk, place: str, name: str) -> None:
    """The word at PLACE is NAME; an "I" is whoever tells or speaks there."""
    _decide(desk, c.Is(_place(desk, place), _who(desk, name)))


@_subcommand("scene")
@click.argument("place")
def scene(desk: Desk, place: str) -> None:
    """A scene starts at PLACE."""
    _decide(desk, c.SceneStart(_place(desk, place)))


@_subcommand("place")
@click.argument("place")
@click.argument("name")
def place_(desk: Desk, place: str, name: str) -> None:
    """The scene around PLACE is set in NAME."""
    _decide(desk, c.PlaceIs(_place(desk, place), name))


@_subcommand("waive")
@click.argument("conflict", metavar="CONFLICT")
@click.option("--why", default="let stand", show_default=True)
def waive(desk: Desk, conflict: str, why: str) -> None:
    """Let a conflict (by id, x3) stand."""
    text = desk.world.story.text
    for found in desk.world.conflicts:
        if found.id == conflict:
            a, b = (files.anchor(text, *span) for span in (found.a, found.b))
            return _decide(desk, c.Waive(a, b, why))
    raise CorrectionsError(
        f"there is no conflict {conflict}.",
        "Look with: fabula show WORLD conflicts.",
        path=str(desk.path),
    )


@_subcommand("cast")
@click.argument("file", type=click.Path(path_type=Path))
def cast(desk: Desk, file: Path) -> None:
    """Take a cast from FILE: CSV, WordDumb's JSON, or CoreNLP's lines."""
    _decide(desk, *files.load_cast(file))


# ---------------------------------------------------------------------- the file


@_subcommand("undo")
def undo(desk: Desk) -> None:
    """Take the last correction back."""
    entry = files.undo(desk.file)
    held = desk.held()
    world = None if desk.later else _read_again(desk, held, len(held.entries))
    _finish(desk, f"Took back: {_line(entry)}", world)


@_subcommand("again")
def again(desk: Desk) -> None:
    """Read the story again under the file as it is, after it was edited by hand."""
    held = desk.held()
    _finish(desk, None, _read_again(desk, held, len(held.entries)))


@_subcommand("list")
def list_(desk: Desk) -> None:
    """Show the corrections, and whether their places are still in the text."""
    held = desk.held()
    _, lost = files.place(held, desk.world.story.text)
    why = {unheeded.number: unheeded.why for unheeded in lost}
    entries = [entry for entry in held.entries if entry is not None]
    if asked("json"):
        records = [{**to_record(e), "applies": n not in why} for n, e in enumerate(entries)]
        echo_json(records)
        return
    rows = [(n + 1, *_cells(entry), why.get(n, "")) for n, entry in enumerate(entries)]
    click.echo(table(("", "what", "about", "does not apply"), rows))
    if held.cast:
        click.echo(f"and a cast of {len(held.cast)}")


def _line(entry: c.Correction) -> str:
    return " ".join(_cells(entry))


def _cells(entry: c.Correction) -> tuple[str, str]:
    record = to_record(entry)
    about = (f"{key} {_words(value)}" for key, value in record.items() if key != "do")
    return record["do"], shortened("; ".join(about))


def _words(value: Any) -> str:
    """A value of a record in a few words: what it is called, or what stands there."""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("quote"))
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return str(value)
