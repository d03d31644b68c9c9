"""Tiny books of every kind, which the parsing child reads before it is locked in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
_PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
    '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
)
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def books(paragraph: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of a book with this one paragraph, for each kind of file."""
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
        f"<body><p>{paragraph}</p></body></html>"
    )
    word = f'<w:p><w:r><w:t xml:space="preserve">{paragraph}</w:t></w:r></w:p>'
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{word}</w:body></w:document>'
    yield "a.txt", paragraph.encode("utf-8")
    yield "b.txt", paragraph.encode("cp1252")
    yield "a.md", f"# One\n\n{paragraph}".encode()
    yield "a.html", page.encode("utf-8")
    yield "b.html", f"<p>{paragraph}<p>&nbsp;<b>{paragraph}".encode("cp1252")
    container = {"META-INF/container.xml": _CONTAINER, "book.opf": _PACKAGE, "a.xhtml": page}
    yield "a.epub", _zipped({"mimetype": "application/epub+zip", **container})
    office = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS}
    yield "a.docx", _zipped({**office, "word/document.xml": document})


def _zipped(members: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()
