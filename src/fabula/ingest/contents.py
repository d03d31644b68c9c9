"""Tables of contents inside the text: lists of headings with no story between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.ingest.blocks import Document
from fabula.ingest.titles import Sign, plain, read_sign

_SEARCH_CHARS = 80_000
_PAGE_NUMBER = re.compile(r"(?:[\s.·…_-]{2,}|\t|\s+)(?:\d{1,4}|[ivxl]{1,6})$")
_LISTED_STYLES = ("part", "chapter", "number", "story", "front", "either", "notes", "back")
_STOPS = '.!?"”'
_RUN = 4
_STEPS_BACK = 6
_MAX_TABLES = 12
_MAX_ENTRIES = 2000
_MAX_LOOKS = 50_000  # at entries of what may be tables: a text of headings alone has thousands


@dataclass(frozen=True, slots=True)
class Contents:
    """Blocks that are a table of contents, and its entries as ``titles.plain`` gives them."""

    blocks: frozenset[int] = frozenset()
    entries: frozenset[str] = frozenset()


class _Finder:
    def __init__(self, document: Document, signs: dict[int, Sign], first: int, last: int) -> None:
        self._document = document
        self._signs = signs
        self._first, self._last = first, last
        self._start = document.blocks[first].start if first < last else 0
        self._looks = 0

    def find(self) -> Contents:
        taken: set[int] = set()
        entries: set[str] = set()
        i = self._first
        tables = 0
        while i < self._last and tables < _MAX_TABLES and self._looks < _MAX_LOOKS:
            block = self._document.blocks[i]
            if block.start - self._start > _SEARCH_CHARS:
                break
            end = self._zone(i)
            if end > i:
                tables += self._document.blocks[i].role != "toc"
                taken.update(range(i, end))
                for k in range(i, end):
                    entries.update(self._entries(k))
                i = end
            else:
                i += 1
        entries -= {""}
        return Contents(frozenset(taken), frozenset(entries))

    def _zone(self, i: int) -> int:
        """The end of the table that starts at block ``i``; ``i`` itself if none does."""
        sign = self._signs.get(i)
        if self._document.blocks[i].role == "toc":
            return i + 1
        if sign and sign.style == "contents":
            j = i + 1
            while j < min(self._last, i + _MAX_ENTRIES) and not self._is_prose(j):
                j += 1
            return self._without_real_headings(i, j)
        if self._lists_headings(i):
            return i + 1
        j = i
        while j < min(self._last, i + _MAX_ENTRIES) and self._is_entry(j):
            j += 1
        end = self._without_real_headings(i, j)
        return end if end - i >= _RUN else i

    def _is_entry(self, i: int) -> bool:
        sign = self._signs.get(i)
        return sign is not None and sign.style in _LISTED_STYLES

    def _lists_headings(self, i: int) -> bool:
        block = self._document.blocks[i]
        lines = self._lines(i)
        if len(lines) < _RUN or block.end - block.start > 20_000:
            return False
        signed = sum(
            1
            for line in lines
            if (sign := read_sign(_PAGE_NUMBER.sub("", line))) and sign.style in _LISTED_STYLES
        )
        return signed >= 0.7 * len(lines)

    def _is_prose(self, i: int) -> bool:
        lines = self._lines(i)
        size = sum(map(len, lines))
        if self._lists_headings(i):
            return False
        if i not in self._signs and (lines[0][0] in '"“' or size >= 60) and lines[-1][-1] in _STOPS:
            return True
        if size < 160:
            return False
        numbered = sum(bool(_PAGE_NUMBER.search(line)) for line in lines)
        return size / len(lines) >= 48 and numbered < 0.4 * len(lines)

    def _without_real_headings(self, start: int, end: int) -> int:
        """Step back over the heading, said a second time, that the story really opens with."""
        self._looks += end - start
        listed = [self._entries(k) for k in range(start, end)]
        for _ in range(_STEPS_BACK):
            name = plain(self._document.words(self._document.blocks[end - 1]))
            before = (entry for entries in listed[: end - 1 - start] for entry in entries)
            if end - 1 <= start or not any(name and name in entry for entry in before):
                break
            end -= 1
        return self._first_repeat(start, end)

    def _first_repeat(self, start: int, end: int) -> int:
        """Where the first entry is said again, front matter after the table begins."""
        if end - start < 3:
            return end
        lines = self._lines(start + 1)
        first = plain(_PAGE_NUMBER.sub("", lines[0].strip()))
        sign = read_sign(_PAGE_NUMBER.sub("", lines[0]))
        parts = False
        for k in range(start + 2, end):
            here = self._signs.get(k)
            parts = parts or (here is not None and here.style == "part")
            if sign and sign.number and here:
                same = (sign.style, sign.word, sign.number) == (here.style, here.word, here.number)
                if same and (here.rest or not parts):
                    return k
            elif first and plain(self._document.words(self._document.blocks[k])) == first:
                return k
        return end

    def _entries(self, i: int) -> list[str]:
        return [plain(_PAGE_NUMBER.sub("", line.strip())) for line in self._lines(i)]

    def _lines(self, i: int) -> list[str]:
        block = self._document.blocks[i]
        return self._document.text[block.start : block.end].splitlines() or [""]


def find_contents(document: Document, signs: dict[int, Sign], first: int, last: int) -> Contents:
    """The tables of contents near the start of blocks ``[first, last)``."""
    return _Finder(document, signs, first, last).find()
