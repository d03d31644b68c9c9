"""Openings of scenes learnt from novels whose breaks are taken out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np

from fabula.encoder.bundle import default_folder, load_bundle
from fabula.ingest import story_from_text
from fabula.resolve.scenes.features import NAMES
from fabula.train.openings import Rows, fit_openings, hide_breaks, write_head

NOVEL = "\n\n".join(
    [
        "CHAPTER I",
        *("Ann had a lamp." for _ in range(9)),
        "CHAPTER II",
        "It was raining in Leeds.",
        "Bo went home.",
        "* * *",
        "On Monday there was snow.",
        "Nobody spoke.",
    ]
)


def test_headings_and_breaks_go_and_leave_no_trace_but_their_offsets() -> None:
    text, begins = hide_breaks(story_from_text(NOVEL))
    assert "CHAPTER" not in text and "*" not in text
    assert [text[at:].split()[0] for at in sorted(begins)] == ["It", "On"]


def test_what_is_before_the_story_and_what_is_too_long_is_left_out() -> None:
    long = "\n\n".join(["CHAPTER I", *(f"{n} and so on it went." for n in range(9_000))])
    text, begins = hide_breaks(story_from_text(long))
    assert begins == set() and not text.startswith("0 and")
    assert 120_000 <= len(text) < 121_000


def test_capitals_after_a_heading_are_no_trace_either() -> None:
    novel = NOVEL.replace("It was raining", "IT WAS RAINING")
    assert "It was raining in Leeds." in hide_breaks(story_from_text(novel))[0]


def rows(count: int, seed: int) -> Rows:
    """Paragraphs that open a scene by their second clue and their first vector."""
    rng = np.random.default_rng(seed)
    clues = rng.normal(3, 5, size=(count, len(NAMES))).astype(np.float32)
    vectors = rng.normal(-2, 0.5, size=(count, 6)).astype(np.float32)
    opens = (clues[:, 1] - 3) / 5 + 3 * (vectors[:, 0] + 2) / 0.5 > 4
    return Rows(clues, vectors, opens)


def test_clues_and_vectors_are_weighed_together() -> None:
    gold = [rows(900, 1)]
    clues, vectors = fit_openings(gold, [rows(3000, 2)])
    assert clues.shape == (len(NAMES),) and vectors.shape == (7,)
    assert clues[-1] == 1.0
    assert np.argmax(np.abs(vectors[:-1])) == 0 and vectors[0] > 0
    assert np.argmax(np.abs(clues[1:-1])) == 0 and clues[1] > 0
    fresh = rows(2000, 3)
    added = fresh.vectors @ vectors[:-1] + vectors[-1]
    assert abs(added.mean()) < 1.5
    told = clues[0] + fresh.clues[:, 1:-1] @ clues[1:-1]
    assert np.mean((told + added > 0) == fresh.opens) > 0.9
    assert abs((1 / (1 + np.exp(-told - added))).mean() - fresh.opens.mean()) < 0.05


def test_the_head_is_written_into_a_bundle_that_loads(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(default_folder(), folder)
    write_head(folder, np.array([0.5, -0.25, 2.0]))
    bundle = load_bundle(folder)
    assert bundle.weights["openings.weight"].tolist() == [[0.5, -0.25]]
    assert bundle.weights["openings.bias"].tolist() == [2.0]
    before = json.loads((default_folder() / "manifest.json").read_text(encoding="utf-8"))
    after = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {k: v for k, v in after.items() if k != "sha256"} == {
        k: v for k, v in before.items() if k != "sha256"
    }
