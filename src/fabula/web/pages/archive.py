"""The list of books, and the title page of one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fabula.errors import StoreError
from fabula.store.title import read_title
from fabula.web.edition import Edition
from fabula.web.library import Book, Library
from fabula.web.pages import cast, text
from fabula.world.doubts import explain, find_doubts
from fabula.world.horizon import NOT_YET

Data = dict[str, Any]
PAGE = 100  # books listed at once
FIRST_CAST = 8


def shelf(library: Library, page: int = 1) -> Data:
    """The books served, a page of them; one that cannot be opened says why."""
    books = list(library)
    pages = max(-(-len(books) // PAGE), 1)
    page = min(max(page, 1), pages)
    shown = books[(page - 1) * PAGE : page * PAGE]
    return {"books": [_listed(book) for book in shown], "page": page, "pages": pages}


def title_page(edition: Edition) -> Data:
    """What the book is, where to start, who is in it and what is in doubt."""
    story, world = edition.world.story, edition.world
    first = text.opening(edition)
    return {
        "story": {
            "title": story.title,
            "author": story.author,
            "source": story.source,
            "tokens": world.tokens,
            "language": story.language,
            "rating": story.header.rating,
            "warnings": list(story.header.warnings),
            "summary": story.header.summary,
        },
        "counts": {
            "characters": len(world.characters),
            "lines": len(world.quotes),
            "scenes": len(world.scenes),
            "places": len(world.places),
        },
        "sections": text.contents(edition),
        "opening": None if first is None else first.number,
        "cast": [cast.brief(edition, c) for c in world.characters[:FIRST_CAST]],
        "doubts": [
            {"reason": reason, "why": explain(reason), "count": len(found)}
            for reason, found in find_doubts(world).items()
            if reason != NOT_YET
        ],
        "run": asdict(world.run),
        "model": world.model,
    }


def _listed(book: Book) -> Data:
    try:
        return {"id": book.id, **asdict(read_title(book.path)), "error": None}
    except StoreError as error:
        return {"id": book.id, "source": book.path.name, "error": error.message}
