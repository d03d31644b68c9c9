"""The corrections file: TOML that people read and write, and programs append to."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from fabula.corrections.records import cast_member, correction, to_record
from fabula.errors import CorrectionsError
from fabula.files import write_text
from fabula.schema.corrections import CastMember, Correction, Corrections

FORMAT = "fabula-corrections/1"
HEADER = f'# What a reader decided about a story. See docs/corrections.md.\nformat = "{FORMAT}"\n'
_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*(correction|cast)[ \t]*\]\]", re.MULTILINE)
_LARGEST = 16 * 1024 * 1024  # bytes


def load(path: Path) -> Corrections:
    """The corrections in a file. Raises CorrectionsError naming the entry that is wrong."""
    return parse(read_file(path), str(path))


def parse(text: str, path: str | None = None) -> Corrections:
    """The corrections a TOML text holds; ``path`` is only named in errors."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise CorrectionsError(f"is no TOML: {error}.", "Mend that line.", path=path) from error
    if data.get("format") != FORMAT:
        raise CorrectionsError(
            "is no corrections file of this version.",
            f'It must start with: format = "{FORMAT}".',
            path=path,
        )
    cast = [_entry(cast_member, record, "cast", n, path) for n, record in _rows(data, "cast", path)]
    entries = [
        _entry(correction, record, "correction", n, path)
        for n, record in _rows(data, "correction", path)
    ]
    unknown = set(data) - {"format", "cast", "correction"}
    if unknown:
        raise CorrectionsError(
            f'has a key "{min(unknown)}" that means nothing here.',
            "Entries start with [[cast]] or [[correction]].",
            path=path,
        )
    return Corrections(tuple(cast), tuple(entries))


def _rows(data: Mapping[str, Any], key: str, path: str | None) -> list[tuple[int, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CorrectionsError(f'"{key}" is no list.', f"Write [[{key}]].", path=path)
    return list(enumerate(rows, start=1))


def _entry(read: Any, record: Any, key: str, number: int, path: str | None) -> Any:
    try:
        return read(record)
    except ValueError as error:
        raise CorrectionsError(
            f"{key} {number}: {error}.", "See docs/corrections.md.", path=path
        ) from error


def dumps(corrections: Corrections) -> str:
    """The text of a whole file; entries that could not be placed have no text and are left out."""
    parts = [HEADER, *map(entry_text, corrections.cast)]
    parts += [entry_text(entry) for entry in corrections.entries if entry is not None]
    return "\n".join(parts)


def entry_text(entry: Correction | CastMember) -> str:
    """One entry as it stands in the file."""
    table = "cast" if isinstance(entry, CastMember) else "correction"
    lines = [f"{key} = {_value(value)}" for key, value in to_record(entry).items()]
    return "\n".join([f"[[{table}]]", *lines, ""])


def append(path: Path, entries: Sequence[Correction | CastMember]) -> Corrections:
    """Add entries to a file, which may not exist yet; what it holds afterwards.

    What people wrote in it, comments and all, stays as it is. The file is replaced
    atomically, and only by one that can be read. Raises CorrectionsError and StoreError.
    """
    before = read_file(path) if path.exists() else HEADER
    parse(before, str(path))
    gap = "" if before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    text = before + gap + "\n".join(map(entry_text, entries))
    after = parse(text, str(path))
    write_text(path, text)
    return after


def undo(path: Path) -> Correction:
    """Take the last correction off a file again, and give it back.

    Raises CorrectionsError where there is none.
    """
    text = read_file(path)
    held = parse(text, str(path))
    if not held.entries or held.entries[-1] is None:
        raise CorrectionsError("holds no correction to undo.", path=str(path))
    wanted = replace(held, entries=held.entries[:-1])
    headers = [(found.start(), found[1]) for found in _ENTRY.finditer(text)]
    for number in range(len(headers) - 1, -1, -1):
        start, kind = headers[number]
        ends = [at for at, _ in headers[number + 1 :]] + [len(text)]
        # a line of a multi-line string may look like a header: what is left decides
        for end in ends if kind == "correction" else ():
            rest = text[:start].rstrip("\n") + "\n"
            rest += f"\n{text[end:]}" if end < len(text) else ""
            if _holds(rest, wanted):
                write_text(path, rest)
                return held.entries[-1]
    raise CorrectionsError(
        "has its last correction in a shape that cannot be cut off.",
        "Remove it with an editor.",
        path=str(path),
    )


def _holds(text: str, wanted: Corrections) -> bool:
    try:
        return parse(text) == wanted
    except CorrectionsError:
        return False


def read_file(path: Path) -> str:
    """The text of a file somebody names. Raises CorrectionsError where it cannot be had."""
    try:
        if path.stat().st_size > _LARGEST:
            raise CorrectionsError("is too large.", "Is it the right file?", path=str(path))
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise CorrectionsError(
            f"cannot be read ({reason}).", "Check the name.", path=str(path)
        ) from error


def _value(value: Any) -> str:
    if isinstance(value, str):
        # a JSON string is a TOML basic string, once DEL is escaped and no half character is left
        whole = value.encode("utf-8", "replace").decode("utf-8")
        return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key} = {_value(part)}' for key, part in value.items())}}}"
    return json.dumps(value)
