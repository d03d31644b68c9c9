"""The local page: a book with its world beside it. See docs/page.md."""

from __future__ import annotations

from fabula.web.app import create_app
from fabula.web.guard import Door
from fabula.web.library import Library, find_worlds

__all__ = ["Door", "Library", "create_app", "find_worlds"]
