"""``fabula serve``: what it takes, where it listens, what it prints."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from web_worlds import full_world

from fabula.cli import main
from fabula.errors import InputError, StoreError
from fabula.store import save_world
from fabula.web import find_worlds


def test_books_are_files_and_folders_of_them(tmp_path: Path) -> None:
    inner = tmp_path / "shelf" / "row"
    inner.mkdir(parents=True)
    one, two = tmp_path / "one.fabula", inner / "two.fabula"
    for path in (one, two):
        save_world(full_world(), path)
    assert find_worlds([tmp_path / "shelf", one, one]) == [two, one]


def test_other_things_are_refused(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("Once.", encoding="utf-8")
    with pytest.raises(InputError, match="fabula read FILE --open"):
        find_worlds([tmp_path / "story.txt"])
    with pytest.raises(StoreError, match="no such file"):
        find_worlds([tmp_path / "none.fabula"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(StoreError, match=r"no \.fabula file in it"):
        find_worlds([tmp_path / "empty"])


def test_a_port_in_use_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    save_world(full_world(), tmp_path / "a.fabula")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(main, ["serve", str(tmp_path / "a.fabula"), "--port", port])
    assert result.exit_code == 2
    assert "--port 0" in result.output


def test_json_and_open_exclude_each_other(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["read", str(tmp_path / "a.txt"), "--json", "--open"])
    assert result.exit_code == 2 and "--open" in result.output


def test_it_serves_this_machine_only(tmp_path: Path) -> None:
    save_world(full_world(), tmp_path / "a.fabula")
    command = [sys.executable, "-m", "fabula", "serve", str(tmp_path / "a.fabula"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().split()[1]
            assert address.startswith("http://127.0.0.1:")
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
            with opener.open(address) as answer:
                assert answer.status == 200
                assert b"Norton" in answer.read()
            port = int(address.split(":")[2].split("/")[0])
            assert listening(port) == {"0100007F"}
        finally:
            process.terminate()


def listening(port: int) -> set[str]:
    """The addresses this machine listens at with a port, as Linux writes them."""
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("no /proc/net/tcp to look at")
    rows = [line.split() for line in table.read_text(encoding="ascii").splitlines()[1:]]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and int(row[1][-4:], 16) == port}
