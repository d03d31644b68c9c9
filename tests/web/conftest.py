"""The page for tests: books on disk, the application, and a client that has come in."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn
from browser_books import make_books
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


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_books(tmp_path_factory.mktemp("books"))


@pytest.fixture(scope="session")
def address(books: dict[str, Path]) -> Iterator[str]:
    """The address of a page with all the books, token and all."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        door = Door(listening.getsockname()[1])
        app = create_app(Library(books.values()), door)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"{door.url}?token={door.token}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """For pytest-playwright: the system's Chromium, which as root has no sandbox."""
    return {
        "executable_path": shutil.which("chromium") or shutil.which("chromium-browser"),
        "args": ["--no-sandbox"],
    }


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that has come in; nothing may go wrong on it unnoticed."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.blockedURI))"
    )
    opened.set_default_timeout(60_000)
    opened.goto(address)
    yield opened
    assert opened.evaluate("window.PWN") is None
    context.close()
    assert wrong == []
