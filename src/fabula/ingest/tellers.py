"""Names that stand as headings where several people tell a story in turn: Nora, Eli, Nora."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from fabula.ingest.blocks import Document

_NAME = re.compile(r"[_*#\s]*([A-Z][\w'’-]+)(?: [A-Z][\w'’-]+)?(?:['’]s)?(?:\s+POV)?[_*:\s]*")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 40
_BETWEEN = 400  # characters told by each, at the least
_TIMES = 2  # that two of the names stand in the story beside


def teller_lines(document: Document, first: int, last: int) -> set[int]:
    """Blocks of nothing but somebody's name, of two people or more, each before a long passage.

    Not a signature, which follows a line that ends in a comma.
    """
    names: dict[int, str] = {}
    for i in range(first, last):
        block = document.blocks[i]
        if block.end - block.start <= _LONGEST and not _is_signature(document, i):
            match = _NAME.fullmatch(document.text, block.start, block.end)
            if match:
                names[i] = match[1]
    if len(set(names.values())) < 2:
        return set()
    counts = Counter(match.group() for match in _WORD.finditer(document.text))
    names = {i: name for i, name in names.items() if counts[name] > counts[name.lower()]}
    starts = [*(document.blocks[i].start for i in names), document.blocks[last - 1].end]
    told = {i for i, (a, b) in zip(names, pairwise(starts)) if b - a >= _BETWEEN}
    lines = Counter(names[i] for i in told)
    known = sum(counts[name] - times >= _TIMES for name, times in lines.items())
    return told if len(lines) > 1 and known > 1 else set()


def _is_signature(document: Document, i: int) -> bool:
    return i > 0 and document.words(document.blocks[i - 1]).endswith(",")
