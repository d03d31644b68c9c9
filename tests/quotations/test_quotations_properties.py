"""What must hold for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.quotations import find_quotations
from fabula.schema.story import Paragraph, Span, Story

_PARTS = st.sampled_from(
    [
        "Ann",
        " said ",
        "he ",
        "go",
        "goin'",
        ", ",
        ". ",
        "? ",
        "\n",
        " ",
        '"',
        "'",
        "“",
        "”",
        "‘",
        "’",
        "«",
        "»",
        "„",
        "「",
        "」",
        "``",
        "''",
        "—",
        "--",
        "ANN: ",
        "<bo> ",
        "[12:03] bo: ",
        "_",
    ]
)
_PARAGRAPHS = st.lists(st.lists(_PARTS, max_size=25).map("".join), max_size=6)


def _story(texts: list[str]) -> Story:
    blocks, at = [], 0
    for text in texts:
        blocks.append(Paragraph(at, at + len(text)))
        at += len(text) + 2
    return Story("\n\n".join(texts), "test", "", paragraphs=tuple(blocks))


@given(_PARAGRAPHS)
@settings(max_examples=200, deadline=None)
def test_spans_are_sorted_disjoint_and_nested(texts: list[str]) -> None:
    told = _story(texts)
    quotations = find_quotations(told)
    inside = [(block.start, block.end) for block in told.paragraphs]
    siblings: dict[int | None, list[Span]] = {}
    for i, quotation in enumerate(quotations):
        assert quotation.spans
        assert list(quotation.spans) == sorted(quotation.spans)
        for start, end in quotation.spans:
            assert start < end
            assert any(a <= start and end <= b for a, b in inside)
        siblings.setdefault(quotation.parent, []).extend(quotation.spans)
        if quotation.parent is not None:
            assert quotation.parent < i
            around = quotations[quotation.parent].spans
            for start, end in quotation.spans:
                assert any(a <= start and end <= b for a, b in around)
    for spans in siblings.values():
        spans.sort()
        assert all(one[1] <= two[0] for one, two in pairwise(spans))
    starts = [quotation.spans[0][0] for quotation in quotations]
    assert starts == sorted(starts)


_DIALOGUE = [
    '"Where were you?" said Ann. "I looked."',
    '"Out," said Bo.',
    "Nobody spoke. The rain came down on the boys' tents.",
    '"The \'dog\' again," she said, "and the cat."',
    '"Yes," he said.',
    'He said "no" at last.',
]


@given(st.integers(0, len(_DIALOGUE) - 1), st.data())
@settings(max_examples=150, deadline=None)
def test_a_stray_mark_harms_its_paragraph_only(index: int, data: st.DataObject) -> None:
    text = _DIALOGUE[index]
    at = data.draw(st.integers(0, len(text)))
    stray = data.draw(st.sampled_from(['"', "“", "'", "«"]))
    broken = [*_DIALOGUE]
    broken[index] = text[:at] + stray + text[at:]
    assert _by_paragraph(_DIALOGUE, index) == _by_paragraph(broken, index)


def _by_paragraph(texts: list[str], left_out: int) -> list[list[str]]:
    told = _story(texts)
    spans = [span for quotation in find_quotations(told) for span in quotation.spans]
    return [
        [told.text[a:b] for a, b in spans if block.start <= a < block.end]
        for i, block in enumerate(told.paragraphs)
        if i != left_out
    ]


@pytest.mark.parametrize(
    "unit", ['"', "'", "“", '"Go!" ', "— said he, ", "'a", "a'", "``", "«", "x"]
)
def test_one_endless_paragraph_is_read(unit: str) -> None:
    told = _story([unit * (20_000 // len(unit))])
    find_quotations(told)
