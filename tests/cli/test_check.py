"""``fabula check`` on a World made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fabula.cli import main
from fabula.corrections import anchor, append, beside
from fabula.schema.corrections import Waive
from fabula.schema.findings import Claim, Conflict, Content
from fabula.schema.story import Header
from fabula.store import save_world
from fabula.world.declared import compare_declared
from worlds import TEXT, sample_world, span

A, B = span("Miss Hale"), span("She left")


def check(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def world(tmp_path: Path) -> Path:
    claims = (
        Claim("k1", A, "narrator", "c1", "eyes", "grey", True, "asserted"),
        Claim("k2", B, "c2", "c1", "eyes", "green", True, "asserted"),
    )
    conflict = Conflict("x1", "testimony", A, B, ("k1", "k2"), "eyes: <grey>, later green", 0.64)
    found = replace(sample_world(), claims=claims, conflicts=(conflict,))
    path = tmp_path / "norton.fabula"
    save_world(found, path)
    return path


def test_both_passages_stand_side_by_side(world: Path) -> None:
    result = check(world)
    assert result.exit_code == 0
    assert "[Miss Hale]" in result.stdout and "[She left]" in result.stdout
    assert "testimony, 64% sure" in result.stdout


def test_json_has_both_passages(world: Path) -> None:
    (pair,) = json.loads(check(world, "--json").stdout)
    assert (pair["a"]["marked"], pair["b"]["marked"]) == ("Miss Hale", "She left")
    assert pair["why"] and pair["confidence"] == pytest.approx(0.64)


def test_html_escapes_the_book(world: Path) -> None:
    page = check(world, "--html").stdout
    assert "&lt;grey&gt;" in page and "<grey>" not in page


def test_a_waived_conflict_is_silent(world: Path) -> None:
    given = Waive(anchor(TEXT, *A), anchor(TEXT, *B), "intentional")
    append(beside(world), [given])
    result = check(world)
    assert "no conflicts, 1 waived" in result.stdout
    assert "waived: intentional" in check(world, "--all").stdout


def test_no_such_file(tmp_path: Path) -> None:
    assert check(tmp_path / "none.txt").exit_code == 2


def test_show_groups_claims_by_claimant(world: Path) -> None:
    result = CliRunner().invoke(main, ["show", str(world), "conflicts"], catch_exceptions=False)
    assert result.stdout.index("Mr. Grey") < result.stdout.index("narrator")


def test_declared_content_beside_what_was_found() -> None:
    world = sample_world()
    header = Header(rating="Teen", warnings=("Major Character Death",))
    profile = (Content("violence", 2, *A), Content("alcohol", 1, *B))
    story = replace(world.story, header=header)
    found = compare_declared(replace(world, story=story, profile=profile))
    assert found == {"death": "declared, not found", "violence": "found, not declared"}
    silent = replace(world, story=replace(world.story, header=Header()), profile=profile)
    assert compare_declared(silent) == {}
