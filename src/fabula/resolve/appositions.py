"""Name and description side by side: "Dilys, the maid", "his father, Savva Lukyanov"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from fabula.resolve.views import innermost
from fabula.schema.spans import Mention, Quotation

_COMMA = re.compile(r",\s+")
_SPACE = re.compile(r"\s+")
_PAUSE = re.compile(r"\s*(?:[,;:.!?)—–]|--)")
_AND_MORE = re.compile(r"\s*,?\s*(?:and|or)\b", re.IGNORECASE)
_LOOKED_AT = 2  # mentions after one that may stand beside it: "Ann, her brother's maid"


def find_appositions(
    text: str, mentions: Sequence[Mention], quotations: Sequence[Quotation]
) -> Iterator[tuple[int, int]]:
    """(description, name): indices of two mentions of one person, side by side.

    "My sister Julia and I" needs no comma. After one, what follows must pause and not go on with
    "and", or it is a list; and a name after a description and a comma is in speech as a rule
    somebody spoken to: "that man, Basil."
    """
    people = [i for i, m in enumerate(mentions) if m.type == "PER" and m.kind != "PRON"]
    starts = [mentions[i].start for i in people]
    inside = innermost([(mentions[i].start, mentions[i].end) for i in people], quotations)
    for i, quotation in zip(people, inside, strict=True):
        one = mentions[i]
        gap = _COMMA.match(text, one.end) or _SPACE.match(text, one.end)
        if gap is None:
            continue
        at = bisect_left(starts, gap.end())
        for j in people[at : at + _LOOKED_AT]:
            other = mentions[j]
            if other.start != gap.end() or one.kind == other.kind:
                continue
            if gap[0][0] != ",":
                if one.kind == "NOM":
                    yield i, j
            elif _PAUSE.match(text, other.end) and not _AND_MORE.match(text, other.end):
                if other.kind == "NOM":
                    yield j, i
                elif quotation is None:
                    yield i, j
