"""A stranger's book: its words are shown as words on every page and in the exported file."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from visitors import Visit
from web_worlds import HOSTILE, full_world, hostile_world, long_world

from fabula.export.html import html_page
from fabula.views import CHARTS

ELEMENTS = frozenset(
    (
        "html head meta title link script style body header nav main section article aside footer "
        "div p h1 h2 h3 a span bdi mark button form label input select option details summary "
        "dialog fieldset legend kbd dl dt dd ul ol li table caption thead tbody tr th td figure "
        "figcaption svg g path rect circle line text tspan use defs marker pattern polyline "
        "polygon meter br strong code blockquote q dfn desc em small noscript time sup"
    ).split()
)
ADDRESS = re.compile(r"[#?]|/(w|static|books)(/|$)|/$")
PAGES = (
    "", "/text/1", "/cast", "/cast/c1", "/cast/c3", "/quotes/q2", "/mentions/0-29", "/export",
    "/corrections", "/search?q=script", "/search?q=%3Cscript%3E%22", *(f"/{n}" for n in CHARTS),
)  # fmt: skip


class Watch(HTMLParser):
    """Collects what a browser could run, and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.bad.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "action", "formaction"):
                self.bad.append(f"{tag} {name}={value}")
            if name in ("href", "src", "xlink:href") and not ADDRESS.match(value or ""):
                self.bad.append(f"{tag} {name}={value}")
            self.words.append(value or "")
        self._in_script = tag == "script"
        if self._in_script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts[-1] += data
        self.words.append(data)


def watch(html: str) -> Watch:
    watched = Watch()
    watched.feed(html)
    watched.close()
    return watched


@pytest.fixture(scope="module")
def exported() -> str:
    return html_page(hostile_world())


def test_no_page_lets_a_book_in(visit: Visit) -> None:
    client = visit(hostile_world(), full_world())
    for page in ["/books", *(f"/w/book{page}" for page in PAGES)]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        watched = watch(answer.text)
        assert watched.bad == [], page
        assert all(json.loads(script) for script in watched.scripts if script.strip()), page
        assert "window.PWN" not in answer.text.replace("&#39;", "'") or watched.words


def test_the_words_come_through_as_they_are(visit: Visit) -> None:
    client = visit(hostile_world())
    assert client.get("/w/book.json").json()["story"]["title"] == HOSTILE[0]
    names = [c["name"] for c in client.get("/w/book/cast.json").json()["characters"]]
    assert names == list(HOSTILE)
    shown = "\n".join(watch(client.get("/w/book/cast").text).words)
    assert all(attack in shown for attack in HOSTILE)
    blocks = client.get("/w/book/text/1.json").json()["blocks"]
    said = [block["content"][0]["content"][0]["content"][0] for block in blocks]
    assert said == list(HOSTILE)


def test_a_strange_address_is_shown_as_words(visit: Visit) -> None:
    client = visit(full_world())
    for path in ("/w/%3Cscript%3Ealert(1)%3C/script%3E", "/w/book/cast/%22%3E%3Cimg%20src=x%3E"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert watch(answer.text).bad == []
    assert watch(client.get("/w/book/search?q=%22%3E%3Cimg%20src%3Dx%3E").text).bad == []


def test_the_file_lets_no_book_in(exported: str) -> None:
    watched = watch(exported)
    assert watched.bad == []
    assert len(watched.scripts) == 3  # theme, data, reader
    data = json.loads(watched.scripts[1])
    assert [who["name"] for who in data["people"].values()] == list(HOSTILE)


def test_the_file_asks_nobody_for_anything(exported: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', exported)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe" not in policy[1] and "http" not in policy[1]
    head = exported[: exported.index("</head>")]
    assert "<link" not in head and "@import" not in head and "url(" not in head
    assert head.index("Content-Security-Policy") < head.index("<style>") < head.index("<script>")


def test_the_modules_of_the_file_do_not_clash(exported: str) -> None:
    script = watch(exported).scripts[2]
    names = re.findall(r"^(?:async )?(?:function|class|const|let) (\w+)", script, re.MULTILINE)
    assert len(names) > 30
    assert len(names) == len(set(names))
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)


def test_the_file_holds_the_whole_story() -> None:
    world = long_world(3, 4)
    words = " ".join("".join(watch(html_page(world)).words).split())
    for paragraph in world.story.paragraphs:
        if paragraph.kind == "heading":
            assert world.story.text[paragraph.start : paragraph.end] in words
    assert words.count("it went on for some time") == 12
    assert html_page(world) == html_page(world)
