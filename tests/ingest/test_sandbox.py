"""The parsing child: same stories, typed ends, and nothing it could do outside its pipe."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ingest_builders import docx, epub, ps, xhtml

from fabula import errors
from fabula.errors import InputError, LimitExceeded, ParserFailed
from fabula.ingest import rehearsal, story_from_bytes
from fabula.ingest.limits import ParserLimits
from fabula.ingest.sandbox import Sandbox
from fabula.ingest.wire import pack, unpack
from worlds import sample_story

posix = pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
SENTENCE = "“You came,” said Bo. It was late, and the train had gone without them. "
BOOKS = {
    "a.txt": (SENTENCE * 50).encode(),
    "b.txt": (SENTENCE * 50).encode("cp1252"),
    "c.txt": (SENTENCE * 50).encode("utf-16"),
    "d.txt": b"Title: X\nAuthor: Y\nRating: Teen\nWarnings: none\n\n" + SENTENCE.encode() * 9,
    "a.md": f"# One\n\n{SENTENCE}\n\n* * *\n\n{SENTENCE}".encode(),
    "a.html": xhtml(ps()).encode(),
    "b.html": b"<meta charset=koi8-r><p>&eacute;" + SENTENCE.encode("koi8-r", "replace"),
    "a.epub": epub({"a.xhtml": xhtml(ps()), "b.xhtml": xhtml(ps())}, (("One", "a.xhtml"),)),
    "a.docx": docx([("Title", "The Long Way Home"), ("", SENTENCE)]),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.mark.parametrize("name", BOOKS)
def test_a_story_is_the_same_from_the_child(sandbox: Sandbox, name: str) -> None:
    assert sandbox.parse(BOOKS[name], name) == story_from_bytes(BOOKS[name], name)


def test_every_rehearsed_book_is_read() -> None:
    names = [name for name, data in rehearsal.books(SENTENCE) if story_from_bytes(data, name)]
    assert {name[-4:] for name in names} == {".txt", "a.md", "html", "epub", "docx"}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", errors.EmptyFile),
        (b"%PDF-1.7", errors.UnknownType),
        (b"* * *\n\n* * *", errors.NoStory),
        (b"Der Hund und die Katze waren nicht zu Hause. " * 20, errors.NotEnglish),
        (b"PK\x03\x04 no zip", errors.BrokenBook),
        (bytes(range(128, 256)) * 20, errors.BadEncoding),
    ],
)
def test_refusals_come_through(sandbox: Sandbox, data: bytes, kind: type[InputError]) -> None:
    with pytest.raises(kind) as here:
        story_from_bytes(data, "book.txt")
    with pytest.raises(kind) as there:
        sandbox.parse(data, "book.txt")
    assert str(there.value) == str(here.value)


@posix
def test_a_file_that_does_not_even_fit_is_a_matter_of_memory() -> None:
    with (
        Sandbox(ParserLimits(megabytes=1_000)) as sandbox,
        pytest.raises(ParserFailed, match="parse-megabytes") as caught,
    ):
        sandbox.parse(bytes(1_100_000_000), "book.txt")
    assert caught.value.status == "memory"


def test_a_limit_is_named(sandbox: Sandbox) -> None:
    with pytest.raises(LimitExceeded) as caught:
        sandbox.parse(b"<div>" * 10_000 + b"The cat", "a.html")
    assert caught.value.limit == "markup-depth"
    assert str(caught.value).endswith("(Limit markup-depth.)")


@posix
@pytest.mark.parametrize(
    ("order", "status"),
    [
        ("hang", "timeout"),
        ("spin", "timeout"),
        ("oom", "memory"),
        ("segv", "crash"),
        ("exit", "crash"),
        ("raise", "crash"),
        ("spew", "crash"),
        ("open", "crash"),
    ],
)
def test_poison_ends_the_child_and_nothing_else(order: str, status: str) -> None:
    limits = ParserLimits(megabytes=400, seconds=3)
    with Sandbox(limits, "sandbox_poison:parse") as poisoned:
        assert poisoned.parse(SENTENCE.encode(), "good.txt").text == SENTENCE
        started = time.monotonic()
        with pytest.raises(ParserFailed) as caught:
            poisoned.parse(f"do: {order}".encode(), "bad.txt")
        assert caught.value.status == status
        assert caught.value.path == "bad.txt"
        assert time.monotonic() - started < 30
        assert poisoned.parse(SENTENCE.encode(), "good.txt").text == SENTENCE


def test_the_child_is_replaced_after_a_number_of_files() -> None:
    with Sandbox(ParserLimits(files=2)) as worn:
        for _ in range(3):
            worn.parse(SENTENCE.encode(), "a.txt")
        assert worn._child is not None
        assert worn._child.served == 1


def test_threads_take_turns(sandbox: Sandbox) -> None:
    wrong: list[int] = []

    def read(number: int) -> None:
        text = f"{SENTENCE}{number}"
        if sandbox.parse(text.encode(), "a.txt").text != text:
            wrong.append(number)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_signs_of_life_are_given_while_the_child_works() -> None:
    lives: list[int] = []
    with Sandbox(ParserLimits(), "sandbox_poison:parse") as slow:
        slow.parse(b"do: sleep", "a.txt", lambda: lives.append(1))
    assert lives


def test_stories_travel_as_bytes() -> None:
    assert unpack(pack(sample_story())) == sample_story()


@given(st.text(max_size=50))
def test_any_text_travels(text: str) -> None:
    from dataclasses import replace

    story = replace(sample_story(), text=text + "x" * 500, title=text)
    assert unpack(pack(story)) == story


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"\xff",
        pack(sample_story())[:-3],
        pack(sample_story()).replace(b'"paragraphs":[[0,', b'"paragraphs":[[-1,'),
        pack(sample_story()).replace(b'"paragraphs":[[0,1', b'"paragraphs":[[0,99999'),
        pack(sample_story()).replace(b'"breaks":[[', b'"breaks":[["x",'),
    ],
)
def test_an_answer_that_makes_no_sense_is_none(answer: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  any will do
        unpack(answer)


def test_the_child_gets_no_path_to_open(tmp_path: Path, sandbox: Sandbox) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words", encoding="utf-8")
    page = xhtml(ps()).replace(
        "<!DOCTYPE html>", f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    )
    story = sandbox.parse(page.replace("<p>", "<p>&x;").encode(), "a.html")
    assert "secret words" not in story.text
