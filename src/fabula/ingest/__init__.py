"""Stage 1: one file of any kind to a ``Story``: its text, and what each part of it is."""

from __future__ import annotations

import hashlib
import string
from pathlib import Path

from fabula.errors import EmptyFile, InputError, LimitExceeded
from fabula.ingest.language import require_english
from fabula.ingest.limits import MAX_FILE_BYTES
from fabula.ingest.readers import read_document
from fabula.ingest.structure import build_story
from fabula.ingest.txt import read_txt
from fabula.schema.story import Story

__all__ = ["file_bytes", "read_story", "story_from_bytes", "story_from_text"]


_INVISIBLE = string.whitespace + "\u200b\u200c\u200d\u2060\ufeff"


def read_story(path: str | Path) -> Story:
    """Read a .txt, .md, .html, .epub or .docx file.

    Offsets of the result are code points into its ``text``, which for a UTF-8 .txt is the
    file itself. Raises ``InputError`` or one of its kinds, and nothing else.
    """
    return story_from_bytes(file_bytes(path), str(path))


def story_from_bytes(data: bytes, source: str) -> Story:
    """The same for a file already in memory; ``source`` is its name, with its suffix."""
    if not data:
        raise _empty(source)
    document = read_document(data, Path(source))
    if not document.text.strip().strip(_INVISIBLE):
        raise _empty(source)
    story = build_story(document, source, hashlib.sha256(data).hexdigest())
    _require_english(story)
    return story


def story_from_text(text: str, source: str = "<text>") -> Story:
    """The same for a plain text already in memory; offsets are into ``text``."""
    if not text.strip().strip(_INVISIBLE):
        raise _empty(source)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    story = build_story(read_txt(text, "utf-8"), source, digest)
    _require_english(story)
    return story


def file_bytes(path: str | Path) -> bytes:
    """What is in the file, within the limit of its size. Raises ``InputError``."""
    path = Path(path)
    try:
        if path.is_dir():
            raise InputError("this is a folder.", "Name a file in it.", path=str(path))
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as trouble:
        raise InputError("there is no such file.", "Check the path.", path=str(path)) from trouble
    except (OSError, ValueError) as trouble:
        raise InputError(
            f"the file cannot be read ({trouble}).", "Check its permissions.", path=str(path)
        ) from trouble
    if len(data) > MAX_FILE_BYTES:
        raise LimitExceeded(
            f"the file is larger than {MAX_FILE_BYTES >> 20} MiB.",
            "Split it into single works.",
            path=str(path),
            limit="file-bytes",
        )
    return data


def _require_english(story: Story) -> None:
    text = "\n".join(story.text[p.start : p.end] for p in story.paragraphs if p.kind == "text")
    require_english(text, story.source)


def _empty(path: str) -> EmptyFile:
    return EmptyFile("the file is empty.", "Give Fabula a file with a story in it.", path=path)
