from __future__ import annotations

import contextlib
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ingest_builders import PARAGRAPHS, docx, epub, ps, xhtml, zipped

from fabula import errors
from fabula.ingest import limits as ingest_limits
from fabula.ingest import read_story, story_from_text

GERMAN = "Der Hund und die Katze waren nicht zu Hause, als sie mit dem Mann auf der Straße ging. "
FRENCH = "Le chat est sur la table et il ne veut pas descendre pour manger avec nous dans la nuit. "
RUSSIAN = "Это русский текст о жизни в большом городе. "
SCOTS = (
    "Ah wis jist walkin doon the road wi ma da when he says tae me, whit ye daein, pal. "
    "Ah didnae ken whit tae say, like. Naw, ah says. Aye, he says, ye ken fine. "
)
SOUTHERN = (
    "I ain' gwine down dah no mo', honey. Dey's a ha'nt in dat ole house, yassuh, an' I seed it. "
)

ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod '
    'Algorithm="{}"/></enc:EncryptedData></encryption>'
)
PLAIN_EPUB = epub({"a.xhtml": xhtml(ps())})


def read(tmp_path: Path, name: str, data: bytes) -> object:
    path = tmp_path / name
    path.write_bytes(data)
    return read_story(path)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"", errors.EmptyFile),
        ("a.txt", b" \r\n\t\n", errors.EmptyFile),
        ("a.html", b"<html><body></body></html>", errors.EmptyFile),
        ("a.txt", b"The cat\0sat", errors.BinaryFile),
        ("a.txt", b"\x89PNG\r\n\x1a\n", errors.BinaryFile),
        ("a.txt", b"\xff\xfeT\x00h", errors.BadEncoding),
        ("a.txt", bytes(range(128, 256)) * 20, errors.BadEncoding),
        ("a.pdf", b"%PDF-1.7 the cat", errors.UnknownType),
        ("a.rtf", b"{\\rtf1 the cat}", errors.UnknownType),
        ("a.xyz", b"The cat sat.", errors.UnknownType),
        ("a.zip", zipped({"a.txt": "The cat"}), errors.UnknownType),
        ("a.epub", b"The cat sat.", errors.BrokenBook),
        ("a.epub", PLAIN_EPUB[: len(PLAIN_EPUB) // 2], errors.BrokenBook),
        ("a.epub", zipped({"mimetype": "application/epub+zip"}), errors.BrokenBook),
        ("a.docx", zipped({"word/document.xml": "<w:p"}), errors.BrokenBook),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(600), errors.EncryptedBook),
        ("a.txt", b"Title: X\nAuthor: Y\nRating: T\n", errors.NoStory),
        ("a.txt", b"* * *\n\n* * *", errors.NoStory),
        ("a.txt", (GERMAN * 20).encode(), errors.NotEnglish),
        ("a.txt", (FRENCH * 20).encode(), errors.NotEnglish),
        ("a.txt", (RUSSIAN * 20).encode(), errors.NotEnglish),
        ("a.html", b"<div>" * 10_000 + b"The cat", errors.LimitExceeded),
    ],
)
def test_bad_files(tmp_path: Path, name: str, data: bytes, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        read(tmp_path, name, data)
    assert isinstance(caught.value, errors.InputError)
    assert name in str(caught.value)
    assert caught.value.remedy


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(errors.InputError, match="no such file"):
        read_story(tmp_path / "none.txt")
    with pytest.raises(errors.InputError, match="folder"):
        read_story(tmp_path)


@pytest.mark.parametrize("text", [SCOTS, SCOTS * 20, SOUTHERN * 20, "Aye.", "Ja, sagt er.", "OK!"])
def test_dialect_and_short_texts_are_english(text: str) -> None:
    assert story_from_text(text).language == "en"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-16", "utf-16-le"), ("cp1252", "cp1252"), ("utf-8-sig", "utf-8"), ("utf-8", "utf-8")],
)
def test_encodings(tmp_path: Path, encoding: str, named: str) -> None:
    text = "The café – “You came,” said Bo. " + "And then he said that it was late. " * 20
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    story = read_story(path)
    assert story.text == text
    assert story.encoding == named


def test_a_few_damaged_characters_are_counted(tmp_path: Path) -> None:
    data = ("“You came,” said Bo. " * 30).encode() + b"\xff And so on."
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert read_story(path).encoding == "utf-8, 1 damaged characters"


def test_drm_is_refused_and_obfuscated_fonts_are_not(tmp_path: Path) -> None:
    font = {"META-INF/encryption.xml": ENCRYPTION.format("http://www.idpf.org/2008/embedding")}
    assert read(tmp_path, "font.epub", epub({"a.xhtml": xhtml(ps())}, extra=font))
    drm = {
        "META-INF/encryption.xml": ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    }
    with pytest.raises(errors.EncryptedBook):
        read(tmp_path, "drm.epub", epub({"a.xhtml": xhtml(ps())}, extra=drm))


def test_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(PLAIN_EPUB)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        flags = struct.unpack_from("<H", data, at + 8)[0]
        struct.pack_into("<H", data, at + 8, flags | 1)
        at = data.find(b"PK\x01\x02", at + 4)
    with pytest.raises(errors.EncryptedBook):
        read(tmp_path, "a.epub", bytes(data))


def test_zip_bombs(tmp_path: Path) -> None:
    bomb = epub({"a.xhtml": xhtml("<p>" + "a" * 3_000_000 + "</p>")})
    assert len(bomb) < 100_000
    with pytest.raises(errors.LimitExceeded, match="100:1"):
        read(tmp_path, "a.epub", bomb)
    with pytest.raises(errors.LimitExceeded):
        read(tmp_path, "a.docx", docx([("", "a" * 2_000_000)]))


def test_totals_are_counted_on_the_bytes_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_limits, "MAX_TOTAL_BYTES", 1000)
    with pytest.raises(errors.LimitExceeded, match="unpacks to more than"):
        read(tmp_path, "a.epub", PLAIN_EPUB)


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_limits, "MAX_MEMBERS", 3)
    with pytest.raises(errors.LimitExceeded, match="more than 3 members"):
        read(tmp_path, "a.epub", PLAIN_EPUB)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_and_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = BytesIO(PLAIN_EPUB)
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("OEBPS/a.xhtml", xhtml("<p>Other.</p>"))
    with pytest.raises(errors.BrokenBook, match="twice"):
        read(tmp_path, "a.epub", data.getvalue())
    overlapping = bytearray(PLAIN_EPUB)
    first = overlapping.find(b"PK\x01\x02")
    second = overlapping.find(b"PK\x01\x02", first + 4)
    overlapping[second + 42 : second + 46] = overlapping[first + 42 : first + 46]
    with pytest.raises(errors.InputError):
        read(tmp_path, "b.epub", bytes(overlapping))


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret words", encoding="utf-8")
    dtd = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "lol lol lol">'
        '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    )
    page = xhtml(f"{ps()}<p>Then &x; and &b; came.</p>").replace("<!DOCTYPE html>", dtd)
    story = read(tmp_path, "a.epub", epub({"a.xhtml": page}))
    text = getattr(story, "text", "")
    assert PARAGRAPHS[0] in text
    assert "secret words" not in text and "lol lol" not in text


def test_paths_in_the_book_open_nothing_outside(tmp_path: Path) -> None:
    (tmp_path / "out.xhtml").write_text(xhtml("<p>Outside.</p>"), encoding="utf-8")
    data = epub({"a.xhtml": xhtml(ps())}, (("Chapter 1", "../../out.xhtml"), ("Two", "a.xhtml")))
    assert "Outside" not in getattr(read(tmp_path, "a.epub", data), "text", "")


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")),
        st.tuples(st.integers(0, len(PLAIN_EPUB) - 1), st.binary(min_size=1, max_size=6)).map(
            lambda cut: PLAIN_EPUB[: cut[0]] + cut[1] + PLAIN_EPUB[cut[0] + len(cut[1]) :]
        ),
    ),
    suffix=st.sampled_from([".txt", ".md", ".html", ".xhtml", ".epub", ".docx", "", ".foo"]),
)
def test_any_bytes_are_read_or_refused_with_a_reason(
    tmp_path: Path, data: bytes, suffix: str
) -> None:
    path = tmp_path / f"fuzz{suffix}"
    path.write_bytes(data)
    with contextlib.suppress(errors.FabulaError):
        read_story(path)
