"""The same as a chart in rows, for who cannot or would rather not look at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """Some words, and where in the text they lead."""

    text: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A caption, names of columns, and rows as long as these."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def row(*values: Cell | str | int | None) -> tuple[Cell, ...]:
    """A row of cells; nothing for None."""
    return tuple(
        value if isinstance(value, Cell) else Cell("" if value is None else str(value))
        for value in values
    )
