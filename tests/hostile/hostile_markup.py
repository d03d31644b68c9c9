"""Markup that reaches out, blows up or never ends: entities, addresses, scripts, depth."""

from __future__ import annotations

from hostile_cases import OPENING, SECRET, Case, Read, Refused
from hostile_zips import BOOK, PAGE, item, package, stored, with_member, without
from ingest_builders import CONTAINER, W, docx, epub, ps, xhtml, zipped

from fabula.errors import EmptyFile, LimitExceeded

PASSWD = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
# only the test of the command line listens there
PORT = 48731
ADDRESS = f"http://127.0.0.1:{PORT}/canary"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "lollollollol">'
    + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(12)
    )
    + "]>"
)  # fmt: skip
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"lol" * 200_000}">]>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def chapter(body: str, doctype: str = "<!DOCTYPE html>") -> bytes:
    return epub({"a.xhtml": xhtml(ps() + body).replace("<!DOCTYPE html>", doctype)})


def page(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body>{ps()}{body}</body></html>".encode()


def opf(doctype: str, title: str, href: str = "a.xhtml", metadata: str = "") -> bytes:
    """An EPUB whose package has a DTD."""
    text = (
        f'{doctype}<package xmlns="http://www.idpf.org/2007/opf"><metadata>'
        f"<title>{title}</title>{metadata}</metadata><manifest>{item(0, href)}"
        f'{item(1, "a.xhtml")}</manifest><spine><itemref idref="i0"/><itemref idref="i1"/></spine>'
        "</package>"
    )
    return zipped(
        {"META-INF/container.xml": CONTAINER, "OEBPS/content.opf": text, "OEBPS/a.xhtml": PAGE}
    )


def word(members: dict[str, str], text: str = "The cat sat on the mat.") -> bytes:
    """A DOCX with these parts beside or instead of its own."""
    data = docx([("", text)])
    for name, content in members.items():
        data = with_member(without(data, name), name, content.encode())
    return data


def document(body: str, doctype: str = "") -> dict[str, str]:
    return {"word/document.xml": f"{doctype}<w:document {W}><w:body>{body}</w:body></w:document>"}


def relation(kind: str, target: str) -> str:
    return RELATIONS.format(
        f'<Relationship Id="rX" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    )


REMOTE = "".join(
    f"<{tag} {name}='{ADDRESS}/{tag}'>x</{tag}>"
    for tag, name in (
        ("img", "src"), ("iframe", "src"), ("object", "data"), ("embed", "src"),
        ("video", "poster"), ("audio", "src"), ("form", "action"), ("a", "ping"),
        ("body", "background"), ("input", "src"), ("svg", "href"), ("image", "href"),
        ("table", "background"),
    )
)  # fmt: skip
REMOTE_HEAD = (
    f'<base href="{ADDRESS}/"><link rel="stylesheet" href="{ADDRESS}/css">'
    f'<meta http-equiv="refresh" content="0; url={ADDRESS}/refresh">'
    f'<style>@import "{ADDRESS}/import"; p {{ background: url({ADDRESS}/bg) }}</style>'
    f'<script src="{ADDRESS}/js"></script>'
)
SCRIPTS = (
    "<script>window.PWN=1</script><img src=x onerror='window.PWN=1'>"
    "<svg onload='window.PWN=1'><script>window.PWN=1</script></svg>"
    "<math><mtext><style><img src=x onerror=window.PWN=1></style></mtext></math>"
    "<a href='javascript:window.PWN=1'>a link</a>"
    "<noscript><p title='</noscript><img src=x onerror=window.PWN=1>'></noscript>"
    "<textarea><script>window.PWN=1</script></textarea><xmp><script>window.PWN=1</script></xmp>"
)
UNMARKED = Read((OPENING,), (SECRET, "127.0.0.1", "lol"))
NO_SCRIPT = Read((OPENING, "a link"), ("javascript:", "<svg", "onload"))
ENTITIES = Refused(LimitExceeded, "xml-entities")
DEEP = Refused(LimitExceeded, "markup-depth")


def utf7(text: str) -> bytes:
    return b"+" + text.encode("utf-16-be").hex().encode() + b"-"


def utf16_styles() -> bytes:
    styles = f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS}<w:styles {W}>&m;</w:styles>'
    data = without(docx([("", "The cat sat.")]), "word/styles.xml")
    return with_member(data, "word/styles.xml", styles.encode("utf-16"))


def linked_picture() -> bytes:
    blip = (
        '<w:p><w:r><w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
        f'xmlns:r="{OFFICE}"><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill>'
        '<a:blip r:link="rX"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p><w:p><w:r><w:t>The cat sat on the mat.</w:t></w:r></w:p>"
    )
    links = relation("image", "file:///etc/passwd")
    return word({**document(blip), "word/_rels/document.xml.rels": links})


CASES = (
    # entities
    Case("XXE in the package", "a.epub", lambda: opf(PASSWD, "&x;"), ENTITIES),
    Case("XXE in the container", "a.epub",
         lambda: zipped({"META-INF/container.xml": PASSWD + CONTAINER.partition("?>")[2]}),
         ENTITIES),
    Case("XXE in a chapter", "a.epub", lambda: chapter("<p>&x;</p>", PASSWD), UNMARKED),
    Case("XXE in a page", "a.html", lambda: (PASSWD + PAGE.replace("<p>", "<p>&x;")).encode(),
         UNMARKED),
    Case("XXE in the NCX", "a.epub",
         lambda: epub({"a.xhtml": PAGE}, (("&x;", "a.xhtml"),), nav=False,
                      extra={"OEBPS/toc.ncx": PASSWD + "<ncx>&x;</ncx>"}), ENTITIES),
    Case("XXE in a DOCX", "a.docx",
         lambda: word(document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", PASSWD)), ENTITIES),
    Case("XXE in the properties of a DOCX", "a.docx",
         lambda: word({"docProps/core.xml": PASSWD + "<x>&x;</x>"}), ENTITIES),
    Case("DTD from elsewhere", "a.epub",
         lambda: chapter("<p>&nbsp;</p>", f'<!DOCTYPE html SYSTEM "{ADDRESS}/x.dtd">'), UNMARKED),
    Case("DTD with parameter entities", "a.epub",
         lambda: chapter("<p>&x;</p>", f'<!DOCTYPE html [<!ENTITY % d SYSTEM "{ADDRESS}/x">%d;]>'),
         UNMARKED),
    Case("public DTD in the package", "a.epub",
         lambda: opf(f'<!DOCTYPE package PUBLIC "-//OEB//x" "{ADDRESS}/x.dtd">', "Norton")),
    Case("billion laughs in the package", "a.epub", lambda: opf(LAUGHS, "&m;"), ENTITIES),
    Case("billion laughs in an attribute", "a.epub", lambda: opf(LAUGHS, "x", "&m;"), ENTITIES),
    Case("billion laughs in a chapter", "a.epub", lambda: chapter("<p>&m;</p>", LAUGHS), UNMARKED),
    Case("billion laughs in an attribute of a chapter", "a.epub",
         lambda: chapter('<p title="&m;">So.</p>', LAUGHS), UNMARKED),
    Case("billion laughs behind a long DTD", "a.epub",
         lambda: chapter('<p title="&m;">So.</p>',
                         LAUGHS.replace("[", f"[<!--{'x' * 120_000}-->", 1)), UNMARKED),
    Case("billion laughs in UTF-7", "a.html",
         lambda: b'<?xml version="1.0" encoding="utf-7"?>'
         + (xhtml(ps()).partition("?>")[2]).replace("<!DOCTYPE html>", "").encode()
         .replace(b"<html", utf7(LAUGHS) + b"<html", 1), Read()),
    Case("billion laughs in a DOCX", "a.docx",
         lambda: word(document("<w:p><w:r><w:t>&m;</w:t></w:r></w:p>", LAUGHS)), ENTITIES),
    Case("billion laughs in the styles of a DOCX", "a.docx",
         lambda: word({"word/styles.xml": f"{LAUGHS}<w:styles {W}>&m;</w:styles>"}), ENTITIES),
    Case("billion laughs in UTF-16 styles", "a.docx", lambda: utf16_styles(), ENTITIES),
    Case("quadratic entity", "a.epub", lambda: opf(QUADRATIC, "&a;" * 10_000), ENTITIES),
    Case("inclusion", "a.epub",
         lambda: chapter('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" '
                         'href="file:///etc/passwd"/>'), UNMARKED),
    Case("style sheet by instruction", "a.epub",
         lambda: chapter(f'<?xml-stylesheet href="{ADDRESS}"?><?php echo `id` ?>'), UNMARKED),
    # addresses
    Case("remote everything", "a.html", lambda: page(REMOTE, REMOTE_HEAD), UNMARKED),
    Case("remote chapters", "a.epub",
         lambda: package(item(0, ADDRESS) + item(1, "a.xhtml"),
                         '<itemref idref="i0"/><itemref idref="i1"/>', {"OEBPS/a.xhtml": PAGE}),
         UNMARKED),
    Case("remote template of a DOCX", "a.docx",
         lambda: word({"word/_rels/document.xml.rels": relation("attachedTemplate", ADDRESS)}),
         Read(("The cat sat",), ("127.0.0.1",))),
    Case("linked picture of a DOCX", "a.docx", lambda: linked_picture(),
         Read(("The cat sat",), ("127.0.0.1", SECRET))),
    # scripts
    Case("scripts", "a.html", lambda: page(SCRIPTS), NO_SCRIPT),
    Case("scripts in a chapter", "a.epub",
         lambda: chapter(SCRIPTS.replace("'x'", '"x"')), NO_SCRIPT),
    Case("script that is text", "a.html", lambda: page("<p>&lt;script&gt;alert(1)&lt;/script&gt;"),
         Read((OPENING, "<script>alert(1)</script>"))),
    Case("script in all names", "a.epub",
         lambda: epub({"a.xhtml": xhtml(ps(), "&lt;script&gt;")}, (("&lt;b&gt;", "a.xhtml"),),
                      title="&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;")),
    # depth and size
    Case("deep page", "a.html", lambda: page("<div>" * 100_000), DEEP),
    Case("deep chapter", "a.epub", lambda: chapter("<div>" * 5000 + "</div>" * 5000), DEEP),
    Case("deep formatting", "a.html", lambda: page("<b><i><font>" * 20_000), DEEP),
    Case("deep package", "a.epub",
         lambda: opf("", "x", metadata="<x>" * 5000 + "</x>" * 5000), DEEP),
    Case("deep contents", "a.epub",
         lambda: epub({"a.xhtml": PAGE}, (("One", "a.xhtml"),), nav=False,
                      extra={"OEBPS/toc.ncx": "<navPoint>" * 5000 + "</navPoint>" * 5000}),
         DEEP),
    Case("deep DOCX", "a.docx",
         lambda: word(document("<w:tbl><w:tr><w:tc>" * 500 + "</w:tc></w:tr></w:tbl>" * 500)),
         DEEP),
    Case("100,000 attributes", "a.html",
         lambda: page("<p " + " ".join(f"a{n}='>'" for n in range(100_000)) + ">So."),
         Refused(LimitExceeded, "attributes")),
    Case("100,000 attributes of a chapter", "a.epub",
         lambda: chapter("<p " + " ".join(f'a{n}=""' for n in range(100_000)) + ">So.</p>")),
    Case("attribute of five megabytes", "a.html",
         lambda: page(f"<p title='{'a b' * 2_000_000}'>So.")),
    Case("name of a megabyte", "a.html", lambda: page(f"<{'a' * 1_000_000}>So.")),
    Case("more elements than any book", "a.html", lambda: page("<p>" * 6_000_000),
         Refused(LimitExceeded, "markup-tags")),
    Case("unclosed comments", "a.html", lambda: page("<!--" * 100_000)),
    Case("unclosed declarations", "a.html", lambda: page("<!" * 300_000 + "<![CDATA[" * 50_000)),
    Case("lone brackets", "a.html", lambda: page("<p>" + "< <" * 200_000)),
    Case("lone ampersands", "a.html", lambda: page("<p>" + "&a" * 200_000 + "&#" * 100_000)),
    Case("characters that are none", "a.html",
         lambda: page("<p>x&#xD800;&#0;&#x110000;&#xFFFF;&#8;&#99999999999999;y")),
    Case("characters that are none in a chapter", "a.epub",
         lambda: chapter("<p>x&#xD800;&#0;&#x110000;&#xFFFF;&#8;y</p>")),
    Case("tables in tables", "a.html", lambda: page("<table><tr><td>" * 80 + "So.")),
    Case("line ends without end", "a.html", lambda: page("<br>" * 200_000 + "So.")),
    Case("empty paragraphs without end", "a.html", lambda: page("<p></p>" * 100_000 + "<p>So.")),
    Case("adoption agency", "a.html", lambda: page("<a><p></a><b></p></i>" * 20_000), DEEP),
    Case("links in links", "a.epub",
         lambda: chapter("<a>x" * 200 + "word " * 100_000 + "</a>" * 200)),
    Case("prefaces in prefaces", "a.epub",
         lambda: chapter("<div id='preface'>" * 200 + "<i/>" * 20_000 + "</div>" * 200), Read(())),
    Case("ids without end", "a.html",
         lambda: page("".join(f"<p id=a{n}>x{n}" for n in range(50_000)))),
    Case("contents without end", "a.epub",
         lambda: stored(epub({"a.xhtml": PAGE}, [("Chapter 1", "a.xhtml")] * 50_000))),
    Case("authors without end", "a.epub",
         lambda: stored(opf("", "x", metadata="<creator>Anonymous</creator>" * 100_000))),
    Case("title of a megabyte", "a.epub", lambda: stored(opf("", "x" * 1_000_000))),
    Case("attributes by the body", "a.html",
         lambda: page("".join(f"<body a{n}=''>" for n in range(50_000)))),
    Case("nothing but markup", "a.html", lambda: b"<html><p><img><hr><p>" * 1000,
         Refused(EmptyFile, "empty")),
    Case("page in a zip's clothes", "a.html", lambda: BOOK),
    Case("long paragraph in spans", "a.html",
         lambda: page("<p>" + "".join(f"<span>{word} </span>" for word in OPENING.split()) * 2000)),
)  # fmt: skip
