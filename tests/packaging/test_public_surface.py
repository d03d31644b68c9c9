"""What users may import, how fast, and the promises about sizes of files and functions."""

from __future__ import annotations

import importlib.util
import inspect
import subprocess
import sys
import time
import tomllib
from importlib import resources
from pathlib import Path

import pytest

import fabula
from fabula import errors

ROOT = Path(__file__).parents[2]


def test_the_public_names_are_these() -> None:
    names = "Cast Chapter CorrectionWarning Corrections FabulaError Story World errors open read"
    assert sorted(fabula.__all__) == names.split()
    assert all(hasattr(fabula, name) for name in fabula.__all__)


def test_all_errors_are_fabula_errors_with_a_docstring() -> None:
    raised = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    assert len(raised) > 10
    kinds = (errors.FabulaError, UserWarning)
    assert all(issubclass(kind, kinds) and kind.__doc__ for kind in raised)


def test_an_error_tells_where_what_and_how() -> None:
    error = errors.NoStory("nothing to read.", "Give a story.", path="a.txt")
    assert str(error) == "a.txt: nothing to read. Give a story."


def test_types_and_tables_come_with_the_package() -> None:
    package = resources.files("fabula")
    assert package.joinpath("py.typed").is_file()
    assert package.joinpath("store", "schema.sql").is_file()


def test_importing_is_quick() -> None:
    """Half a second on a quiet machine; the best of three, and double, for a busy one."""
    took = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import fabula"], check=True, cwd=ROOT / "src")
        took.append(time.perf_counter() - start)
    assert min(took) < 1.0


def test_the_project_says_what_it_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = " ".join(project["dependencies"])
    for name in ("torch", "transformers", "onnx>"):
        assert name not in core
    assert project["requires-python"] == ">=3.11"
    assert project["scripts"] == {"fabula": "fabula.cli:main"}


def check_sizes() -> object:
    path = ROOT / "tools" / "check_sizes.py"
    spec = importlib.util.spec_from_file_location("check_sizes", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_module_and_no_function_is_too_long(capsys: pytest.CaptureFixture[str]) -> None:
    found = check_sizes().main([str(ROOT / "src")])  # type: ignore[attr-defined]
    assert found == 0, capsys.readouterr().out


def test_long_modules_and_functions_are_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "def f():\n" + "    pass\n" * 50
    (tmp_path / "long.py").write_text(body + "\n" * 400, encoding="utf-8")
    (tmp_path / "fine.py").write_text("def f():\n" + "    pass\n" * 49, encoding="utf-8")
    assert check_sizes().main([str(tmp_path)]) == 1  # type: ignore[attr-defined]
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "long.py: module of 451 lines" in lines[0]
    assert "long.py:1: f of 51 lines" in lines[1]
