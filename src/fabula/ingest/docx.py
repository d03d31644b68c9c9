"""DOCX: mammoth turns it into clean HTML, which takes the HTML path."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import replace

import mammoth
from lxml import etree

from fabula.errors import BrokenBook, EncryptedBook, LimitExceeded
from fabula.ingest.blocks import Document
from fabula.ingest.html import read_html
from fabula.ingest.limits import MAX_MARKUP_DEPTH, Archive
from fabula.ingest.xml import check_xml, parse_xml

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def read_docx(archive: Archive, data: bytes, path: str) -> Document:
    """Raises ``BrokenBook``, ``EncryptedBook`` or ``LimitExceeded``."""
    if "EncryptedPackage" in archive:
        raise EncryptedBook("this document is locked.", "Save it without a password.", path=path)
    # mammoth unpacks and parses by itself, and what by no rule of ours: the limits come before
    for content in archive.contents():
        with suppress(BrokenBook):
            check_xml(content, path)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            ignore_empty_paragraphs=False,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
        ).value
    except RecursionError as trouble:
        raise LimitExceeded(
            f"markup is nested deeper than {MAX_MARKUP_DEPTH} elements.",
            "Save the document anew in your word processor.",
            path=path,
            limit="markup-depth",
        ) from trouble
    except Exception as trouble:  # mammoth raises whatever its parsers raise
        raise BrokenBook(
            "this DOCX file is damaged.", "Open it in Word and save it again.", path=path
        ) from trouble
    document = read_html(html, "word/document.xml", "utf-8", path)
    title, author = _properties(archive, path)
    return replace(document, title=title or document.title, author=author or document.author)


def _properties(archive: Archive, path: str) -> tuple[str | None, str | None]:
    if "docProps/core.xml" not in archive:
        return None, None
    try:
        root = parse_xml(archive.read("docProps/core.xml"), path)
    except BrokenBook:
        return None, None
    return _text(root, "title"), _text(root, "creator")


def _text(root: etree._Element, name: str) -> str | None:
    found = root.findtext(f".//{_DUBLIN_CORE}{name}")
    return " ".join(found.split()) or None if found else None
