"""Hostile books on the whole command line: exit codes, messages, files, connections."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import hostile_markup
import hostile_texts
import hostile_zips
import pytest
from click.testing import CliRunner
from hostile_cases import Case, Read

from fabula.cli import main

BY_NAME = {
    case.name: case for case in (*hostile_zips.CASES, *hostile_markup.CASES, *hostile_texts.CASES)
}
# they take the whole way, some of each kind
WHOLE = (
    "flat bomb",
    "overlapping members",
    "members above the book",
    "a link as a chapter",
    "locked by DRM",
    "XXE in a chapter",
    "billion laughs in a DOCX",
    "remote everything",
    "linked picture of a DOCX",
    "remote chapters",
    "scripts",
    "bidi controls",
    "terminal escapes",
    "formulas",
    "UTF-16 with BOM",
    "NUL in a text",
    "noise",
    "lone surrogates",
    "going on: double quotes",
    "going on: dashes",
)
MESSAGE = 600  # characters of an error on one line


@pytest.fixture(scope="module")
def canary() -> Iterator[list[bytes]]:
    """What is asked of the address that hostile books name."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", hostile_markup.PORT)) as server:

        def listen() -> None:
            try:
                while True:
                    connection, _ = server.accept()
                    with connection:
                        heard.append(connection.recv(1000))
            except OSError:
                return

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


@pytest.mark.parametrize("name", WHOLE)
def test_a_hostile_book_is_read_or_refused_in_one_line(
    tmp_path: Path, canary: list[bytes], name: str
) -> None:
    case: Case = BY_NAME[name]
    folder = tmp_path / "in"
    folder.mkdir()
    file = folder / case.file
    file.write_bytes(case.build())
    done = CliRunner().invoke(main, ["read", str(file)])
    assert not any(sign in done.output for sign in ("\x1b", "\x07", "\x9b", "\u202e", "Traceback"))
    world = folder / file.with_suffix(".fabula").name
    if isinstance(case.ends, Read):
        assert done.exit_code == 0, done.output
        assert set(folder.iterdir()) == {file, world}
        quoted = CliRunner().invoke(main, ["show", str(world), "quotes"])
        assert quoted.exit_code == 0 and "\x1b" not in quoted.output
    else:
        assert done.exit_code == 2
        assert case.ends.says in done.output
        assert len(done.output.splitlines()) == 1 and len(done.output) < MESSAGE
        assert set(folder.iterdir()) == {file}
    assert canary == []


@pytest.mark.skipif(sys.platform == "win32", reason="such names are not allowed there")
@pytest.mark.parametrize(
    "name",
    [
        "a\nb.txt",
        "\x1b[2J.txt",
        "=1+1.txt",
        "<img src=x onerror=1>.txt",
        "-rf.txt",
        "\u202etxt.txt",
    ],
)
def test_a_hostile_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"\0")
    done = CliRunner().invoke(main, ["read", str(file)])
    assert done.exit_code == 2
    assert len(done.output.splitlines()) == 1
    assert "\x1b" not in done.output and "\u202e" not in done.output


READ = """
import hashlib, json, sys
import fabula
from fabula.export import world_json
world = json.loads(world_json(fabula.read("story.txt")))
del world["run"]
print(hashlib.sha256(json.dumps(world, sort_keys=True).encode()).hexdigest())
"""


def reading(folder: Path, *before: str, **environment: str) -> str:
    """The hash of a reading in a process of its own."""
    done = subprocess.run(
        [*before, sys.executable, "-c", READ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    assert len(done.stdout.strip()) == 64
    return done.stdout.strip()


def why_no_namespace() -> str:
    """Empty where a process may have a network of its own, with nothing in it."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return "needs unshare"
    tried = subprocess.run(["unshare", "-rn", "true"], capture_output=True, text=True)
    return tried.stderr.strip() or "not permitted" if tried.returncode else ""


@pytest.mark.skipif(sys.platform == "win32", reason="time zones by TZ")
def test_no_network_another_language_and_time_zone_change_nothing(tmp_path: Path) -> None:
    if why := why_no_namespace():
        pytest.skip(f"no empty network: {why}")
    story = hostile_texts.STORY * 5
    (tmp_path / "story.txt").write_text(story, encoding="utf-8")
    here = reading(tmp_path)
    alone = reading(
        tmp_path, "unshare", "-rn", LC_ALL="C", LANG="C", TZ="Pacific/Auckland", PYTHONUTF8="0"
    )
    assert here == alone
