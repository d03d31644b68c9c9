"""Every page, and the same as JSON."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from visitors import Visit, Visitor
from web_worlds import full_world, hostile_world, long_world

from fabula.schema.world import World
from fabula.views import CHARTS
from fabula.views.told import PAGE
from fabula.web.library import KEPT, Library
from worlds import TEXT, span

MISS_HALE = span("Miss Hale")
PAGES = (
    "",
    "/text/1",
    "/cast",
    "/cast/c1",
    "/quotes/q1",
    "/quotes/q2",
    "/search?q=company",
    "/export",
    "/corrections",
    f"/mentions/{MISS_HALE[0]}-{MISS_HALE[1]}",
    *(f"/{name}" for name in CHARTS),
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_and_its_data(client: Visitor, page: str) -> None:
    html = client.get(f"/w/book{page}")
    assert html.status_code == 200
    assert html.headers["content-type"].startswith("text/html")
    assert ("<main" in html.text and "<h1" in html.text) or "/text/" in page or "card" in html.text
    path, _, query = page.partition("?")
    data = client.get(f"/w/book{path}.json?{query}")
    assert data.status_code == 200
    assert isinstance(data.json(), dict)


@pytest.mark.parametrize(
    "path",
    [
        "/w/none",
        "/w/book/text/0",
        "/w/book/text/99",
        "/w/book/text/x",
        "/w/book/cast/c99",
        "/w/book/quotes/q99",
        "/w/book/mentions/1-2",
        "/w/book/mentions/x",
        "/w/book/at/x",
        "/w/book/export/none",
        "/w/book/nothing",
        "/nothing",
    ],
)
def test_what_is_not_there(client: Visitor, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_line_card_says_who_how_sure_and_why(client: Visitor) -> None:
    card = client.get("/w/book/quotes/q1.json").json()
    assert card["speaker"]["name"] == "Mr. Grey"
    assert [a["name"] for a in card["addressees"]] == ["Miss Hale"]
    assert card["confidence"] == 0.97
    assert card["reason"] == "tag" and "tag" in card["why"]
    assert [c["who"]["name"] for c in card["candidates"]] == ["Mr. Grey", "Miss Hale"]
    assert {p["words"] for p in card["evidence"]} == {"said Mr. Grey", "Mr. Grey"}


def test_an_open_line_says_so(client: Visitor) -> None:
    card = client.get("/w/book/quotes/q2.json").json()
    assert card["speaker"] is None and not card["weak"]
    assert "left open" in card["why"]
    assert "nobody known" in client.get("/w/book/quotes/q2").text


def test_the_word_card_says_what_a_pronoun_goes_back_to(client: Visitor) -> None:
    start, end = span("She")
    card = client.get(f"/w/book/mentions/{start}-{end}.json").json()
    assert card["entity"]["name"] == "Miss Hale" and card["kind"] == "pronoun"
    assert [p["words"] for p in card["evidence"]] == ["Miss Hale"]
    assert card["places"]["total"] == 2
    assert [p["words"] for p in card["places"]["passages"]] == ["Miss Hale"]


def test_a_person_has_names_relations_and_what_he_knows(client: Visitor) -> None:
    person = client.get("/w/book/cast/c1.json").json()
    assert person["character"]["aliases"][0]["text"] == "Miss Hale"
    assert [r["kind"] for r in person["relations"]] == ["friend"]
    assert [(k["how"], k["by"]) for k in person["knows"]] == [("told", "c2")]
    assert person["places"]["offsets"] == [span("Miss Hale")[0], span("She")[0]]


def test_a_place_in_the_text_is_an_address(client: Visitor) -> None:
    start, end = span("left")
    answer = client.get(f"/w/book/at/{start}-{end}", follow_redirects=False)
    paragraph = span("She left")[0]
    assert answer.headers["location"] == f"/w/book/text/1?mark={start}-{end}#o{paragraph}"
    assert "<mark>left</mark>" in client.get(f"/w/book/at/{start}-{end}").text
    assert client.get(f"/w/book/at/{len(TEXT) + 99}").status_code == 200


def test_a_chart_of_nothing_says_so(client: Visitor) -> None:
    for chart in ("storyline", "network", "timeline", "places", "told", "profile"):
        html = client.get(f"/w/book/{chart}?at=0").text
        assert "Nothing of this kind was found" in html and "<svg" not in html
    assert "No two passages were found" in client.get("/w/book/conflicts?at=0").text


def test_what_is_told_comes_in_pages(visit: Visit) -> None:
    world = full_world()
    told = tuple(replace(world.told[0], id=f"t{i}") for i in range(PAGE + 1))
    client = visit(replace(world, told=told))
    rows = [client.get(f"/w/book/told?page={n}").text.count("data-told=") for n in (1, 2, 3)]
    assert rows == [PAGE, 1, 1]
    assert 'rel="next"' in client.get("/w/book/told?page=1").text
    assert len(client.get("/w/book/told.json").json()["tellings"]) == PAGE + 1


def test_search_finds_words_and_their_beginnings(client: Visitor) -> None:
    def found(query: str, **params: int) -> list[str]:
        answer = client.get("/w/book/search.json", params={"q": query, **params})
        return [p["words"] for p in answer.json()["found"]]

    assert found("company") == ["Company"]
    assert found("comp") == ["Company"]
    assert found("grey norton") == ["Grey"]
    assert found('") OR *') == []
    assert found("'\"; DROP TABLE paragraphs; --") == []
    assert found("") == [] == found("💥")
    assert found("left", at=span("She left")[0]) == []


def test_search_ends_somewhere(visit: Visit) -> None:
    answer = visit(long_world()).get("/w/book/search.json?q=line").json()
    assert len(answer["found"]) == 60 and answer["more"]


def test_one_book_opens_and_several_are_listed(visit: Visit) -> None:
    assert visit(full_world()).get("/").url.path == "/w/book"


def test_an_archive(visit: Visit) -> None:
    client = visit(full_world(), long_world(2, 2))
    assert client.get("/").url.path == "/books"
    listed = client.get("/books.json").json()["books"]
    assert [(b["id"], b["title"]) for b in listed] == [
        ("book", "Norton"),
        ("book-2", "A Long Novel"),
    ]
    assert client.get("/w/book-2").status_code == 200


def test_a_damaged_book_is_listed_and_says_why(visit: Visit) -> None:
    client = visit(full_world(), full_world())
    list(client.library)[1].path.write_bytes(b"nothing")
    listed = client.get("/books.json").json()["books"]
    assert listed[0]["error"] is None and "no .fabula" in listed[1]["error"]
    answer = client.get("/w/book-2")
    assert answer.status_code == 422 and "no .fabula" in answer.text


def test_only_so_many_books_are_kept(visit: Visit) -> None:
    client = visit(*[full_world() for _ in range(KEPT + 2)])
    books = [b["id"] for b in client.get("/books.json").json()["books"]]
    for id_ in [*books, *books]:
        assert client.get(f"/w/{id_}").status_code == 200
    assert sum(book.loaded for book in client.library) == KEPT


def test_downloads(client: Visitor) -> None:
    answer = client.get("/w/book/export/json")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert json.loads(answer.content)["format"] == "fabula/1"
    packed = client.get("/w/book/export/csv")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert "book.characters.csv" in archive.namelist()


def test_pages_are_sent_small(visit: Visit) -> None:
    client = visit(long_world(60, 80))
    answer = client.get("/w/book/text/3", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 60_000


def test_ids_for_addresses() -> None:
    names = ["Emma (1815).fabula", "emma 1815.fabula", "日本.fabula", "..fabula", "<b>.fabula"]
    library = Library([Path(name) for name in names])
    assert [book.id for book in library] == ["emma-1815", "emma-1815-2", "book", "book-2", "b"]


@pytest.mark.parametrize("world", [full_world(), hostile_world()])
def test_numbers_too_large_are_no_crash(visit: Visit, world: World) -> None:
    client = visit(world)
    huge = "9" * 30
    for path in (
        f"/w/book?at={huge}",
        f"/w/book/text/{huge}",
        f"/w/book/at/{huge}",
        f"/w/book/cast/c1?page={huge}",
        f"/w/book/mentions/{huge}-{huge}",
    ):
        assert client.get(path).status_code < 500
