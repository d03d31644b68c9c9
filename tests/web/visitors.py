"""Who looks at the page in tests."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from fabula.web import Library


class Visitor(TestClient):
    """A client, and the library behind the page it looks at."""

    library: Library


Visit = Callable[..., Visitor]
