"""Mutants of good files: every kind of file Fabula reads, changed at random but reproducibly.

A mutant follows from its seed, kind and number alone. Containers are changed in their bytes
and, more often, in the markup of a member, which is then packed again; a ``.fabula`` file in
its pages and in single cells of its tables.
"""

from __future__ import annotations

import io
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from random import Random

from ingest_builders import PARAGRAPHS, ao3_epub, ao3_html, docx, epub, ps, xhtml

from fabula.store import save_world
from worlds import sample_world

Bytes = Callable[[], bytes]
GROWTH, LARGEST = 100_000, 4_000_000  # bytes: changes doubled by changes soon fill the memory

CORRECTIONS = """format = "fabula-corrections/1"

[[cast]]
name = "Miss Hale"
aliases = ["Hale"]
pronouns = "she/her"

[[correction]]
do = "merge"
who = ["Miss Hale", {name = "Hale", at = {quote = "Come in", before = "“", position = 4}}]

[[correction]]
do = "said"
by = "Mr. Grey"
quote = {quote = "Who is?", before = "“", after = "”"}
"""
MARKDOWN = (
    "---\ntitle: Norton\n---\n\n# One\n\n*" + "*\n\n> ".join(PARAGRAPHS) + "\n\n***\n\n[a](b)\n"
)
CHAPTERS = {"a.xhtml": xhtml(ps()), "b.xhtml": xhtml(f"<h1 id='x'>Two</h1>{ps()}<hr/>{ps()}")}
TOC = (("One", "a.xhtml"), ("Two", "b.xhtml#x"))

_TOKEN = re.compile(r"<[^<>]*>|[^<]+|<")
_ATTRIBUTE = re.compile(r"(?<==)\s*(?:\"[^\"]*\"|'[^']*')")
_FRAGMENTS = (
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&a;",
    "&#x0;",
    "&#xD800;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?xml version='1.0' encoding='utf-16'?>",
    "\ufeff",
    "\u202e",
    "\0",
    "“",
    "‘",
    "”",
    "—",
    "\u2028",
    "Chapter 1\n\n",
    "* * *\n\n",
    "Title: ",
    "<p>",
    "</p>",
    "<ol>",
    "</nav>",
    "<a href='#x'>",
    "<w:tbl>",
    "<br/>" * 50,
    "<div>" * 300,
    "[" * 200,
    "*" * 200,
    "9" * 5000,
    "a" * 70_000,
    "\n" * 500,
)
_VALUES = (
    "",
    "../../x",
    "#",
    "%00",
    "file:///etc/passwd",
    "http://127.0.0.1:9/",
    "\u202e",
    "a.xhtml#x",
    "9" * 400,
    "-1",
    "application/xhtml+xml",
    "nav",
    "toc.ncx",
)
_CELLS = (
    None,
    "",
    "x" * 1000,
    -1,
    2**63 - 1,
    1e300,
    float("inf"),
    b"\xff\0",
    "[",
    '["c1"]',
    "c999",
    "\u202e\0",
    "null",
    "{}",
    0,
    10**6,
)


@cache
def world_file() -> bytes:
    """A good ``.fabula`` file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.fabula"
        save_world(sample_world(), path)
        return path.read_bytes()


# kind: name of the file, good files of the kind
KINDS: dict[str, tuple[str, tuple[Bytes, ...]]] = {
    "epub": (
        "a.epub",
        (
            lambda: epub(CHAPTERS, TOC),
            lambda: epub(CHAPTERS, TOC, nav=False),
            ao3_epub,
        ),
    ),
    "docx": (
        "a.docx",
        (lambda: docx([("Title", "Norton"), ("Heading1", "One"), *(("", p) for p in PARAGRAPHS)]),),
    ),
    "html": ("a.html", (lambda: ao3_html().encode(), lambda: CHAPTERS["b.xhtml"].encode())),
    "txt": (
        "a.txt",
        (
            lambda: "\n\n".join(PARAGRAPHS * 3).encode(),
            lambda: "\r\n".join(PARAGRAPHS).encode("cp1252"),
            lambda: "\n\n".join(PARAGRAPHS).encode("utf-16"),
        ),
    ),
    "md": ("a.md", (lambda: MARKDOWN.encode(),)),
    "toml": ("a.toml", (lambda: CORRECTIONS.encode(),)),
    "fabula": ("a.fabula", (world_file,)),
}


@cache
def _good(kind: str) -> tuple[bytes, ...]:
    return tuple(make() for make in KINDS[kind][1])


def mutant(kind: str, seed: int, number: int) -> bytes:
    """The ``number``-th mutant of a kind."""
    choose = Random(f"{seed}/{kind}/{number}")
    return mutated(kind, choose.choice(_good(kind)), choose)


def mutated(kind: str, data: bytes, choose: Random) -> bytes:
    """``data`` with one to four changes that suit its kind."""
    enough = len(data) + GROWTH
    for _ in range(choose.choice((1, 1, 1, 2, 4))):
        if len(data) > enough:
            break
        sharp = choose.random() < 0.8
        if sharp and kind in ("epub", "docx"):
            changed = _member_changed(data, choose)
        elif sharp and kind == "fabula":
            changed = _cell_changed(data, choose)
        elif sharp:
            changed = _markup_changed(data, choose)
        else:
            changed = _bytes_changed(data, choose)
        data = changed if len(changed) <= LARGEST else data
    return data


def _bytes_changed(data: bytes, choose: Random) -> bytes:
    """Some bytes overwritten, dropped, doubled or put elsewhere."""
    start = choose.randrange(len(data) + 1)
    end = min(len(data), start + choose.choice((1, 1, 2, 4, 8, 64, 1024)))
    piece = data[start:end]
    change = choose.randrange(6)
    if change == 0:
        piece = choose.randbytes(len(piece))
    elif change == 1:
        piece = bytes(byte ^ (1 << choose.randrange(8)) for byte in piece)
    elif change == 2:
        piece = b""
    elif change == 3:
        piece *= choose.choice((2, 3, 300))
    elif change == 4:
        piece = choose.choice((b"\0", b"\xff", b"\x7f", b"\xff\xff\xff\xff", b"PK\x01\x02")) + piece
    else:
        at = choose.randrange(len(data) + 1)
        piece += data[at : at + choose.randrange(200)]
    return data[:start] + piece + (b"" if choose.random() < 0.03 else data[end:])


def _markup_changed(data: bytes, choose: Random) -> bytes:
    """A tag, an attribute or a run of text dropped, doubled, moved or replaced."""
    pieces = _TOKEN.findall(data.decode("utf-8", "surrogateescape")) or [""]
    at = choose.randrange(len(pieces))
    change = choose.randrange(7)
    if change == 0:
        del pieces[at]
    elif change == 1:
        pieces[at] *= choose.choice((2, 3, 400))
    elif change == 2:
        other = choose.randrange(len(pieces))
        pieces[at], pieces[other] = pieces[other], pieces[at]
    elif change == 3:
        pieces.insert(at, choose.choice(_FRAGMENTS))
    elif change == 4:
        pieces[at] = _ATTRIBUTE.sub(f'"{choose.choice(_VALUES)}"', pieces[at])
    elif change == 5:
        cut = choose.randrange(len(pieces[at]) + 1)
        pieces[at] = pieces[at][:cut] + choose.choice(_FRAGMENTS) + pieces[at][cut:]
    else:
        end = at + choose.randrange(20)
        pieces[at:end] = pieces[at:end] * choose.choice((2, 20))
    return "".join(pieces).encode("utf-8", "surrogateescape")


def _member_changed(data: bytes, choose: Random) -> bytes:
    """A member changed, dropped or renamed, and all packed again; the bytes, if that fails."""
    with suppress(Exception), zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > LARGEST:
            return _bytes_changed(data, choose)  # packed small by the changes before
        members = {name: archive.read(name) for name in archive.namelist()}
        name = choose.choice(list(members))
        if choose.random() < 0.05:
            content = members.pop(name)
            if choose.random() < 0.5:
                members[choose.choice(list(members))] = content
        else:
            change = _markup_changed if choose.random() < 0.85 else _bytes_changed
            members[name] = change(members[name], choose)
        stream = io.BytesIO()
        method = choose.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
        with zipfile.ZipFile(stream, "w", method) as packed:
            for name, content in members.items():
                packed.writestr(name, content)
        return stream.getvalue()
    return _bytes_changed(data, choose)


def _cell_changed(data: bytes, choose: Random) -> bytes:
    """One column of one row, or a row, or the schema itself, changed by SQL."""
    broken = (sqlite3.Error, UnicodeDecodeError, IndexError, MemoryError)  # by earlier changes
    with suppress(*broken), closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        tables = database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        ).fetchall()
        table = choose.choice(tables)[0]
        change = choose.random()
        if change < 0.05:
            database.execute(f'DROP TABLE "{table}"')
        elif change < 0.15:
            database.execute(f'DELETE FROM "{table}"')
        elif change < 0.25:
            database.execute(f'INSERT INTO "{table}" SELECT * FROM "{table}"')
        else:
            columns = database.execute(f"PRAGMA table_info('{table}')").fetchall()
            column = choose.choice(columns)[1]
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute(f'UPDATE "{table}" SET "{column}" = ?', (choose.choice(_CELLS),))
        database.commit()
        return bytes(database.serialize())
    return _bytes_changed(data, choose)
