"""The JSON contract as text."""

from __future__ import annotations

import json

from fabula.schema.json import to_contract
from fabula.schema.world import World


def world_json(world: World, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """The contract of ``world`` as one line of JSON, or indented; a line end at the end.

    Canonical: the same World gives the same text. ``ascii_only`` writes everything beyond
    ASCII as escapes, for streams that are not UTF-8.
    """
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(
        to_contract(world),
        ensure_ascii=ascii_only,
        allow_nan=False,
        indent=indent,
        separators=separators,
    )
    return text + "\n"
