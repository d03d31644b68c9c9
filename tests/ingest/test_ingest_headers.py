from __future__ import annotations

from pathlib import Path

import pytest
from ingest_builders import FFF_TITLE_PAGE, PARAGRAPHS, ao3_epub, ao3_html, epub, ps, xhtml

from fabula.ingest import read_story, story_from_text
from fabula.schema.story import Story

STORY = (
    "It was raining when Ann got off the train.",
    '"You came," said Bo.',
    '"I said I would," said Ann, and gave him her bag, which was heavier than he had expected.',
    "They did not speak again until the gate.",
)


def told(story: Story) -> list[str]:
    return [story.text[p.start : p.end] for p in story.paragraphs if p.kind == "text"]


def test_header_with_nothing_but_line_ends() -> None:
    story = story_from_text(
        "Title: The Long Way Home\nAuthor: moonwriter\nRating: PG-13\n"
        "Disclaimer: I don't own any of them. I am only borrowing.\nPairings: Ann/Bo, Carl & Dee\n"
        "Warnings: Language, some violence\nSummary: Bo comes home.\n" + "\n".join(STORY)
    )
    assert (story.title, story.author) == ("The Long Way Home", "moonwriter")
    assert story.header.rating == "PG-13"
    assert story.header.relationships == ("Ann/Bo", "Carl & Dee")
    assert story.header.warnings == ("Language", "some violence")
    assert story.header.summary == "Bo comes home."
    assert told(story) == list(STORY)
    assert [d.kind for d in story.divisions] == ["header"]


@pytest.mark.parametrize(
    "last",
    ["Rating: T", "Disclaimer: Not mine.", "Fandom: The Clock Tower", "A/N: Enjoy!", "Ship: A/B"],
)
def test_any_label_may_come_last(last: str) -> None:
    header = f"Spoilers: none\nGenre: Drama\nArchive: ask\nFeedback: yes\nBetaed by: Dee\n{last}"
    assert told(story_from_text(f"{header}\n" + "\n".join(STORY))) == list(STORY)
    assert told(story_from_text(f"{header}\n\n" + "\n\n".join(STORY))) == list(STORY)


def test_bold_labels_and_values_over_several_lines() -> None:
    story = story_from_text(
        "**The Long Way Home**\nby moonwriter\n\n**Fandom:** Original Work\n"
        "**Disclaimer:** All characters belong to me,\nbut the town belongs to the county.\n\n"
        "**A/N:** This is my first fic. Thanks to Dee for\nthe beta!\n\n"
        "I wrote this on a train.\n\n-----\n\n" + "\n\n".join(STORY)
    )
    assert (story.title, story.author) == ("The Long Way Home", "moonwriter")
    assert story.header.fandoms == ("Original Work",)
    assert story.header.disclaimer == (
        "All characters belong to me, but the town belongs to the county."
    )
    assert "I wrote this on a train." in story.header.other["a/n"]
    assert told(story) == list(STORY)


def test_header_before_chapters_with_notes() -> None:
    story = story_from_text(
        "Rating: T\nPairing: Ann/Bo\n\nChapter One\n\nA/N: Mind the rain.\n\n"
        + "\n\n".join(STORY)
        + "\n\nA/N: That is all for now.\n\nTell me what you think.\n\nChapter Two\n\n"
        + "\n\n".join(STORY)
        + "\n\nTBC\n\nPlease review!"
    )
    assert told(story) == [*STORY, *STORY]
    assert [d.kind for d in story.divisions] == "header chapter notes notes chapter back".split()
    assert [d.title for d in story.divisions if d.kind == "chapter"] == [
        "Chapter One",
        "Chapter Two",
    ]


def test_a_label_inside_the_story_is_no_header() -> None:
    text = "\n\n".join([*STORY, "Note: the clock was never mended.", "Rating: five stars.", *STORY])
    story = story_from_text(text)
    assert story.header.rating is None
    assert "Rating: five stars." in told(story)


def test_script_lines_are_no_header() -> None:
    lines = ["ANN: You came.", "BO: I said I would.", "ANN: Well.", "BO: Well."]
    assert told(story_from_text("\n".join(lines))) == lines


def test_fanficfare_text() -> None:
    story = story_from_text(
        "\n\nThe Long Way Home\n\nby moonwriter\n\nCategory: Original\nGenre: Drama\n"
        "Characters: Ann, Bo\nStatus: Completed\nRating: T\nWords: 12,345\n"
        "Story URL: http://archive.example.org/1\nSummary: Bo comes home.\n\n\n"
        "TABLE OF CONTENTS\n\n\tThe Train\n\tThe House\n\n\n\tThe Train\n\n\n"
        + "\n\n".join(STORY)
        + "\n\n\n\tThe House\n\n\n"
        + "\n\n".join(STORY)
    )
    assert (story.title, story.author) == ("The Long Way Home", "moonwriter")
    assert story.header.characters == ("Ann", "Bo")
    assert story.header.other["words"] == "12,345"
    assert [d.title for d in story.divisions if d.kind == "chapter"] == ["The Train", "The House"]
    assert told(story) == [*STORY, *STORY]


@pytest.mark.parametrize("suffix", ["html", "epub"])
def test_ao3_downloads(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"work.{suffix}"
    path.write_bytes(ao3_html().encode() if suffix == "html" else ao3_epub())
    story = read_story(path)
    header = story.header
    assert (story.title, story.author) == ("The Long Way Home", "moonwriter")
    assert header.rating == "Mature"
    assert header.warnings == ("Graphic Depictions Of Violence", "Major Character Death")
    assert header.fandoms == ("The Clock Tower - M. Carr",)
    assert header.relationships == ("Ann Delaney/Bo Hart", "Ann Delaney & Carl")
    assert header.characters == ("Ann Delaney", "Bo Hart")
    assert header.summary == "Bo comes home. Nobody is glad."
    assert header.other["category"] == "F/M"
    assert header.other["additional tags"] == "Slow Burn, Rain"
    assert header.other["stats"] == "Published: 2020-01-01 Words: 123 Chapters: 2/2"
    assert told(story) == list(PARAGRAPHS)
    chapters = [d.title for d in story.divisions if d.kind == "chapter"]
    assert chapters == ["Chapter 1: The Train", "Chapter 2: The House"]
    assert len(story.breaks) == 1


@pytest.mark.parametrize("suffix", ["html", "epub"])
def test_fanficfare_title_pages(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"work.{suffix}"
    first, second = (
        f"<h3>The Train</h3>{ps(PARAGRAPHS[:2])}",
        f"<h3>The House</h3>{ps(PARAGRAPHS[2:])}",
    )
    if suffix == "html":
        path.write_text(
            f"<html><body>{FFF_TITLE_PAGE}{first}{second}</body></html>", encoding="utf-8"
        )
    else:
        files = {
            "t.xhtml": xhtml(FFF_TITLE_PAGE),
            "a.xhtml": xhtml(first),
            "b.xhtml": xhtml(second),
        }
        path.write_bytes(
            epub(files, (("The Train", "a.xhtml"), ("The House", "b.xhtml")), nav=False)
        )
    story = read_story(path)
    assert (story.title, story.author) == ("The Long Way Home", "moonwriter")
    assert story.header.fandoms == ("The Clock Tower",)
    assert story.header.characters == ("Ann", "Bo")
    assert [d.title for d in story.divisions if d.kind == "chapter"] == ["The Train", "The House"]
    assert told(story) == list(PARAGRAPHS)
