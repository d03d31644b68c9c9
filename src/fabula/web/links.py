"""Addresses inside the page; they carry the reading position along where one is set."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode


@dataclass(frozen=True, slots=True)
class Links:
    """Links within one book, as a reader at ``at`` (None: of all of it) follows them."""

    book: str
    at: int | None = None

    def to(self, path: str = "", /, **query: object) -> str:
        """The address of a page of the book: ``cast/c1`` gives ``/w/emma/cast/c1?at=…``."""
        given = {key: value for key, value in query.items() if value is not None}
        if self.at is not None:
            given.setdefault("at", self.at)
        rest = f"/{quote(path)}" if path else ""
        return f"/w/{quote(self.book)}{rest}" + (f"?{urlencode(given)}" if given else "")

    def place(self, start: int, end: int | None = None) -> str:
        """The address of a place in the text."""
        return self.to(f"at/{start}" if end is None else f"at/{start}-{end}")

    def all(self, path: str = "") -> str:
        """The same page for somebody who knows the whole book."""
        return Links(self.book).to(path)
