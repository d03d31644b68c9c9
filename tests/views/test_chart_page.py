"""The charts on a page, in a browser: zoom, keys, hover, picking, the slider, axe."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

import fabula
from fabula.views import CHARTS
from view_worlds import everything

pytest.importorskip("pytest_playwright")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright, expect

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
WEB = Path(fabula.__file__).parent / "web"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'"
PAGE = """<!doctype html><html lang="en"><title>Charts</title>
<link rel="stylesheet" href="charts/charts.css"><link rel="stylesheet" href="page.css">
<script type="module" src="start.js"></script>
<main><h1>Charts</h1>{}</main></html>"""
START = """import { mount } from "./charts/charts.js";
mount(); mount();
window.heard = [];
for (const name of ["fabula:goto", "fabula:select"])
  document.addEventListener(name, (event) => {
    window.heard.push([name, event.detail]);
    event.preventDefault();
  });
"""


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder with a strict policy, and nothing on the terminal."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", CSP)
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Not here."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A folder with a page for each chart, served."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(WEB / "static" / "charts", folder / "charts")
    (folder / "page.css").write_text("body { background: var(--chart-paper) }", encoding="utf-8")
    (folder / "start.js").write_text(START, encoding="utf-8")
    pages = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
    for name, chart in CHARTS.items():
        view = chart.build(everything())

        def link(at: int) -> str:
            return f"#at-{at}"

        template = "conflicts" if name == "conflicts" else "figure"
        figure = pages.get_template(f"charts/{template}.html").render(
            chart=chart,
            view=view,
            svg=Markup(chart.svg(view, link)),
            table=chart.table(view),
            notes=chart.notes(view),
            link=link,
        )
        (folder / f"{name}.html").write_text(PAGE.format(figure), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def tab(playwright: Playwright) -> Iterator[Page]:
    """A tab that fails on errors in the console, and so on reports of the policy."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    yield page
    browser.close()


@pytest.fixture
def show(site: str, tab: Page) -> Iterator[object]:
    """Opens the page of a chart; at the end nothing may have gone wrong on it."""
    wrong: list[str] = []

    def note(message: object) -> None:
        if getattr(message, "type", "error") in ("error", "warning"):
            wrong.append(str(getattr(message, "text", message)))

    tab.on("console", note)
    tab.on("pageerror", note)

    def opened(name: str) -> Page:
        tab.goto(f"{site}/{name}.html")
        tab.wait_for_function("window.heard !== undefined")
        return tab

    yield opened
    tab.remove_listener("console", note)
    tab.remove_listener("pageerror", note)
    assert [message for message in wrong if "favicon" not in message] == []


@pytest.mark.parametrize(
    ("name", "scheme"),
    [*((name, "light") for name in CHARTS), ("storyline", "dark"), ("conflicts", "dark")],
)
def test_axe_finds_nothing(show, name: str, scheme: str) -> None:  # type: ignore[no-untyped-def]
    page = show(name)
    page.emulate_media(color_scheme=scheme)
    for summary in page.locator("summary").all():
        summary.click()
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


def test_zoom_by_button_and_key(show) -> None:  # type: ignore[no-untyped-def]
    page = show("storyline")
    drawing = page.locator("svg.drawing")
    before = drawing.bounding_box()["width"]
    page.get_by_role("button", name="Zoom in").click()
    assert drawing.bounding_box()["width"] == pytest.approx(before * 1.25, rel=0.01)
    page.locator(".stage").press("-")
    assert drawing.bounding_box()["width"] == pytest.approx(before, rel=0.01)
    page.locator(".stage").press("0")
    assert drawing.bounding_box()["width"] <= page.locator(".stage").bounding_box()["width"]


def test_a_click_picks_a_line_and_another_leads_to_the_text(show) -> None:  # type: ignore[no-untyped-def]
    page = show("storyline")
    line = page.locator(".line[data-character=c2]")
    line.dispatch_event("click")
    assert page.evaluate("heard") == [["fabula:select", {"character": "c2"}]]
    assert page.locator(".line.dim").count() == page.locator(".line").count() - 1
    line.dispatch_event("click")
    assert page.evaluate("heard")[1][0] == "fabula:goto"
    page.locator(".stage").press("Escape")
    assert page.locator(".line.dim").count() == 0


def test_an_arc_leads_to_its_pair(show) -> None:  # type: ignore[no-untyped-def]
    page = show("conflicts")
    page.evaluate("document.addEventListener('fabula:goto', (e) => e.stopPropagation(), true)")
    arc = page.get_by_role("link", name="continuity, 80% sure: two doors")
    arc.press("Enter")
    expect(page).to_have_url(re.compile("#conflict-x1$"))
    expect(page.locator(".conflict-pair:target h2")).to_have_text("two doors")
    assert page.locator(".conflict").count() == page.locator(".conflict-pair").count() + 3


def test_a_scene_leads_to_its_text(show) -> None:  # type: ignore[no-untyped-def]
    page = show("storyline")
    page.locator(".column").nth(1).locator("text").click()
    ((name, detail),) = page.evaluate("heard")
    assert name == "fabula:goto" and detail["start"] > 0
    assert "#" not in page.url  # the event was cancelled, so the link is not followed


def test_arrows_go_through_the_scenes_and_say_them(show) -> None:  # type: ignore[no-untyped-def]
    page = show("storyline")
    page.locator(".column").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.scene") == "s2"
    assert page.locator(".saying").text_content().startswith("Scene 2: hall. Ann, Bo.")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.dataset.scene") == "s5"
    assert page.locator(".column[tabindex='0']").count() == 1


def test_the_position_is_drawn_through_its_scene(show) -> None:  # type: ignore[no-untyped-def]
    page = show("storyline")
    at = "document.dispatchEvent(new CustomEvent('fabula:position', {detail: {offset: %d}}))"
    for offset, marks in ((80, 1), (81, 1), (10**6, 0)):
        page.evaluate(at % offset)
        assert page.locator(".position").count() == marks


def test_the_slider_goes_back_in_the_network(show) -> None:  # type: ignore[no-untyped-def]
    page = show("network")
    slider = page.get_by_role("slider")
    dee = page.locator(".node[data-character=c4]")
    talk = page.locator(".edge[data-source=c1][data-target=c2] .talk")
    thick = float(talk.get_attribute("stroke-width"))
    assert "absent" not in dee.get_attribute("class")
    slider.fill("1")
    assert "absent" in dee.get_attribute("class")
    assert float(talk.get_attribute("stroke-width")) < thick
    assert slider.get_attribute("aria-valuetext") == "up to scene 1 of 5"
    slider.fill("3")
    page.get_by_label("this scene alone").check()
    assert talk.get_attribute("visibility") == "hidden"
