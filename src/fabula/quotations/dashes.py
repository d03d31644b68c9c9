"""Dialogue opened by a dash and never closed: which parts of the paragraph are spoken.

``— Come in, said Pauric, and sit down.`` has two: around the tag. Where narration takes
over without a tag, only the wording tells (tense, person, question marks).
"""

from __future__ import annotations

import re

from fabula.quotations.tags import Tag, tag_at
from fabula.quotations.telling import Habits, is_narrated, is_past
from fabula.resources.dashes import dash_words
from fabula.schema.story import Span

DASH_OPENING = re.compile(r"(?:--+|[—―–]|-(?=\s))\s*(?=[^\W_]|[¿¡'‘’_*…\"“]|\.\.\.)")
_LATE = re.compile(r"[.?!…]\s+(?=(?:--+|[—―–])\s*[^\W\d_a-z])")  # He leans over. — Veal, Chef.
_CLAUSE = re.compile(r"(?P<mark>[.?!…]+|[,;:])['’\"”)]?(?:--|[—–])?\s+|\s(?P<dash>--|[—–])\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def dash_pieces(text: str, start: int, end: int, habits: Habits) -> list[Span]:
    """The spoken stretches of a paragraph with a dash at its start, or after a sentence of it."""
    opening = DASH_OPENING.match(text, start, end)
    if opening is None:
        late = _LATE.search(text, start, end)
        return dash_pieces(text, late.end(), end, habits) if late else []
    pieces: list[Span] = []
    spoken: int | None = start
    tagged_until = 0
    in_tag = False  # in the sentence of a tag, where a comma may lead back to speech
    for match in _CLAUSE.finditer(text, opening.end(), end):
        at = match.end()
        if at >= end or at < tagged_until:
            continue
        mark = match["mark"] or match["dash"]
        if spoken is not None:
            tag = tag_after(text, at, end, mark)
            if tag is None and not (mark[0] in ".?!…" and is_narrated(text, at, end, habits)):
                continue
            pieces.append((spoken, match.end("mark") if match["mark"] else match.start()))
            spoken = None
            tagged_until = tag.verb_end if tag else at
            in_tag = tag is not None
        elif (in_tag or mark[0] in ".?!…") and resumes(text, at, end, mark, habits):
            spoken = at
        elif mark[0] in ".?!…":
            in_tag = False
    if not pieces and text[opening.end()].islower():
        return []  # an item of a list
    if spoken is not None:
        pieces.append((spoken, end))
    return pieces


def tag_after(text: str, at: int, end: int, mark: str) -> Tag | None:
    """The tag at ``at``, if one follows speech that ends in ``mark``."""
    tag = tag_at(text, at, end)
    if tag is None or not tag.plain or tag.thought:
        return None
    if mark[0] in ".;:" and not text[at].islower():
        return None
    following = _WORD.match(text, min(tag.verb_end + 1, end), end)
    glued = text[tag.verb_end : tag.verb_end + 1].isspace()
    if glued and following and following.group().lower() in dash_words().clause:
        return None  # "Well, he said that he would" reports, it does not tag
    return tag


def resumes(text: str, at: int, end: int, mark: str, habits: Habits) -> bool:
    """Whether speech goes on at ``at``, after a stretch of narration that ends in ``mark``."""
    if mark[0] in "-—–":
        return True
    if mark[0] in ".?!…":
        return not is_narrated(text, at, end, habits)
    word = _WORD.match(text, at, end)
    if word is None:
        return False
    low = word.group().lower()
    words = dash_words()
    if low.endswith(("ing", "ly")) or low in words.beat or low in words.past:
        return False
    after = _WORD.search(text, word.end(), min(end, word.end() + 30))
    if low in ("and", "but", "then") and after:
        second = after.group().lower()
        if second in words.subjects:
            return False
        # "and shut the door behind you" is speech, "and shut the door behind him" is not
        return not is_past(second) or not is_narrated(text, at, end, habits)
    return True
