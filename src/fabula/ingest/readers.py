"""Which reader a file needs: by what its bytes are first, by its name second."""

from __future__ import annotations

import re
from pathlib import Path

from fabula.errors import BinaryFile, BrokenBook, EncryptedBook, UnknownType
from fabula.ingest.blocks import Document
from fabula.ingest.decode import decode
from fabula.ingest.docx import read_docx
from fabula.ingest.epub import read_epub
from fabula.ingest.html import read_html
from fabula.ingest.limits import Archive
from fabula.ingest.markdown import read_markdown
from fabula.ingest.txt import read_txt

_TXT = frozenset({".txt", ".text", ".utf8", ".asc", ""})
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_HTML = frozenset({".html", ".htm", ".xhtml", ".xht"})
_ZIPPED = frozenset({".epub", ".docx"})
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,3}<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_CONVERT = "Convert it to .epub, .docx, .html or .txt first (Calibre's ebook-convert does)."


def read_document(data: bytes, path: Path) -> Document:
    """The document in ``data``. Raises kinds of ``InputError``."""
    name, suffix = str(path), path.suffix.lower()
    _refuse_known_others(data, name, suffix)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_zip(data, name)
    if suffix in _ZIPPED:
        raise BrokenBook(
            f"this is no {suffix} file: the zip container is missing.",
            "Download or export it again.",
            path=name,
        )
    if suffix not in _TXT | _MARKDOWN | _HTML:
        decode(data, name)  # binary data gets the clearer message
        raise UnknownType(
            f"no reader for {suffix!r} files.",
            "Give Fabula a .txt, .md, .html, .epub or .docx file; rename plain text to .txt.",
            path=name,
        )
    if suffix in _HTML:
        text, encoding = decode(data, name, markup=True)
        return read_html(text, path.name, encoding, name)
    text, encoding = decode(data, name)
    if _MARKUP.match(text):
        return read_html(text, path.name, encoding, name)
    if suffix in _MARKDOWN:
        return read_markdown(text, path.name, encoding)
    return read_txt(text, encoding)


def _read_zip(data: bytes, name: str) -> Document:
    archive = Archive(data, name)
    if "word/document.xml" in archive:
        return read_docx(archive, data, name)
    if "META-INF/container.xml" in archive or "mimetype" in archive:
        return read_epub(archive, name)
    raise UnknownType("a zip file that is no EPUB and no DOCX.", "Unpack it first.", path=name)


def _refuse_known_others(data: bytes, name: str, suffix: str) -> None:
    if data.startswith(b"%PDF"):
        raise UnknownType("this is a PDF.", _CONVERT, path=name)
    if data.startswith(b"{\\rtf"):
        raise UnknownType("this is an RTF file.", _CONVERT, path=name)
    if data[60:68] in (b"BOOKMOBI", b"TEXtREAd"):
        raise UnknownType("this is a Kindle or Mobipocket book.", _CONVERT, path=name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if suffix == ".docx":
            raise EncryptedBook(
                "this document is locked by a password.",
                "Open it in Word and save it without one.",
                path=name,
            )
        raise UnknownType("this is an old Word document.", "Save it as .docx.", path=name)
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")):
        raise BinaryFile("this is binary data, not text.", _CONVERT, path=name)
