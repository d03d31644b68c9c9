"""EPUB, DOCX, HTML and Markdown, built by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingest_builders import PARAGRAPHS, docx, epub, ps, xhtml

from fabula.ingest import read_story
from fabula.schema.story import Story


def told(story: Story) -> list[str]:
    return [story.text[p.start : p.end] for p in story.paragraphs if p.kind == "text"]


def chapters(story: Story) -> list[str | None]:
    return [d.title for d in story.divisions if d.kind == "chapter"]


def read(tmp_path: Path, name: str, data: bytes | str) -> Story:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return read_story(path)


@pytest.mark.parametrize("nav", [True, False])
def test_epub_chapters_come_from_the_table_of_contents(tmp_path: Path, nav: bool) -> None:
    files = {
        "cover.xhtml": xhtml('<img src="c.png"/>', attributes='epub:type="cover"'),
        "title.xhtml": xhtml("<h1>The Long Way Home</h1><p>by Ann Delaney</p>"),
        "rights.xhtml": xhtml("<p>Copyright 2020 by Ann Delaney. All rights reserved.</p>"),
        "a.xhtml": xhtml(
            f'<h2 id="one">One</h2><p>The Train</p>{ps(PARAGRAPHS[:2])}<hr/>{ps(PARAGRAPHS[2:])}'
            f'<h2 id="two">Two</h2>{ps(PARAGRAPHS[:1])}'
        ),
        "b.xhtml": xhtml(ps(PARAGRAPHS[1:])),
        "c.xhtml": xhtml("<h2>About the Author</h2><p>Ann lives in the rain.</p>"),
    }
    toc = (
        ("Title Page", "title.xhtml"),
        ("Copyright", "rights.xhtml"),
        ("One: The Train", "a.xhtml#one"),
        ("Two", "a.xhtml#two"),
        ("About the Author", "c.xhtml"),
    )
    story = read(tmp_path, "book.epub", epub(files, toc, nav=nav))
    assert (story.title, story.author) == ("The Long Way Home", "Ann Delaney")
    assert chapters(story) == ["One: The Train", "Two"]
    assert told(story) == [*PARAGRAPHS, *PARAGRAPHS]
    assert [b.kind for b in story.breaks] == ["mark", "chapter"]
    assert [d.title for d in story.divisions if d.kind == "back"] == ["About the Author"]
    anchors = {a.file for a in story.anchors}
    assert {"OEBPS/a.xhtml", "OEBPS/b.xhtml"} <= anchors
    second = next(a for a in story.anchors if a.start == story.text.rindex(PARAGRAPHS[1]))
    assert (second.file, second.element) == ("OEBPS/b.xhtml", "(//p)[1]")


def test_epub_is_known_by_its_content(tmp_path: Path) -> None:
    data = epub({"a.xhtml": xhtml(ps())})
    assert told(read(tmp_path, "book.txt", data)) == list(PARAGRAPHS)


def test_epub_with_broken_xhtml_and_html_entities(tmp_path: Path) -> None:
    body = (
        "<p>Caf&eacute;&nbsp;&mdash; the <br>cat<p>The & sat</p><title/><script src='x'/><p>So.</p>"
    )
    story = read(tmp_path, "b.epub", epub({"a.xhtml": xhtml(body)}))
    assert told(story)[:2] == ["Café — the\ncat", "The & sat"]
    fine = read(
        tmp_path, "c.epub", epub({"a.xhtml": xhtml("<script/><p>Caf&eacute;&nbsp;sat</p>")})
    )
    assert told(fine) == ["Café sat"]


def test_epub_note_marks_and_notes_are_left_out(tmp_path: Path) -> None:
    body = (
        '<p>Ann went<a epub:type="noteref" href="#n">1</a> home.</p>'
        '<p>Bo stayed<sup><a href="#m">2</a></sup> there.</p>'
        '<aside epub:type="footnote" id="n"><p>1. By train.</p></aside>'
    )
    story = read(tmp_path, "b.epub", epub({"a.xhtml": xhtml(body)}))
    assert told(story) == ["Ann went home.", "Bo stayed there."]


def test_html_blocks_line_breaks_and_scene_breaks(tmp_path: Path) -> None:
    html = (
        "<html><head><title>T</title><style>p{}</style></head><body><h1>The Long Way Home</h1>"
        "<h2>Chapter 1</h2><p>It was <i>raining</i>,\n and   Ann<br>sang.</p>"
        "<script>var x = '<p>no</p>';</script><p>&nbsp;</p><p>Bo &amp; Carl came.</p><hr>"
        "<div>They sat.<br><br>They rose.</div><h2>Chapter 2</h2><p>The end came.</p></body></html>"
    )
    story = read(tmp_path, "s.html", html)
    assert told(story) == [
        "It was raining, and Ann\nsang.",
        "Bo & Carl came.",
        "They sat.",
        "They rose.",
        "The end came.",
    ]
    assert chapters(story) == ["Chapter 1", "Chapter 2"]
    assert [b.kind for b in story.breaks] == ["blank", "mark", "chapter"]
    assert "\n\nBo & Carl" in story.text


def test_html_of_single_line_breaks_has_a_paragraph_a_line(tmp_path: Path) -> None:
    lines = [p.replace("“", '"').replace("”", '"') for p in PARAGRAPHS] * 3
    story = read(tmp_path, "s.htm", "<html><body>" + "<br>\n".join(lines) + "</body></html>")
    assert told(story) == lines


def test_html_says_latin_1_and_is_utf_8(tmp_path: Path) -> None:
    html = '<html><head><meta charset="iso-8859-1"></head><body><p>The café.</p></body></html>'
    assert told(read(tmp_path, "s.html", html)) == ["The café."]
    latin = read(tmp_path, "l.html", html.encode("latin-1"))
    assert told(latin) == ["The café."]


def test_docx_headings_and_breaks(tmp_path: Path) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:creator>Ann Delaney</dc:creator></cp:coreProperties>"
    )
    paragraphs = [
        ("Title", "The Long Way Home"),
        ("Heading1", "Chapter 1"),
        *(("", p) for p in PARAGRAPHS[:2]),
        ("", "* * *"),
        ("", PARAGRAPHS[2]),
        ("Heading1", "Chapter 2"),
        ("", PARAGRAPHS[3]),
    ]
    story = read(tmp_path, "s.docx", docx(paragraphs, core))
    assert story.author == "Ann Delaney"
    assert chapters(story) == ["Chapter 1", "Chapter 2"]
    assert told(story) == list(PARAGRAPHS)
    assert [b.kind for b in story.breaks] == ["mark", "chapter"]


def test_markdown(tmp_path: Path) -> None:
    story = read(
        tmp_path,
        "s.md",
        "---\ntitle: The Long Way Home\nauthor: Ann Delaney\n---\n\n# The Long Way Home\n\n"
        "## Chapter 1\n\nIt was *raining* when __Ann__ came, and 2 * 3 * 4 was \\*24\\*.\n"
        '"You came," said Bo.\n\n---\n\nThey went [home](http://x).\n\n\\* \\* \\*\n\n'
        "> A letter, to *you*.\n\nChapter 2\n---------\n\nAnd so on.\n",
    )
    assert (story.title, story.author) == ("The Long Way Home", "Ann Delaney")
    assert told(story) == [
        "It was raining when Ann came, and 2 * 3 * 4 was *24*.",
        '"You came," said Bo.',
        "They went home.",
        "A letter, to you.",
        "And so on.",
    ]
    assert chapters(story) == ["Chapter 1", "Chapter 2"]
    assert [b.kind for b in story.breaks] == ["mark", "mark", "chapter"]
    assert story.anchors[2].element == "line 8"


def test_gutenberg_boilerplate(tmp_path: Path) -> None:
    chapter = "\n".join([PARAGRAPHS[0], "", PARAGRAPHS[1], ""])
    story = read(
        tmp_path,
        "pg.txt",
        "The Project Gutenberg eBook of The Long Way Home, by Ann Delaney\n\n"
        "Title: The Long Way\n       Home\n\nAuthor: Ann Delaney\n\nLanguage: English\n\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK THE LONG WAY HOME ***\n\n"
        "Produced by a volunteer\n\n"
        "THE LONG WAY HOME\n\nContents\n\n CHAPTER I. The Train\n CHAPTER II. The House\n\n"
        f"TO MY MOTHER\n\n\nCHAPTER I.\nThe Train\n\n{chapter}\n\n"
        f"CHAPTER II.\nThe House\n\n{chapter}\n"
        "\nTHE END\n\n*** END OF THE PROJECT GUTENBERG EBOOK THE LONG WAY HOME ***\n\nSTART: FULL"
        " LICENSE\n\nProject Gutenberg is a registered trademark.\n",
    )
    assert (story.title, story.author) == ("The Long Way Home", "Ann Delaney")
    assert told(story) == [*PARAGRAPHS[:2], *PARAGRAPHS[:2]]
    assert chapters(story) == ["CHAPTER I. The Train", "CHAPTER II. The House"]
    kinds = [d.kind for d in story.divisions]
    assert kinds[0] == kinds[-1] == "boilerplate"


def test_gutenberg_of_the_nineties(tmp_path: Path) -> None:
    chapter = "\n\n".join(PARAGRAPHS) * 3
    story = read(
        tmp_path,
        "old.txt",
        "**The Project Gutenberg Etext of The Long Way Home, by Ann Delaney**\n\n"
        "June, 1994\n\n"
        "***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN ETEXTS**START***\n"
        "Why?\n\n"
        "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n\n\nI\n\n"
        f"{chapter}\n\nII\n\n{chapter}\n\n"
        "End of the Project Gutenberg Etext of The Long Way Home\n",
    )
    assert (story.title, story.author) == ("The Long Way Home", "Ann Delaney")
    assert chapters(story) == ["I", "II"]
    assert told(story)[0] == PARAGRAPHS[0]
