"""The page of an evaluation: nothing from outside, nothing that runs, every word escaped."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from fabula.cli import main
from fabula.evaluate.baseline import Change, Comparison, Difference
from fabula.evaluate.bootstrap import estimate, ratio
from fabula.evaluate.calibration import reliability
from fabula.evaluate.diagram import coverage_diagram, reliability_diagram
from fabula.evaluate.html import SHOWN, group_errors, html_report, measure_trust, sample
from fabula.evaluate.report import Item, Passage, Report, write_items

EVIL = "<script>alert('x')</script>\x1b\u2028\"&"


def item(
    number: int,
    outcome: str,
    confidence: float | None = 0.9,
    reason: str | None = "tag",
    words: str = "“Tea?”",
) -> Item:
    return Item(
        *("emma", f"q{number}", "implicit", "Ann"),
        predicted={"right": "Ann", "missed": None}.get(outcome, "Bo"),
        correct=outcome == "right",
        outcome=outcome,
        confidence=confidence,
        reason=reason,
        passage=Passage(10, 16, "She rose.\n\n", words, " she said."),
    )


def report(*items: Item) -> Report:
    figures = (estimate("speakers all", [(1, 2), (3, 4)], ratio, 6),)
    return Report("pdnc", ("emma", "alice"), figures, {"emma": {"all": 0.5}}, items)


def test_figures_diagrams_reasons_and_errors_are_there() -> None:
    page = html_report(report(item(1, "right"), item(2, "wrong"), item(3, "missed", 0.0, None)))
    assert page.startswith("<!doctype html>")
    assert "66.7" in page
    assert page.count("<svg") == 2
    assert "implicit, wrong: 1" in page
    assert "implicit, missed: 1" in page
    assert "over 2 answers to 3 questions" in page
    assert "She rose. ¶ <mark>“Tea?”</mark> she said." in page
    row = re.search(r'<th scope="row">tag</th>(.*?)</tr>', page)
    assert row is not None
    assert re.findall(r"<td>(.*?)</td>", row[1]) == ["1", "2", "50.0", "90.0"]


def test_nothing_is_fetched_and_nothing_runs() -> None:
    page = html_report(report(item(1, "wrong")))
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy is not None and style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert html.unescape(policy[1]).split("; ")[:2] == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
    ]
    assert not re.search(r"<(script|link|img|iframe|object)|\ssrc=|\son\w+=|\sstyle=", page)
    assert all(target.startswith("#") for target in re.findall(r'href="(.*?)"', page))


def test_words_of_a_corpus_cannot_be_markup() -> None:
    evil = item(1, "wrong", words=EVIL, reason=EVIL)
    named = Item(EVIL, EVIL, EVIL, EVIL, EVIL, False, EVIL, 0.5, EVIL, evil.passage)
    changed = Comparison(EVIL, (EVIL,), (Difference(EVIL, 0.1, 0.2, None),), (Change(named, None),))
    figures = (estimate(EVIL, [(1, 2)], ratio, 2),)
    page = html_report(Report(EVIL, (EVIL,), figures, {EVIL: {EVIL: 1.0}}, (evil, named)), changed)
    assert "<script" not in page
    assert "\x1b" not in page
    assert page.count("&lt;script&gt;") > 10


def test_a_corpus_without_errors_or_confidences() -> None:
    assert measure_trust([item(1, "right", None)]) is None
    page = html_report(report(item(1, "right", None)))
    assert "There are none." in page
    assert "<svg" not in page


def test_changes_against_a_baseline() -> None:
    changes = (
        Change(item(1, "wrong"), item(1, "right")),
        Change(item(2, "right"), item(2, "wrong")),
    )
    differences = (Difference("all", 0.5, 0.6, (0.05, 0.15)), Difference("same", 0.5, 0.5, None))
    page = html_report(
        report(item(1, "right")), Comparison("old.jsonl", ("emma",), differences, changes)
    )
    assert "<b>+10.0</b>" in page
    assert "1 figures are the same" in page
    assert "now right: 1" in page
    assert "no longer right: 1" in page


def test_the_largest_group_comes_first_and_long_ones_are_sampled_evenly() -> None:
    items = [item(n, "wrong") for n in range(3 * SHOWN)] + [item(0, "missed"), item(0, "right")]
    groups = list(group_errors(items))
    assert [(g.outcome, g.sample.total) for g in groups] == [("wrong", 3 * SHOWN), ("missed", 1)]
    assert groups[0].sample.left_out == 2 * SHOWN
    assert sample(range(3 * SHOWN)).members == list(range(0, 3 * SHOWN, 3))


def test_the_bars_of_the_reliability_diagram_are_the_shares() -> None:
    bins = reliability([0.92, 0.98, 1.0, 0.15], [True, False, True, False])
    assert [b and b.count for b in bins] == [None, 1, *[None] * 7, 3]
    svg = ElementTree.fromstring(reliability_diagram(bins))
    ns = "{http://www.w3.org/2000/svg}"
    shares = [float(r.attrib["height"]) for r in svg.iter(f"{ns}rect") if "class" not in r.attrib]
    counts = [float(r.attrib["height"]) for r in svg.iter(f"{ns}rect") if "class" in r.attrib]
    assert shares == [0, 200]  # of 300
    assert counts[0] == pytest.approx(counts[1] / 3, abs=0.1)


def test_the_coverage_diagram_has_a_point_for_each_threshold() -> None:
    svg = ElementTree.fromstring(coverage_diagram([(0.0, 1.0, 0.5), (0.5, 0.25, 1.0)]))
    circles = [e for e in svg.iter() if e.tag.endswith("circle")]
    assert [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in circles] == [
        (348, 162),
        (123, 12),
    ]


def test_the_command_writes_both_files_and_tells_the_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = report(item(1, "right"))
    monkeypatch.setattr("fabula.cli.evaluate._evaluate", lambda *arguments: now)
    write_items(report(item(1, "wrong")), tmp_path / "old.jsonl")

    def evaluate(*options: object) -> tuple[int, str]:
        arguments = ["evaluate", "pdnc", "--data", str(tmp_path), *map(str, options)]
        result = CliRunner().invoke(main, arguments)
        return result.exit_code, result.output

    page = tmp_path / "page.html"
    code, text = evaluate("--baseline", tmp_path / "old.jsonl", "--html", page)
    assert code == 0
    assert "now right: 1 (1 implicit)" in text
    assert "Against old.jsonl" in page.read_text(encoding="utf-8")
    code, text = evaluate("--baseline", tmp_path / "old.jsonl", "--json")
    assert '"against": "old.jsonl"' in text
    assert evaluate("--baseline", tmp_path / "none.jsonl")[0] == 2
    code, text = evaluate("--html", tmp_path / "nowhere" / "page.html")
    assert (code, "no folder" in text) == (2, True)
