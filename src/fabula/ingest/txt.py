"""Plain text: the story's text is the file itself, offsets unshifted."""

from __future__ import annotations

from fabula.ingest.blocks import Document
from fabula.ingest.lines import paragraphs


def read_txt(text: str, encoding: str) -> Document:
    return Document(text, tuple(paragraphs(text)), encoding=encoding)
