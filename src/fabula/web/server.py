"""Serving the page on this machine, and only to it."""

from __future__ import annotations

import gc
import socket
import webbrowser
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Thread

import uvicorn

from fabula.errors import FabulaError, ServeError
from fabula.web.app import create_app
from fabula.web.guard import Door
from fabula.web.library import Book, Library, find_worlds

HOST = "127.0.0.1"
PORT = 8765  # kept if possible: what a browser keeps for a page goes by it


def serve(
    paths: Iterable[Path],
    port: int | None = None,
    *,
    open_browser: bool = False,
    told: Callable[[str], None],
) -> None:
    """Serve these books until interrupted; ``told`` gets the address, token and all.

    Without a port it is PORT or, if that is taken, any; port 0 takes any.
    Raises StoreError, InputError and ServeError.
    """
    library = Library(find_worlds(paths))
    with _listen(port) as listening:
        door = Door(listening.getsockname()[1])
        config = uvicorn.Config(
            create_app(library, door),
            access_log=False,  # addresses hold the token
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
            lifespan="off",
            ws="none",
        )
        # the first book is being loaded while the browser starts
        Thread(target=_load, args=(next(iter(library)),), daemon=True).start()
        address = f"{door.url}?token={door.token}"
        told(address)
        if open_browser:
            webbrowser.open(address)
        uvicorn.Server(config).run(sockets=[listening])


def _listen(port: int | None) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, PORT if port is None else port))
        listening.listen()
    except OSError as error:
        listening.close()
        if port is None:
            return _listen(0)
        raise ServeError(
            f"port {port} cannot be used ({error.strerror}).", "Choose another one: --port 0."
        ) from error
    return listening


def _load(book: Book) -> None:
    """Load a book before it is asked for; what is wrong with it is said when it is."""
    gc.disable()  # a million objects and no garbage: looking for it takes as long as loading
    try:
        book.edition()
    except FabulaError:
        return
    finally:
        gc.freeze()  # nor is it looked for in them again
        gc.enable()
