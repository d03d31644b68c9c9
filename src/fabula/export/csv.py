"""The tables of a ``.fabula`` file as CSV (RFC 4180, UTF-8): one file each.

Columns are those of ``fabula sql``; lists are JSON, truth values 0 and 1, None is empty. Text
that a spreadsheet would take for a formula stands behind an apostrophe.
"""

from __future__ import annotations

import csv
import io

from fabula.export.base import Files, cell
from fabula.schema.json import to_contract
from fabula.schema.world import World
from fabula.store.records import all_records


def csv_files(world: World) -> Files:
    contract = to_contract(world)
    story = world.story.sha256[:16]
    files: dict[str, str] = {}
    for table, records in all_records(contract):
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["story", *table.columns, *(["text"] if table.spelled else [])])
        writer.writerows(
            map(cell, table.row(story, record, world.story.text)) for record in records
        )
        files[f".{table.name}.csv"] = stream.getvalue()
    return files
