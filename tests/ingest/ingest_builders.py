"""Books built by hand for the tests: EPUB, DOCX, AO3 and FanFicFare downloads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

PARAGRAPHS = (
    "It was raining when Ann got off the train, and the platform was empty.",
    "“You came,” said Bo. He stood under the clock with his hat in his hands.",
    "“I said I would,” said Ann, and gave him her bag.",
    "They did not speak again until they had come to the gate of the house.",
)

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" '
    'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile '
    'full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def xhtml(body: str, title: str = "x", attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{title}</title></head>'
        f"<body {attributes}>{body}</body></html>"
    )


def ps(paragraphs: Sequence[str] = PARAGRAPHS) -> str:
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def epub(
    files: Mapping[str, str],
    toc: Sequence[tuple[str, str]] = (),
    *,
    nav: bool = True,
    title: str = "The Long Way Home",
    extra: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An EPUB with ``files`` as its spine and ``toc`` (title, href) as nav or as NCX."""
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(files)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(files)))
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
    }
    if toc and nav:
        links = "".join(f'<li><a href="{href}">{name}</a></li>' for name, href in toc)
        members["OEBPS/nav.xhtml"] = xhtml(f'<nav epub:type="toc"><ol>{links}</ol></nav>')
        items += (
            '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        )
    elif toc:
        points = "".join(
            f'<navPoint id="n{n}" playOrder="{n}"><navLabel><text>{name}</text></navLabel>'
            f'<content src="{href}"/></navPoint>'
            for n, (name, href) in enumerate(toc)
        )
        members["OEBPS/toc.ncx"] = (
            '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
            + points
            + "</navMap></ncx>"
        )
        items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    members["OEBPS/content.opf"] = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>Ann Delaney</dc:creator>"
        f"<dc:language>en</dc:language></metadata><manifest>{items}</manifest>"
        f'<spine toc="ncx">{spine}</spine></package>'
    )
    members |= {f"OEBPS/{name}": content for name, content in files.items()}
    members |= extra or {}
    return zipped(members)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(paragraphs: Sequence[tuple[str, str]], core: str = "") -> bytes:
    """A DOCX of (style, text) paragraphs."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        if style
        else f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{name}"/></w:style>'
        for i, name in (("Title", "Title"), ("Heading1", "heading 1"))
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
            '.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/styles" Target="styles.xml"/></Relationships>'
        ),
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
    }
    if core:
        members["docProps/core.xml"] = core
    return zipped(members)


AO3_PREFACE = """
<div id="preface">
  <p class="message"><b>The Long Way Home</b><br/>
  Posted originally on the <a href="http://archive.example.org/">Archive of Our Own</a> at
  <a href="http://archive.example.org/works/1">http://archive.example.org/works/1</a>.</p>
  <div class="meta">
    <dl class="tags">
      <dt>Rating:</dt><dd><a href="x">Mature</a></dd>
      <dt>Archive Warning:</dt><dd><a href="x">Graphic Depictions Of Violence</a>,
        <a href="x">Major Character Death</a></dd>
      <dt>Category:</dt><dd><a href="x">F/M</a></dd>
      <dt>Fandom:</dt><dd><a href="x">The Clock Tower - M. Carr</a></dd>
      <dt>Relationship:</dt><dd><a href="x">Ann Delaney/Bo Hart</a>,
        <a href="x">Ann Delaney &amp; Carl</a></dd>
      <dt>Character:</dt><dd><a href="x">Ann Delaney</a>, <a href="x">Bo Hart</a></dd>
      <dt>Additional Tags:</dt><dd><a href="x">Slow Burn</a>, <a href="x">Rain</a></dd>
      <dt>Language:</dt><dd>English</dd>
      <dt>Stats:</dt><dd>Published: 2020-01-01 Words: 123 Chapters: 2/2</dd>
    </dl>
    <h1>The Long Way Home</h1>
    <div class="byline">by <a rel="author" href="x">moonwriter</a></div>
    <p>Summary</p>
    <blockquote class="userstuff"><p>Bo comes home.</p><p>Nobody is glad.</p></blockquote>
    <p>Notes</p>
    <blockquote class="userstuff"><p>For Dee, who asked.</p></blockquote>
  </div>
</div>
"""

AO3_AFTERWORD = """
<div id="afterword"><div id="endnotes"><p>End Notes</p>
<blockquote class="userstuff"><p>Thank you all!</p></blockquote></div>
<p class="message">Please <a href="x">drop by the Archive and comment</a> to let the creator
know if you enjoyed their work!</p></div>
"""


def ao3_chapter(heading: str, paragraphs: Sequence[str], note: str = "") -> str:
    notes = (
        f'<p>Chapter Notes</p><blockquote class="userstuff"><p>{note}</p></blockquote>'
        if note
        else ""
    )
    return (
        f'<div class="meta group"><h2 class="heading">{heading}</h2>{notes}</div>'
        f'<div class="userstuff">{ps(paragraphs)}</div>'
    )


def ao3_html() -> str:
    chapters = ao3_chapter("Chapter 1: The Train", PARAGRAPHS[:2], "Mind the rain.") + ao3_chapter(
        "Chapter 2: The House", PARAGRAPHS[2:]
    )
    return (
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'><html><head><title>"
        "The Long Way Home - moonwriter - The Clock Tower</title><style>p{}</style></head><body>"
        f'{AO3_PREFACE}<div id="chapters" class="userstuff">{chapters}</div>{AO3_AFTERWORD}'
        "</body></html>"
    )


def ao3_epub() -> bytes:
    files = {
        "preface.xhtml": xhtml(AO3_PREFACE),
        "c1.xhtml": xhtml(ao3_chapter("Chapter 1: The Train", PARAGRAPHS[:2], "Mind the rain.")),
        "c2.xhtml": xhtml(ao3_chapter("Chapter 2: The House", PARAGRAPHS[2:])),
        "after.xhtml": xhtml(AO3_AFTERWORD),
    }
    toc = (
        ("Preface", "preface.xhtml"),
        ("Chapter 1: The Train", "c1.xhtml"),
        ("Chapter 2: The House", "c2.xhtml"),
        ("Afterword", "after.xhtml"),
    )
    return epub(files, toc)


FFF_TITLE_PAGE = """
<h3><a href="x">The Long Way Home</a> by <a class="authorlink" href="x">moonwriter</a></h3>
<div>
<b>Category:</b> The Clock Tower<br />
<b>Genre:</b> Drama<br />
<b>Language:</b> English<br />
<b>Characters:</b> Ann, Bo<br />
<b>Status:</b> Completed<br />
<b>Published:</b> 2012-05-05<br />
<b>Rating:</b> T<br />
<b>Chapters:</b> 2<br />
<b>Words:</b> 1,234<br />
<b>Publisher:</b> archive.example.org<br />
<b>Summary:</b> Bo comes home after seven years.<br />
</div>
"""
