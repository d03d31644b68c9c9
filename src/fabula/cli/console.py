"""What goes to the terminal: safe characters, plain tables, errors on one line."""

from __future__ import annotations

import io
import json
import re
import sys
import traceback
from collections.abc import Iterable, Sequence
from typing import Any

import click

from fabula.cli.habits import asked
from fabula.errors import FabulaError

CELL = 60  # columns of the terminal a cell may take
# C0, DEL and C1 controls, and what turns the direction of text or breaks lines unseen
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
SPACES = re.compile(r"\s+")


def prepare_streams() -> None:
    """Let no character of a book stop the program on a console that lacks it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if stream is sys.stdout else "backslashreplace")


def speaks_unicode() -> bool:
    """Whether standard output can show every character."""
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8")


def arrow() -> str:
    """From speaker to addressee."""
    return "\u2192" if speaks_unicode() else "->"


def visible(text: str) -> str:
    """``text`` on one line, its control characters shown as escapes instead of obeyed."""
    return UNSAFE.sub(_escape, SPACES.sub(" ", text)).strip()


def shortened(text: str, width: int = CELL) -> str:
    """``text`` made visible, and cut at ``width`` columns with an ellipsis."""
    from rich.cells import cell_len, set_cell_size

    # a cell shows at most one character a column: never measure a whole book
    text = visible(text[: 4 * width])
    if cell_len(text) <= width:
        return text
    dots = "\u2026" if speaks_unicode() else "..."
    return set_cell_size(text, width - len(dots)).rstrip() + dots


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], width: int = CELL) -> str:
    """Rows as lines of text under their column names, numbers to the right."""
    from rich.cells import cell_len

    content = list(rows)
    cells = [[shortened(cell_text(value), width) for value in row] for row in content]
    widths = [
        max([cell_len(name), *(cell_len(row[i]) for row in cells)])
        for i, name in enumerate(columns)
    ]
    right = [
        bool(content) and all(isinstance(row[i], int | float) for row in content)
        for i in range(len(columns))
    ]

    def line(values: Sequence[str]) -> str:
        padded = []
        for value, room, to_right in zip(values, widths, right, strict=True):
            blank = " " * (room - cell_len(value))
            padded.append(blank + value if to_right else value + blank)
        return "  ".join(padded).rstrip()

    rule = "  ".join("-" * room for room in widths).rstrip()
    return "\n".join([line(columns), rule, *map(line, cells)])


def cell_text(value: object) -> str:
    """A value as a person reads it; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def report_error(error: Exception) -> None:
    """The error on one line of standard error; before it, with --debug, where it comes from."""
    if asked("debug"):
        lines = "".join(traceback.format_exception(error)).splitlines()
        click.echo("\n".join(UNSAFE.sub(_escape, line) for line in lines), err=True)
    click.echo(f"fabula: {visible(_described(error))}", err=True)


def note(message: str) -> None:
    """Something worth knowing, on standard error."""
    if not asked("quiet"):
        click.echo(f"fabula: {visible(message)}", err=True)


def told(message: str) -> None:
    """What was done, on standard output."""
    if not asked("quiet"):
        click.echo(visible(message))


def echo_json(data: Any) -> None:
    """``data`` as JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=not speaks_unicode(), indent=2))


def _described(error: Exception) -> str:
    if isinstance(error, FabulaError):
        return str(error)
    if isinstance(error, OSError):  # a disk that is full, a file that may not be read
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    return (
        f"this is a bug in Fabula: {type(error).__name__}: {error}. "
        "Please report what --debug shows."
    )


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
