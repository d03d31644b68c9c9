"""The script that goes through every door does."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

import fabula.spacy  # noqa: F401  # in a checkout that is not installed, nobody tells spaCy
from fabula.export import FORMATS

SCRIPT = Path(__file__).parents[2] / "docs" / "every_door.py"


def test_every_door_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [str(SCRIPT), str(tmp_path)])
    runpy.run_path(str(SCRIPT), run_name="__main__")
    shown = capsys.readouterr().out
    for piece in ("World(The Ferry", "correction 1.0", "mentions;", "storyline:", "200 text/html"):
        assert piece in shown
    written = {path.name for path in tmp_path.iterdir()}
    assert {"ferry.fabula", "ferry.corrections.toml", "ferry.html", "ferry.script.jsonl"} <= written
    assert len(written) > len(FORMATS)


def test_it_is_cells_all_through() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert text.count("# %% [markdown]\n# #") == 8
