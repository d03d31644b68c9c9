"""The addresses that change something: corrections made on the page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fabula.errors import FabulaError
from fabula.web.answers import Json
from fabula.web.ask import Ask, Site
from fabula.web.pages.corrections import entry

Handler = Callable[[Request], Awaitable[Response]]


def show_corrections(ask: Ask) -> dict[str, Any]:
    """All corrections of a book, and how far the page shows them."""
    state = ask.site.desk(ask.book).state()
    told = [
        {"do": item["do"], "parts": [(k, _words(v)) for k, v in item.items() if k != "do"]}
        for item in state["entries"]
    ]
    return {**state, "told": told}


def _words(value: Any) -> str:
    """What an entry points at, as a person reads it."""
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    if isinstance(value, dict):
        return str(value.get("quote") or value.get("name"))
    return str(value)


def make_correction(site: Site) -> Handler:
    """Takes one correction as JSON; answers before what follows from it is recomputed."""

    async def make(request: Request) -> Response:
        try:
            data = json.loads(await request.body())
        except (ValueError, RecursionError):
            return Json({"error": "The body is no JSON."}, 400)
        if not isinstance(data, dict):
            return Json({"error": "The body is no JSON object."}, 400)
        return await run_in_threadpool(_make, Ask(site, request), data)

    return make


def undo_correction(site: Site) -> Handler:
    """Takes back the last correction."""

    async def undo(request: Request) -> Response:
        return await run_in_threadpool(_undo, Ask(site, request))

    return undo


def _make(ask: Ask, data: dict[str, Any]) -> Response:
    desk = ask.site.desk(ask.book)
    try:
        desk.add(entry(ask.book.edition().whole, data))
    except ValueError as error:
        return Json({"error": f"This cannot be corrected so: {error}."}, 422)
    except FabulaError as error:
        return Json({"error": str(error)}, 409)
    return Json(desk.state(), 202)


def _undo(ask: Ask) -> Response:
    desk = ask.site.desk(ask.book)
    try:
        desk.undo()
    except FabulaError as error:
        return Json({"error": str(error)}, 409)
    return Json(desk.state(), 202)
