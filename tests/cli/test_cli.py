"""The command line with the pipeline replaced by a World made by hand."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

import fabula
from fabula.cli import main
from fabula.cli.console import shortened, table, visible
from fabula.errors import NoStory
from fabula.evaluate.bootstrap import Figure
from fabula.evaluate.report import Item, Report
from fabula.progress import Progress
from fabula.schema.json import to_contract
from fabula.schema.world import World
from fabula.store import load_world, save_world
from worlds import sample_world

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)

    return invoke


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A pipeline that reads every file as the sample, and empty ones as no story."""
    module = ModuleType("fabula.pipeline")

    def read(path: Path, progress: Progress, **decided: object) -> World:
        if path.stat().st_size == 0:
            raise NoStory("nothing\nto read.", "Give a story.", path=str(path))
        progress("encoder", 1, 1)
        return sample_world()

    def read_text(text: str, *, progress: Progress, **decided: object) -> World:
        return replace(sample_world(), model="text")

    vars(module).update(read=read, read_text=read_text)
    monkeypatch.setitem(sys.modules, "fabula.pipeline", module)
    monkeypatch.setattr(fabula, "pipeline", module, raising=False)
    return module


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "norton.txt"
    path.write_text("any story", encoding="utf-8")
    return path


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "saved.fabula"
    save_world(sample_world(), path)
    return path


def test_read_tells_the_story_and_writes_its_file(run: Run, story: Path) -> None:
    result = run("read", story)
    assert result.exit_code == 0
    for piece in (
        "Norton by A. N. Author",
        "Miss Hale  ",
        "she/her",
        "Mr. Grey → Miss Hale: “Come in, Miss Hale,” … “The Company is waiting.”",
        "?: “Who is?”",
        "1 chapter, 2 scenes, 2 quotations",
        "1 x low-confidence",
        "perhaps Miss Hale 0.40, Mr. Grey 0.35",
        "68 tokens/s, peak memory 100 MB",
    ):
        assert piece in result.stdout
    assert load_world(story.with_suffix(".fabula")) == sample_world()


def test_read_writes_where_it_is_told(run: Run, story: Path, tmp_path: Path) -> None:
    assert run("read", story, "-o", tmp_path / "out.fabula").exit_code == 0
    assert {p.name for p in tmp_path.iterdir()} == {"norton.txt", "out.fabula"}


def test_read_json_prints_the_contract_and_nothing_else(run: Run, story: Path) -> None:
    result = run("read", story, "--json", "--progress", "json")
    assert json.loads(result.stdout) == to_contract(sample_world())
    assert json.loads(result.stderr) == {"stage": "encoder", "done": 1, "total": 1}


def test_several_files_give_several_lines_of_json(run: Run, story: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("another", encoding="utf-8")
    lines = run("read", story, other, "--json").stdout.splitlines()
    assert [json.loads(line)["format"] for line in lines] == ["fabula/1"] * 2
    assert run("read", story, other, "-o", tmp_path / "x.fabula").exit_code == 2
    assert not (tmp_path / "x.fabula").exists()


def test_files_that_would_overwrite_each_other_are_refused(
    run: Run, story: Path, tmp_path: Path
) -> None:
    (tmp_path / "norton.epub").write_text("x", encoding="utf-8")
    assert run("read", story, tmp_path / "norton.epub").exit_code == 2
    assert not story.with_suffix(".fabula").exists()


def test_a_dot_in_a_name_is_no_suffix(run: Run, tmp_path: Path) -> None:
    (tmp_path / "Mr. Grey").write_text("x", encoding="utf-8")
    assert run("read", tmp_path / "Mr. Grey").exit_code == 0
    assert (tmp_path / "Mr. Grey.fabula").exists()


def test_an_error_is_one_line_and_leaves_no_file(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    result = run("read", empty)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"fabula: {empty}: nothing to read. Give a story.\n"
    assert list(tmp_path.iterdir()) == [empty]


def test_one_bad_file_does_not_stop_the_others(run: Run, story: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    result = run("read", empty, story)
    assert result.exit_code == 2
    assert "Norton" in result.stdout
    assert story.with_suffix(".fabula").exists()


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_missing_files_and_folders_are_told(run: Run, tmp_path: Path, name: str) -> None:
    result = run("read", tmp_path / name)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_a_place_that_cannot_be_written_is_told_before_reading(
    run: Run, story: Path, pipeline: ModuleType
) -> None:
    vars(pipeline)["read"] = None  # would fail if called
    result = run("read", story, "-o", story.parent / "nowhere" / "x.fabula")
    assert result.exit_code == 2
    assert "Choose another place" in result.stderr


def test_json_is_printed_even_where_nothing_can_be_written(
    run: Run, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fabula.cli.read._can_write", lambda folder: False)
    result = run("read", story, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["format"] == "fabula/1"
    assert "not written" in result.stderr
    assert run("read", story).exit_code == 2


@pytest.mark.parametrize(
    ("aspect", "piece"),
    [
        ("cast", "Mr. Grey"),
        ("quotes", "“Who is?”"),
        ("scenes", "She left [bold] him there."),
        ("places", "Norton"),
        ("narration", "third"),
        ("events", "leave"),
        ("mentions", "The Company"),
        ("unsure", "Mr. Grey 0.35"),
    ],
)
def test_show_has_a_table_and_json_for_each_aspect(
    run: Run, saved: Path, aspect: str, piece: str
) -> None:
    result = run("show", saved, aspect)
    assert result.exit_code == 0
    assert piece in result.stdout
    key = {"cast": "characters"}.get(aspect, aspect)
    data = json.loads(run("show", saved, aspect, "--json").stdout)
    if aspect != "unsure":
        assert data == to_contract(sample_world())[key]
    else:
        assert data[0]["reason"] == "low-confidence"


def test_show_without_aspect_is_the_summary(run: Run, saved: Path) -> None:
    assert "First lines of dialogue" in run("show", saved).stdout
    assert json.loads(run("show", saved, "--json").stdout) == to_contract(sample_world())


def test_sql_gives_a_table_json_or_csv(run: Run, saved: Path) -> None:
    select = "select name, lines from characters order by id"
    assert run("sql", saved, select).stdout.splitlines() == [
        "name       lines",
        "---------  -----",
        "Miss Hale      0",
        "Mr. Grey       1",
    ]
    data = json.loads(run("sql", saved, select, "--json").stdout)
    assert data == [{"name": "Miss Hale", "lines": 0}, {"name": "Mr. Grey", "lines": 1}]
    rows = list(csv.reader(io.StringIO(run("sql", saved, select, "--csv").stdout)))
    assert rows == [["name", "lines"], ["Miss Hale", "0"], ["Mr. Grey", "1"]]


def test_sql_takes_lists_apart(run: Run, saved: Path) -> None:
    select = "select e.value from quotes q, json_each(q.addressees) e order by 1"
    assert run("sql", saved, select).stdout.splitlines() == ["value", "-----", "c1"]


def test_csv_text_is_no_formula_but_numbers_stay(run: Run, saved: Path) -> None:
    assert run("sql", saved, "select '=1+1' as a, -5 as b", "--csv").stdout == "a,b\n'=1+1,-5\n"


@pytest.mark.parametrize("arguments", [["sql", "drop table quotes"], ["show"]])
def test_bad_queries_and_bad_worlds_are_one_line(
    run: Run, saved: Path, story: Path, arguments: list[str]
) -> None:
    command, *rest = arguments
    result = run(command, saved if rest else story, *rest)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_export_writes_the_contract(run: Run, saved: Path, tmp_path: Path) -> None:
    text = run("export", saved, "--to", "json").stdout_bytes
    assert json.loads(text) == to_contract(sample_world())
    assert run("export", saved, "--to", "json", "-o", tmp_path / "w.json").exit_code == 0
    assert (tmp_path / "w.json").read_bytes() == text
    assert run("export", saved, "--to", "wax").exit_code == 2


def test_evaluate_and_train_say_what_they_miss(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run("evaluate", "pdnc", "--data", tmp_path / "nowhere")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    monkeypatch.setattr("fabula.cli.train.find_spec", lambda name: None)
    result = run("train", "base")
    assert result.exit_code == 2
    assert 'pip install "fabula[train]"' in result.stderr


def test_evaluate_prints_figures_and_writes_every_decision(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = Item("emma", "q1", "implicit", "Emma", "Harriet", False, "wrong")
    report = Report(
        "pdnc", ("emma",), (Figure("all", 0.5, None, 2),), {"emma": {"all": 0.5}}, (item,)
    )
    calls: list[object] = []

    def evaluate(*arguments: object) -> Report:
        calls.append(arguments)
        return report

    monkeypatch.setattr("fabula.cli.evaluate._evaluate", evaluate)
    out = tmp_path / "items.jsonl"
    result = run("evaluate", "pdnc", "--data", tmp_path, "--out", out, "--docs", "emma, persuasion")
    assert result.exit_code == 0
    assert "50.0" in result.stdout
    assert calls == [("pdnc", tmp_path, ["emma", "persuasion"], None, (False, False))]
    assert json.loads(out.read_text(encoding="utf-8"))["predicted"] == "Harriet"
    figures = json.loads(run("evaluate", "pdnc", "--data", tmp_path, "--json").stdout)
    assert figures["figures"]["all"]["value"] == 0.5


def test_evaluate_refuses_options_of_another_corpus(run: Run, tmp_path: Path) -> None:
    assert run("evaluate", "litbank", "--data", tmp_path, "--gold-quotations").exit_code == 2
    assert run("evaluate", "rumours", "--data", tmp_path).exit_code == 2


def test_version_and_help(run: Run) -> None:
    assert run("--version").stdout == f"fabula {fabula.__version__}\n"
    listed = run("--help").stdout
    for name in ("read", "show", "sql", "export", "evaluate", "train"):
        assert name in listed
        assert run(name, "--help").exit_code == 0
    assert run("paint").exit_code == 2


def test_control_characters_are_shown_and_not_obeyed(run: Run, tmp_path: Path) -> None:
    assert visible("a\x1b[31m\tb\u202ec\n\nd") == "a\\x1b[31m b\\u202ec d"
    world = sample_world()
    title = replace(world, story=replace(world.story, title="\x1b]0;owned\x07"))
    save_world(title, tmp_path / "t.fabula")
    shown = run("show", tmp_path / "t.fabula").stdout
    assert "\x1b" not in shown
    assert "\\x1b]0;owned\\x07" in shown
    assert "[bold]" in run("show", tmp_path / "t.fabula", "scenes").stdout


def test_tables_align_and_cut_wide_text() -> None:
    assert table(("n", "t"), [(1, "日本"), (10, None)]) == " n  t\n--  ----\n 1  日本\n10"
    assert shortened("x" * 99, 10) == "x" * 9 + "…"


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    paths = os.pathsep.join([str(Path(fabula.__file__).parents[1]), str(Path(__file__).parents[1])])
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": paths, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", ["show", "show mentions", "show quotes --json", "export"])
def test_a_console_with_another_code_page_stops_nothing(tmp_path: Path, arguments: str) -> None:
    world = sample_world()
    text = world.story.text.replace("Who is?", "Whō →日?")
    save_world(replace(world, story=replace(world.story, text=text)), tmp_path / "w.fabula")
    command, *rest = arguments.split()
    if command == "export":
        rest = ["--to", "json"]
    argv = ["fabula", command, str(tmp_path / "w.fabula"), *rest]
    code = f"import sys; sys.argv = {argv!r}; from fabula.cli import main; main()"
    done = run_python(code, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    if "--json" in rest or command == "export":
        assert json.loads(done.stdout)


def test_read_takes_a_path_or_a_text(story: Path, tmp_path: Path) -> None:
    sample = fabula.World.of(sample_world())
    assert fabula.read(story) == sample
    assert fabula.read(str(story)) == sample
    assert fabula.read("Once upon a time.\nThe end.").model == "text"
    save_world(sample_world(), tmp_path / "w.fabula")
    assert fabula.open(str(tmp_path / "w.fabula")) == sample


def test_importing_fabula_loads_nothing_heavy() -> None:
    code = (
        "import sys, fabula, fabula.cli; "
        "print([m for m in ('spacy', 'onnxruntime', 'torch', 'lxml', 'mammoth', 'rich', 'sqlite3')"
        " if m in sys.modules])"
    )
    assert run_python(code).stdout.strip() == b"[]"
