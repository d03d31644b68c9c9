"""A reader goes through everything, in a novel, in a story with dashes, in a hostile book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import BOOKS, at, expect, home, opening, until

from fabula.views import CHARTS

WORDS = {"novel": "speckled", "dashes": "lights", "hostile": "rained"}
NOTHING = re.compile("Nothing of this kind was found|No two passages were found")
pytestmark = pytest.mark.parametrize("book", BOOKS)


def test_text_card_keys_and_search(page: Any, book: str) -> None:
    opening(page, book)
    expect(page.locator(".page .by bdi").first).to_have_text(re.compile(r"\w"))
    page.locator(".page .q[data-q]").first.click()
    card = page.locator("#panel .card")
    expect(card.locator("h2")).to_have_text(re.compile(r"\w"))
    expect(card.locator("meter").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type(WORDS[book])
    page.locator("#search-found .passages a").first.click()
    until(page, "CSS.highlights.has('passage')")


def test_cast_and_charts(page: Any, book: str) -> None:
    at(page, book, "/cast")
    assert page.locator(".person").count() >= 2
    page.locator(".person a[href*='/cast/c']").first.click()
    expect(page.locator("main h1")).to_have_text(re.compile(r"\w"))
    for chart in CHARTS:
        at(page, book, f"/{chart}")
        drawn = page.locator("figure.chart svg.drawing")
        if drawn.count():
            expect(drawn.locator("title").first).to_have_text(re.compile(r"\w"))
        else:
            expect(page.locator("main")).to_have_text(NOTHING)
    at(page, book, "/storyline")
    assert page.locator("svg .column").count() >= 1


def test_as_of_here_and_back(page: Any, book: str) -> None:
    opening(page, book)
    page.locator("[data-do=horizon]").dispatch_event("click")
    page.wait_for_selector(".horizon")
    assert "at=" in page.url
    page.click(".horizon a")
    expect(page.locator(".horizon")).to_have_count(0)


def test_a_speaker_is_corrected_and_taken_back(
    page: Any, books: dict[str, Path], book: str
) -> None:
    opening(page, book)
    label = page.locator(".page .by").first
    before = label.locator("bdi").first.text_content()
    label.click()
    page.click("#panel details.correct summary")
    choice = page.locator("#panel select[name=by]")
    until(page, "document.querySelectorAll('#panel select[name=by] option').length > 2")
    names = choice.locator("option").all_text_contents()
    other = next(n for n in names if n != "open" and before not in n)
    choice.select_option(label=other)
    page.click("#panel form:has(select[name=by]) button")
    page.wait_for_selector(".toast", timeout=60_000)
    file = books[book].with_suffix(".corrections.toml")
    until(page, f"document.querySelector('.page .by bdi').textContent !== {before!r}")
    assert 'do = "said"' in file.read_text(encoding="utf-8")
    at(page, book, "/corrections")
    page.click("form[data-correct=undo] button")
    page.wait_for_selector("main:has-text('None yet')", timeout=60_000)
    opening(page, book)
    expect(page.locator(".page .by bdi").first).to_have_text(before)


def test_every_page_is_json_and_can_be_taken_along(page: Any, book: str) -> None:
    for view in ("/cast", "/text/1", *(f"/{chart}" for chart in CHARTS)):
        answer = page.request.get(f"{home(page)}/w/{book}{view}.json")
        assert answer.ok
        assert isinstance(answer.json(), dict)
    at(page, book, "/export")
    assert page.locator("main a[href*='/export/'], main form button").count() >= 10
