"""The page as a Starlette application: addresses, and what answers them.

Every page has its data as JSON at the same address with ``.json`` added.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from fabula.errors import FabulaError
from fabula.views import CHARTS, Chart
from fabula.web.answers import Json
from fabula.web.ask import Ask, Site
from fabula.web.editing import make_correction, show_corrections, undo_correction
from fabula.web.guard import Door, Guard
from fabula.web.library import Library
from fabula.web.pages import archive, cards, cast, exports, findings, search, text

Data = dict[str, Any]
Build = Callable[[Ask], Data | None]
STATIC = Path(__file__).parent / "static"


def create_app(library: Library, door: Door) -> ASGIApp:
    """The application for these books behind this door."""
    site = Site(library, door)
    routes = [
        Route("/", _front(site)),
        *_page(site, "/books", "books.html", lambda ask: archive.shelf(library, ask.page)),
        *_book_routes(site),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)],
        exception_handlers={HTTPException: _failed(site), FabulaError: _failed(site)},
    )
    return Guard(app, door)


def _book_routes(site: Site) -> list[Route]:
    book = "/w/{book}"
    return [
        *_page(site, book, "book.html", lambda ask: archive.title_page(ask.edition)),
        Route(f"{book}/at/{{place}}", _to_place(site)),
        *_page(
            site,
            f"{book}/text/{{number:int}}",
            "text.html",
            lambda ask: text.page(ask.edition, ask.number, ask.links, ask.span("mark")),
            lambda ask: text.section(ask.edition, ask.number, ask.span("mark")),
        ),
        Route(f"{book}/scenes.json", _json(site, lambda ask: text.scenes(ask.edition))),
        Route(f"{book}/people.json", _json(site, lambda ask: cast.people(ask.edition))),
        *_page(site, f"{book}/cast", "cast.html", lambda ask: cast.cast(ask.edition)),
        *_page(
            site,
            f"{book}/cast/{{id}}",
            "person.html",
            lambda ask: cast.person(ask.edition, ask.id, ask.page),
        ),
        *_page(
            site,
            f"{book}/quotes/{{id}}",
            "quote.html",
            lambda ask: cards.quote_card(ask.edition, ask.id),
        ),
        *_page(
            site,
            f"{book}/mentions/{{span}}",
            "mention.html",
            lambda ask: cards.mention_card(ask.edition, ask.span("span") or (0, 0)),
        ),
        *_page(
            site,
            f"{book}/search",
            "search.html",
            lambda ask: search.results(ask.edition, ask.book.path, ask.query("q")),
        ),
        *_page(site, f"{book}/export", "export.html", lambda ask: exports.formats()),
        Route(f"{book}/export/{{name}}", _download(site)),
        *_page(site, f"{book}/corrections", "corrections.html", show_corrections),
        Route(f"{book}/corrections", make_correction(site), methods=["POST"]),
        Route(f"{book}/corrections/undo", undo_correction(site), methods=["POST"]),
        *(route for chart in CHARTS.values() for route in _chart(site, book, chart)),
    ]


def _chart(site: Site, book: str, chart: Chart) -> list[Route]:
    template = "conflicts.html" if chart.name == "conflicts" else "chart.html"
    return _page(
        site,
        f"{book}/{chart.name}",
        template,
        lambda ask: findings.chart_page(ask.edition, chart, ask.links, ask.page),
        lambda ask: findings.chart_record(ask.edition, chart),
    )


def _page(
    site: Site, path: str, template: str, build: Build, data: Build | None = None
) -> list[Route]:
    """The routes of a page and of its data, which are the same unless ``data`` is given."""

    def show(request: Request) -> Response:
        ask = Ask(site, request)
        return site.page(template, {**ask.context(), **_found(build(ask))})

    # the longer path first: an id may hold a dot
    return [
        Route(f"{path}.json", _json(site, data or build)),
        Route(path, show, methods=["GET"]),
    ]


def _json(site: Site, build: Build) -> Callable[[Request], Response]:
    return lambda request: Json(_found(build(Ask(site, request))))


def _found(data: Data | None) -> Data:
    if data is None:
        raise HTTPException(404, "There is no such page in this book.")
    return data


def _front(site: Site) -> Callable[[Request], Response]:
    """One book is opened at once; of several there is a list."""
    only = next(iter(site.library)).id if len(site.library) == 1 else None
    return lambda _: RedirectResponse("/books" if only is None else f"/w/{only}", 303)


def _to_place(site: Site) -> Callable[[Request], Response]:
    """From an offset, or a span to be marked, to the section and paragraph it is in."""

    def go(request: Request) -> Response:
        ask = Ask(site, request)
        span = ask.span("place")
        reading = ask.edition.reading
        section = None if span is None else reading.section_at(span[0])
        paragraph = None if span is None else reading.paragraph_at(span[0])
        if span is None or section is None or paragraph is None:
            raise HTTPException(404, "There is no such place in this book.")
        mark = f"{span[0]}-{span[1]}" if span[1] > span[0] else None
        target = ask.links.to(f"text/{section.number}", mark=mark)
        return RedirectResponse(f"{target}#o{paragraph.start}", 303)

    return go


def _download(site: Site) -> Callable[[Request], Response]:
    def download(request: Request) -> Response:
        ask = Ask(site, request)
        answer = exports.download(ask.edition, ask.book.path, request.path_params["name"])
        if answer is None:
            raise HTTPException(404, "There is no such format.")
        return answer

    return download


def _failed(site: Site) -> Callable[[Request, Exception], Response]:
    """Errors as pages, and as JSON where JSON was asked for."""

    def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 422
        why = error.detail if isinstance(error, HTTPException) else str(error)
        if request.url.path.endswith(".json") or request.method == "POST":
            return Json({"error": why}, status)
        return site.page("error.html", {"status": status, "why": why}, status)

    return answer
