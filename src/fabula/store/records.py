"""The JSON contract as records by table, and back; SQLite and Parquet both hold these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from fabula.store import tables
from fabula.store.tables import Record, Table


def all_records(contract: Mapping[str, Any]) -> Iterator[tuple[Table, Iterable[Mapping[str, Any]]]]:
    """Every table with its records, ``stories`` first."""
    yield tables.STORY, [{**contract, **contract["story"], **contract["run"]}]
    for table in tables.FLAT:
        yield table, contract[table.name]
    yield tables.CHARACTERS, contract["characters"]
    yield tables.PLACES, contract["places"]
    yield (
        tables.ALIASES,
        (
            {"entity": entity["id"], **alias}
            for entity in (*contract["characters"], *contract["places"])
            for alias in entity["aliases"]
        ),
    )
    yield tables.QUOTES, contract["quotes"]
    yield (
        tables.QUOTE_SPANS,
        (
            {"quote": quote["id"], "start": start, "end": end}
            for quote in contract["quotes"]
            for start, end in quote["spans"]
        ),
    )
    yield tables.SCENES, contract["scenes"]
    yield (
        tables.PRESENCE,
        ({"scene": scene["id"], **who} for scene in contract["scenes"] for who in scene["present"]),
    )


def contract_of(records: Callable[[Table], list[Record]]) -> Record:
    """The contract of one story, from a function that gives its records by table, in order."""
    (story,) = records(tables.STORY)
    contract: Record = {**story, "story": story, "run": story}
    contract.update({table.name: records(table) for table in tables.FLAT})
    aliases = _grouped(records(tables.ALIASES), "entity")
    spans = _grouped(records(tables.QUOTE_SPANS), "quote")
    present = _grouped(records(tables.PRESENCE), "scene")
    contract["characters"] = [
        {**record, "aliases": aliases[record["id"]]} for record in records(tables.CHARACTERS)
    ]
    contract["places"] = [
        {**record, "aliases": aliases[record["id"]]} for record in records(tables.PLACES)
    ]
    contract["quotes"] = [
        {**record, "spans": [(s["start"], s["end"]) for s in spans[record["id"]]]}
        for record in records(tables.QUOTES)
    ]
    contract["scenes"] = [
        {**record, "present": present[record["id"]]} for record in records(tables.SCENES)
    ]
    return contract


def _grouped(records: list[Record], key: str) -> defaultdict[str, list[Record]]:
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[record[key]].append(record)
    return groups
