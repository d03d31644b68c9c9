"""EPUB: container, package, spine and table of contents, read from memory."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from fabula.errors import BrokenBook, EncryptedBook
from fabula.ingest.blocks import Document, Role, TextBuilder, TocEntry
from fabula.ingest.decode import decode
from fabula.ingest.html import HtmlReader, split_line_paragraphs
from fabula.ingest.limits import Archive
from fabula.ingest.xml import local, parse_markup, parse_xml

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_TEXT_TYPES = frozenset(
    {"application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml"}
)
_GUIDE: dict[str, Role] = {
    "cover": "front",
    "title-page": "front",
    "titlepage": "front",
    "copyright-page": "front",
    "dedication": "front",
    "toc": "toc",
    "loi": "toc",
    "index": "back",
    "glossary": "back",
    "colophon": "back",
    "bibliography": "back",
    "acknowledgements": "back",
}


@dataclass
class _Item:
    path: str
    media_type: str
    properties: str = ""


@dataclass
class _Package:
    """What the OPF file says. ``spine``: items in reading order, with ``linear``."""

    folder: str
    items: dict[str, _Item] = field(default_factory=dict)
    spine: list[tuple[_Item, bool]] = field(default_factory=list)
    ncx: str | None = None
    guide: dict[str, Role] = field(default_factory=dict)
    title: str | None = None
    authors: list[str] = field(default_factory=list)


def read_epub(archive: Archive, path: str) -> Document:
    """Raises ``BrokenBook``, ``EncryptedBook`` or ``LimitExceeded``."""
    _refuse_drm(archive, path)
    package = _read_package(archive, path)
    builder = TextBuilder()
    starts: dict[str, int] = {}
    ids: dict[str, dict[str, int]] = {}
    for item, linear in package.spine:
        if item.path in starts or item.path not in archive:
            continue
        starts[item.path] = len(builder.blocks)
        role = package.guide.get(item.path, "")
        if "nav" in item.properties.split():
            role = "toc"
        text, _ = decode(archive.read(item.path), path, markup=True)
        root = parse_markup(text, path)
        if root is not None:
            reader = HtmlReader(builder, item.path, role or ("" if linear else "notes"))
            reader.read(root)
            ids[item.path] = reader.ids
    if not starts:
        raise _broken("none of the files of its spine is there", path)
    document = Document(
        builder.text(),
        tuple(builder.blocks),
        title=package.title,
        author=", ".join(package.authors) or None,
        toc=_table_of_contents(archive, package, starts, ids, len(builder.blocks), path),
        anchors=tuple(builder.anchors),
    )
    return split_line_paragraphs(document)


def _refuse_drm(archive: Archive, path: str) -> None:
    """Obfuscated fonts are no lock; anything else encrypted is."""
    locked = "META-INF/rights.xml" in archive and _ENCRYPTION in archive
    if _ENCRYPTION in archive:
        for element in parse_xml(archive.read(_ENCRYPTION), path).iter():
            if local(element) == "encryptionmethod":
                method = element.get("Algorithm") or ""
                locked = locked or method not in _FONT_METHODS
    if locked or "META-INF/license.lcpl" in archive:
        raise EncryptedBook(
            "this book is locked by DRM.", "Get a copy without DRM from the shop.", path=path
        )


def _read_package(archive: Archive, path: str) -> _Package:
    package_path = _package_path(archive, path)
    root = parse_xml(archive.read(package_path), path)
    package = _Package(posixpath.dirname(package_path))
    spine: list[tuple[str, bool]] = []
    ncx_id = None
    for element in root.iter():
        name = local(element)
        if name == "item":
            package.items[element.get("id") or ""] = _Item(
                _resolve(package.folder, element.get("href") or ""),
                element.get("media-type") or "",
                element.get("properties") or "",
            )
        elif name == "spine":
            ncx_id = element.get("toc")
        elif name == "itemref":
            spine.append((element.get("idref") or "", element.get("linear") != "no"))
        elif name == "reference":
            target = _resolve(package.folder, (element.get("href") or "").partition("#")[0])
            if role := _GUIDE.get((element.get("type") or "").lower(), ""):
                package.guide[target] = role
        else:
            _metadata(package, name, element)
    for reference, linear in spine:
        item = package.items.get(reference)
        if item and (item.media_type in _TEXT_TYPES or item.path.endswith(("html", "htm"))):
            package.spine.append((item, linear))
    ncx = package.items.get(ncx_id or "") or next(
        (i for i in package.items.values() if i.media_type == "application/x-dtbncx+xml"), None
    )
    package.ncx = ncx.path if ncx else None
    return package


def _metadata(package: _Package, name: str, element: etree._Element) -> None:
    words = " ".join((element.text or "").split())
    if name == "title" and words:
        package.title = package.title or words
    elif name == "creator" and words:
        package.authors.append(words)


def _package_path(archive: Archive, path: str) -> str:
    if _CONTAINER in archive:
        for element in parse_xml(archive.read(_CONTAINER), path).iter():
            if local(element) == "rootfile" and (full := element.get("full-path")):
                return _resolve("", full)
    for name in archive.names:
        if name.endswith(".opf"):
            return name
    raise _broken("it does not say where its parts are (no package file)", path)


def _table_of_contents(
    archive: Archive,
    package: _Package,
    starts: dict[str, int],
    ids: dict[str, dict[str, int]],
    count: int,
    path: str,
) -> tuple[TocEntry, ...]:
    """Entries in reading order; one a block, the outermost where several point to it."""
    entries: dict[int, TocEntry] = {}
    for target, title, depth in _toc_links(archive, package, path):
        file, _, fragment = target.partition("#")
        if file not in starts or not title:
            continue
        block = ids.get(file, {}).get(fragment, starts[file]) if fragment else starts[file]
        if block < count and block not in entries:
            entries[block] = TocEntry(block, title, depth)
    return tuple(entries[block] for block in sorted(entries))


def _toc_links(archive: Archive, package: _Package, path: str) -> Iterator[tuple[str, str, int]]:
    """Target path, title and depth of the entries of the nav document or else the NCX."""
    nav = next((i.path for i in package.items.values() if "nav" in i.properties.split()), None)
    found = False
    if nav and nav in archive:
        text, _ = decode(archive.read(nav), path, markup=True)
        root = parse_markup(text, path)
        for link in _nav_links(root) if root is not None else ():
            found = True
            yield _resolve(posixpath.dirname(nav), link[0]), link[1], link[2]
    if not found and package.ncx and package.ncx in archive:
        try:
            root = parse_xml(archive.read(package.ncx), path)
        except BrokenBook:
            return
        for link in _ncx_links(root):
            yield _resolve(posixpath.dirname(package.ncx), link[0]), link[1], link[2]


def _nav_links(root: etree._Element) -> Iterator[tuple[str, str, int]]:
    inside = False
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        change = 1 if event == "start" else -1
        if name == "nav":
            kind = " ".join(v for k, v in element.attrib.items() if str(k).endswith(("type", "id")))
            inside = event == "start" and ("toc" in kind or not kind)
            depth = 0
        elif name == "ol" and inside:
            depth += change
        elif name == "a" and inside and event == "start" and element.get("href"):
            title = " ".join("".join(str(piece) for piece in element.itertext()).split())
            yield element.get("href") or "", title, max(depth - 1, 0)


def _ncx_links(root: etree._Element) -> Iterator[tuple[str, str, int]]:
    depth = -1
    title = ""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if name == "navpoint":
            depth += 1 if event == "start" else -1
        elif event == "end" and name == "text" and depth >= 0:
            title = " ".join((element.text or "").split())
        elif event == "end" and name == "content" and depth >= 0 and element.get("src"):
            yield element.get("src") or "", title, depth


def _resolve(folder: str, href: str) -> str:
    file, mark, fragment = href.partition("#")
    joined = posixpath.normpath(posixpath.join(folder, unquote(file))) if file else ""
    return joined.lstrip("/") + (mark + unquote(fragment) if fragment else "")


def _broken(what: str, path: str) -> BrokenBook:
    return BrokenBook(f"{what}.", "Download or export the book again.", path=path)
