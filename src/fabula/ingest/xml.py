"""Untrusted XML and HTML to element trees: no entities, no DTD, no network, bounded size."""

from __future__ import annotations

import re
from html.entities import html5
from xml.parsers import expat

from lxml import etree

from fabula.errors import BrokenBook, LimitExceeded
from fabula.ingest.limits import MAX_ATTRIBUTES, MAX_MARKUP_DEPTH, MAX_MARKUP_TAGS

_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}\?>")
_DOCTYPE = re.compile(
    r"<!DOCTYPE[^>\[]{0,2000}(?:\[.{0,100000}?\]\s*)?>", re.IGNORECASE | re.DOTALL
)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31};)")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
# a tag with more attributes than the limit; atomic, so that nothing is tried twice
_MANY_ATTRIBUTES = re.compile(
    r"<[A-Za-z][^\s/>]*+(?>[\s/]*+[^\s/>][^\s/>=]*+"
    r"(?>\s*+=\s*+(?>\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+)"
    f"{{{MAX_ATTRIBUTES + 1}}}"
)
# XML 1.0 knows no control characters; books have them.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def parse_xml(data: bytes, path: str) -> etree._Element:
    """The root of a container's XML file. Raises ``BrokenBook`` or ``LimitExceeded``."""
    check_xml(data, path)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as trouble:
        raise _damaged("its XML is damaged", path) from trouble
    return root


def check_xml(data: bytes, path: str) -> None:
    """Read XML and keep nothing. Raises ``LimitExceeded``, also at the first entity that is
    declared, and ``BrokenBook``.

    By expat, which stops where it is told to, and which is what mammoth reads with; lxml
    expands entities in attributes whatever it is told.
    """
    depth = tags = 0

    def start(*_: object) -> None:
        nonlocal depth, tags
        depth += 1
        tags += 1
        _within_limits(depth, tags, path)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def entity(*_: object) -> None:
        raise _limit("xml-entities", "its XML declares entities", path)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as trouble:
        raise _damaged("its XML is damaged", path) from trouble


def parse_markup(text: str, path: str) -> etree._Element | None:
    """The root of an (X)HTML text: as XML if it is, as HTML if not; None if nothing is there."""
    _within_limits(0, text.count("<"), path)
    text = _DECLARATION.sub("", text, count=1).translate(_CONTROLS)
    text = text.encode("utf-8", "replace").decode("utf-8")
    root = _as_xml(text)
    if root is None:
        if _MANY_ATTRIBUTES.search(text):
            raise _limit(
                "attributes", f"an element has more than {MAX_ATTRIBUTES} attributes", path
            )
        parser = etree.HTMLParser(no_network=True, huge_tree=True, recover=True, encoding="utf-8")
        try:
            root = etree.fromstring(text.encode("utf-8"), parser)
        except (etree.XMLSyntaxError, ValueError):
            return None
    if root is not None:
        check_depth(root, path)
    return root


def _as_xml(text: str) -> etree._Element | None:
    head = text[:3000].lower()
    if "<html" not in head or "xmlns" not in head:
        return None
    source = _ENTITY.sub(_known_entity, _DOCTYPE.sub("", text, count=1))
    if "<!ENTITY" in source:  # the HTML parser knows none
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        recover=False,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(source.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _known_entity(match: re.Match[str]) -> str:
    if match[1] in _XML_ENTITIES or match[1] not in html5:
        return match[0]
    return "".join(f"&#{ord(character)};" for character in html5[match[1]])


def check_depth(root: etree._Element, path: str) -> None:
    """Raises ``LimitExceeded`` for markup nested deeper than the limit."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        _within_limits(depth, 0, path)


def _within_limits(depth: int, tags: int, path: str) -> None:
    if depth > MAX_MARKUP_DEPTH:
        what = f"markup is nested deeper than {MAX_MARKUP_DEPTH} elements"
        raise _limit("markup-depth", what, path)
    if tags > MAX_MARKUP_TAGS:
        raise _limit("markup-tags", f"there are more than {MAX_MARKUP_TAGS:,} tags in a file", path)


def _limit(name: str, what: str, path: str) -> LimitExceeded:
    remedy = "Save it anew, or give Fabula the plain text."
    return LimitExceeded(f"{what}.", remedy, path=path, limit=name)


def _damaged(what: str, path: str) -> BrokenBook:
    return BrokenBook(f"{what}.", "Download or export the book again.", path=path)


def local(element: etree._Element) -> str:
    """The element's name without namespace, lower case; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
