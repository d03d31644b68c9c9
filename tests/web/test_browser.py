"""The page in a browser, as a reader uses it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import BOOKS, VIEWS, at, expect, opening, until

# ------------------------------------------------------------------------------- text


def test_speakers_stand_in_the_margin(page: Any) -> None:
    opening(page, "dashes")
    names = page.locator(".page .by bdi")
    expect(names.nth(0)).to_have_text("Maeve")
    expect(names.nth(1)).to_have_text("Tom")
    label = page.locator(".page .by").first
    line = page.locator(".page .q").first
    assert label.bounding_box()["x"] < line.bounding_box()["x"]
    assert abs(label.bounding_box()["y"] - line.bounding_box()["y"]) < 20


def test_the_addressee_shows_under_the_mouse(page: Any) -> None:
    opening(page, "novel")
    label = page.locator(".page .by:has(.to)").first
    heard = label.locator(".to")
    expect(heard).to_have_css("opacity", "0")
    label.hover()
    expect(heard).to_have_css("opacity", "1")
    expect(heard).to_contain_text(re.compile(r"^\s*to \w"))


def test_a_click_on_a_pronoun_opens_its_card(page: Any) -> None:
    opening(page, "novel")
    page.locator(".page .m.p[data-e^=c]").first.click()
    card = page.locator("#panel .card")
    expect(card.locator("h2 a")).to_have_text(re.compile(r"\w"))
    expect(card.locator("meter")).to_have_count(1)
    until(page, "document.adoptedStyleSheets[0].cssRules.length === 1")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_a_click_on_a_line_says_who_and_why(page: Any) -> None:
    opening(page, "dashes")
    page.locator(".page .q").first.click()
    card = page.locator("#panel .card")
    expect(card.locator("h2")).to_have_text(re.compile("^Maeve"))
    expect(card).to_contain_text("tag")


def test_a_passage_in_a_card_leads_into_the_text(page: Any) -> None:
    opening(page, "novel")
    page.locator(".page .m.p[data-e^=c]").nth(5).click()
    page.locator("#panel .passages a").last.click()
    until(page, "CSS.highlights.has('passage')")
    expect(page.locator(".page .here")).to_have_count(1)


def test_keys_walk_through_scenes_and_mentions(page: Any) -> None:
    opening(page, "long")
    here = "Number(location.hash.slice(2))"
    until(page, f"{here} > 0")
    places = [page.evaluate(here)]
    for key in "jjk":
        page.keyboard.press(key)
        until(page, f"{here} !== {places[-1]}")
        places.append(page.evaluate(here))
    opened, first, second, back = places
    assert opened < first < second
    assert back == first
    page.locator(".page .m.n").first.click()
    page.locator("#panel .card").wait_for()
    page.keyboard.press("n")
    page.wait_for_selector(".page .here")
    first = page.locator(".page .here").get_attribute("data-m")
    page.keyboard.press("n")
    until(page, f"document.querySelector('.here')?.dataset.m !== '{first}'")
    page.keyboard.press("p")
    until(page, f"document.querySelector('.here')?.dataset.m === '{first}'")


def test_search_finds_and_leads_there(page: Any) -> None:
    opening(page, "long")
    page.keyboard.press("/")
    page.keyboard.type("line 7 chapter 61")
    page.locator("#search-found .passages a").first.wait_for()
    page.keyboard.press("Enter")
    until(page, "document.body.innerText.includes('line 7 of chapter 61 has')")
    expect(page.locator("#search")).to_be_hidden()


def test_help_shows_the_keys(page: Any) -> None:
    opening(page, "dashes")
    page.keyboard.press("?")
    expect(page.locator("#help kbd").nth(5)).to_be_visible()
    page.click("#help [data-do=close]")
    expect(page.locator("#help")).to_be_hidden()


def test_layers_and_colours_are_kept(page: Any) -> None:
    opening(page, "dashes")
    name = page.locator(".page .m.n").first
    expect(name).to_have_css("text-decoration-line", "none")
    page.keyboard.press("u")
    expect(name).to_have_css("text-decoration-line", "underline")
    page.keyboard.press("?")
    page.check("#help input[value=dark]")
    page.reload()
    expect(page.locator(".page .m.n").first).to_have_css("text-decoration-line", "underline")
    expect(page.locator("html")).to_have_css("color-scheme", "dark")


def test_a_long_book_is_one_page_of_which_little_is_there(page: Any) -> None:
    at(page, "long", "/text/40")
    page.wait_for_selector("body.paged")
    expect(page.locator(".page")).to_have_count(80)
    expect(page.locator("#s40 h2")).to_be_visible()
    for _ in range(30):
        page.mouse.wheel(0, 2500)
        page.wait_for_timeout(30)
    until(page, "Number(location.pathname.split('/').pop()) > 45")
    until(page, "document.querySelectorAll('.page:not(.hollow)').length <= 9")
    here = "document.elementFromPoint(innerWidth / 2, 300)"
    until(page, f"{here}.closest('.page')?.innerText.length > 1000")
    number = page.url.split("/text/")[1].split("#")[0]
    page.reload()
    page.wait_for_selector("body.paged")
    expect(page.locator(f"#s{number} p").first).to_be_visible()


def test_the_eye_stays_where_it_is_when_chapters_above_come_in(page: Any) -> None:
    at(page, "long", "/text/40")
    full = "#s39:not(.hollow), #s40:not(.hollow)"
    expect(page.locator(full)).to_have_count(2)
    expect(page.locator("#s38")).to_have_class(re.compile("hollow"))
    top = "document.querySelector('#s40 h2').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.mouse.wheel(0, -2700)
    expect(page.locator("#s38:not(.hollow)")).to_have_count(1)
    until(page, f"Math.abs({top} - {before} - 2700) < 5")
    page.wait_for_timeout(500)  # and there it stays
    assert abs(page.evaluate(top) - before - 2700) < 5


def test_it_can_be_read_without_a_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    at(page, "long")
    page.click("a.start")
    assert "line 0 of chapter 1" in page.inner_text("main")
    page.click("a[rel=next]")
    assert "line 0 of chapter 2" in page.inner_text("main")
    page.locator(".by").first.click()
    assert page.locator(".card h2").inner_text().startswith("Ben")
    at(page, "novel", "/storyline")
    assert page.locator("figure.chart svg").count() >= 1
    context.close()


# -------------------------------------------------------------------------- other views


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("book", BOOKS)
def test_every_view_of_every_book_opens(page: Any, book: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    for view in VIEWS:
        at(page, book, view)
        expect(page.locator("main h1, main .page").first).to_be_attached()
        expect(page.locator("main")).to_have_text(re.compile(r"\w"))


def test_as_of_here_hides_what_comes_later(page: Any) -> None:
    at(page, "novel", "/cast")
    everybody = page.locator(".person").count()
    assert everybody > 1
    opening(page, "novel")
    page.locator(".page .text").nth(8).evaluate("one => one.scrollIntoView()")
    # page.click would scroll the text first, since the button sticks to the top
    page.locator("[data-do=horizon]").dispatch_event("click")
    page.wait_for_selector(".horizon")
    page.click(".top nav a:has-text('Cast')")
    page.wait_for_url("**/cast?at=*")
    expect(page.locator(".person").first).to_be_visible()
    assert page.locator(".person").count() < everybody
    page.click(".horizon a")
    expect(page.locator(".person")).to_have_count(everybody)


def test_as_of_here_the_storyline_ends_here(page: Any) -> None:
    at(page, "novel", "/storyline")
    columns = page.locator("svg .column")
    expect(columns.first).to_be_attached()
    read = "all => all.map((one) => Number(one.dataset.start))"
    starts = columns.evaluate_all(read)
    here = starts[len(starts) // 2]
    at(page, "novel", f"/storyline?at={here}")
    expect(page.locator(".horizon")).to_be_visible()
    expect(columns.first).to_be_attached()
    assert max(columns.evaluate_all(read)) < here < starts[-1]


def test_a_conflict_shows_both_passages_and_where_they_lie(page: Any) -> None:
    at(page, "novel", "/conflicts")
    expect(page.locator(".conflict-pair mark")).to_have_count(2)
    expect(page.locator("form[data-correct=waive]")).to_have_count(1)
    page.get_by_role("link", name="two ages").press("Enter")
    expect(page.locator(".conflict-pair:target")).to_have_count(1)


def test_a_speaker_is_corrected_in_place_and_taken_back(page: Any, books: dict[str, Path]) -> None:
    opening(page, "dashes")
    label = page.locator(".page .by").first
    expect(label.locator("bdi").first).to_have_text("Maeve")
    label.click()
    page.click("#panel details.correct summary")
    page.wait_for_selector("#panel select[name=by] option:text('Tom')", state="attached")
    page.select_option("#panel select[name=by]", label="Tom")
    page.click("#panel form:has(select[name=by]) button")
    page.wait_for_selector(".toast:has-text('another speaker')", timeout=60_000)
    until(page, "document.querySelector('.page .by bdi').textContent === 'Tom'")
    file = books["dashes"].with_suffix(".corrections.toml")
    assert 'do = "said"' in file.read_text(encoding="utf-8")
    at(page, "dashes", "/corrections")
    page.click("form[data-correct=undo] button")
    page.wait_for_selector("main:has-text('None yet')", timeout=60_000)
    opening(page, "dashes")
    expect(page.locator(".page .by bdi").first).to_have_text("Maeve")
