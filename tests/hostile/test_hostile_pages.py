"""A book full of attacks, from its EPUB to everything that is shown and exported."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from html import escape
from pathlib import Path
from xml.parsers import expat

import pytest
from hostile_texts import ODD
from ingest_builders import epub, ps, xhtml
from starlette.testclient import TestClient
from test_hostile_page import watch
from web_worlds import HOSTILE

from fabula.export import FORMATS
from fabula.ingest import story_from_bytes
from fabula.schema.world import Alias, Character, Quote, World, WorldMention
from fabula.store import save_world
from fabula.views import CHARTS
from fabula.web import Door, Library, create_app

ATTACKS = (
    *HOSTILE,
    *(line for text in ODD.values() for line in text.split("\n\n") if line.isprintable()),
)
FORMULAS = tuple("= + - @ ＝ ＋ － ＠".split())


def hostile_book() -> bytes:
    """An EPUB with an attack for a title, an author, a chapter, a name in the text."""
    pages = {
        f"{number}.xhtml": xhtml(
            f"<h1>Chapter {number}: {escape(attack)}</h1>{ps()}<p>{escape(attack)}</p>"
            f"<p>{attack if number == 1 else ''}</p>",
            escape(attack),
        )
        for number, attack in enumerate(ATTACKS, start=1)
    }
    toc = [(escape(attack), name) for attack, name in zip(ATTACKS, pages)]
    return epub(pages, toc, title=escape(ATTACKS[0]))


def hostile_world() -> World:
    """What was read of that book, every attack somebody's name and words."""
    story = story_from_bytes(hostile_book(), "<img src=x onerror=window.PWN=1>.epub")
    people, mentions, quotes = [], [], []
    for number, attack in enumerate(ATTACKS, start=1):
        words = " ".join(attack.split())
        start = story.text.find(words)
        assert start >= 0, attack
        span, who = (start, start + len(words)), f"c{number}"
        people.append(
            Character(who, words, (Alias(words, start, 1),), None, 1, 1, False, False, start)
        )
        mentions.append(WorldMention(*span, "PROP", "PER", who, 0.9))
        quotes.append(
            Quote(f"q{number}", (span,), "speech", "explicit", who, (who,), None, 0.9, "tag",
                  ((who, 0.9),), ())
        )  # fmt: skip
    return World(
        story=replace(story, author=ATTACKS[1]),
        tokens=100,
        model=ATTACKS[0],
        version="0",
        characters=tuple(people),
        mentions=tuple(sorted(mentions, key=lambda m: m.start)),
        quotes=tuple(sorted(quotes, key=lambda q: q.spans)),
    )


@pytest.fixture(scope="module")
def world() -> World:
    return hostile_world()


def test_attacks_reach_the_world_as_words(world: World) -> None:
    assert world.story.title == ATTACKS[0]
    assert all(" ".join(attack.split()) in world.story.text for attack in ATTACKS)


def test_no_page_runs_them(world: World, tmp_path: Path) -> None:
    path = tmp_path / "book.fabula"
    save_world(world, path)
    door = Door(8765)
    client = TestClient(create_app(Library([path]), door), base_url="http://127.0.0.1:8765")
    assert client.get("/", params={"token": door.token}).status_code == 200
    pages = [
        "",
        "/text/1",
        "/text/2",
        "/cast",
        "/cast/c1",
        "/quotes/q1",
        "/corrections",
        "/search?q=PWN",
    ]
    for page in [*pages, *(f"/{chart}" for chart in CHARTS)]:
        answer = client.get(f"/w/book{page}")
        assert answer.status_code == 200, page
        assert watch(answer.text).bad == [], page
    names = [who["name"] for who in client.get("/w/book/people.json").json()["people"]]
    assert names == [" ".join(attack.split()) for attack in ATTACKS]


def test_no_exported_file_runs_them(world: World) -> None:
    page = str(FORMATS["html"].files(world)[".html"])
    watched = watch(page)
    assert watched.bad == []
    people = json.loads(watched.scripts[1])["people"].values()
    assert [who["name"] for who in people] == [" ".join(attack.split()) for attack in ATTACKS]
    for name in ("gexf", "graphml", "ssml"):
        for content in FORMATS[name].files(world).values():
            found: list[str] = []
            parser = expat.ParserCreate()
            parser.StartElementHandler = lambda tag, _, found=found: found.append(tag.lower())
            parser.Parse(str(content), True)
            assert found and not {"script", "img", "svg"} & set(found), name


@pytest.mark.parametrize("name", ["csv", "script-csv"])
def test_no_cell_is_a_formula(world: World, name: str) -> None:
    csv.field_size_limit(len(world.story.text) * 2)
    cells = [
        cell
        for content in FORMATS[name].files(world).values()
        for row in csv.reader(io.StringIO(str(content), newline=""))
        for cell in row
    ]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell.startswith((*FORMULAS, "\t", "\r", "\0"))] == []
