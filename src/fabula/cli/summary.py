"""A World on one screen: who is in it, how the dialogue starts, what is in doubt."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from fabula.cli.console import arrow, shortened, table, visible
from fabula.schema.world import Character, Quote, World
from fabula.world.doubts import NO_SPEECH, explain, find_doubts

CAST_ROWS = 15
LINES = 12
EXAMPLES = 2
ALIASES = 4


def print_summary(world: World) -> None:
    """Title, cast, first dialogue, counts, doubts and costs, to standard output."""
    from rich.console import Console
    from rich.text import Text

    # rich colours terminals only, and none where NO_COLOR is set
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    names = {character.id: character.name for character in world.characters}
    title = visible(world.story.title or world.story.source)
    author = f" by {visible(world.story.author)}" if world.story.author else ""
    console.print(Text.assemble((title, "bold"), author))
    for heading, lines in (
        ("Cast", _cast(world)),
        ("First lines of dialogue", _dialogue(world, names)),
        ("Parts", _parts(world)),
        ("Unsure of", _doubts(world, names)),
    ):
        console.print()
        console.print(Text(heading, "bold cyan"))
        for line in lines:
            console.print(Text(line))
    console.print()
    console.print(Text(_cost(world)))


def cast_row(character: Character, aliases: int | None = None) -> tuple[object, ...]:
    """Name, other names by frequency, pronouns, mentions, lines and part of a character."""
    others = sorted(character.aliases, key=lambda alias: (-alias.count, alias.start))
    texts = [alias.text for alias in others if alias.text != character.name]
    parts = [
        word
        for word, is_so in (("narrator", character.narrates), ("group", character.group))
        if is_so
    ]
    return (
        character.name,
        ", ".join(texts[:aliases]),
        character.pronouns,
        character.mentions,
        character.lines,
        ", ".join(parts),
    )


CAST_COLUMNS = ("name", "also called", "pronouns", "mentions", "lines", "")


def quote_text(world: World, quote: Quote) -> str:
    """The pieces of a quotation, with an ellipsis where the narrator breaks in."""
    return " \u2026 ".join(world.story.text[start:end] for start, end in quote.spans)


def _cast(world: World) -> Iterator[str]:
    if not world.characters:
        yield "nobody"
        return
    rows = [cast_row(character, ALIASES) for character in world.characters[:CAST_ROWS]]
    yield table(CAST_COLUMNS, rows, width=40)
    if len(world.characters) > CAST_ROWS:
        yield f"and {len(world.characters) - CAST_ROWS} more"


def _dialogue(world: World, names: Mapping[str, str]) -> Iterator[str]:
    spoken = [quote for quote in world.quotes if quote.kind not in NO_SPEECH]
    if not spoken:
        yield "none"
    for quote in spoken[:LINES]:
        who = shortened(names.get(quote.speaker or "", "?"), 24)
        whom = ", ".join(names[addressee] for addressee in quote.addressees)
        heard = f" {arrow()} {shortened(whom, 24)}" if whom else ""
        yield f"{who}{heard}: {shortened(quote_text(world, quote))}"
    if len(spoken) > LINES:
        yield f"and {len(spoken) - LINES} more"


def _parts(world: World) -> Iterator[str]:
    chapters = sum(division.kind == "chapter" for division in world.story.divisions)
    counts = (
        (chapters, "chapter"),
        (len(world.scenes), "scene"),
        (len(world.quotes), "quotation"),
        (len(world.places), "named place"),
        (len(world.events), "event"),
    )
    yield ", ".join(_counted(count, what) for count, what in counts)


def _doubts(world: World, names: Mapping[str, str]) -> Iterator[str]:
    groups = find_doubts(world)
    if not groups:
        yield "nothing"
    for reason, doubts in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield f"{len(doubts)} x {visible(reason)}: {visible(explain(reason))}"
        for doubt in doubts[:EXAMPLES]:
            start, end = doubt.spans[0]
            candidates = ", ".join(
                f"{names[who]} {probability:.2f}" for who, probability in doubt.candidates[:3]
            )
            perhaps = f"  perhaps {visible(candidates)}" if candidates else ""
            yield f"    {shortened(world.story.text[start:end])}{perhaps}"


def _cost(world: World) -> str:
    run = world.run
    return (
        f"{world.tokens:,} tokens in {run.seconds:.1f} s: "
        f"{run.tokens_per_second:,.0f} tokens/s, peak memory {run.peak_mb:,.0f} MB"
    )


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
