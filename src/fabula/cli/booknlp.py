"""``fabula booknlp``: reads a story and writes what BookNLP would."""

from __future__ import annotations

from pathlib import Path

import click

from fabula.cli.console import echo_json, note, told
from fabula.cli.export import write_files
from fabula.cli.habits import STREAM, as_file, asked, common_options, json_option
from fabula.export import FORMATS


@click.command("booknlp")
@click.argument("story", metavar="IN", type=click.Path(path_type=Path))
@click.argument("folder", metavar="OUTDIR", type=click.Path(path_type=Path))
@click.option("--id", "stem", help="What the names of the files start with; IN's name.")
@json_option
@common_options
def command(story: Path, folder: Path, stem: str | None) -> None:
    """Read a story and write the files of BookNLP for it.

    Makes ID.tokens, ID.entities, ID.quotes, ID.supersense (its header only), ID.book,
    ID.book.html and ID.characters_simple.json, which ebook2audiobook reads, in OUTDIR.
    """
    from fabula import pipeline  # loads spaCy and ONNX Runtime, which takes a second

    if story == STREAM and stem is None:
        raise click.UsageError("name the files with --id.")
    with as_file(story) as given:
        files = FORMATS["booknlp"].files(pipeline.read(given))
    targets = write_files(folder, stem or story.stem, files)
    if asked("json"):
        echo_json({"files": [str(target) for target in targets]})
    else:
        for target in targets:
            told(f"Wrote {target}")
    note("the .supersense file has no rows: Fabula does not tell word senses.")
