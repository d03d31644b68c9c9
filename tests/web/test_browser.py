"""The page in a browser, as a reader uses it. Needs Chromium (Debian: apt install chromium)."""

from __future__ import annotations

import re
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import uvicorn

from fabula.export.html import html_page
from fabula.store import load_world
from fabula.views import CHARTS
from fabula.web import Door, Library, create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if CHROMIUM is None:
    pytest.skip("no Chromium here: apt install chromium", allow_module_level=True)
playwright = pytest.importorskip(
    "playwright.sync_api", reason="no Playwright: pip install '.[dev]'"
)
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

from browser_books import make_books  # noqa: E402

BOOKS = ("novel", "dashes", "hostile")
VIEWS = ("", "/text/1", "/cast", "/cast/c1", "/search?q=the", "/export", "/corrections",
         *(f"/{name}" for name in CHARTS))  # fmt: skip


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
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}


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
    opened.goto(address)
    yield opened
    assert opened.evaluate("window.PWN") is None
    context.close()
    assert wrong == []


def home(page: Any) -> str:
    return re.sub(r"(//[^/]*).*", r"\1", page.url)


def at(page: Any, book: str, view: str = "") -> None:
    page.goto(f"{home(page)}/w/{book}{view}")


def until(page: Any, condition: str, seconds: float = 10) -> None:
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


# ------------------------------------------------------------------------------- text


def test_speakers_stand_in_the_margin(page: Any) -> None:
    opening(page, "dashes")
    said = page.locator(".page .by bdi").all_inner_texts()
    assert said[:2] == ["Maeve", "Tom"]
    label = page.locator(".page .by").first
    line = page.locator(".page .q").first
    assert label.bounding_box()["x"] < line.bounding_box()["x"]
    assert abs(label.bounding_box()["y"] - line.bounding_box()["y"]) < 20


def test_the_addressee_shows_under_the_mouse(page: Any) -> None:
    opening(page, "novel")
    label = page.locator(".page .by:has(.to)").first
    shown = "e => getComputedStyle(e.querySelector('.to')).opacity"
    assert label.evaluate(shown) == "0"
    label.hover()
    assert label.evaluate(shown) == "1"
    assert label.locator(".to").inner_text().strip().startswith("to ")


def test_a_click_on_a_pronoun_opens_its_card(page: Any) -> None:
    opening(page, "novel")
    page.locator(".page .m.p[data-e^=c]").first.click()
    card = page.locator("#panel .card")
    card.wait_for()
    assert card.locator("h2 a").inner_text()
    assert card.locator("meter").count() == 1
    assert page.evaluate("document.adoptedStyleSheets[0].cssRules.length") == 1
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_a_click_on_a_line_says_who_and_why(page: Any) -> None:
    opening(page, "dashes")
    page.locator(".page .q").first.click()
    card = page.locator("#panel .card")
    card.wait_for()
    assert card.locator("h2").inner_text().startswith("Maeve")
    assert "tag" in card.inner_text()


def test_a_passage_in_a_card_leads_into_the_text(page: Any) -> None:
    opening(page, "novel")
    page.locator(".page .m.p[data-e^=c]").nth(5).click()
    page.locator("#panel .passages a").last.click()
    until(page, "CSS.highlights.has('passage')")
    assert page.locator(".page .here").count() == 1


def test_keys_walk_through_scenes_and_mentions(page: Any) -> None:
    opening(page, "long")
    start = page.evaluate("scrollY")
    page.keyboard.press("j")
    until(page, f"scrollY > {start} + 500")
    page.keyboard.press("j")
    page.wait_for_timeout(200)
    page.keyboard.press("k")
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
    assert page.locator("#search").is_hidden()


def test_help_shows_the_keys(page: Any) -> None:
    opening(page, "dashes")
    page.keyboard.press("?")
    assert page.locator("#help kbd").count() > 5
    page.click("#help [data-do=close]")
    assert page.locator("#help").is_hidden()


def test_layers_and_colours_are_kept(page: Any) -> None:
    opening(page, "dashes")
    name = page.locator(".page .m.n").first
    line = "e => getComputedStyle(e).textDecorationLine"
    assert name.evaluate(line) == "none"
    page.keyboard.press("u")
    assert name.evaluate(line) == "underline"
    page.keyboard.press("?")
    page.check("#help input[value=dark]")
    page.reload()
    assert page.locator(".page .m.n").first.evaluate(line) == "underline"
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_a_long_book_is_one_page_of_which_little_is_there(page: Any) -> None:
    at(page, "long", "/text/40")
    page.wait_for_selector("body.paged")
    assert page.locator(".page").count() == 80
    assert page.locator("#s40 h2").is_visible()
    for _ in range(30):
        page.mouse.wheel(0, 2500)
        page.wait_for_timeout(30)
    until(page, "Number(location.pathname.split('/').pop()) > 45")
    assert page.locator(".page:not(.hollow)").count() <= 9
    shown = page.evaluate(
        "document.elementFromPoint(innerWidth / 2, 300).closest('.page')?.innerText.length"
    )
    assert shown > 1000
    number = page.url.split("/text/")[1].split("#")[0]
    page.reload()
    page.wait_for_selector("body.paged")
    assert page.locator(f"#s{number} p").first.is_visible()


def test_the_eye_stays_where_it_is_when_chapters_above_come_in(page: Any) -> None:
    at(page, "long", "/text/40")
    page.wait_for_timeout(800)
    top = "document.querySelector('#s40 h2').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(800)
    assert abs(page.evaluate(top) - before - 300) < 5


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


@pytest.mark.parametrize("book", BOOKS)
def test_every_view_of_every_book_opens(page: Any, book: str) -> None:
    for view in VIEWS:
        at(page, book, view)
        assert page.locator("main").inner_text().strip()
        assert page.locator("main h1, main .page").count()


def test_as_of_here_hides_what_comes_later(page: Any) -> None:
    at(page, "novel", "/cast")
    everybody = page.locator(".person").count()
    opening(page, "novel")
    page.locator(".page .text").nth(3).scroll_into_view_if_needed()
    page.click("[data-do=horizon]")
    page.wait_for_selector(".horizon")
    page.click(".top nav a:has-text('Cast')")
    page.wait_for_selector(".person")
    assert 0 < page.locator(".person").count() < everybody
    assert "at=" in page.url
    page.click(".horizon a")
    playwright.expect(page.locator(".person")).to_have_count(everybody)


def test_a_conflict_shows_both_passages(page: Any) -> None:
    at(page, "novel", "/conflicts")
    assert page.locator(".conflict-pair mark").count() == 2
    assert page.locator("form[data-correct=waive]").count() == 1


def test_a_speaker_is_corrected_in_place_and_taken_back(page: Any, books: dict[str, Path]) -> None:
    opening(page, "dashes")
    label = page.locator(".page .by").first
    assert label.locator("bdi").first.inner_text() == "Maeve"
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
    assert page.locator(".page .by bdi").first.inner_text() == "Maeve"


# -------------------------------------------------------------------- safe and accessible


def test_the_hostile_book_shows_its_words(page: Any) -> None:
    at(page, "hostile")
    assert page.locator("h1").inner_text() == "<script>window.PWN=1</script>"
    opening(page, "hostile")
    text = page.locator("main").inner_text()
    assert "<img src=x onerror=window.PWN=1>" in text and "{{ 7*7 }}" in text
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
@pytest.mark.parametrize("book", ["novel", "hostile"])
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
    people = page.locator("#cast .person:visible").count()
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("a")
    assert page.locator("#cast .person:visible").count() <= people
