"""Examples in pages of documentation: found, and run as they stand.

In a ``console`` block a line ``$ fabula …`` is run, and what stands below it is what it must
print, but for figures; a line ``…`` there stands for any lines. Blocks of ``python`` and ``sql``
are run, those of ``sh`` are only parsed. A comment ``<!-- not run: why -->`` before a block
leaves it out.
Run as a program, ``python tests/docs/doc_pages.py [PAGE…]``, this writes into the pages what
their commands print now, and makes their pictures anew.
"""

from __future__ import annotations

import csv
import doctest
import html
import io
import os
import re
import shlex
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import click
from click.testing import CliRunner

import fabula
import fabula.spacy  # in a checkout that is not installed, nobody tells spaCy of it
from fabula.archive.batch import Options, run_batch
from fabula.cli import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
STORIES = ROOT / "tests" / "golden" / "stories"
ANY = "…"
WAITING = ("serve", "--open")  # these go on until somebody stops them
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_FENCE = re.compile(
    r"(?P<skip><!-- not run: [^>]* -->\n)?^```(?P<language>\w*)\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; ``start`` is where its code begins in the page, ``line`` counts from 1."""

    language: str
    code: str
    start: int
    line: int
    runs: bool


@dataclass(frozen=True, slots=True)
class Command:
    """What stands after ``$ ``, and what a page says it prints, "" for nothing in particular."""

    written: str
    printed: str

    @property
    def line(self) -> str:
        """On one line, though the page may have it on several that end with a backslash."""
        return self.written.replace("\\\n", " ")


def pages() -> list[Path]:
    """Every page, the README too."""
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]


def name_of(page: Path) -> str:
    """The page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for found in _FENCE.finditer(text):
        start = found.start("code")
        line = text.count("\n", 0, start) + 1
        yield Block(found["language"], found["code"], start, line, found["skip"] is None)


def commands(code: str) -> list[Command]:
    """The commands of a ``console`` block, each with what it prints."""
    return [Command(*found) for found in _COMMAND.findall(code)]


def fabula_lines(block: Block) -> Iterator[list[str]]:
    """The words of every call of ``fabula`` in a block for a shell."""
    if block.language not in ("", "sh", "console"):
        return
    for line in block.code.replace("\\\n", " ").splitlines():
        for call in _calls(line.removeprefix("$ ")):
            if call[:1] == ["fabula"] and len(call) > 1:
                yield call[1:]


def _calls(line: str) -> Iterator[list[str]]:
    """The commands of a pipe, without a file that it is written to."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return  # prose or output with an apostrophe
    call: list[str] = []
    for word in [*words, "|"]:
        if word == "|":
            yield call[: call.index(">")] if ">" in call else call
            call = []
        else:
            call.append(word)


def parse(words: Sequence[str]) -> None:
    """Take a call apart without doing it. Raises click.UsageError where it is none."""
    with click.Context(main, info_name="fabula") as ctx:
        command = main.get_command(ctx, words[0])
        if command is None:
            raise click.UsageError(f"no command {words[0]}")
        rest = list(words[1:])
        if isinstance(command, click.Group) and len(rest) > 1:
            command, rest = command.commands[rest[1]], rest[2:]
        with command.make_context(words[0], rest, parent=ctx):
            pass


def run(line: str) -> str:
    """Run a pipe of calls in the current folder; what it prints."""
    given, shown = b"", ""
    for call in _calls(line):
        assert call[0] == "fabula", f"only fabula is run, not {call[0]}"
        done = CliRunner().invoke(main, call[1:], input=given, catch_exceptions=False)
        given, shown = done.stdout_bytes, done.output
        assert done.exit_code in (0, 3), shown  # 3: an archive is made, without some stories
    words = shlex.split(line, comments=True)
    if ">" in words:
        Path(words[words.index(">") + 1]).write_bytes(given)
        return ""
    return shown


def agree(printed: str, shown: str) -> bool:
    """Whether a command printed what the page says; figures change with every model."""
    want = _without_figures(printed)
    want = re.sub(rf"(^| ){ANY}$", r"\1...", want, flags=re.MULTILINE)
    return doctest.OutputChecker().check_output(want, _without_figures(shown), doctest.ELLIPSIS)


def _without_figures(text: str) -> str:
    """Every number as 0, and columns no wider than they must be."""
    text = re.sub(r"\d+(?:[.,]\d+)*", "0", text)
    text = re.sub(r"--+", "--", re.sub(r" +", " ", text))
    return "".join(f"{line.strip()}\n" for line in text.rstrip().splitlines())


def shortened_like(printed: str, shown: str) -> str:
    """What was shown, with as much left out as the page leaves out."""
    old, new = printed.rstrip().splitlines(), [line.rstrip() for line in shown.splitlines()]
    if ANY in old:
        tail = len(old) - old.index(ANY) - 1
        new = [*new[: old.index(ANY)], ANY, *(new[-tail:] if tail else [])]
    pairs = zip_longest(old, new[: len(old)], fillvalue="")
    kept = [was if was.endswith(f" {ANY}") and now else now for was, now in pairs]
    return "".join(f"{line}\n" for line in [*kept, *new[len(old) :]])


def refreshed(text: str) -> str:
    """A page with what its commands print now, run in the current folder."""
    out, at = [], 0
    for block in blocks(text):
        if block.language == "console" and block.runs:
            again = "".join(map(_again, commands(block.code)))
            out += [text[at : block.start], again]
            at = block.start + len(block.code)
    return "".join([*out, text[at:]])


def _again(command: Command) -> str:
    if not is_run(command) or not command.printed.strip():
        if is_run(command):
            run(command.line)  # for what it writes
        return f"$ {command.written}\n{command.printed}"
    return f"$ {command.written}\n{shortened_like(command.printed, run(command.line))}"


def is_run(command: Command) -> bool:
    """Whether it ends by itself."""
    return not any(word in command.line.split() for word in WAITING)


def make_workspace(folder: Path) -> None:
    """The files that examples speak of: stories, Worlds, and an archive of a few stories."""
    ferry = (DOCS / "ferry.txt").read_text(encoding="utf-8")
    for name in ("ferry.txt", "story.txt"):
        (folder / name).write_text(ferry, encoding="utf-8")
    (folder / "story.epub").write_bytes(_epub(ferry))
    shutil.copy(ROOT / "examples" / "speckled_band.txt", folder)
    shutil.copytree(STORIES, folder / "stories")
    world = fabula.read(folder / "ferry.txt")
    for name in ("ferry.fabula", "story.fabula"):
        world.save(folder / name)
    with (folder / "stories.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["id", "year", "text"])
        for number, path in enumerate(sorted(STORIES.glob("*.txt"))):
            rows.writerow([path.stem, 1990 + 10 * number, path.read_text(encoding="utf-8")])
    run_batch(str(folder / "stories.csv"), str(folder / "archive"), Options(workers=1))


def _epub(text: str) -> bytes:
    body = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": (
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="book.opf"/></rootfiles></container>'
        ),
        "book.opf": (
            '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" '
            'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
            "</package>"
        ),
        "a.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>',
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def refresh(names: Sequence[str]) -> None:
    """Write pages (all with commands, if none is named) and pictures anew."""
    chosen = [page for page in pages() if not names or name_of(page) in names]
    with tempfile.TemporaryDirectory() as made:
        make_workspace(Path(made))
        os.chdir(made)
        for page in chosen:
            text = page.read_text(encoding="utf-8")
            if (again := refreshed(text)) != text:
                page.write_text(again, encoding="utf-8")
                click.echo(f"{name_of(page)} has changed")
        for picture in Path(made).glob("*.svg"):
            shutil.copy(picture, DOCS / "images")


if __name__ == "__main__":
    refresh(sys.argv[1:])
