"""The story as a script: JSON lines or CSV, one row per line, in reading order.

The ``text`` fields joined are the story, character by character; in CSV, less the apostrophe
before what a spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from fabula.export.base import cell, names_by_id
from fabula.export.lines import NARRATOR, story_lines
from fabula.schema.world import World

COLUMNS = tuple("line text speaker addressee how chapter speaker_id quote start end".split())


def script_json(world: World) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(world))


def script_csv(world: World) -> str:
    """The same as CSV with a header; several addressees are joined by "; "."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in _rows(world):
        cells = {**row, "addressee": "; ".join(row["addressee"])}
        writer.writerow({name: cell(value) for name, value in cells.items()})
    return stream.getvalue()


def _rows(world: World) -> Iterator[dict[str, Any]]:
    """``speaker`` is None where it is open who says a quotation."""
    names = names_by_id(world)
    for number, line in enumerate(story_lines(world), start=1):
        quote = line.quote
        who = None if quote is None else quote.speaker
        yield {
            "line": number,
            "text": world.story.text[line.start : line.end],
            "speaker": NARRATOR if quote is None else names.get(who or ""),
            "addressee": [] if quote is None else [names[a] for a in quote.addressees],
            "how": line.how,
            "chapter": line.chapter,
            "speaker_id": who,
            "quote": None if quote is None else quote.id,
            "start": line.start,
            "end": line.end,
        }
