"""The page in a browser: hostile books, strangers, accessibility, the exported file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import BOOKS, VIEWS, at, expect, opening

from fabula.export.html import html_page
from fabula.store import load_world

axe = pytest.importorskip("axe_playwright_python.sync_playwright")


def test_the_hostile_book_shows_its_words(page: Any) -> None:
    at(page, "hostile")
    expect(page.locator("h1")).to_have_text("<script>window.PWN=1</script>")
    opening(page, "hostile")
    expect(page.locator("main")).to_contain_text("<img src=x onerror=window.PWN=1>")
    expect(page.locator("main")).to_contain_text("{{ 7*7 }}")
    page.locator(".page .q").first.click()
    page.locator("#panel .card").wait_for()


def test_only_the_page_itself_can_write(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    answer = page.evaluate(
        "fetch('/w/dashes/corrections', {method: 'POST', body: '{}'}).then(a => a.status)"
    )
    assert answer == 403
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("book", BOOKS)
def test_axe_finds_nothing(browser: Any, address: str, book: str, theme: str) -> None:
    context = browser.new_context(color_scheme=theme, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address)
    found = []
    for view in VIEWS:
        at(page, book, view)
        if view == "/text/1":
            page.locator(".page .q").first.click()
            page.locator("#panel .card").wait_for()
        result = axe.Axe().run(page)
        found += [
            f"{view} {v['id']}: {v['nodes'][0]['html'][:120]}"
            for v in result.response["violations"]
        ]
    context.close()
    assert found == []


def test_axe_finds_nothing_in_the_exported_file(
    browser: Any, books: dict[str, Path], tmp_path: Path
) -> None:
    file = tmp_path / "story.html"
    file.write_text(html_page(load_world(books["dashes"], words=False)), encoding="utf-8")
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator(".page .q").first.click()
    violations = axe.Axe().run(page).response["violations"]
    context.close()
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in violations] == []


@pytest.mark.parametrize("book", BOOKS)
def test_the_exported_file_is_the_same_reader(
    page: Any, books: dict[str, Path], tmp_path: Path, book: str
) -> None:
    file = tmp_path / "story.html"
    file.write_text(html_page(load_world(books[book], words=False)), encoding="utf-8")
    page.goto(file.as_uri())
    page.locator(".page .q").first.click()
    assert page.locator("#panel .card h2").inner_text()
    page.keyboard.press("Escape")
    page.locator(".page .m[data-e^=c]").first.click()
    page.keyboard.press("n")
    page.wait_for_selector(".page .here")
    page.keyboard.press("/")
    page.keyboard.type("home" if book == "hostile" else "the")
    page.locator("#search-found a").first.wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#search")).to_be_hidden()
    people = page.locator("#cast .person:visible").count()
    expect(page.locator("#withheld")).to_be_hidden()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("a")
    expect(page.locator("#withheld")).to_be_visible()  # says why there are no charts
    expect(page.locator(".chart-part:visible, .top a[href^='#chart-']:visible")).to_have_count(0)
    assert page.locator("#cast .person:visible").count() <= people
    page.keyboard.press("a")
    expect(page.locator(".chart-part").first).to_be_visible()
