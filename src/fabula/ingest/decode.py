"""Bytes to text: encodings, and what is no text at all."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from fabula.errors import BadEncoding, BinaryFile

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(0x20)) - {0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B}) + b"\x7f"
_MAX_CONTROL_SHARE = 0.002
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
# what pages declare and browsers know (https://encoding.spec.whatwg.org), and nothing else
# that Python has: some of those are no encodings, and some take quadratic time
_WESTERN = frozenset({"ascii", "iso8859-1", "cp1252"})
_OTHERS = frozenset(
    "cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 big5 big5hkscs euc_jp"
    " euc_kr gb18030 gb2312 gbk iso2022_jp iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6"
    " iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r"
    " koi8-u mac-roman mac-cyrillic shift_jis tis-620".split()
)
_TYPOGRAPHIC = frozenset("‘’“”‚„–—…•™€ŒœŠšŽžŸƒ\u00a0£§©«®°·»¼½¾¿¡¢¥´")
_SAMPLE_BYTES = 1 << 16
_SAVE_REMEDY = "Open it in an editor and save it as UTF-8."


def decode(data: bytes, path: str, *, markup: bool = False) -> tuple[str, str]:
    """Text and encoding of ``data``, a leading BOM left out and nothing else changed.

    A BOM counts first, then strict UTF-8, then (for ``markup``) the declared encoding,
    then the statistics. Raises ``BinaryFile`` or ``BadEncoding``.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                text = data[len(bom) :].decode(encoding)
            except UnicodeDecodeError as trouble:
                if encoding == "utf-8":
                    break
                raise _unreadable(path, f"It says it is {encoding}, and is not.") from trouble
            return _no_binary(text, path), encoding
    _refuse_binary(data, path)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if markup and (declared := _DECLARED.search(data, 0, 2048)):
        try:
            encoding = codecs.lookup(declared[1].decode("ascii")).name
            if encoding in _OTHERS:
                return data.decode(encoding), encoding
            if encoding in _WESTERN:  # the quotation marks are where Windows has them
                return data.decode("cp1252"), "cp1252"
        except (LookupError, UnicodeError):
            pass
    return _by_statistics(data, path)


def _refuse_binary(data: bytes, path: str) -> None:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls > 2 + _MAX_CONTROL_SHARE * len(data):
        raise BinaryFile(
            "this is binary data, not text.",
            "Give Fabula a .txt, .md, .html, .epub or .docx file.",
            path=path,
        )


def _no_binary(text: str, path: str) -> str:
    if "\0" in text:
        raise BinaryFile(
            "this is binary data, not text.",
            "Give Fabula a .txt, .md, .html, .epub or .docx file.",
            path=path,
        )
    return text


def _by_statistics(data: bytes, path: str) -> tuple[str, str]:
    repaired = data.decode("utf-8", "replace")
    bad = repaired.count("\ufffd")
    high = sum(1 for character in repaired if character > "\x7f") if bad else 0
    if bad and high > 10 * bad:  # UTF-8 with a few damaged characters, not another encoding
        return repaired, f"utf-8, {bad} damaged characters"
    for encoding in ("cp1252", "latin-1"):
        text = _western(data, encoding)
        if text is not None:
            return text, encoding
    best = from_bytes(_around_high_bytes(data)).best()
    if best is not None:
        try:
            return _no_binary(data.decode(best.encoding), path), best.encoding
        except (UnicodeError, LookupError):
            pass
    raise _unreadable(path, "The encoding of this text cannot be told.")


def _western(data: bytes, encoding: str) -> str | None:
    """The text, if its characters beyond ASCII are what English text has there."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    beyond = [character for character in text if character > "\x7f"]
    plausible = sum(c in _TYPOGRAPHIC or "À" <= c <= "ÿ" for c in beyond)
    if len(beyond) > 0.12 * len(text) + 2 or plausible < 0.9 * len(beyond):
        return None
    return text


def _around_high_bytes(data: bytes) -> bytes:
    """A sample with the bytes that tell encodings apart, so that detection stays quick."""
    if len(data) <= _SAMPLE_BYTES:
        return data
    pieces: list[bytes] = []
    size = end = 0
    for run in _HIGH_RUN.finditer(data):
        start = max(end, run.start() - 40)
        end = max(start, min(run.end() + 40, start + 4000))
        pieces.append(data[start:end])
        size += end - start
        if size > _SAMPLE_BYTES:
            break
    return b"".join(pieces)


def _unreadable(path: str, what: str) -> BadEncoding:
    return BadEncoding(what, _SAVE_REMEDY, path=path)
