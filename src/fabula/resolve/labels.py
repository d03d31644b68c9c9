"""The labels of script and chat lines: ``ANN: ...``, ``[19:02] moth_eaten: ...``.

What stands where a label stands names whoever speaks, be it a name or not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from fabula.resolve.insert import insert_mentions
from fabula.resources import key_of_word
from fabula.schema.spans import AntecedentScores, Mention, Quotation, SpeakerScores
from fabula.schema.story import Span
from fabula.schema.tokens import Tokens, column

LABELLED = frozenset({"script", "chat"})
_REACH = 80
_CLOCK = re.compile(r"[\[(<]?\d[\d:./, -]*(?:[ap]\.?m\.?)?[\])>]?\s*(?:[-–—|]\s*)?", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]\s*$")
_TRIM = " \t\r\n:.<>[](){}*_-—–@|>"
_MOST_WORDS = 4


def label_span(text: str, quotation: Quotation) -> Span | None:
    """Where the label of a labelled line stands, without clock time, aside and marks."""
    start, end = quotation.spans[0]
    line = text.rfind("\n", max(0, start - _REACH), start) + 1
    if not text[line:start].strip(_TRIM):
        line, start = start, min(end, start + _REACH)
        stop = text.find(":", line, start)
    else:
        line = max(line, start - _REACH)
        # The last colon: the first may stand in the clock time of a chat line.
        stop = text.rfind(":", line, start)
    stop = stop if stop > line else start
    lead = len(text[line:stop]) - len(text[line:stop].lstrip())
    clock = _CLOCK.match(text, line + lead, stop)
    line = line if clock is None else clock.end()
    aside = _ASIDE.search(text, line, stop)
    if aside and text[line : aside.start()].strip(_TRIM):
        stop = aside.start()
    label = text[line:stop].strip(_TRIM)
    if not label or len(label.split()) > _MOST_WORDS:
        return None
    at = text.index(label, line)
    return at, at + len(label)


def name_labels(
    text: str,
    tokens: Tokens,
    quotations: Sequence[Quotation],
    mentions: tuple[Mention, ...],
    antecedents: AntecedentScores,
    speakers: SpeakerScores,
) -> tuple[tuple[Mention, ...], AntecedentScores, SpeakerScores]:
    """The mentions, with each label among them as the name of a person."""
    starts, ends = column(tokens.starts), column(tokens.ends)
    number_of = {(m.start, m.end): number for number, m in enumerate(mentions)}
    added: list[Mention] = []
    renamed: dict[int, Mention] = {}
    for quotation in quotations:
        span = label_span(text, quotation) if quotation.marks in LABELLED else None
        if span is None or text[slice(*span)].casefold() in key_of_word("pronouns"):
            continue
        lo, hi = bisect_left(starts, span[0]), bisect_left(starts, span[1])
        if lo == hi or (starts[lo], ends[hi - 1]) != span:
            continue
        number = number_of.get(span)
        if number is None:
            head = (starts[hi - 1], ends[hi - 1])
            added.append(Mention(*span, "PROP", "PER", 1.0, head))
        else:
            renamed[number] = replace(mentions[number], kind="PROP", type="PER", confidence=1.0)
    if not added and not renamed:
        return mentions, antecedents, speakers
    mentions = tuple(renamed.get(number, m) for number, m in enumerate(mentions))
    return insert_mentions(mentions, antecedents, speakers, added)
