"""``fabula show`` draws charts and gives them as tables and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from fabula.cli.show import command
from fabula.schema.json import to_contract
from fabula.store import save_world
from fabula.views import CHARTS, record
from view_worlds import everything


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file with a World that has something for every chart."""
    path: Path = tmp_path_factory.mktemp("show") / "w.fabula"
    save_world(everything(), path)
    return str(path)


@pytest.mark.parametrize("name", list(CHARTS))
def test_every_chart_is_drawn_and_tabled(saved: str, name: str) -> None:
    drawn = CliRunner().invoke(command, [saved, name, "--svg"])
    assert drawn.exit_code == 0
    assert "<style>" in drawn.stdout
    ElementTree.fromstring(drawn.stdout)
    table = CliRunner().invoke(command, [saved, name])
    assert table.exit_code == 0 and len(table.stdout.splitlines()) > 2
    data = json.loads(CliRunner().invoke(command, [saved, name, "--json"]).stdout)
    world = everything()
    known = to_contract(world)
    view = record(CHARTS[name].build(world))
    assert data == (known[name] if name in known else json.loads(json.dumps(view)))


@pytest.mark.parametrize("wrong", [["cast", "--svg"], ["--svg"], ["storyline", "--svg", "--json"]])
def test_what_has_no_drawing_says_what_has(saved: str, wrong: list[str]) -> None:
    result = CliRunner().invoke(command, [saved, *wrong])
    assert result.exit_code == 2
    assert "storyline" in result.stderr
