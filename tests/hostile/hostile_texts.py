"""Texts that are no texts, in no encoding or in two, and texts that go on for ever."""

from __future__ import annotations

import codecs
import random
import unicodedata

from hostile_cases import OPENING, STORY, Case, Read, Refused
from ingest_builders import ps

from fabula.errors import (
    BadEncoding,
    BinaryFile,
    EmptyFile,
    NoStory,
    NotEnglish,
    UnknownType,
)

ODD = {
    "bidi controls": "\u202eevil\u202c \u2066left\u2069 \u200f \u061c",
    "zero width": "c\u200bh\u200ca\u200dr\u2060m\ufeff " * 2000,
    "combining flood": "z" + "\u0315\u0300\u0316" * 30_000,
    "decomposed": unicodedata.normalize("NFD", "Zoë naïvely sautéed the jalapeños."),
    "astral": "\U0001f469\u200d\U0001f680 said \U0001d4d7\U0001d4f2. \U000e0041\U0010ffff",
    "no characters": "\ufdd0\ufffe\uffff \ue000 \U0001fffe",
    "terminal escapes": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b[2J \x9b5n \x1b]8;;http://x\x1b\\",
    "formulas": "=HYPERLINK(\"http://127.0.0.1:9\")\n\n@SUM(1)\n\n+1\n\n-cmd|' /C calc'!A0",
    "other line ends": "one\rtwo\r\nthree\x0bfour\x0cfive\x85six\u2028seven\u2029eight",
    "templates": "{{ 7*7 }} ${7*7} {% raw %} <%= 1 %> %s %n {0.__class__} `id` $(id)",
}

# a text that goes on: what is repeated, and how often
LONG = {
    "double quotes": ("“", 100_000),
    "straight quotes": ('"', 100_000),
    "single quotes": ("'", 100_000),
    "opening and closing": ("“”", 50_000),
    "quotes in quotes": ("“‘", 50_000),
    "a quote a word": ("“a ", 30_000),
    "guillemets": ("«», ", 30_000),
    "dashes": ("—", 100_000),
    "hyphens": ("- ", 50_000),
    "dashes of dialogue": ("— Yes.\n\n", 10_000),
    "dots": (". ", 50_000),
    "ellipses": ("…", 100_000),
    "spaces": (" ", 500_000),
    "no-break spaces": ("\u00a0", 200_000),
    "tabs": ("\t", 300_000),
    "line ends": ("\n", 300_000),
    "carriage returns": ("\r", 300_000),
    "chapters": ("CHAPTER I\n\n", 10_000),
    "chapter numbers": ("Chapter " + "9" * 50 + "\n\n", 4000),
    "headers": ("Title: The Cat\n", 10_000),
    "labels": ("Rating: T, ", 20_000),
    "scene breaks": ("* * *\n\n", 20_000),
    "stars": ("*", 200_000),
    "underlines": ("_a ", 50_000),
    "notes": ("[1] A note. ", 20_000),
    "gutenberg": ("*** START OF THE PROJECT GUTENBERG EBOOK X ***\n\n", 3000),
    "small print": ("*END*THE SMALL PRINT ", 10_000),
    "contents": ("I. The Cat . . . . . . . . 7\n", 8000),
    "the end": ("THE END\n\n", 10_000),
    "letters": ("Dear Sir,\n\n", 10_000),
    "capitals": ("THE CAT SAT ON THE MAT\n\n", 5000),
    "said": ("said he, ", 30_000),
    "names": ("Mr. J. R. R. ", 30_000),
    "apostrophes": ("rock'n'", 50_000),
    "word": ("a", 1_000_000),
    "digits": ("1", 300_000),
    "slashes": ("a/", 100_000),
    "colons": ("a: ", 50_000),
    "addresses": ("http://a.b/", 30_000),
    "crosses": ("xox", 50_000),
    "brackets": ("[(", 50_000),
    "dates": ("May 1, 1900, ", 20_000),
}

# the same for Markdown
MARKED = {
    "link openings": ("[", 100_000),
    "links": ("[a](", 50_000),
    "pictures": ("![", 50_000),
    "emphasis": ("*a ", 50_000),
    "strong": ("**a", 50_000),
    "low lines": (" _a", 50_000),
    "citations": ("> ", 50_000),
    "backslashes": ("\\", 100_000),
    "hashes": ("#", 100_000),
    "headings": ("# a #\n", 10_000),
    "rules": ("- - - ", 20_000),
    "front matter": ("---\n", 20_000),
    "braces": ("{#", 50_000),
}


def going_on(piece: str, times: int) -> str:
    """A story with ``piece`` again and again in its middle."""
    return f"{STORY}\n\nThen it went on. {piece * times} And it was over.\n\n{STORY}\n"


def odd(text: str) -> Case:
    return Case(text, "a.txt", lambda: f"{STORY}\n\n{ODD[text]}\n".encode(), Read((ODD[text],)))


def encoded(
    name: str, encoding: str, file: str = "a.txt", declared: str = "", before: bytes = b""
) -> Case:
    """The story in an encoding, in a page that may declare one; curly quotes must survive."""
    text = f"<meta charset={declared}>{ps()}" if declared else STORY
    return Case(name, file, lambda: before + text.encode(encoding), Read((OPENING, "“You came,”")))


CASES = (
    *(odd(name) for name in ODD),
    *(
        Case(f"going on: {name}", "a.txt", lambda n=name: going_on(*LONG[n]).encode(), Read(()))
        for name in LONG
    ),
    *(
        Case(f"Markdown: {name}", "a.md", lambda n=name: going_on(*MARKED[n]).encode(), Read(()))
        for name in MARKED
    ),
    # encodings
    encoded("UTF-8 with BOM", "utf-8-sig"),
    encoded("UTF-8 with two BOMs", "utf-8-sig", before=codecs.BOM_UTF8),
    encoded("UTF-16 with BOM", "utf-16"),
    encoded("UTF-16 big-endian", "utf-16-be", before=codecs.BOM_UTF16_BE),
    encoded("UTF-32 with BOM", "utf-32"),
    encoded("Windows-1252", "cp1252"),
    encoded("page in Windows-1252", "cp1252", "a.html"),
    encoded("page in Windows-1252 that says ISO-8859-1", "cp1252", "a.html", "iso-8859-1"),
    encoded("page in Windows-1252 that says ASCII", "cp1252", "a.html", "us-ascii"),
    encoded("page in UTF-8 that says ISO-8859-1", "utf-8", "a.html", "iso-8859-1"),
    encoded("page in Windows-1252 that says UTF-8", "cp1252", "a.html", "utf-8"),
    encoded("page in Windows-1252 that says UTF-16", "cp1252", "a.html", "utf-16"),
    *(
        encoded(f"page in Windows-1252 that says {codec}", "cp1252", "a.html", codec)
        for codec in ("punycode", "idna", "unicode_escape", "rot13", "zlib_codec", "undefined", "x")
    ),
    Case("punycode of a megabyte", "a.html",
         lambda: b"<meta charset=punycode>" + ps().encode() + b"\x93" + b"-a9" * 300_000),
    Case("UTF-16 without BOM", "a.txt", lambda: STORY.encode("utf-16-le"),
         Refused(BinaryFile, "binary")),
    Case("UTF-16 cut in a character", "a.txt", lambda: (STORY + "\U0001f469").encode("utf-16")[:-2],
         Refused(BadEncoding, "utf-16")),
    Case("lone surrogates", "a.txt",
         lambda: (STORY * 20 + "\ud800 \udfff").encode("utf-8", "surrogatepass")),
    Case("overlong and broken UTF-8", "a.txt",
         lambda: (STORY * 20).encode() + b" \xc0\xaf \xf8\x88\x80\x80\x80 \xff"),
    Case("two encodings", "a.txt", lambda: (STORY * 20).encode() + STORY.encode("cp1252")),
    Case("NUL in a text", "a.txt", lambda: STORY.encode() + b"\0" + STORY.encode(),
         Refused(BinaryFile, "binary")),
    Case("NUL in UTF-16", "a.txt",
         lambda: f"{STORY}\0".encode("utf-16"), Refused(BinaryFile, "binary")),
    Case("noise", "a.txt",
         lambda: random.Random(7).randbytes(100_000), Refused(BinaryFile, "binary")),
    Case("high bytes", "a.txt", lambda: bytes(range(128, 256)) * 5000,
         Refused(BadEncoding, "cannot be told")),
    Case("megabyte of Chinese on one line", "a.txt", lambda: ("我们在火车站等你" * 40_000).encode(),
         Refused(NotEnglish, "English")),
    # what is no story
    Case("nothing", "a.txt", lambda: b"", Refused(EmptyFile, "empty")),
    Case("nothing but BOMs", "a.txt",
         lambda: codecs.BOM_UTF8 * 3 + b" \n", Refused(EmptyFile, "empty")),
    Case("nothing but breaks", "a.txt", lambda: b"* * *\n\n" * 1000, Refused(NoStory, "no story")),
    Case("nothing but a header", "a.txt", lambda: b"Title: X\nAuthor: Y\nRating: T\n",
         Refused(NoStory, "no story")),
    Case("a PDF called text", "a.txt",
         lambda: b"%PDF-1.7 " + STORY.encode(), Refused(UnknownType, "PDF")),
    Case("a picture called text", "a.txt", lambda: b"\x89PNG\r\n\x1a\n" + STORY.encode(),
         Refused(BinaryFile, "binary")),
    Case("a line of a million characters", "a.txt",
         lambda: (" ".join(STORY.split()) * 2300 + "\n").encode()),
    Case("a million words with nothing between", "a.txt",
         lambda: b"I" * 5 + b" saw it." + b"z" * 10**6,
         Read(())),
    Case("chapter of five thousand digits", "a.txt",
         lambda: f"Chapter {'9' * 5000}\n\n{STORY}\n\nChapter {'M' * 9000}\n\n{STORY}".encode()),
    Case("chapter two, raised", "a.txt",
         lambda: f"Chapter ²\n\n{STORY}\n\nChapter ③\n\n{STORY}".encode()),
    Case("chapter in other digits", "a.txt",
         lambda: f"Chapter ٣\n\n{STORY}\n\nChapter ४\n\n{STORY}\n\nⅣ\n\n{STORY}".encode()),
)  # fmt: skip
