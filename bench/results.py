"""What the parts of the soak write: what was checked, what came out, whether it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

Row = tuple[str, str, bool]


def write_result(out: Path, count: int, rows: Sequence[Row]) -> int:
    """Write ``result.json`` in ``out`` and print its rows; 0 if all hold."""
    record = {"count": count, "rows": [list(row) for row in rows]}
    (out / "result.json").write_text(json.dumps(record, indent=1), encoding="utf-8")
    for check, figure, holds in rows:
        print("ok  " if holds else "FAIL", f"{check}: {figure}")
    return 0 if all(holds for _, _, holds in rows) else 1


def read_result(out: Path, count: int) -> list[Row]:
    """The rows of an earlier run over as many; none where there was none."""
    path = out / "result.json"
    if not path.is_file():
        return []
    record = json.loads(path.read_text(encoding="utf-8"))
    return [(c, f, h) for c, f, h in record["rows"]] if record["count"] == count else []
