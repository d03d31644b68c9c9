"""Limits for untrusted files, and a zip reader that counts what it really unpacks."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.errors import BrokenBook, EncryptedBook, LimitExceeded

MEBIBYTE = 1024 * 1024
MAX_FILE_BYTES = 256 * MEBIBYTE
MAX_MEMBER_BYTES = 64 * MEBIBYTE
MAX_TOTAL_BYTES = 512 * MEBIBYTE
MAX_RATIO = 100
RATIO_FROM_BYTES = MEBIBYTE
MAX_MEMBERS = 20_000
MAX_MARKUP_DEPTH = 256
MAX_MARKUP_TAGS = 2_000_000
MAX_ATTRIBUTES = 250

_CHUNK = 1 << 16
_LOCAL_HEADER = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    MemoryError,
)


@dataclass(frozen=True, slots=True)
class ParserLimits:
    """What taking one file apart may cost, and how many files one child process serves."""

    megabytes: int = 3_000
    seconds: float = 60.0
    seconds_a_megabyte: float = 2.0
    files: int = 1_000
    answer_bytes: int = 1024 * MEBIBYTE


PARSER_LIMITS = ParserLimits()

# name, value and what it is of; `fabula limits` prints them, rejections name them
LIMITS: tuple[tuple[str, int, str], ...] = (
    ("file-bytes", MAX_FILE_BYTES, "size of a file"),
    ("member-bytes", MAX_MEMBER_BYTES, "size of one file in an EPUB or DOCX, unpacked"),
    ("unpacked-bytes", MAX_TOTAL_BYTES, "size of all that is read of one, unpacked"),
    ("ratio", MAX_RATIO, f"unpacked to packed size, from {RATIO_FROM_BYTES:,} bytes on"),
    ("members", MAX_MEMBERS, "files in an EPUB or DOCX"),
    ("markup-depth", MAX_MARKUP_DEPTH, "elements nested in one another"),
    ("markup-tags", MAX_MARKUP_TAGS, "tags in one file of markup"),
    ("xml-entities", 0, "entities that XML of an EPUB or DOCX declares"),
    ("attributes", MAX_ATTRIBUTES, "attributes of one HTML element"),
)

_BROKEN_REMEDY = "Download or export it again."
_LIMIT_REMEDY = "If you trust this file, unpack it yourself and give Fabula the text."


class Archive:
    """A zip file in memory, read member by member within the limits; nothing reaches the disk.

    Sizes in the directory are not believed: bytes are counted as they are unpacked.
    Raises ``BrokenBook``, ``EncryptedBook`` or ``LimitExceeded``.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._path = path
        self._total = 0
        if data.count(b"PK\x01\x02") > MAX_MEMBERS:
            raise self._limit("members", f"it holds more than {MAX_MEMBERS:,} members")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_TROUBLE as trouble:
            raise self._broken("the zip container is damaged") from trouble
        self._members: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            if info.filename in self._members:
                raise self._broken(f"the zip container holds {info.filename!r} twice")
            self._members[info.filename] = info
        self._refuse_overlaps()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a member. Raises ``BrokenBook`` where there is none."""
        info = self._members.get(name)
        if info is None:
            raise self._broken(f"{name!r} is missing from the container")
        if info.flag_bits & 0x1:
            raise EncryptedBook(
                f"{name!r} is locked by a password.",
                "Unlock the file in the program it came from and save it again.",
                path=self._path,
            )
        if info.compress_type not in _METHODS:
            raise self._broken(f"{name!r} is packed in a way that EPUB and DOCX do not know")
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    size += len(chunk)
                    self._total += len(chunk)
                    self._check(name, size, info.compress_size)
                    chunks.append(chunk)
        except _ZIP_TROUBLE as trouble:
            raise self._broken(f"{name!r} cannot be unpacked") from trouble
        return b"".join(chunks)

    def contents(self) -> Iterator[bytes]:
        """The bytes of every member, one after the other."""
        for name in self._members:
            if not name.endswith("/"):
                yield self.read(name)

    def _check(self, name: str, size: int, packed: int) -> None:
        if size > MAX_MEMBER_BYTES:
            mebibytes = MAX_MEMBER_BYTES >> 20
            raise self._limit("member-bytes", f"{name!r} unpacks to more than {mebibytes} MiB")
        if self._total > MAX_TOTAL_BYTES:
            mebibytes = MAX_TOTAL_BYTES >> 20
            raise self._limit("unpacked-bytes", f"it unpacks to more than {mebibytes} MiB")
        if size > RATIO_FROM_BYTES and size > MAX_RATIO * max(packed, 1):
            raise self._limit("ratio", f"{name!r} is packed more than {MAX_RATIO}:1")

    def _refuse_overlaps(self) -> None:
        end = 0
        for info in sorted(self._members.values(), key=lambda member: member.header_offset):
            if info.header_offset < end:
                raise self._broken("members of the zip container overlap")
            name = len(info.orig_filename.encode("utf-8", "replace"))
            # Names in another encoding may be shorter on disk; sizes are what bombs share.
            name = name if info.flag_bits & 0x800 else len(info.orig_filename)
            end = info.header_offset + _LOCAL_HEADER + name + info.compress_size

    def _broken(self, what: str) -> BrokenBook:
        return BrokenBook(f"{what}.", _BROKEN_REMEDY, path=self._path)

    def _limit(self, name: str, what: str) -> LimitExceeded:
        return LimitExceeded(f"{what}.", _LIMIT_REMEDY, path=self._path, limit=name)
