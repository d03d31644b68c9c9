"""Script and chat lines: the speaker is the label before the line."""

from __future__ import annotations

from fabula.resolve.speakers.page import Page
from fabula.resolve.speakers.subjects import Person, person_of
from fabula.resolve.speakers.tags import Tag
from fabula.schema.spans import Quotation

_LABEL_REACH = 80
_TRIM = " \t\r\n:.<>[](){}*_-—–@|>"


def label_tag(page: Page, quotation: Quotation) -> Tag | None:
    """The label of a ``script`` or ``chat`` quotation: ``ANN: ...``, ``[Ann] ...``."""
    start, end = quotation.spans[0]
    text = page.story.text
    line = text.rfind("\n", max(0, start - _LABEL_REACH), start) + 1
    if not text[line:start].strip(_TRIM):
        line, start = start, min(end, start + _LABEL_REACH)
        stop = text.find(":", line, start)
    else:
        line = max(line, start - _LABEL_REACH)
        # The last colon: the first may stand in the clock time of a chat line.
        stop = text.rfind(":", line, start)
    lo, hi = page.rows((line, stop if stop > line else start))
    for row in range(lo, hi):
        index = page.at.get(row)
        if index is not None and page.mentions[index].kind != "PRON":
            person = person_of(page, index)
            return Tag(person, (), person.span, 1.0)
        name = page.name_at(row, hi)
        if name is not None:
            person = Person(page.span(row, name[1]), "PROP", name[0], None, 0.9)
            return Tag(person, (), person.span, 1.0)
    return None
