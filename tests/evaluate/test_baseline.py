"""Two runs compared: figures by paired bootstrap, and which items changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.errors import DataError
from fabula.evaluate.baseline import (
    Baseline,
    compare_runs,
    comparison_json,
    comparison_table,
    read_baseline,
)
from fabula.evaluate.bootstrap import estimate, f1, ratio
from fabula.evaluate.report import Item, Passage, Report, abridged, passage, write_items

DOCUMENTS = ("emma", "alice", "heidi", "dracula")


def speaker(document: str, number: int, *, correct: bool, predicted: str = "Bo") -> Item:
    outcome = "right" if correct else "wrong"
    said = "Ann" if correct else predicted
    here = Passage(number, number + 2, "x ", "“”", " y")
    return Item(
        document, f"q{number}", "implicit", "Ann", said, correct, outcome, 0.5, "turn", here
    )


def entity(number: int, outcome: str) -> Item:
    gold = None if outcome == "spurious" else "PER"
    found = None if outcome == "missed" else "PER"
    return Item("emma", str(number), "entity", gold, found, outcome == "right", outcome)


def run(right: list[int], *items: Item, documents: tuple[str, ...] = DOCUMENTS) -> Report:
    """So many right of ten in each document."""
    rows = [(n, 10) for n in right]
    figures = (
        estimate("speakers", rows, ratio, 10 * len(rows)),
        estimate("entities F1", [(n, 10, n, 20) for n in right], f1, 0),
    )
    return Report("pdnc", documents, figures, {}, items)


def baseline(report: Report, folder: Path) -> Baseline:
    write_items(report, folder / "old.jsonl")
    return read_baseline(folder / "old.jsonl")


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    items = (speaker("emma", 1, correct=True), entity(4, "spurious"))
    read = baseline(run([1, 2, 3, 4], *items), tmp_path)
    assert read.items == items
    assert read.figures["speakers"].formula is ratio
    assert read.figures["entities F1"].rows["heidi"] == (3, 10, 3, 20)


def test_a_gain_everywhere_is_certain_though_documents_differ_much(tmp_path: Path) -> None:
    before, now = run([0, 3, 6, 8]), run([1, 4, 7, 9])
    assert before.figures[0].interval is not None
    assert now.figures[0].interval is not None
    assert before.figures[0].interval[1] > now.figures[0].interval[0]  # alone they overlap
    gain = compare_runs(baseline(before, tmp_path), now).differences[0]
    assert (gain.before, gain.now) == (17 / 40, 21 / 40)
    assert gain.interval == pytest.approx((0.1, 0.1))
    assert gain.certain


def test_a_gain_in_one_document_only_is_not_certain(tmp_path: Path) -> None:
    gain = compare_runs(baseline(run([1, 2, 3, 4]), tmp_path), run([1, 2, 3, 9])).differences[0]
    assert gain.interval is not None
    assert gain.interval[0] == 0
    assert not gain.certain


def test_only_documents_of_both_runs_count(tmp_path: Path) -> None:
    earlier = baseline(run([9, 9, 1], documents=("emma", "alice", "pippi")), tmp_path)
    comparison = compare_runs(earlier, run([1, 2, 3, 4], speaker("heidi", 1, correct=True)))
    assert comparison.documents == ("emma", "alice")
    assert comparison.differences[0].before == 18 / 20
    assert comparison.differences[0].now == 3 / 20
    assert comparison.changes == ()


def test_runs_over_nothing_in_common_are_refused(tmp_path: Path) -> None:
    earlier = baseline(run([1], documents=("pippi",)), tmp_path)
    with pytest.raises(DataError, match="same corpus"):
        compare_runs(earlier, run([1, 2, 3, 4]))


def test_a_figure_counted_in_another_way_is_left_out(tmp_path: Path) -> None:
    now = run([1, 2, 3, 4])
    other = replace(now.figures[0], formula=f1, rows=((1, 2, 1, 2),) * 4)
    earlier = baseline(replace(now, figures=(other, now.figures[1])), tmp_path)
    assert [d.figure for d in compare_runs(earlier, now).differences] == ["entities F1"]


def test_changed_items_are_told_apart_by_direction(tmp_path: Path) -> None:
    before = (
        speaker("emma", 1, correct=False),
        speaker("emma", 2, correct=True),
        speaker("emma", 3, correct=False),
        entity(1, "spurious"),
        entity(2, "missed"),
    )
    now = (
        speaker("emma", 1, correct=True),
        speaker("emma", 2, correct=False),
        speaker("emma", 3, correct=False, predicted="Cy"),  # wrong in another way
        entity(2, "right"),
        entity(3, "spurious"),
        speaker("emma", 9, correct=False),  # new in the annotation
    )
    comparison = compare_runs(baseline(run([1, 2, 3, 4], *before), tmp_path), run([2] * 4, *now))
    better = [(c.item.kind, c.item.item) for c in comparison.changes if c.better]
    worse = [(c.item.kind, c.item.item) for c in comparison.changes if not c.better]
    assert better == [("implicit", "q1"), ("entity", "2"), ("entity", "1")]
    assert worse == [("implicit", "q2"), ("entity", "3")]
    text = comparison_table(comparison)
    assert "now right: 3 (2 entity, 1 implicit)" in text
    assert "emma q1 implicit: Bo → Ann (gold: Ann)" in text
    assert "emma 1 entity: PER → nothing (gold: nothing)" in text
    data = json.loads(json.dumps(comparison_json(comparison)))
    assert data["changes"][0]["before"]["passage"]["text"] == "“”"
    assert data["figures"]["speakers"]["before"] == 0.25


def test_the_same_run_twice_differs_in_nothing(tmp_path: Path) -> None:
    report = run([1, 2, 3, 4], speaker("emma", 1, correct=False), entity(1, "spurious"))
    comparison = compare_runs(baseline(report, tmp_path), report)
    assert comparison.changes == ()
    assert comparison.unchanged == 2
    assert "2 figures are the same" in comparison_table(comparison)


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        "{}",
        '{"document": "emma"}',
        '{"figure": "x", "formula": "magic", "counts": {}}',
        '{"figure": "x", "formula": "ratio", "counts": {"emma": ["one"]}}',
        "",
        json.dumps({"document": "e", "item": "q", "kind": "k", "gold": None, "predicted": None,
                    "correct": True, "outcome": "right"}),
    ],
)  # fmt: skip
def test_other_files_are_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "other.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"other\.jsonl.*--out"):
        read_baseline(tmp_path / "other.jsonl")


@given(st.text(max_size=900), st.data())
def test_a_passage_is_the_text_around_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = passage(text, start, end)
    assert text[:start].endswith(found.before)
    assert text[end:].startswith(found.after)
    assert found.text == abridged(text[start:end])
    if end - start <= 400:
        assert found.before + text[start:end] + found.after in text
