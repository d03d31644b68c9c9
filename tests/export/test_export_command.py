"""``fabula export`` and ``fabula booknlp``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from fabula import pipeline
from fabula.cli import main
from fabula.export import FORMATS, encoded
from fabula.store import save_world
from tale import tale_world

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "tale.fabula"
    save_world(tale_world(), target)
    return target


def run(*arguments: object) -> tuple[int, bytes]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout_bytes


@pytest.mark.parametrize("name", [f for f in FORMATS if f != "html"])
def test_every_format_writes_the_files_it_lists(path: Path, tmp_path: Path, name: str) -> None:
    pytest.importorskip("pyarrow") if name == "parquet" else None
    format_ = FORMATS[name]
    out = tmp_path / "out"
    target = out if not format_.single else tmp_path / f"x{format_.suffixes[0]}"
    code, _ = run("export", path, "--to", name, "-o", target, "--id", "x")
    assert code == 0
    if format_.single:
        assert target.stat().st_size > 0
        return
    written = {file.name for file in out.iterdir()}
    patterns = [re.escape(suffix).replace(r"\*", r"\w+") for suffix in format_.suffixes]
    assert all(any(re.fullmatch(f"x{p}", name) for p in patterns) for name in written)
    assert all(any(re.fullmatch(f"x{p}", name) for name in written) for p in patterns)


@pytest.mark.parametrize("name", [f.name for f in FORMATS.values() if f.single])
def test_one_file_goes_to_standard_output(path: Path, name: str) -> None:
    code, out = run("export", path, "--to", name)
    assert code == 0
    assert out
    assert run("export", path, "--to", name, "-o", "-") == (0, out)


def test_several_files_want_a_folder(path: Path) -> None:
    code, out = run("export", path, "--to", "brat")
    assert (code, out) == (2, b"")


def test_a_stem_is_no_path(path: Path, tmp_path: Path) -> None:
    code, _ = run("export", path, "--to", "brat", "-o", tmp_path / "out", "--id", "../evil")
    assert code == 2
    assert not (tmp_path / "evil.txt").exists()


def test_the_list_names_every_format() -> None:
    code, out = run("export", "--list")
    assert code == 0
    assert all(name in out.decode("utf-8") for name in FORMATS)


def test_the_documentation_names_every_format() -> None:
    text = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in FORMATS)
    assert all(f"`{s}`" in text for f in FORMATS.values() for s in f.suffixes)


def test_the_same_world_gives_the_same_bytes() -> None:
    for format_ in FORMATS.values():
        if format_.name not in ("html", "docbin", "parquet"):
            assert format_.files(tale_world()) == format_.files(tale_world()), format_.name


def test_half_a_surrogate_pair_is_no_reason_to_fail() -> None:
    assert encoded("a\ud800b") == "a\ufffdb".encode()


def test_booknlp_reads_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "read", lambda _: tale_world())
    code, _ = run("booknlp", tmp_path / "in.txt", tmp_path / "out", "--id", "b")
    assert code == 0
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        f"b{suffix}" for suffix in FORMATS["booknlp"].suffixes
    }


def test_booknlp_says_what_is_wrong_with_its_input(tmp_path: Path) -> None:
    code, out = run("booknlp", tmp_path / "missing.txt", tmp_path / "out", "--id", "b")
    assert (code, out) == (2, b"")
    assert not (tmp_path / "out").exists()
