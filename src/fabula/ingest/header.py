"""The header block a story opens with: who wrote it, for which fandom, with what rating.

Fan fiction posted as plain text, AO3 downloads and FanFicFare title pages all come down to
lines ``Label: value``. A few of them stand at the top; the story starts where they end,
which often nothing but the text itself marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fabula.ingest.lines import Line
from fabula.ingest.marks import is_break
from fabula.ingest.titles import read_sign
from fabula.resources.header_labels import author_talk, header_labels
from fabula.schema.story import Header

_LABEL = re.compile(
    r"[\s*_>#=~|•\[(<{+-]{0,12}([A-Za-z][\w .,/'’()&+-]{0,45}?)[\s*_]*"
    r"(:|=|--?|[–—~])[\s*_]*(.*)$",
    re.DOTALL,
)
_OTHER_LABEL = re.compile(r"[\s*_>#]{0,8}([A-Z][\w '’/&()-]{1,30}?)[*_]*:[\s*_]+(\S.*)$", re.DOTALL)
_BY = re.compile(r"[\s*_~#=-]{0,8}(?:written\s+)?by:?\s+(\S.{0,80})$", re.IGNORECASE)
_TITLE_BY = re.compile(r"(\S.{0,120}?),?\s+by\s+([\w.'’ -]{2,60})$", re.IGNORECASE)
_STRONG = frozenset(
    "rating warnings fandoms relationships summary disclaimer note title author".split()
)
_ALONE = frozenset("disclaimer note rating relationships fandoms summary warnings".split())
_PROSE_FIELDS = frozenset("summary disclaimer note other".split())
_LISTS = ("warnings", "fandoms", "relationships", "characters")
_AO3_CATEGORY = re.compile(r"(?:(?:F/F|F/M|M/M|M/F|Gen|Multi|Other)(?:,\s*|$))+$")
_ENDS = re.compile(r"[.!?…)\]~*:;][\"'”’*_)]*$|^$|[\"”]$")
_MAX_LINES = 200
_FIRST_LABEL_WITHIN = 14
_REACH = 14
_WEAK_REACH = 5
_REACH_CHARS = 4000


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """What the header says, and the offset where it ends (0: the story has none)."""

    end: int = 0
    header: Header = field(default_factory=Header)
    title: str | None = None
    author: str | None = None


@dataclass
class _Fields:
    lists: dict[str, list[str]] = field(default_factory=dict)
    prose: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, label: str, value: str) -> None:
        value = " ".join(value.split()).strip("*_ ").strip()
        if not value:
            return
        if name == "fandoms" and (
            _AO3_CATEGORY.match(value) or max(map(len, _items(value) or [""])) < 4
        ):
            name = "other"
        if name in _LISTS:
            self.lists.setdefault(name, []).extend(_items(value))
        elif name in ("other", "note"):
            key = label.lower()
            self.other[key] = f"{self.other[key]} {value}" if key in self.other else value
        elif name in self.prose and name not in ("title", "author"):
            self.prose[name] += " " + value
        else:
            self.prose.setdefault(name, value)

    def header(self) -> Header:
        return Header(
            rating=self.prose.get("rating"),
            summary=self.prose.get("summary"),
            disclaimer=self.prose.get("disclaimer"),
            other=dict(self.other),
            **{name: tuple(dict.fromkeys(self.lists.get(name, ()))) for name in _LISTS},
        )


class HeaderReader:
    """Reads the header off the first lines of a story."""

    def __init__(self, text: str, lines: Sequence[Line], wrapped: bool, known_end: int = 0) -> None:
        """``known_end``: markup says the header reaches this offset."""
        self._text = text
        self._lines = lines[:_MAX_LINES]
        self._wrapped = wrapped
        self._known_end = known_end
        self._labels = [self._label(self._line(i)) for i in range(len(self._lines))]

    def read(self) -> HeaderBlock:
        first = self._first_label()
        if first is None:
            return HeaderBlock()
        if self._known_end:
            after = sum(line.start < self._known_end for line in self._lines)
        else:
            last = self._last_label(first)
            found = {self._labels[i][0] for i in range(first, last + 1) if self._labels[i]}  # type: ignore[index]
            if len(found) < 2 and not found & _ALONE:
                return HeaderBlock()
            after = self._after_value(last)
            after = self._through_notes(after, last)
        if after <= first:
            return HeaderBlock()
        return self._collect(first, after)

    def _line(self, i: int) -> str:
        return self._text[self._lines[i].start : self._lines[i].end]

    def _label(self, line: str) -> tuple[str, str, str] | None:
        """Field, label and value of a line that starts with a known label."""
        match = _LABEL.match(line[:3000])
        if match:
            label = match[1].replace("’", "'").strip(" *_([").lower()
            known = header_labels().get(label)
            if known and (match[2] in ":=" or (known in _STRONG and match[2] != "-")):
                return known, label, match[3] + line[3000:]
            if known and match[2] == "-" and " - " in line[: match.start(3) + 1]:
                return known, label, match[3] + line[3000:]
        if self._known_end and len(line) < 40:
            label = line.strip(" *_:").lower()
            if label in header_labels():
                return header_labels()[label], label, ""
        return None

    def _first_label(self) -> int | None:
        """The first line with a label, if what stands before it can be a title page."""
        prose = 0
        for i, label in enumerate(self._labels[: 40 if self._known_end else _FIRST_LABEL_WITHIN]):
            if label:
                return i
            line = self._line(i)
            prose += line[:1] in '"“' or (len(line) > 30 and line[-1:] in '.!?"”')
            if (len(line) > 300 or prose > 1) and not self._known_end:
                return None
        return None

    def _last_label(self, first: int) -> int:
        last = first
        for i in range(first + 1, len(self._lines)):
            label = self._labels[i]
            strong = label is not None and label[0] in _STRONG
            if label and i - last <= (_REACH if strong else _WEAK_REACH):
                last = i
            elif (
                i - last > _REACH
                or self._lines[i].start - self._lines[last].end > _REACH_CHARS
                or (label is None and self._opens_story(i, last))
            ):
                break
        return last

    def _opens_story(self, i: int, last: int) -> bool:
        """A heading, or dialogue right after a blank line: no header goes on past it."""
        line = self._line(i)
        sign = read_sign(line)
        if sign and sign.style in ("chapter", "part", "story") and not sign.rest.startswith(":"):
            return True
        return i > last + 1 and line[:1] in '"“' and len(line) < 300

    def _after_value(self, last: int) -> int:
        """The line after the last label's value."""
        label = self._labels[last]
        assert label is not None
        empty = not label[2].strip(" *_")
        i = last + 1
        while i < len(self._lines):
            line = self._line(i)
            if is_break(line) or self._opens_story(i, i):
                break
            if self._lines[i].gap:
                if not empty and not self._is_about_story(line):
                    break
                if not empty:
                    i += 1
                    continue
            elif not self._continues(i, label[0]):
                break
            empty = False
            i += 1
        return i

    def _continues(self, i: int, name: str) -> bool:
        before, line = self._line(i - 1), self._line(i)
        if self._wrapped:
            word = line.split(maxsplit=1)[0]
            width = max(self._lines[k].width for k in range(max(i - 8, 0), i + 1))
            if len(before) + 1 + len(word) >= min(max(width - 4, 50), 72):
                return True
        if line[0] in '"“' and name != "summary":
            return False
        return self._is_about_story(line) or (
            not _ENDS.search(before) and (name in _PROSE_FIELDS and line[0].islower())
        )

    def _is_about_story(self, line: str) -> bool:
        return len(line) < 1000 and line[:1] not in '"“' and bool(author_talk().search(line))

    def _through_notes(self, after: int, last: int) -> int:
        """Paragraphs between the last label and a scene break belong to an author's note."""
        label = self._labels[last]
        assert label is not None
        if label[0] not in _PROSE_FIELDS:
            return after
        for i in range(after, min(after + 8, len(self._lines))):
            line = self._line(i)
            if is_break(line):
                words = self._lines[i].start - self._lines[last].end
                talk = self._text.count('"', self._lines[last].end, self._lines[i].start)
                return i if words < 1500 and talk < 4 and label[0] != "other" else after
            sign = read_sign(line)
            if sign and sign.style in ("chapter", "part", "story"):
                return (
                    i
                    if self._text.count('"', self._lines[last].end, self._lines[i].start) < 4
                    else after
                )
        return after

    def _collect(self, first: int, after: int) -> HeaderBlock:
        fields = _Fields()
        title, author = read_title([self._line(i) for i in range(first)])
        name, label, value = "other", "note", ""
        for i in range(first, after):
            found = self._labels[i]
            other = None if found else _OTHER_LABEL.match(self._line(i)[:500])
            if found or (other and not self._wrapped and len(other[1].split()) <= 4):
                fields.put(name, label, value)
                name, label, value = found or ("other", other[1], other[2])  # type: ignore[index]
            elif (
                self._lines[i].gap and value.strip(" *_") and name not in _PROSE_FIELDS - {"other"}
            ):
                if match := _BY.match(self._line(i)):  # AO3 has title and author after the tags
                    author = _bare(match[1])
            elif not is_break(self._line(i)):
                value += "\n" + self._line(i)
        fields.put(name, label, value)
        named = fields.prose.get("title")
        return HeaderBlock(
            end=self._lines[after - 1].end,
            header=fields.header(),
            title=_bare(named) if named else title,
            author=_bare(fields.prose["author"]) if "author" in fields.prose else author,
        )


def read_title(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Title and author from the lines of a title page."""
    title: str | None = None
    author: str | None = None
    expect_author = False
    for line in lines:
        bare = _bare(line)
        if not bare or len(bare) > 150 or is_break(line):
            continue
        if expect_author:
            author, expect_author = bare, False
        elif match := _BY.match(line):
            author = author or _bare(match[1])
        elif bare.lower() in ("by", "written by"):
            expect_author = author is None
        elif title is None and not read_sign(line):
            if match := _TITLE_BY.match(bare):
                title, author = _bare(match[1]), author or _bare(match[2])
            else:
                title = bare
    return title, author


def _bare(text: str) -> str:
    bare = " ".join(text.split()).strip("*_#=~ ").rstrip(",")
    if len(bare) > 2 and bare[0] in '"“' and bare[-1] in '"”':
        bare = bare[1:-1]
    return bare


def _items(value: str) -> list[str]:
    items = re.split(r"\s*[,;|]\s*", value)
    return [item for item in (item.strip(" .*_") for item in items) if item]
