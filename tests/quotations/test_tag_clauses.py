"""How far a tag clause reaches."""

from __future__ import annotations

import pytest

from fabula.quotations.tags import tag_at


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("said Mr. Hale. He left.", "said Mr. Hale"),
        ("said J. R. Hale, and left.", "said J. R. Hale"),
        ("said Pauric. I'll get the shovel.", "said Pauric"),
        ("Mrs. Long said. Then she left.", "Mrs. Long said"),
    ],
)
def test_a_full_stop_belongs_to_a_title_or_an_initial_only(text: str, tag: str) -> None:
    found = tag_at(text, 0, len(text))
    assert found is not None
    assert text[: found.verb_end] == tag
