"""What all commands do alike: quiet, errors, streams, colours, completion, help by task."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner, Result

from fabula.cli import COMMANDS, TASKS, main
from fabula.cli.summary import print_summary
from fabula.errors import NoStory
from fabula.progress import Progress
from fabula.schema.json import to_contract
from fabula.schema.world import World
from fabula.store import load_world, save_world
from tale import with_words
from worlds import sample_world


def run(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=given)


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A pipeline that reads every file as the sample, empty ones as no story, "!" as a bug."""
    module = ModuleType("fabula.pipeline")

    def read(path: Path, progress: Progress | None = None, **decided: object) -> World:
        data = path.read_bytes()
        if data == b"!":
            raise KeyError("\x1b[31mc9")
        if data == b"%":
            raise PermissionError(13, "Permission denied", "/some/book")
        if not data:
            raise NoStory("nothing to read.", "Give a story.", path=str(path))
        return with_words(sample_world())

    vars(module).update(read=read, Reader=object)  # spaCy loads our component, which asks for it
    monkeypatch.setitem(sys.modules, "fabula.pipeline", module)
    monkeypatch.setattr("fabula.pipeline", module, raising=False)
    return module


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "saved.fabula"
    save_world(sample_world(), path)
    return path


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "norton.txt"
    path.write_text("any story", encoding="utf-8")
    return path


def every_command() -> Iterator[tuple[str, click.Command]]:
    with click.Context(main) as ctx:
        for name in COMMANDS:
            command = main.get_command(ctx, name)
            assert command is not None
            yield name, command
            if isinstance(command, click.Group):
                yield from ((f"{name} {sub}", each) for sub, each in command.commands.items())


def test_help_lists_every_command_under_a_task() -> None:
    shown = run("--help").stdout
    at = -1
    for task, names in TASKS.items():
        for piece in (f"{task}:", *(f"  {name} " for name in names)):
            at, before = shown.index(piece, at + 1), at
            assert at > before
    assert "..." not in shown.split("Options:")[1]  # no first sentence is too long


@pytest.mark.parametrize("name", [name for name, _ in every_command()])
def test_every_command_can_be_quiet_debugged_and_explained(name: str) -> None:
    command = dict(every_command())[name]
    options = {flag for parameter in command.params for flag in parameter.opts}
    assert {"--quiet", "-q", "--debug"} <= options
    assert command.help and command.help.split("\n")[0].endswith((".", ";"))
    assert run(*name.split()[:1], "--help").exit_code == 0


# a page, a training run and a group are not for programs to read
@pytest.mark.parametrize("name", [n for n, _ in every_command() if n not in ("train", "correct")])
def test_programs_can_read_what_every_command_says(name: str) -> None:
    command = dict(every_command())[name]
    assert "--json" in {flag for parameter in command.params for flag in parameter.opts}


def test_quiet_prints_nothing_that_was_not_asked_for(story: Path, saved: Path) -> None:
    beside = story.with_suffix(".corrections.toml")
    beside.write_text('format = "fabula-corrections/1"\n', encoding="utf-8")
    assert "replayed" in run("read", story).stderr
    for arguments in (("read", "-q", story), ("--quiet", "read", story)):
        result = run(*arguments)
        assert (result.exit_code, result.output) == (0, "")
    assert load_world(story.with_suffix(".fabula")) == sample_world()
    assert "Mr. Grey" in run("show", "--quiet", saved, "cast").stdout
    assert json.loads(run("read", "--quiet", story, "--json").stdout)["format"] == "fabula/1"
    assert run("booknlp", story, story.parent / "out", "--quiet").output == ""


def test_quiet_errors_are_still_told(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = run("read", "--quiet", tmp_path / "empty.txt")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("name", ["show", "sql", "check", "export", "correct", "serve"])
def test_an_error_has_no_traceback_unless_asked(name: str, story: Path) -> None:
    rest = {
        "sql": ["select 1"],
        "export": ["--to", "json"],
        "correct": ["undo"],
    }.get(name, [])
    bad = story.with_name("other.fabula")
    if name != "serve":  # a page comes up, and tells about each book
        bad.write_text("no world", encoding="utf-8")
    plain = run(name, bad, *rest)
    assert (plain.exit_code, plain.stderr.count("\n")) == (2, 1)
    full = run("--debug", name, bad, *rest)
    assert full.exit_code == 2
    assert "Traceback" in full.stderr
    assert full.stderr.endswith(plain.stderr)


@pytest.mark.parametrize("name", ["read", "check"])
def test_a_bug_is_told_in_one_line_too(name: str, story: Path) -> None:
    story.write_bytes(b"!")
    plain = run(name, story)
    assert (plain.exit_code, plain.stdout, plain.stderr.count("\n")) == (1, "", 1)
    assert "bug in Fabula: KeyError" in plain.stderr and "--debug" in plain.stderr
    full = run(name, "--debug", story).stderr
    assert "Traceback" in full and "\x1b" not in plain.stderr + full


def test_what_the_system_refuses_is_no_bug(story: Path) -> None:
    story.write_bytes(b"%")
    result = run("check", story)
    assert (result.exit_code, result.stderr) == (2, "fabula: /some/book: Permission denied.\n")


def test_a_story_on_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("read", "-", "--json", given=b"any story")
    assert json.loads(result.stdout)["story"]["source"] == "-"
    assert list(tmp_path.iterdir()) == []
    assert run("read", "-", "-o", "w.fabula", given=b"any story").exit_code == 0
    assert load_world(Path("w.fabula")).story.text == sample_world().story.text
    assert run("booknlp", "-", "out", "--id", "x", given=b"any story").exit_code == 0
    assert Path("out/x.tokens").exists()
    for arguments in (["read", "-"], ["booknlp", "-", "out"]):
        result = run(*arguments, given=b"any story")
        assert (result.exit_code, result.stdout) == (2, "")


def test_a_world_comes_and_goes_through_pipes(story: Path) -> None:
    world = run("read", story, "-o", "-").stdout_bytes
    assert world.startswith(b"SQLite format 3")
    assert not story.with_suffix(".fabula").exists()
    assert "Miss Hale" in run("show", "-", "cast", given=world).stdout
    names = run("sql", "-", "select name from characters order by id", "--csv", given=world)
    assert names.stdout == "name\nMiss Hale\nMr. Grey\n"
    assert json.loads(run("export", "-", "--to", "json", given=world).stdout) == to_contract(
        sample_world()
    )
    for given in (world, b"any story"):
        assert run("check", "-", given=given).stdout == "no conflicts, 0 waived.\n"
    assert run("show", "-", given=b"no world").exit_code == 2
    assert run("read", story, "-o", "-", "--json").exit_code == 2


def test_limits_and_formats_as_json() -> None:
    limits = json.loads(run("limits", "--json").stdout)
    assert {"limit": "ratio", "value": 100, "batch": False}.items() <= {
        **next(each for each in limits if each["limit"] == "ratio")
    }.items()
    formats = json.loads(run("export", "--list", "--json").stdout)
    assert {"format", "about", "files"} == set(formats[0])
    assert "tei" in run("export", "--list").stdout
    assert run("export", "--to", "tei").exit_code == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")

    def summary(stream: io.StringIO) -> str:
        monkeypatch.setattr(sys, "stdout", stream)
        print_summary(sample_world())
        return stream.getvalue()

    assert "\x1b[1;36m" in summary(Terminal())
    assert "\x1b" not in summary(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "36m" not in summary(Terminal())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_every_shell(shell: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from fabula.cli import main; main(prog_name='fabula')"],
        env={**os.environ, "_FABULA_COMPLETE": f"{shell}_source"},
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert "_FABULA_COMPLETE" in done.stdout, done.stderr
    if (program := shutil.which(shell)) is not None:
        checked = subprocess.run(
            [program, "-n"], input=done.stdout, capture_output=True, check=False, text=True
        )
        assert (checked.returncode, checked.stderr) == (0, "")


def test_completion_knows_commands_and_choices() -> None:
    def complete(words: str) -> str:
        environment = {
            "_FABULA_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
        return CliRunner().invoke(main, prog_name="fabula", env=environment).stdout

    assert complete("fabula sh") == "plain,show\n"
    assert "plain,storyline" in complete("fabula show w.fabula stor")
