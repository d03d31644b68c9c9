"""The end of a run: the table of inputs, the manifest, the report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pyarrow as pa

from fabula.archive.plan import Source
from fabula.archive.report import Report, Tally
from fabula.archive.shards import Files, Quarantined

INPUTS = pa.schema(
    [
        ("source", pa.string()),  # file or row, as named from IN on
        ("story", pa.string()),  # its id in the other tables; NULL if it is not there
        ("sha256", pa.string()),
        ("bytes", pa.int64()),
        ("status", pa.string()),  # done, rejected, timeout, memory, crash, unreadable
        ("reason", pa.string()),
        ("metadata", pa.string()),  # JSON object: the other columns of its row
    ]
)


def finish(files: Files, sources: Sequence[Source], tally: Tally) -> Report:
    """Write down what became of every input, and let the archive count as it is now."""
    stories: set[str] = set()
    left_out: dict[str, Quarantined] = {}
    for record in files.committed():
        stories.update(record.stories)
        left_out.update((each.key, each) for each in record.quarantined)
    rows = [_row(source, stories, left_out) for source in sources]
    now = {source.item.source for source in sources}
    rows += [row for row in earlier_inputs(files) if row["source"] not in now]
    rows.sort(key=lambda row: str(row["source"]))
    files.write_inputs(pa.Table.from_pylist(rows, INPUTS))
    # the rows of a story whose file has changed since stay in their shard, and do not count
    current = {row.get("story") for row in rows}
    files.adopt({"superseded": sorted({key[:16] for key in stories} - current)})
    report = _report(rows, tally)
    text = json.dumps(report.as_record(), indent=1, ensure_ascii=False) + "\n"
    files.out.at("report.json").write(text.encode("utf-8"))
    return report


def earlier_inputs(files: Files) -> list[dict[str, Any]]:
    """What became of the inputs of earlier runs."""
    table = files.inputs()
    return [] if table is None else list(table.to_pylist())


def _row(
    source: Source, stories: Collection[str], left_out: Mapping[str, Quarantined]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "source": source.item.source,
        "sha256": source.key,
        "bytes": source.size,
        "metadata": source.item.metadata,
    }
    if source.key is None:
        return {**row, "status": source.status, "reason": source.reason}
    if source.key in stories:
        return {**row, "story": source.key[:16], "status": "done"}
    gone = left_out.get(source.key)
    assert gone is not None, "every story is settled at the end"
    return {**row, "status": gone.status, "reason": gone.reason}


def _report(rows: Sequence[Mapping[str, Any]], tally: Tally) -> Report:
    failed = [row for row in rows if row["status"] != "done"]
    reasons = Counter(f"{row['status']}: {row['reason']}" for row in failed)
    return Report(
        inputs=len(rows),
        stories=len({row["story"] for row in rows if row.get("story")}),
        quarantined=dict(sorted(Counter(str(row["status"]) for row in failed).items())),
        reasons=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        done=tally.done,
        tokens=tally.tokens,
        seconds=tally.seconds,
        retries=tally.retries,
    )
