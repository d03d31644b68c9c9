"""Script and chat lines: the speaker is the label before the line."""

from __future__ import annotations

from fabula.resolve.labels import label_span
from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.subjects import Person, person_of
from fabula.resolve.speakers.tags import Tag
from fabula.schema.spans import Quotation


def label_tag(page: Page, quotation: Quotation) -> Tag | None:
    """The label of a ``script`` or ``chat`` quotation: ``ANN: ...``, ``[Ann] ...``."""
    span = label_span(page.story.text, quotation)
    if span is None:
        return None
    lo, hi = page.rows(span)
    for row in range(lo, hi):
        index = page.naming.get(hi - 1, page.at.get(row)) if row == lo else page.at.get(row)
        if index is not None and page.mentions[index].kind != "PRON":
            person = person_of(page, index)
            return Tag(person, (), person.span, 1.0)
        name = page.name_at(row, hi)
        if name is not None:
            person = Person(page.span(row, name[1]), "PROP", name[0], None, 0.9)
            return Tag(person, (), person.span, 1.0)
    return None
