"""An evaluation as one HTML page: figures, how far confidences hold, and every kind of error.

The page runs no script and fetches nothing; its content policy says so. All words of a
corpus are escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Generic, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fabula import __version__
from fabula.evaluate.baseline import Change, Comparison, answers
from fabula.evaluate.calibration import coverage_curve, expected_calibration_error, reliability
from fabula.evaluate.diagram import coverage_diagram, reliability_diagram
from fabula.evaluate.report import Item, Report
from fabula.views.svg import CONTROLS

SHOWN = 200  # items of one kind and outcome on the page; the file of --out has all

_PARAGRAPH = re.compile(r"\n\s*\n")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sample(Generic[T]):
    """Up to ``SHOWN`` of so many, evenly spread."""

    total: int
    members: Sequence[T]

    @property
    def left_out(self) -> int:
        return self.total - len(self.members)


@dataclass(frozen=True, slots=True)
class Errors:
    """Items of one kind that failed in one way."""

    kind: str
    outcome: str
    sample: Sample[Item]


@dataclass(frozen=True, slots=True)
class Reason:
    """How often answers given for this reason are right."""

    name: str
    right: int
    total: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Trust:
    """Whether confidences keep their word."""

    error: float
    answers: int
    asked: int
    reliability: Markup
    coverage: Markup
    reasons: tuple[Reason, ...]


def html_report(report: Report, comparison: Comparison | None = None) -> str:
    """The page of a report, and of what changed since an earlier run."""
    style = resources.files("fabula").joinpath("evaluate", "templates", "report.css")
    css = style.read_text(encoding="utf-8")
    rows = report.per_document.values()
    return (
        _environment()
        .get_template("report.html")
        .render(
            policy=_policy(css),
            style=Markup(css),  # noqa: S704  comes from this package
            version=__version__,
            report=report,
            columns=list(dict.fromkeys(column for row in rows for column in row)),
            comparison=comparison,
            changed=[] if comparison is None else list(_changed(comparison.changes)),
            trust=measure_trust(report.items),
            errors=list(group_errors(report.items)),
        )
    )


def group_errors(items: Sequence[Item]) -> Iterator[Errors]:
    """The items that are not right, by kind and outcome, the largest group first."""
    groups: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        if not item.correct:
            groups[item.kind, item.outcome].append(item)
    for (kind, outcome), members in sorted(groups.items(), key=lambda entry: -len(entry[1])):
        yield Errors(kind, outcome, sample(members))


def sample(members: Sequence[T]) -> Sample[T]:
    """All of a short list; of a long one, every so manieth."""
    count = min(len(members), SHOWN)
    return Sample(len(members), [members[i * len(members) // count] for i in range(count)])


def measure_trust(items: Sequence[Item]) -> Trust | None:
    """From the answers that carry a confidence; None where there are none."""
    given = [i for i in items if i.predicted is not None and i.confidence is not None]
    if not given:
        return None
    kinds = {item.kind for item in given}
    asked = sum(item.kind in kinds and item.gold is not None for item in items)
    confidence = [item.confidence or 0.0 for item in given]
    right = [item.correct for item in given]
    return Trust(
        error=expected_calibration_error(confidence, right),
        answers=len(given),
        asked=asked,
        reliability=_svg(reliability_diagram(reliability(confidence, right))),
        coverage=_svg(coverage_diagram(coverage_curve(confidence, right, asked))),
        reasons=tuple(_reasons(given)),
    )


def _reasons(given: Sequence[Item]) -> Iterator[Reason]:
    by_reason: defaultdict[str, list[Item]] = defaultdict(list)
    for item in given:
        by_reason[item.reason or "none given"].append(item)
    for name, members in sorted(by_reason.items(), key=lambda entry: -len(entry[1])):
        mean = sum(item.confidence or 0.0 for item in members) / len(members)
        yield Reason(name, sum(item.correct for item in members), len(members), mean)


def _changed(changes: Sequence[Change]) -> Iterator[tuple[str, Sample[Change]]]:
    for title, better in (("now right", True), ("no longer right", False)):
        yield title, sample([change for change in changes if change.better == better])


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("fabula", "evaluate/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: CONTROLS.sub("\ufffd", value) if type(value) is str else value,
    )
    environment.filters.update(
        answers=answers,
        flowing=lambda words: _PARAGRAPH.sub(" ¶ ", words),
        points=lambda share: f"{100 * share:.1f}",
        signed=lambda share: f"{100 * share:+.1f}",
    )
    return environment


def _svg(drawing: str) -> Markup:
    return Markup(drawing)  # noqa: S704  drawn here, all words escaped


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
