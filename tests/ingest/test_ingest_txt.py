from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.errors import FabulaError
from fabula.ingest import read_story, story_from_text
from fabula.schema.story import Story

WRAPPED = """It was raining when Ann got off the train. The platform was empty, and the
clock over the waiting room had stopped at ten past four, as it had when she
was a girl and had been sent away.

"You came," said Bo. He stood under the clock with his hat in his hands, and
he looked at her as if she had been dead.
"""

PARAGRAPH_LINES = (
    "It was raining when Ann got off the train.",
    '"You came," said Bo.',
    '"I said I would."',
    "He took her bag and they walked, slowly, past the shuttered shops and the pub and the church"
    " with its crooked clock, toward the house on the hill where nobody had lived since spring.",
    '"Nothing has changed," she said.',
    "They did not speak again until the gate.",
)


def kinds(story: Story, kind: str) -> list[str]:
    return [story.text[p.start : p.end] for p in story.paragraphs if p.kind == kind]


def divisions(story: Story, kind: str) -> list[str | None]:
    return [d.title for d in story.divisions if d.kind == kind]


def test_text_of_a_utf8_file_is_the_file_itself(tmp_path: Path) -> None:
    data = "Ann’s café.\r\nShe sat.\r\n\r\nBo came in.\r\n".encode()
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + data)
    story = read_story(path)
    assert story.text == data.decode("utf-8")
    assert kinds(story, "text") == ["Ann’s café.", "She sat.", "Bo came in."]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    story = story_from_text(WRAPPED)
    assert len(kinds(story, "text")) == 2
    assert kinds(story, "text")[0].startswith("It was") and kinds(story, "text")[0].endswith(
        "away."
    )


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\n\n\n"])
def test_a_paragraph_a_line(gap: str) -> None:
    story = story_from_text(gap.join(PARAGRAPH_LINES))
    assert kinds(story, "text") == list(PARAGRAPH_LINES)
    assert story.breaks == ()


def test_indented_first_lines_start_paragraphs() -> None:
    run = (
        "  It was raining when Ann got off the train and the platform was\n"
        "empty, and the clock over the waiting room had stopped at ten\n"
        "past four, as it had when she was a girl.\n"
        "  She picked up her bag and looked for the gate, which had been\n"
        "painted green since then, and was shut.\n"
    )
    story = story_from_text(run * 10)
    assert len(kinds(story, "text")) == 20
    assert all(p.startswith(("It was", "She picked")) for p in kinds(story, "text"))


def test_wrapped_lines_that_stop_short_end_paragraphs() -> None:
    run = (
        "It was raining when Ann got off the train and the platform was\n"
        "empty, and the clock over the waiting room had stopped at ten\n"
        "past four, as it had when she was a girl.\n"
        "She picked up her bag and looked for the gate, which had been\n"
        "painted green since then, and was shut.\n"
    )
    assert len(kinds(story_from_text(run * 10), "text")) == 20


def test_one_endless_paragraph_and_a_million_character_line() -> None:
    line = "Ann went on and the road went on with her. " * 24_000
    assert len(kinds(story_from_text(line), "text")) == 1
    wrapped = "Ann went on and the long road went on with her and with the rain\n" * 5_000
    assert len(kinds(story_from_text(wrapped), "text")) == 1


@pytest.mark.parametrize(
    "mark", ["* * *", "***", "---", "~", "#", "oOo", "-oOo-", "~*~*~", "———", "xXxXx", ". . .", "•"]
)
def test_ornaments_are_scene_breaks(mark: str) -> None:
    story = story_from_text(f"Ann sat down.\n\n{mark}\n\nBo came in.\n\nHe was late.\n")
    assert kinds(story, "break") == [mark]
    assert [(b.kind, b.at) for b in story.breaks] == [("mark", story.text.index("Bo came"))]


@pytest.mark.parametrize("line", ["...", "“...”", "xoxo", "No.", "I", "--O!", "A", "!!!"])
def test_short_lines_that_are_no_breaks(line: str) -> None:
    story = story_from_text(f"Ann sat down.\n\n{line}\n\nBo came in.\n")
    assert kinds(story, "break") == []
    assert story.breaks == ()


def test_more_blank_lines_than_usual_are_a_scene_break() -> None:
    paragraphs = ["Ann sat down."] * 10
    story = story_from_text("\n\n".join(paragraphs) + "\n\n\n\nBo came in.\n\n" + paragraphs[0])
    assert [(b.kind, b.at) for b in story.breaks] == [("blank", story.text.index("Bo came"))]


def test_chapters_by_keyword_number_and_title() -> None:
    story = story_from_text(
        f"CHAPTER I\n\nIN THE RAIN\n\n{WRAPPED}\n\nChapter Two: The House\n\n{WRAPPED}\n\n"
        f"CHAPTER THE THIRD.\n\n{WRAPPED}\n\nEpilogue\n\n{WRAPPED}"
    )
    assert divisions(story, "chapter") == [
        "CHAPTER I: IN THE RAIN",
        "Chapter Two: The House",
        "CHAPTER THE THIRD.",
        "Epilogue",
    ]
    assert [b.kind for b in story.breaks] == ["chapter"] * 3
    assert len(kinds(story, "text")) == 8


def test_numbers_alone_are_chapters_when_they_count() -> None:
    story = story_from_text("".join(f"{n}\n\n{WRAPPED * 3}\n\n" for n in ("I", "II", "III")))
    assert divisions(story, "chapter") == ["I", "II", "III"]
    stanza = "  The rain came down\n  upon the town\n  and Ann went home\n  alone\n\n"
    poem = story_from_text(f"{WRAPPED}\n\nI\n\n{stanza}II\n\n{stanza}III\n\n{stanza}{WRAPPED}")
    assert divisions(poem, "chapter") == []
    lone = story_from_text(f"{WRAPPED}\n\nV\n\n{WRAPPED}")
    assert divisions(lone, "chapter") == []


def test_parts_hold_chapters_and_chapters_sections() -> None:
    sections = "".join(f"{n}\n\n{WRAPPED * 3}\n\n" for n in ("1", "2"))
    story = story_from_text(
        f"PART ONE\n\nCHAPTER I\n\n{sections}CHAPTER II\n\n{WRAPPED}\n\n"
        f"PART TWO\n\nCHAPTER III\n\n{WRAPPED}"
    )
    by_id = {d.id: d for d in story.divisions}
    assert divisions(story, "part") == ["PART ONE", "PART TWO"]
    nesting = [(d.title, by_id[d.parent].title if d.parent else None) for d in story.divisions]
    assert ("1", "CHAPTER I") in nesting
    assert ("CHAPTER II", "PART ONE") in nesting
    assert ("CHAPTER III", "PART TWO") in nesting


TOLD = "I had seen Eli and Nora from the train, and Nora and Eli had seen me. " * 8


def test_names_alone_are_chapters_when_they_tell_in_turn() -> None:
    lines = ["The Critic", "Nora", TOLD, "Eli", TOLD, "Nora", TOLD]
    assert divisions(story_from_text("\n\n".join(lines)), "chapter") == ["Nora", "Eli", "Nora"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Nora", TOLD, "Nora", TOLD],  # one name is no turn
        ["Nora", TOLD, "Basil", TOLD],  # nobody of the story
        [TOLD, "Yours,", "Nora", TOLD, "Yours,", "Eli"],  # signatures
        [TOLD, "Nora", "Eli", "Nora", TOLD],  # a list
    ],
)
def test_names_alone_that_are_no_chapters(lines: list[str]) -> None:
    assert divisions(story_from_text("\n\n".join(lines)), "chapter") == []


@pytest.mark.parametrize(
    "line",
    [
        "Chapter one of my life was over.",
        "One day, she thought.",
        "Part of the plan had failed.",
        '"Chapter One," he read aloud.',
        "I was late.",
        "Introduction was made all round.",
    ],
)
def test_sentences_are_no_headings(line: str) -> None:
    story = story_from_text(f"{WRAPPED}\n\n{line}\n\n{WRAPPED}")
    assert kinds(story, "heading") == []
    assert line in kinds(story, "text")


def test_chat_lines_with_a_time_are_no_table_of_contents() -> None:
    chat = "\n".join(f"[21:0{n}] ann: hello again" for n in range(6))
    story = story_from_text(f"{WRAPPED}\n\n{chat}\n\n{WRAPPED}")
    assert divisions(story, "front") == []
    assert chat in kinds(story, "text")


def test_title_page_is_front_matter() -> None:
    story = story_from_text(f"THE LONG WAY HOME\n\nby Ann Delaney\n\n\n\n{WRAPPED}")
    assert (story.title, story.author) == ("THE LONG WAY HOME", "Ann Delaney")
    assert divisions(story, "front") == [None]
    assert len(kinds(story, "text")) == 2


def test_table_of_contents_is_front_matter_and_names_chapters() -> None:
    story = story_from_text(
        "CONTENTS\n\nThe Train .... 1\nThe House .... 20\nThe Gate .... 31\n\n\n"
        f"The Train\n\n{WRAPPED}\n\nThe House\n\n{WRAPPED}\n\nThe Gate\n\n{WRAPPED}"
    )
    assert divisions(story, "chapter") == ["The Train", "The House", "The Gate"]
    assert all("...." not in text for text in kinds(story, "text"))


def test_a_preface_about_the_book_is_front_and_one_that_tells_is_story() -> None:
    about = "The author of this novel thanks the readers of the first edition. " * 10
    telling = "Ann shut the door behind her and went down to the water to look for him. " * 10
    chapters = f"CHAPTER I\n\n{WRAPPED}\n\nCHAPTER II\n\n{WRAPPED}"
    front = story_from_text(f"INTRODUCTION\n\n{about}\n\n{chapters}")
    assert divisions(front, "front") == ["INTRODUCTION"]
    told = story_from_text(f"INTRODUCTION\n\n{telling}\n\n{chapters}")
    assert divisions(told, "chapter")[0] == "INTRODUCTION"


def test_the_end_and_what_follows_is_back_matter() -> None:
    story = story_from_text(f"{WRAPPED}\n\nTHE END\n\n\nAbout the Author\n\nAnn lives in the rain.")
    assert len(kinds(story, "text")) == 2
    assert {d.kind for d in story.divisions} == {"back"}


def test_footnotes_and_captions_are_notes() -> None:
    story = story_from_text(
        f"{WRAPPED}\n\n[1] It was a Tuesday.\n\n[Illustration: The clock]\n\n{WRAPPED}"
    )
    assert len(kinds(story, "text")) == 4
    assert [d.kind for d in story.divisions] == ["notes"]


def test_paragraphs_cover_the_text_in_order() -> None:
    story = story_from_text(f"THE TITLE\n\nCHAPTER I\n\n{WRAPPED}\n\n***\n\n{WRAPPED}\n\nTHE END")
    end = 0
    for paragraph in story.paragraphs:
        assert story.text[end : paragraph.start].strip() == ""
        end = paragraph.end
    assert story.text[end:].strip() == ""


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *("Chapter 1", "I", "II", "* * *", "", "", "Rating: T", "A/N: hi", "Contents"),
                *("He sat.", "PART ONE", "[1] A note", "Prologue", '"No," she said.', "by Ann"),
                *("Notes", "THE END"),
            ]
        ),
        max_size=40,
    )
)
def test_any_arrangement_of_lines_keeps_the_contract(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        story = story_from_text(text)
    except FabulaError:
        return
    assert story.text == text
    starts = [p.start for p in story.paragraphs]
    assert starts == sorted(starts)
    assert all(
        a.end <= b.start for a, b in zip(story.paragraphs, story.paragraphs[1:], strict=False)
    )
    texts = {p.start for p in story.paragraphs if p.kind == "text"}
    assert all(b.at in texts for b in story.breaks)
    by_id = {d.id: d for d in story.divisions}
    for division in story.divisions:
        assert 0 <= division.start < division.end <= len(text)
        if division.parent:
            parent = by_id[division.parent]
            assert parent.start <= division.start and division.end <= parent.end
