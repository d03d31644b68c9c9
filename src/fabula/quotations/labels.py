"""Lines that name their speaker: ``ANN: Where were you?`` and ``<ann> hi``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.quotations.convention import (
    CHAT_LABEL,
    Convention,
    chat_name,
    lines_of,
    script_label,
)
from fabula.schema.story import Span

_DIRECTION = re.compile(r"\s*(?:[(\[][^()\[\]\n]{0,200}[)\]]\s*)?")
_OPENS_QUOTED = frozenset("\"“'‘«»„「")


@dataclass(frozen=True, slots=True)
class Line:
    """What a labelled line says, without its label and its leading stage direction."""

    span: Span
    marks: str


def labelled_lines(text: str, start: int, end: int, convention: Convention) -> list[Line]:
    """The spoken part of each labelled line; a line without label goes on with the last one.

    Empty where the text after the label has quotation marks of its own.
    """
    if not (convention.labels or convention.handles):
        return []
    lines: list[Line] = []
    for at, stop in lines_of(text, start, end):
        label = _label(text, at, stop, convention)
        if label is None:
            if not lines:
                return []
            lines[-1] = Line((lines[-1].span[0], stop), lines[-1].marks)
            continue
        after, marks = label
        direction = _DIRECTION.match(text, after, stop)
        first = direction.end() if direction else after
        if first < stop and text[first] not in _OPENS_QUOTED:
            lines.append(Line((first, stop), marks))
    return lines


def _label(text: str, at: int, stop: int, convention: Convention) -> tuple[int, str] | None:
    chat = CHAT_LABEL.match(text, at, stop) if convention.handles else None
    if chat and chat_name(chat) in convention.handles:
        return chat.end(), "chat"
    script = script_label(text, at, stop)
    if script and script["name"] in convention.labels:
        return script.end(), "script"
    return None
