"""A Story as bytes, for the pipe between the parsing child and its parent.

JSON, because the parent must be able to read what a child sent that a book has taken over.
"""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from typing import Any

from fabula.schema.story import (
    Division,
    Header,
    Paragraph,
    SceneBreak,
    SourceAnchor,
    Story,
)

_ROWS = {
    "divisions": Division,
    "paragraphs": Paragraph,
    "breaks": SceneBreak,
    "anchors": SourceAnchor,
}
_PLAIN = ("text", "source", "sha256", "title", "author", "language", "encoding")
_LISTS = ("warnings", "fandoms", "relationships", "characters")


def pack(story: Story) -> bytes:
    """The bytes ``unpack`` understands; lone surrogates pass."""
    record: dict[str, Any] = {name: getattr(story, name) for name in _PLAIN}
    record["header"] = asdict(story.header)
    for name in _ROWS:
        record[name] = [astuple(row) for row in getattr(story, name)]
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def unpack(data: bytes) -> Story:
    """The Story in ``data``. Raises ValueError where it is none, or its spans leave the text."""
    try:
        record = json.loads(data.decode("utf-8", "surrogatepass"))
        header = record["header"]
        rows = {
            name: tuple(kind(*values) for values in record[name]) for name, kind in _ROWS.items()
        }
        plain = {name: record[name] for name in _PLAIN}
        lists = {name: tuple(header[name]) for name in _LISTS}
        fields: dict[str, Any] = {**plain, **rows, "header": Header(**{**header, **lists})}
        story = Story(**fields)
        _check(story)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no story: {error!r}") from error
    return story


def _check(story: Story) -> None:
    size = len(story.text)
    spans = [(d.start, d.end) for d in story.divisions]
    spans += [(p.start, p.end) for p in story.paragraphs]
    if any(not 0 <= start <= end <= size for start, end in spans):
        raise ValueError("a span leaves the text")
    offsets = [b.at for b in story.breaks] + [a.start for a in story.anchors]
    if any(not 0 <= offset <= size for offset in offsets):
        raise ValueError("an offset leaves the text")
