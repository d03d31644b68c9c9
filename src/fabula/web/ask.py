"""What a request asks: which book, known how far, and which part of it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from fabula import __version__
from fabula.schema.story import Span
from fabula.views import CHARTS
from fabula.views.labels import title_of
from fabula.web.answers import Page, make_templates
from fabula.web.desk import Desk
from fabula.web.edition import Edition
from fabula.web.guard import Door
from fabula.web.library import Book, Library
from fabula.web.links import Links
from fabula.web.pages import findings

Data = dict[str, Any]
SPAN = re.compile(r"([0-9]{1,12})(?:-([0-9]{1,12}))?")


class Site:
    """What all requests share."""

    def __init__(self, library: Library, door: Door) -> None:
        self.library = library
        self.door = door
        self._templates = make_templates()
        self._desks: dict[str, Desk] = {}

    def desk(self, book: Book) -> Desk:
        """Where this book is corrected."""
        return self._desks.setdefault(book.id, Desk(book))

    def page(self, template: str, context: Data, status: int = 200) -> Page:
        """A template with what every page shows."""
        shared = {
            "pen": self.door.pen,
            "version": __version__,
            "several": len(self.library) > 1,
            "book": None,
        }
        return Page(self._templates.get_template(template).render({**shared, **context}), status)


class Ask:
    """One request, read on demand; what is wrong with it is answered with 404 or 400."""

    def __init__(self, site: Site, request: Request) -> None:
        self.site = site
        self.request = request

    @cached_property
    def book(self) -> Book:
        book = self.site.library.book(self.request.path_params.get("book", ""))
        if book is None:
            raise HTTPException(404, "There is no such book here.")
        return book

    @cached_property
    def edition(self) -> Edition:
        return self.book.edition(self.at)

    @cached_property
    def links(self) -> Links:
        return Links(self.book.id, self.edition.at)

    @property
    def at(self) -> int | None:
        """The reading position from which on nothing may be shown."""
        given = self.query("at")
        if not given:
            return None
        if not given.isdecimal() or len(given) > 12:
            raise HTTPException(400, "“at” is an offset into the text.")
        return int(given)

    @property
    def page(self) -> int:
        given = self.query("page")
        return int(given) if given.isdecimal() and len(given) < 7 else 1

    @property
    def number(self) -> int:
        return int(self.request.path_params["number"])

    @property
    def id(self) -> str:
        return str(self.request.path_params["id"])

    def query(self, name: str) -> str:
        return self.request.query_params.get(name, "")

    def span(self, name: str) -> Span | None:
        """An offset (as an empty span) or ``start-end``, from the path or the query."""
        given = self.request.path_params.get(name) or self.query(name)
        match = SPAN.fullmatch(given)
        if match is None:
            return None
        start = int(match[1])
        return start, max(start, int(match[2] or start))

    def context(self) -> Data:
        """What the frame around every page needs; little of it outside of books."""
        path = self.request.url.path
        if "book" not in self.request.path_params:
            return {"path": path}
        return {
            "path": path,
            "book": self.book.id,
            "heading": title_of(self.edition.whole.story),
            "at": self.edition.at,
            "end": len(self.edition.whole.story.text),
            "links": self.links,
            "edition": self.edition,
            "names": self.edition.names,
            "charts": list(CHARTS.values()),
            "sizes": findings.sizes(self.edition.world),
        }
