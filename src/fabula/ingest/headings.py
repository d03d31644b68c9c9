"""Headings of a story: which blocks are titles of parts and chapters, and how they nest."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from fabula.ingest.blocks import Document
from fabula.ingest.contents import Contents
from fabula.ingest.tellers import teller_lines
from fabula.ingest.titles import Sign, plain, read_sign
from fabula.schema.story import DivisionKind

VOLUME, PART, CHAPTER, SECTION = range(4)
_VOLUMES = frozenset({"volume", "vol", "tome"})
_MAX_HEADING = 300
_CAPS = re.compile(r"[A-Z][A-Z'’ ,.&:;0-9()?!—–-]{2,99}$")
_SALUTATION = re.compile(r"[\"“'‘_*]*(?:My )?(?:Dear|Dearest|Sir|Madam|Honou?red)\b", re.IGNORECASE)
_SMALL_WORDS = frozenset({"section", "scene", "day", "night", "entry"})
_CHAPTER_WORDS = frozenset({"chapter", "chap", "act"})
_EMPHASIS = re.compile(r"(?<!\w)[_*]+|[_*]+(?!\w)")
_SPREAD = 1200
_ENDS_TITLE_NOT = re.compile(r"[,;]$|--$|[a-z][.!?:…]$|[\"”]$")
_KINDS: dict[str, DivisionKind] = {
    "front": "front",
    "either": "front",
    "notes": "notes",
    "back": "back",
    "contents": "front",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """Blocks ``[first, last]`` are a heading (none, where ``last < first``: only the book's
    table of contents says that a part starts there); ``rank`` orders the nesting."""

    first: int
    last: int
    kind: DivisionKind
    rank: int
    title: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    block: int
    sign: Sign | None
    level: int = 0
    title: str = ""
    listed: bool = False
    caps: bool = False


def read_signs(document: Document, first: int, last: int) -> dict[int, Sign]:
    """Block index to what the block says as a heading, for the blocks that could be one."""
    signs: dict[int, Sign] = {}
    for i in range(first, last):
        block = document.blocks[i]
        if block.end - block.start <= _MAX_HEADING + 100:
            sign = read_sign(document.text[block.start : block.end])
            if sign:
                signs[i] = sign
    return signs


class HeadingFinder:
    """Finds the headings among blocks ``[first, last)``, tables of contents left out."""

    def __init__(
        self, document: Document, signs: dict[int, Sign], contents: Contents, first: int, last: int
    ) -> None:
        self._document = document
        self._first, self._last = first, last
        self._contents = contents
        self._signs = {i: sign for i, sign in signs.items() if self._may_be(i)}
        self._toc = {entry.block: entry for entry in document.toc if first <= entry.block < last}
        self._usual_gap = _usual_gap(document, first, last)

    def find(self) -> list[Heading]:
        candidates = self._candidates()
        level = self._chapter_level(candidates)
        styles = {c.sign.word for c in candidates if c.sign}
        if any(c.level or (c.sign and c.sign.style in ("chapter", "number")) for c in candidates):
            styles.add("divided")
        ranked = [(c, self._rank(c, level, frozenset(styles))) for c in candidates]
        ranked = self._number_ranks(ranked)
        return self._headings(ranked)

    def _may_be(self, i: int) -> bool:
        block = self._document.blocks[i]
        return i not in self._contents.blocks and (block.role == "" or block.level > 0)

    def _candidates(self) -> list[_Candidate]:
        numbers = self._true_numbers()
        caps = self._true_capitals()
        numbered = any(
            s.style in ("chapter", "part") or i in numbers for i, s in self._signs.items()
        )
        if caps and not numbered:
            caps = self._chapters_in_capitals(caps)
        caps |= set() if numbered else teller_lines(self._document, self._first, self._last)
        found: list[_Candidate] = []
        for i in range(self._first, self._last):
            if not self._may_be(i) and i not in self._toc:
                continue
            block, sign = self._document.blocks[i], self._signs.get(i)
            if i in self._toc:
                entry = self._toc[i]
                own = read_sign(entry.title) or sign
                found.append(_Candidate(i, own, entry.depth + 1, entry.title, listed=True))
            elif block.level and block.end - block.start <= _MAX_HEADING:
                if not self._document.toc or sign or block.level < 4:
                    found.append(_Candidate(i, sign, block.level))
            elif sign and (sign.style != "number" or i in numbers):
                if sign.style in ("part", "chapter", "number", "story") or self._stands_alone(i):
                    found.append(_Candidate(i, sign))
            elif i in caps or self._is_listed(i):
                found.append(_Candidate(i, None, caps=i in caps))
        return found

    def _stands_alone(self, i: int) -> bool:
        block = self._document.blocks[i]
        return block.end - block.start <= 80 and self._document.text[block.start].isupper()

    def _is_listed(self, i: int) -> bool:
        block = self._document.blocks[i]
        if not 3 <= block.end - block.start <= 120 or not self._contents.entries:
            return False
        name = plain(self._document.words(block))
        return len(name) > 3 and name in self._contents.entries and block.gap >= self._usual_gap

    def _true_numbers(self) -> set[int]:
        """Bare numbers that count up: 1, 2, 3, with text between them."""
        chains: dict[str, list[list[int]]] = {}
        last: dict[str, int] = {}
        for i in sorted(self._signs):
            sign = self._signs[i]
            if sign.number is None or sign.style not in ("number", "chapter"):
                continue
            style = f"{sign.frame}{sign.numeral}{'+' if sign.rest else ''}"
            if sign.style == "chapter":
                # "ADVENTURE VI. ..." may go on as "VII. ..."; a first section may be unmarked.
                for other, number in (
                    (f"{sign.numeral}+", sign.number),
                    ("roman", 1),
                    ("digits", 1),
                ):
                    chains.setdefault(other, []).append([])
                    last[other] = number
                continue
            chain = chains[style][-1] if style in chains else []
            if sign.number == 1:
                chains.setdefault(style, []).append([i])
            elif style in last and 0 < sign.number - last[style] <= 2 and chain[-1:] != [i - 1]:
                chain.append(i)
            else:
                continue
            last[style] = sign.number
        kept = [chain for group in chains.values() for chain in group if self._is_chain(chain)]
        return {i for chain in kept for i in chain}

    def _is_chain(self, chain: list[int]) -> bool:
        blocks = self._document.blocks
        if not chain:
            return False
        if len(chain) == 1 and self._signs[chain[0]].number == 2:
            return not self._signs[chain[0]].rest
        if len(chain) == 1:  # one lone "I" counts under a part's or a chapter's heading
            before = self._signs.get(chain[0] - 1)
            return (
                before is not None
                and before.style in ("part", "chapter", "story")
                and not self._signs[chain[0]].rest  # "CHAPTER I", "I MEET SIR HENRY"
            )
        reach = blocks[chain[-1]].start - blocks[chain[0]].start
        if reach >= (len(chain) - 1) * 600:
            return True
        titled = bool(self._signs[chain[0]].rest)  # close together: a list, or stanzas
        return not titled and not any(self._is_verse(i + 1) for i in chain)

    def _is_verse(self, i: int) -> bool:
        if i >= self._last:
            return False
        block = self._document.blocks[i]
        lines = self._document.text.count("\n", block.start, block.end) + 1
        return lines >= 4 and block.end - block.start < 50 * lines

    def _true_capitals(self) -> set[int]:
        """Lines in capitals that stand further apart than paragraphs do, all over the text."""
        found: list[int] = []
        blocks, text = self._document.blocks, self._document.text
        for i in range(self._first, self._last - 1):
            block = blocks[i]
            if block.gap <= self._usual_gap or block.end - block.start > 100 or block.level:
                continue
            line = text[block.start : block.end].strip("*_ ")
            if _CAPS.match(line) and i not in self._signs and self._may_be(i):
                letter = _SALUTATION.match(text, blocks[i + 1].start)
                if (
                    not line.endswith((",", ";", ":"))
                    and sum(map(str.isalpha, line)) > 3
                    and not letter
                ):
                    found.append(i)
        names = Counter(self._document.words(blocks[i]) for i in found)
        found = [i for i in found if names[self._document.words(blocks[i])] == 1]
        if len(found) < 2:
            return set()
        reach = blocks[found[-1]].start - blocks[found[0]].start
        return set(found) if reach >= _SPREAD * (len(found) - 1) else set()

    def _chapters_in_capitals(self, caps: set[int]) -> set[int]:
        """Where nothing else divides the story: lines in capitals, from its start on."""
        blocks = self._document.blocks
        opening = blocks[min(caps)].start - blocks[self._first].start
        whole = blocks[self._last - 1].end - blocks[self._first].start
        if len(caps) < 3 or opening > 0.2 * whole:
            return set()
        first, second = blocks[self._first], blocks[self._first + 1]
        line = self._document.text[first.start : first.end]
        # A collection: its first line names the first story, not the book.
        if _CAPS.match(line) and second.end - second.start > 120:
            return caps | {self._first}
        return caps

    def _chapter_level(self, candidates: list[_Candidate]) -> int:
        """The heading level in the markup that chapters have; 0 if there is none."""
        marked = [c for c in candidates if c.level]
        numbered = Counter(
            c.level for c in marked if c.sign and c.sign.style in ("chapter", "number")
        )
        if numbered:
            return numbered.most_common(1)[0][0]
        plain_levels = Counter(c.level for c in marked if not c.sign)
        several = [level for level, count in plain_levels.items() if count >= 2]
        return min(several or list(plain_levels) or [0])

    def _rank(self, candidate: _Candidate, level: int, styles: frozenset[str]) -> int:
        sign = candidate.sign
        if sign is None or (sign.style == "end" and candidate.level):
            if not candidate.level:
                return SECTION if candidate.caps and "divided" in styles else CHAPTER
            return (
                PART if candidate.level < level else min(CHAPTER + candidate.level - level, SECTION)
            )
        if sign.style == "part":
            return VOLUME if sign.word in _VOLUMES else PART
        if sign.word in _SMALL_WORDS and styles & _CHAPTER_WORDS:
            return SECTION
        return CHAPTER

    def _number_ranks(self, ranked: list[tuple[_Candidate, int]]) -> list[tuple[_Candidate, int]]:
        """A bare number inside a chapter that has a keyword only divides that chapter."""
        keyword = sum(1 for c, _ in ranked if c.sign and c.sign.style == "chapter")
        result: list[tuple[_Candidate, int]] = []
        inside = opened = False
        counted = 0
        for k, (candidate, rank) in enumerate(ranked):
            sign = candidate.sign
            number = sign is not None and sign.style == "number" and not candidate.level
            if number and sign and sign.number == 1 and not opened and keyword < 2:
                inside = False
            opened = False
            if number and sign and sign.rest and sign.number == counted + 1 > 1:
                inside = False
            if sign and sign.style in ("chapter", "number") and not (number and inside):
                counted = sign.number or 0
            if number and inside:
                rank = SECTION
            elif number and self._encloses(candidate, ranked[k + 1 : k + 2]):
                rank = PART
            elif rank <= PART or number:
                inside = False
            elif sign and sign.style in ("chapter", "story"):
                # "PROLOGUE", "I": the numbers are its own until they start anew.
                opened = [c.block for c, _ in ranked[k + 1 : k + 2]] == [candidate.block + 1]
                inside = keyword >= 2 or (sign.style == "story" and opened)
            result.append((candidate, rank))
        return result

    @staticmethod
    def _encloses(candidate: _Candidate, after: list[tuple[_Candidate, int]]) -> bool:
        """A number right before a number of another style ("— I —", "[ 1 ]") is a part's."""
        if not after or after[0][0].block != candidate.block + 1:
            return False
        here, inner = candidate.sign, after[0][0].sign
        return bool(
            here
            and inner
            and inner.style == "number"
            and (inner.numeral, inner.frame) != (here.numeral, here.frame)
        )

    def _headings(self, ranked: list[tuple[_Candidate, int]]) -> list[Heading]:
        taken = {c.block: (c, rank) for c, rank in ranked}
        headings: list[Heading] = []
        done = self._first - 1
        for candidate, rank in ranked:
            if candidate.block <= done:
                continue
            sign = candidate.sign
            if sign and sign.style == "end":
                continue
            last = self._visible(candidate)
            while last >= candidate.block and self._adds_title(last + 1, candidate, rank, taken):
                last += 1
            done = max(last, done)
            headings.append(self._heading(candidate, rank, last))
        return headings

    def _heading(self, candidate: _Candidate, rank: int, last: int) -> Heading:
        lines = [
            self._document.words(self._document.blocks[k]).strip("*_# ")
            for k in range(candidate.block, last + 1)
        ]
        title = candidate.title or " ".join(
            line if line.endswith((".", ":", "!", "?")) or k == len(lines) - 1 else line + ":"
            for k, line in enumerate(lines)
        )
        title = _EMPHASIS.sub("", title)
        style = candidate.sign.style if candidate.sign else ""
        kind: DivisionKind = "part" if rank <= PART else "scene" if rank == SECTION else "chapter"
        kind = _KINDS.get(style, kind)
        if kind == "chapter" and candidate.sign and candidate.sign.word == "letter":
            kind = "letter"
        return Heading(candidate.block, last, kind, rank, title, style)

    def _visible(self, candidate: _Candidate) -> int:
        """The candidate's block, or the one before it where nothing there reads as a title."""
        i = candidate.block
        block = self._document.blocks[i]
        if not candidate.listed or block.level or i in self._signs:
            return i
        return i if self._says(i, candidate.title) else i - 1

    def _says(self, i: int, title: str) -> bool:
        block = self._document.blocks[i]
        if block.end - block.start > _MAX_HEADING:
            return False
        name, wanted = plain(self._document.words(block)), plain(title)
        if wanted and wanted in name:
            return len(name) <= len(wanted) + 24 and not _ENDS_TITLE_NOT.search(
                self._document.words(block)
            )
        return bool(name) and name in wanted

    def _adds_title(
        self,
        i: int,
        heading: _Candidate,
        rank: int,
        taken: dict[int, tuple[_Candidate, int]],
    ) -> bool:
        """Does block ``i``, right after a heading, belong to it as its title?"""
        if i >= self._last - 1 or not self._may_be(i):
            return False
        block = self._document.blocks[i]
        if i in taken:
            other, other_rank = taken[i]
            return bool(
                (other.sign is None and other_rank >= rank and not other.listed)
                or (
                    other.listed
                    and not heading.listed
                    and other_rank == rank
                    and other.sign is None
                )
                or (heading.listed and self._says(i, heading.title) and not other.listed)
            )
        if heading.listed:
            return self._says(i, heading.title)
        sign = heading.sign
        if sign is None or sign.rest or i - heading.block > 2 or block.end - block.start > 240:
            return False
        own = self._signs.get(i)
        if own and not (own.style == "number" and own.rest):
            return False
        if block.level or heading.level:
            return block.level > 0
        return self._looks_like_title(i, first=i == heading.block + 1)

    def _looks_like_title(self, i: int, first: bool) -> bool:
        block = self._document.blocks[i]
        text = self._document.text[block.start : block.end]
        if text.startswith("[") and text.endswith("]"):
            return True
        if text[0] in "\"“‘'(_*" or not first or text.count("\n") > 3:
            return False
        if text.upper() == text and not text.endswith((",", ";")):
            return True
        return len(text) <= 80 and "\n" not in text and not _ENDS_TITLE_NOT.search(text)


def _usual_gap(document: Document, first: int, last: int) -> int:
    """The blank lines that most paragraphs have before them."""
    gaps = Counter(document.blocks[i].gap for i in range(first + 1, last))
    return gaps.most_common(1)[0][0] if gaps else 0
