"""HTML to text and blocks: what a reader sees, paragraph by paragraph.

Block elements are paragraphs, ``<br>`` is a line end and two of them a paragraph end,
white space collapses, scripts and note marks are dropped. The walk is iterative.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from lxml import etree

from fabula.ingest.blocks import Block, Document, Role, TextBuilder
from fabula.ingest.lines import paragraphs
from fabula.ingest.xml import local, parse_markup
from fabula.schema.story import SourceAnchor

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav"
    " noscript ol p pre section summary table tbody tfoot thead tr ul".split()
)
_DROPPED = frozenset(
    "script style head template svg math object iframe select textarea audio video canvas rt rp"
    " embed applet map button input title".split()
)
_LEVELS = {f"h{n}": n for n in range(1, 7)}
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_AROUND_NEWLINE = re.compile(r" *\n *")
_PARAGRAPH_END = re.compile(r"\n{2,}")
_NOTE_MARK = re.compile(r"[\s\[(]*(?:\d{1,4}|[*†‡§]|[ivx]{1,5})[\s\])]*$")
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_ROLES: dict[str, Role] = {
    "toc": "toc", "doc-toc": "toc", "landmarks": "toc", "page-list": "toc", "loi": "toc",
    "titlepage": "front", "halftitlepage": "front", "copyright-page": "front", "cover": "front",
    "dedication": "front", "imprint": "front", "imprimatur": "front", "colophon": "back",
    "doc-dedication": "front", "doc-colophon": "back", "frontispiece": "front",
    "footnote": "notes", "footnotes": "notes", "endnote": "notes", "endnotes": "notes",
    "rearnote": "notes", "rearnotes": "notes", "doc-footnote": "notes", "doc-endnotes": "notes",
    "doc-endnote": "notes", "acknowledgments": "back", "doc-acknowledgments": "back",
    "bibliography": "back", "index": "back", "glossary": "back", "appendix": "back",
    "doc-appendix": "back", "doc-index": "back", "doc-glossary": "back", "doc-bibliography": "back",
    "copyright": "front", "errata": "back",
}  # fmt: skip
_IDS: dict[str, Role] = {"afterword": "back", "endnotes": "notes"}
_LONG_LINE = 60
_MARK_LENGTH = 8  # characters that no mark of a note has


class HtmlReader:
    """Adds the blocks of one HTML file to ``builder``; ``ids`` maps its ids to block indices."""

    def __init__(self, builder: TextBuilder, file: str, role: Role = "") -> None:
        self._builder = builder
        self._file = file
        self._roles: list[Role] = [role]
        self._level = 0
        self._parts: list[str] = []
        self._counts: Counter[str] = Counter()
        self._element = "body"
        self._gap = 0
        self._rule = False
        self._preformatted = 0
        self.ids: dict[str, int] = {}
        self.title: str | None = None
        self.author: str | None = None

    def read(self, root: etree._Element) -> None:
        self._metadata(root)
        dropped: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start" and dropped is None:
                if self._is_dropped(element):
                    dropped = element
                else:
                    self._open(element)
                    self._text(element.text)
            elif event == "end":
                if dropped is None:
                    self._close(element)
                elif dropped is element:
                    dropped = None
                else:
                    continue
                if element is not root:
                    self._text(element.tail)
            elif event in ("comment", "pi") and dropped is None:
                self._text(element.tail)
        self._flush()

    def _is_dropped(self, element: etree._Element) -> bool:
        name = local(element)
        if name in _DROPPED or element.get("hidden") is not None:
            return True
        if name in ("a", "sup") and len(element) < 3:
            if "noteref" in (element.get(_EPUB_TYPE) or element.get("role") or ""):
                return True
            linked = name == "a" or any(local(child) == "a" for child in element)
            mark = _beginning(element) if linked else ""
            raised = name == "sup" or any(local(child) == "sup" for child in element)
            return (
                linked
                and len(mark) < _MARK_LENGTH
                and (raised or "[" in mark)
                and bool(_NOTE_MARK.match(mark))
            )
        return False

    def _open(self, element: etree._Element) -> None:
        name = local(element)
        if name in _BLOCKS:
            if name != "dd" or not self._parts or self._parts[-1] != "\t":
                self._flush()
            self._counts[name] += 1
            self._element = f"(//{name})[{self._counts[name]}]"
            self._roles.append(self._role(element, name) or self._roles[-1])
            if name == "hr":
                self._rule = True
            elif name in _LEVELS:
                self._level = _LEVELS[name]
            elif name == "pre":
                self._preformatted += 1
        elif name == "br":
            self._parts.append("\n")
        elif name in ("td", "th"):
            self._parts.append(" ")
        for key in ("id", "name"):
            if mark := element.get(key):
                self.ids.setdefault(mark, len(self._builder.blocks))

    def _close(self, element: etree._Element) -> None:
        name = local(element)
        if name not in _BLOCKS:
            return
        if name == "dt":  # its <dd> goes on the same line
            self._parts.append("\t")
            self._roles.pop()
            return
        empty = not self._flush()
        if empty and name == "p" and len(element) < 4 and not (element.text or "").strip():
            self._gap += 1
        self._roles.pop()
        if name in _LEVELS:
            self._level = 0
        elif name == "pre":
            self._preformatted -= 1

    def _role(self, element: etree._Element, name: str) -> Role:
        mark = element.get("id") or ""
        if name == "nav":
            return "toc"
        if mark == "preface" and name == "div":
            return "header"
        if mark in _IDS and name == "div":
            return _IDS[mark]
        types = f"{element.get(_EPUB_TYPE) or ''} {element.get('role') or ''}".lower().split()
        for kind in types:
            if kind in _ROLES:
                return _ROLES[kind]
        classes = (element.get("class") or "").lower().split()
        if "meta" in classes and "group" in classes:  # the head of an AO3 chapter
            return "notes"
        if "footnote" in classes or "footnotes" in classes or "endnotes" in classes:
            return "notes"
        return "toc" if mark in ("toc", "toc-page") or "toc" in classes else ""

    def _text(self, text: str | None) -> None:
        if text:
            text = text.translate(_INVISIBLE) if not text.isascii() else text
            self._parts.append(text if self._preformatted else _SPACE.sub(" ", text))

    def _flush(self) -> bool:
        """End the current block; False if it had no text."""
        if not self._parts:
            return False
        raw = "".join(self._parts)
        self._parts = []
        if self._preformatted:
            return self._flush_lines(raw)
        added = False
        pending = 0
        collapsed = _AROUND_NEWLINE.sub("\n", _SPACE_RUN.sub(" ", raw.replace("\t", " ")))
        for piece in _split_paragraphs(collapsed):
            if not piece:
                pending += 1
                continue
            self._add(piece, pending if added else 0)
            pending = 0
            added = True
        return added

    def _flush_lines(self, raw: str) -> bool:
        blocks = paragraphs(raw)
        for block in blocks:
            self._add(raw[block.start : block.end].replace("\r\n", "\n"), 0 if block.gap < 2 else 1)
        return bool(blocks)

    def _add(self, text: str, gap: int) -> None:
        self._builder.add(
            text,
            self._file,
            self._element,
            gap=self._gap + gap,
            level=self._level,
            role=self._roles[-1],
            rule=self._rule,
        )
        self._gap, self._rule = 0, False

    def _metadata(self, root: etree._Element) -> None:
        preface = False
        for element in root.iter():
            name = local(element)
            if name == "title" and self.title is None:
                self.title = _words(element)
            elif name == "meta" and (element.get("name") or "").lower() == "author":
                self.author = (element.get("content") or "").strip() or None
            elif name == "a" and element.get("rel") == "author" and self.author is None:
                self.author = _words(element)
            elif name == "div" and not preface and element.get("id") == "preface":
                preface = True
                heading = next((e for e in element.iter() if local(e) in ("h1", "b")), None)
                self.title = (_words(heading) if heading is not None else None) or self.title


_SPACE_RUN = re.compile(r" {2,}")


def _split_paragraphs(text: str) -> list[str]:
    """At two line ends; more than two leave empty pieces, one for each."""
    pieces: list[str] = []
    end = 0
    for match in _PARAGRAPH_END.finditer(text):
        pieces.append(text[end : match.start()].strip())
        pieces.extend([""] * (len(match[0]) - 2))
        end = match.end()
    pieces.append(text[end:].strip())
    return pieces


def _beginning(element: etree._Element) -> str:
    """What the element says, as far as it may be the mark of a note; it may hold a book."""
    mark = ""
    for piece in element.itertext():
        mark += str(piece)
        if len(mark) >= _MARK_LENGTH:
            break
    return mark


def _words(element: etree._Element) -> str | None:
    return " ".join("".join(str(piece) for piece in element.itertext()).split()) or None


def read_html(text: str, file: str, encoding: str, path: str) -> Document:
    """Raises ``LimitExceeded`` for markup nested too deep."""
    builder = TextBuilder()
    root = parse_markup(text, path)
    if root is None:
        return Document("", (), encoding=encoding)
    reader = HtmlReader(builder, file)
    reader.read(root)
    document = Document(
        builder.text(),
        tuple(builder.blocks),
        title=reader.title,
        author=reader.author,
        encoding=encoding,
        anchors=tuple(builder.anchors),
    )
    return split_line_paragraphs(document)


def split_line_paragraphs(document: Document) -> Document:
    """Where most of the text stands in blocks of long ``<br>`` lines, each is a paragraph."""
    inside = 0
    for block in document.blocks:
        size = block.end - block.start
        if document.text.count("\n", block.start, block.end) >= 4:
            lines = document.text.count("\n", block.start, block.end) + 1
            inside += size if size > _LONG_LINE * lines else 0
    if inside * 2 < len(document.text):
        return document
    old = list(zip(document.blocks, document.anchors, strict=True))
    blocks: list[Block] = []
    anchors: list[SourceAnchor] = []
    first: list[int] = []
    for block, anchor in old:
        first.append(len(blocks))
        for part in paragraphs_of_lines(document.text, block.start, block.end):
            opening = part[0] == block.start
            blocks.append(
                replace(
                    block,
                    start=part[0],
                    end=part[1],
                    gap=block.gap if opening else 0,
                    rule=block.rule and opening,
                )
            )
            anchors.append(replace(anchor, start=part[0]))
    toc = tuple(replace(e, block=first[e.block]) for e in document.toc if e.block < len(first))
    return replace(document, blocks=tuple(blocks), anchors=tuple(anchors), toc=toc)


def paragraphs_of_lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if text[at:stop].strip():
            spans.append((at, stop))
        at = stop + 1
    return spans
