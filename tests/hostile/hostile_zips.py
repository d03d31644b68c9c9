"""Containers that lie: bombs, overlaps, names that are paths, damaged and locked books."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zipfile
import zlib
from collections.abc import Mapping

from hostile_cases import Case, Read, Refused
from ingest_builders import CONTAINER, docx, epub, ps, xhtml, zipped

from fabula.errors import BinaryFile, BrokenBook, EncryptedBook, LimitExceeded, UnknownType

PAGE = xhtml(ps())
BOOK = epub({"a.xhtml": PAGE})
ZEROS = bytes(3_000_000)
CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"
ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod '
    'Algorithm="{}"/><enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData>'
    "</enc:EncryptedData></encryption>"
)
FONTS = "http://www.idpf.org/2008/embedding"


# 300,000 letters that pack no tighter than text
NOISE = random.Random(7).randbytes(150_000).hex()


def extra(members: Mapping[str, str | bytes]) -> bytes:
    return epub({"a.xhtml": PAGE}, extra=members)


def package(manifest: str, spine: str, members: Mapping[str, str | bytes]) -> bytes:
    """An EPUB with this manifest and spine."""
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><manifest>'
        f"{manifest}</manifest><spine>{spine}</spine></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "OEBPS/content.opf": opf,
            **members,
        }
    )


def item(number: int, href: str) -> str:
    return f'<item id="i{number}" href="{href}" media-type="application/xhtml+xml"/>'


def chapters(*hrefs: str, members: Mapping[str, str | bytes] | None = None) -> bytes:
    """An EPUB whose spine names these files, and then a good one."""
    names = (*hrefs, "good.xhtml")
    manifest = "".join(item(number, name) for number, name in enumerate(names))
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(names)))
    return package(manifest, spine, {"OEBPS/good.xhtml": PAGE, **(members or {})})


def directory(data: bytes) -> list[int]:
    """Offsets of the entries of the central directory."""
    found = []
    at = data.find(CENTRAL)
    while at >= 0:
        found.append(at)
        at = data.find(CENTRAL, at + 4)
    return found


def patched(data: bytes, field: int, form: str, value: int, *, only: str = "") -> bytes:
    """The zip with a field of its directory's entries changed; of the one named ``only``."""
    changed = bytearray(data)
    for at in directory(data):
        length = struct.unpack_from("<H", data, at + 28)[0]
        if not only or data[at + 46 : at + 46 + length] == only.encode():
            struct.pack_into(form, changed, at + field, value)
    return bytes(changed)


def lying(size: int) -> bytes:
    """A chapter of 300,000 bytes that says it has ``size`` bytes, in both its headers."""
    data = bytearray(epub({"a.xhtml": xhtml(ps() + f"<p>{NOISE}</p>")}))
    packed = patched(bytes(data), 24, "<I", size, only="OEBPS/a.xhtml")
    at = packed.find(b"OEBPS/a.xhtml")
    whole = bytearray(packed)
    struct.pack_into("<I", whole, at - 30 + 22, size)
    return bytes(whole)


def duplicate() -> bytes:
    data = io.BytesIO(BOOK)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(data, "a") as archive:
            archive.writestr("OEBPS/a.xhtml", xhtml("<p>Other.</p>"))
    return data.getvalue()


def link() -> bytes:
    """A chapter that is a symbolic link, as Info-ZIP stores it."""
    data = io.BytesIO(chapters("link.xhtml"))
    info = zipfile.ZipInfo("OEBPS/link.xhtml")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    return data.getvalue()


def entry(name: bytes, packed: int, size: int, crc: int, offset: int) -> bytes:
    return (
        struct.pack("<4s4B4HL2L5H2L", CENTRAL, 20, 3, 20, 0, 0, 8, 0, 0, crc, packed, size,
                    len(name), 0, 0, 0, 0, 0, offset) + name
    )  # fmt: skip


def local(name: bytes, packed: int, size: int, crc: int) -> bytes:
    fields = (LOCAL, 20, 0, 0, 8, 0, 0, crc, packed, size, len(name), 0)
    return struct.pack("<4s2B4HL2L2H", *fields) + name


def end(count: int, size: int, offset: int) -> bytes:
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, size, offset, 0)


def same_data(names: list[bytes]) -> bytes:
    """Every entry of the directory points to one and the same member."""
    packed = deflated(ZEROS)
    crc = zlib.crc32(ZEROS)
    data = local(names[0], len(packed), len(ZEROS), crc) + packed
    listed = b"".join(entry(name, len(packed), len(ZEROS), crc, 0) for name in names)
    return data + listed + end(len(names), len(listed), len(data))


def quoted(count: int) -> bytes:
    """Each member holds the headers of those after it as a stored block (Fifield, 2019)."""
    kernel = bytes(1000)
    data, listed = b"", b""
    tail = deflated(kernel)
    content, crc = kernel, zlib.crc32(kernel)
    offset_from_end: list[tuple[bytes, int, int, int, int]] = []
    for number in range(count):
        name = b"mimetype" if number == count - 1 else b"%d" % number
        header = local(name, len(tail), len(content), crc)
        offset_from_end.append((name, len(tail), len(content), crc, len(header) + len(tail)))
        whole = header + tail
        data = whole
        # the next one quotes this header, then goes on with this one's data
        tail = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + whole
        content = header + content
        crc = zlib.crc32(content)
    for name, packed, size, check, back in reversed(offset_from_end):
        listed += entry(name, packed, size, check, len(data) - back)
    return data + listed + end(count, len(listed), len(data))


def itself() -> bytes:
    """A stored member that is the whole file, its own header included."""
    book = bytearray(BOOK)
    first = directory(BOOK)[0]
    struct.pack_into("<H", book, first + 10, 0)
    struct.pack_into("<2L", book, first + 20, len(BOOK) - 38, len(BOOK) - 38)
    return bytes(book)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def repacked(data: bytes, method: int) -> bytes:
    """The same members, packed by another method."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(stream, "w", method) as archive:
        for name in book.namelist():
            archive.writestr(name, book.read(name))
    return stream.getvalue()


def stored(data: bytes) -> bytes:
    """The same not packed at all, so that no ratio says anything."""
    return repacked(data, zipfile.ZIP_STORED)


def nested(depth: int) -> bytes:
    inner = BOOK
    for _ in range(depth):
        inner = zipped({"again.epub": inner})
    return chapters("again.epub", members={"OEBPS/again.epub": inner})


def vast() -> bytes:
    """A chapter of more than a member may have, not packed at all."""
    data = io.BytesIO(chapters("vast.xhtml"))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("OEBPS/vast.xhtml", bytes(65 << 20))
    return data.getvalue()


def zip64() -> bytes:
    """The first member's sizes as ZIP64 has them, and not true."""
    extra_field = struct.pack("<HH2Q", 1, 16, 1 << 60, 1 << 60)
    at = directory(BOOK)[0]
    name = struct.unpack_from("<H", BOOK, at + 28)[0]
    book = bytearray(BOOK)
    struct.pack_into("<2L", book, at + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", book, at + 30, len(extra_field))
    return bytes(book[: at + 46 + name] + extra_field + book[at + 46 + name :])


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def without(data: bytes, *names: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({n: archive.read(n) for n in archive.namelist() if n not in names})


DRM = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
UP = "../../../../../../../../etc/passwd"

CASES = (
    # bombs
    Case("flat bomb", "a.epub", lambda: epub({"a.xhtml": xhtml("<p>" + "a" * 3_000_000)}),
         Refused(LimitExceeded, "ratio")),
    Case("bomb nobody reads", "a.epub", lambda: extra({"bomb.bin": ZEROS})),
    Case("bomb in a DOCX", "a.docx", lambda: docx([("", "a" * 3_000_000)]),
         Refused(LimitExceeded, "ratio")),
    Case("bomb beside the text of a DOCX", "a.docx",
         lambda: with_member(docx([("", "The cat sat.")]), "word/media/a.png", ZEROS),
         Refused(LimitExceeded, "ratio")),
    Case("member too large", "a.epub", vast,
         Refused(LimitExceeded, "member-bytes")),
    Case("too many members", "a.epub", lambda: BOOK + entry(b"", 0, 0, 0, 0) * 20_001,
         Refused(LimitExceeded, "members")),
    Case("overlapping members", "a.epub",
         lambda: same_data([b"mimetype", *(b"%d" % n for n in range(2000))]),
         Refused(BrokenBook, "overlap")),
    Case("members quoting members", "a.epub", lambda: quoted(50), Refused(BrokenBook, "overlap")),
    Case("a file that holds itself", "a.epub", itself, Refused(BrokenBook, "overlap")),
    Case("a book in a book in a book", "a.epub", lambda: nested(20), Refused(BinaryFile, "binary")),
    # sizes, methods, flags
    Case("smaller than it says", "a.epub", lambda: lying(60_000_000)),
    Case("larger than it says", "a.epub", lambda: lying(10), Refused(BrokenBook, "unpacked")),
    Case("packed size beyond the file", "a.epub",
         lambda: patched(BOOK, 20, "<I", 0x7FFFFFFF), Refused(BrokenBook, "overlap")),
    Case("offset beyond the file", "a.epub",
         lambda: patched(BOOK, 42, "<I", 0x7FFFFFFF, only="OEBPS/a.xhtml"),
         Refused(BrokenBook, "")),
    Case("ZIP64 of 2^60 bytes", "a.epub", lambda: zip64(), Refused(BrokenBook, "")),
    Case("packed by LZMA", "a.epub", lambda: repacked(BOOK, zipfile.ZIP_LZMA),
         Refused(BrokenBook, "packed in a way")),
    Case("packed by BZIP2", "a.epub", lambda: repacked(BOOK, zipfile.ZIP_BZIP2),
         Refused(BrokenBook, "packed in a way")),
    Case("packed by nothing known", "a.epub", lambda: patched(BOOK, 10, "<H", 99),
         Refused(BrokenBook, "packed in a way")),
    Case("locked by a password", "a.epub", lambda: patched(BOOK, 8, "<H", 1),
         Refused(EncryptedBook, "password")),
    Case("wrong checksum", "a.epub", lambda: patched(BOOK, 16, "<I", 7, only="OEBPS/a.xhtml"),
         Refused(BrokenBook, "unpacked")),
    Case("the same name twice", "a.epub", duplicate, Refused(BrokenBook, "twice")),
    Case("cut off", "a.epub", lambda: BOOK[: len(BOOK) // 2], Refused(BrokenBook, "damaged")),
    Case("empty zip", "a.epub", lambda: zipped({}), Refused(UnknownType, "no EPUB")),
    Case("names that are no UTF-8", "a.epub",
         lambda: patched(BOOK, 8, "<H", 0x800).replace(b"OEBPS/a.xhtml", b"OEBPS/\xff.xhtml"),
         Refused(BrokenBook, "damaged")),
    Case("NUL in a name", "a.epub", lambda: BOOK.replace(b"OEBPS/a.xhtml", b"OEBPS/a\0xhtml"),
         Refused(BrokenBook, "")),
    # names that are paths
    Case("members above the book", "a.epub",
         lambda: chapters(UP, members={UP: PAGE, "/etc/cron.d/x": "x", "C:\\x.bat": "x",
                                       "..\\..\\x.bat": "x"})),
    Case("spine above the book", "a.epub",
         lambda: chapters(UP, "/etc/passwd", "file:///etc/passwd")),
    Case("encoded way up", "a.epub", lambda: chapters("%2e%2e/%2e%2e/%2e%2e/etc/passwd", "%00")),
    Case("a link as a chapter", "a.epub", link, Read(("/etc/passwd",), ("root:",))),
    Case("package above the book", "a.epub",
         lambda: zipped({"META-INF/container.xml": CONTAINER.replace("OEBPS/content.opf", UP)}),
         Refused(BrokenBook, "missing")),
    Case("font that is another file", "a.epub",
         lambda: extra({"META-INF/encryption.xml": ENCRYPTION.format(FONTS, UP)})),
    Case("table of contents above the book", "a.epub",
         lambda: epub({"a.xhtml": PAGE}, (("One", UP), ("Two", "file:///etc/passwd")))),
    Case("path of a thousand folders", "a.epub", lambda: chapters("../" * 1000 + "x/" * 20_000)),
    # locks and damage
    Case("locked by DRM", "a.epub",
         lambda: extra({"META-INF/encryption.xml": ENCRYPTION.format(DRM, "OEBPS/a.xhtml")}),
         Refused(EncryptedBook, "DRM")),
    Case("locked by LCP", "a.epub", lambda: extra({"META-INF/license.lcpl": "{}"}),
         Refused(EncryptedBook, "DRM")),
    Case("locked Word document", "a.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600),
         Refused(EncryptedBook, "password")),
    Case("no container.xml", "a.epub", lambda: without(BOOK, "META-INF/container.xml")),
    Case("no mimetype", "a.epub", lambda: without(BOOK, "mimetype")),
    Case("wrong mimetype", "a.epub",
         lambda: BOOK.replace(b"application/epub+zip", b"application/x-zip-xx")),
    Case("neither of them", "a.epub",
         lambda: without(BOOK, "META-INF/container.xml", "mimetype"),
         Refused(UnknownType, "no EPUB")),
    Case("no package", "a.epub", lambda: without(BOOK, "OEBPS/content.opf"),
         Refused(BrokenBook, "missing")),
    Case("no chapter", "a.epub", lambda: without(BOOK, "OEBPS/a.xhtml"),
         Refused(BrokenBook, "spine")),
    Case("spine of one chapter 100,000 times", "a.epub",
         lambda: stored(package(item(0, "good.xhtml"), '<itemref idref="i0"/>' * 100_000,
                                {"OEBPS/good.xhtml": PAGE}))),
    Case("spine of 19,000 chapters that are not there", "a.epub",
         lambda: chapters(*(f"{number}.xhtml" for number in range(19_000)))),
    Case("contents that list themselves", "a.epub",
         lambda: epub({"a.xhtml": PAGE, "nav.xhtml": PAGE}, [("Me", "nav.xhtml")] * 2000)),
    Case("DOCX without a text", "a.docx", lambda: zipped({"word/document.xml": "<x/>"}),
         Refused(BrokenBook, "damaged")),
    Case("DOCX that is an EPUB", "a.docx", lambda: BOOK),
    Case("EPUB that is a page", "a.epub", lambda: PAGE.encode(), Refused(BrokenBook, "missing")),
    Case("DOCX with macros", "a.docx",
         lambda: with_member(docx([("", "The cat sat on the mat.")]), "word/vbaProject.bin",
                             b"\0x"),
         Read(("The cat sat",))),
)  # fmt: skip
