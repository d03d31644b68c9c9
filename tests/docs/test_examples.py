"""Every example in the documentation of Python and of corrections runs as it stands there."""

from __future__ import annotations

import doctest
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["python.md", "corrections.md"])
def test_examples(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    if find_spec("pyarrow") is None:
        text = text.replace(">>> lines", ">>> # lines").replace("(5, [", "# (5, [")
    monkeypatch.chdir(tmp_path)
    # the fences of Markdown are no output
    examples = doctest.DocTestParser().get_doctest(
        text.replace("```python\n", "").replace("```\n", "\n"), {}, name, name, 0
    )
    assert len(examples.examples) > 5
    runner = doctest.DocTestRunner(verbose=False)
    report: list[str] = []
    runner.run(examples, out=report.append)
    assert not runner.failures, "".join(report)


def test_the_package_itself_starts_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    import fabula

    monkeypatch.chdir(ROOT)
    assert doctest.testmod(fabula) == doctest.TestResults(failed=0, attempted=3)
