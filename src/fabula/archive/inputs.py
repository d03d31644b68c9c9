"""What there is to read: files in a folder, a list or a zip, or rows of a table.

An ``Item`` says where a story's bytes are without holding them, so that a plan of a million
stories fits in memory and any worker can fetch its own.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.archive.places import TROUBLE, Place
from fabula.archive.table_inputs import TABLE_SUFFIXES, Columns, fetch_row, table_rows
from fabula.errors import ArchiveError, BrokenBook, EmptyFile, LimitExceeded
from fabula.ingest.limits import MAX_FILE_BYTES, MAX_RATIO, RATIO_FROM_BYTES

STORY_SUFFIXES = frozenset(".txt .text .md .markdown .html .htm .xhtml .epub .docx".split())
_LIST_SUFFIXES = frozenset({".txt", ".lst", ".list"})
_CHUNK = 1 << 16
_FIRST = 100  # lines of a list that are looked at, to tell it from a story


@dataclass(frozen=True, slots=True)
class Item:
    """One story to read.

    source: its name in the archive, ending in the suffix its reader goes by; url: the file
    it is in; member: the zip member or the row in it; metadata: the other columns of its
    row, as JSON.
    """

    source: str
    url: str
    member: str = ""
    suffix: str = ""
    metadata: str | None = None


def find_items(place: Place, columns: Columns) -> Iterator[Item]:
    """Every story ``place`` offers, always in the same order. Raises ArchiveError."""
    suffix = posixpath.splitext(place.name)[1].lower()
    try:
        if place.is_folder():
            yield from _folder(place)
        elif not place.exists():
            raise ArchiveError("there is no such file or folder.", "Check IN.", path=place.url)
        elif suffix == ".zip":
            yield from _zip(place)
        elif suffix in TABLE_SUFFIXES:
            for row in table_rows(place, columns):
                source = f"{place.name}#{row.key}"
                yield Item(source, place.url, row.at, columns.suffix, row.metadata)
        elif suffix in _LIST_SUFFIXES:
            yield from _list(place)
        else:
            raise ArchiveError(
                "is neither a folder nor a list of files.",
                "IN is a folder, a .zip, a .csv, .tsv, .jsonl or .parquet file with a column "
                "of texts, or a .txt file with one path a line.",
                path=place.url,
            )
    except TROUBLE as error:
        raise ArchiveError(f"cannot be read ({error}).", "Check IN.", path=place.url) from error


def fetch(item: Item) -> bytes:
    """The bytes of one story. Raises InputError kinds, and OSError where a disk or net fails."""
    place = Place(item.url)
    if not item.member:
        with place.open() as stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            data = stream.read(min(size, MAX_FILE_BYTES + 1))
    elif posixpath.splitext(place.name)[1].lower() == ".zip":
        data = _unzipped(place, item)
    else:
        data = fetch_row(place, item.member)
    if len(data) > MAX_FILE_BYTES:
        raise LimitExceeded(
            f"is larger than {MAX_FILE_BYTES >> 20} MiB.",
            "Split it into single works.",
            path=item.source,
            limit="file-bytes",
        )
    if not data:
        raise EmptyFile("is empty.", path=item.source)
    return data


def _is_story(name: str) -> bool:
    hidden = any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
    return not hidden and posixpath.splitext(name)[1].lower() in STORY_SUFFIXES


def _folder(place: Place) -> Iterator[Item]:
    for name in place.files():
        if _is_story(name):
            yield Item(f"{place.name}/{name}", place.at(name).url)


def _zip(place: Place) -> Iterator[Item]:
    try:
        with place.open() as stream, zipfile.ZipFile(stream) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise ArchiveError(f"is no zip file that can be read ({error}).", path=place.url) from error
    for name in sorted(set(names)):
        if _is_story(name):
            yield Item(f"{place.name}/{name}", place.url, name)


def _unzipped(place: Place, item: Item) -> bytes:
    """A member of the zip, its bytes counted as they come."""
    data = bytearray()
    try:
        with place.open() as stream, zipfile.ZipFile(stream) as archive:
            info = archive.getinfo(item.member)
            with archive.open(info) as member:
                while chunk := member.read(_CHUNK):
                    data += chunk
                    packed_tight = len(data) > MAX_RATIO * max(info.compress_size, 1)
                    if len(data) > RATIO_FROM_BYTES and packed_tight:
                        raise LimitExceeded(
                            f"is packed more than {MAX_RATIO}:1.", path=item.source, limit="ratio"
                        )
                    if len(data) > MAX_FILE_BYTES:
                        break
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError) as error:
        raise BrokenBook(
            "cannot be unpacked.", "Make the zip file anew.", path=item.source
        ) from error
    return bytes(data)


def _list(place: Place) -> Iterator[Item]:
    """The files a list names, one a line; relative paths start from the list's folder."""
    text = place.read().decode("utf-8-sig", "replace")
    lines = [line.strip() for line in text.splitlines()]
    names = [line for line in lines if line and not line.startswith("#")]
    folder = Place(place.url.rpartition("/")[0] if "/" in place.url else ".")
    items = []
    for name in dict.fromkeys(names):
        whole = "://" in name or name.startswith("/")
        items.append(Item(name, name if whole else folder.at(name).url))
    if items and not any(Place(item.url).exists() for item in items[:_FIRST]):
        raise ArchiveError(
            "is no list of files: none of its first lines is the path of one.",
            "A single story is read by: fabula read FILE.",
            path=place.url,
        )
    yield from items
