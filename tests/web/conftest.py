"""The page for tests: books on disk, the application, and a client that has come in."""

from __future__ import annotations

from pathlib import Path

import pytest
from visitors import Visit, Visitor
from web_worlds import full_world

from fabula.schema.world import World
from fabula.store import save_world
from fabula.web import Door, Library, create_app

PORT = 8765


@pytest.fixture
def door() -> Door:
    return Door(PORT)


@pytest.fixture
def visit(tmp_path: Path, door: Door) -> Visit:
    """A client of a page with these worlds, named book, book-2, …"""

    def come(*worlds: World) -> Visitor:
        paths = []
        for number, world in enumerate(worlds):
            path = tmp_path / str(number) / "book.fabula"
            path.parent.mkdir()
            save_world(world, path)
            paths.append(path)
        library = Library(paths)
        client = Visitor(create_app(library, door), base_url=f"http://127.0.0.1:{PORT}")
        client.library = library
        assert client.get("/", params={"token": door.token}).status_code == 200
        return client

    return come


@pytest.fixture
def client(visit: Visit) -> Visitor:
    return visit(full_world())
