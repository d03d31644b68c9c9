"""Stories for the browser tests, read by the model as a user would have them read."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from html import escape
from pathlib import Path

from web_worlds import HOSTILE, long_world

from fabula import pipeline
from fabula.schema.findings import Claim, Conflict, Told
from fabula.schema.world import World
from fabula.store import save_world

NOVEL = Path(__file__).parents[2] / "examples" / "speckled_band.txt"
DASHES = """The Ferry

— You're late, said Maeve.

Tom put the bag down on the boards and looked at the water.

— The bus was late, he said. I was never late in my life.

— You were late for your own wedding.

— That was the bus as well, said Tom.

Maeve laughed. She took the bag from him and went up the gangway, and he followed her.

— Is your brother coming? she asked.

— He is not. He's in Cork till Friday, said Tom.

* * *

The ferry was half empty. Tom slept. Maeve counted the lights along the shore.

— Tom, she said. Wake up. Your brother is on the quay.
"""


def make_books(folder: Path) -> dict[str, Path]:
    """Four books by name: a novel, a story with dashes, a hostile EPUB, a very long one."""
    made = {
        "novel": _with_findings(pipeline.read(NOVEL)),
        "dashes": pipeline.read(_written(folder / "dashes.txt", DASHES.encode("utf-8"))),
        "hostile": pipeline.read(_written(folder / "hostile.epub", hostile_epub())),
        "long": long_world(80, 60),
    }
    paths = {name: folder / f"{name}.fabula" for name in made}
    for name, world in made.items():
        save_world(world, paths[name])
    return paths


def hostile_epub() -> bytes:
    """A book whose title, author, chapter titles, names and text all carry scripts."""
    attack = escape(HOSTILE[0])
    lines = "".join(
        f"<p>“Stop {escape(text)}!” said {attack} Maeve. “I told you, Tom {escape(text)}.”</p>"
        for text in HOSTILE
    )
    body = (
        f"<h1>{attack}</h1><p>It rained on Maeve and on Tom all that day, and they went home.</p>"
        f"{lines}<script>window.PWN=1</script><p onclick='window.PWN=1'>Tom went home to bed.</p>"
    )
    head = "<head><title>x</title><script>window.PWN=1</script></head>"
    page = f'<html xmlns="http://www.w3.org/1999/xhtml">{head}<body>{body}</body></html>'
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="u">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="u">u'
        f"</dc:identifier><dc:title>{attack}</dc:title><dc:creator>{escape(HOSTILE[1])}"
        "</dc:creator><dc:language>en</dc:language></metadata><manifest>"
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    container = (
        '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="content.opf" '
        'media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("content.opf", package)
        archive.writestr("a.xhtml", page)
    return packed.getvalue()


def _with_findings(world: World) -> World:
    """The novel with a conflict and something told, whatever the reading found of them."""
    text, (first, second) = world.story.text, world.quotes[:2]
    if not text or not world.characters:
        raise ValueError("the example has nobody in it")
    claims = (
        Claim("k1", first.spans[0], "narrator", "c1", "age", "30", True, "asserted"),
        Claim("k2", second.spans[0], "narrator", "c1", "age", "32", True, "asserted"),
    )
    conflict = Conflict(
        "x1", "continuity", first.spans[0], second.spans[0], ("k1", "k2"), "two ages", 0.8
    )
    told = Told("t1", first.spans[0], "c1", ("c2",), (), ("c1",))
    return replace(world, claims=claims, conflicts=(conflict,), told=(told,))


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
