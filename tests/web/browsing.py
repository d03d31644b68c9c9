"""What the tests in a browser share. Needs Chromium (Debian: apt install chromium)."""

from __future__ import annotations

import re
import shutil
import time
from typing import Any

import pytest

from fabula.views import CHARTS

if shutil.which("chromium") is None and shutil.which("chromium-browser") is None:
    pytest.skip("no Chromium here: apt install chromium", allow_module_level=True)
playwright = pytest.importorskip(
    "playwright.sync_api", reason="no Playwright: pip install '.[dev]'"
)
expect = playwright.expect
expect.set_options(timeout=30_000)  # a busy machine is no failure

BOOKS = ("novel", "dashes", "hostile")
VIEWS = ("", "/text/1", "/cast", "/cast/c1", "/search?q=the", "/export", "/corrections",
         *(f"/{name}" for name in CHARTS))  # fmt: skip


def home(page: Any) -> str:
    return re.sub(r"(//[^/]*).*", r"\1", page.url)


def at(page: Any, book: str, view: str = "") -> None:
    page.goto(f"{home(page)}/w/{book}{view}")


def until(page: Any, condition: str, seconds: float = 60) -> None:
    """Wait for a JavaScript condition; Playwright's own way needs eval, which is forbidden."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


def opening(page: Any, book: str) -> None:
    """Open the text where the story itself begins."""
    at(page, book)
    page.click("a.start")
    page.wait_for_selector("body.paged")
