"""Sentence ends by rule, aware of quotations: dialogue stays with its tag.

``"What?" he said.`` is one sentence, ``"Go!" cried Ann. "Now!"`` is two. A terminal takes
the closing marks after it along, and ends a sentence unless what follows continues it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.resources.speech import abbreviations, speech_verbs
from fabula.schema.story import Span

_TERMINAL = frozenset(".!?…")
_DASHES = frozenset("-—―–‒")
_CLOSERS = frozenset("” ’ \" ' '' » « “ ‘ › ‹ 」 』 ) ] _ __ * **".split())
_OPENERS = frozenset("“ ‘ \" ' `` ` „ ‚ » « › ‹ 「 『 ( [ _ __ * **".split())
_CONTINUES = frozenset(", ; : ) ]".split())
# The name in "Mr. Van der Berg said" is at most this many words long.
_NAME_REACH = 5


@dataclass(frozen=True, slots=True)
class QuoteEdges:
    """Offsets where quotation spans open and close."""

    opens: frozenset[int]
    closes: frozenset[int]


def sentence_ends(text: str, words: Sequence[Span], edges: QuoteEdges) -> list[int]:
    """Indices into ``words`` of the last word of each sentence of this paragraph."""
    forms = [text[start:end] for start, end in words]
    ends: list[int] = []
    i, last_word = 0, len(words) - 1
    while i < last_word:
        if not _is_terminal(forms[i]):
            i += 1
            continue
        last = _with_closers(words, forms, i, edges)
        if last < last_word and _ends_here(words, forms, (i, last), edges):
            ends.append(last)
        i = last + 1
    if words:
        ends.append(last_word)
    return ends


def _is_terminal(form: str) -> bool:
    if form[-1] not in _TERMINAL:
        return False
    if form[0] in _TERMINAL:
        return True
    titles, _ = abbreviations()
    return form not in titles and len(form) > 2  # two characters: an initial


def _with_closers(words: Sequence[Span], forms: Sequence[str], i: int, edges: QuoteEdges) -> int:
    """The last word that goes with the terminal at ``i``: more terminals, closing marks."""
    last = i
    for j in range(i + 1, len(words)):
        more = forms[j][0] in _TERMINAL
        glued = words[j][0] == words[last][1]
        closes = words[j][1] in edges.closes
        if closes or more or (glued and forms[j] in _CLOSERS and words[j][0] not in edges.opens):
            last = j
        else:
            break
    return last


def _ends_here(
    words: Sequence[Span], forms: Sequence[str], cluster: tuple[int, int], edges: QuoteEdges
) -> bool:
    """Whether the terminal and marks from ``cluster[0]`` to ``cluster[1]`` end a sentence."""
    i, last = cluster
    after = last + 1
    if forms[after] in _CONTINUES:
        return False
    if words[after][0] in edges.opens:
        return True
    first = _first_word(forms, after)
    if first[0].islower():
        return False
    quoted = any(words[j][1] in edges.closes for j in range(i, after))
    if quoted and forms[i] != ".":
        return not _is_tag(forms, after)
    trails_off = not quoted and (
        forms[i][:1] == "…" or forms[i : i + 2] == [".", "."] or ".." in forms[i]
    )
    return not (trails_off and (first == "I" or first.startswith("I'")))


def _first_word(forms: Sequence[str], at: int) -> str:
    """The first word from ``at`` on that is neither dash nor opening mark."""
    for j in range(at, min(at + 4, len(forms))):
        if forms[j][0] not in _DASHES and forms[j] not in _OPENERS:
            return forms[j]
    return forms[at]


def _is_tag(forms: Sequence[str], at: int) -> bool:
    """Whether a tag that starts with a name or "I" begins here: ``Mr. Hale said``."""
    verbs = speech_verbs()
    for j in range(at, min(at + _NAME_REACH, len(forms))):
        if forms[j] in verbs:
            return j > at
        name_part = forms[j][0].isupper() or forms[j] in ("of", "de", "la", "von", "der")
        if not name_part and not (j > at and forms[j].endswith("ly")):
            return False
        if j == at and forms[j] != "I" and forms[j].lower() in _SUBJECT_PRONOUNS:
            return False
    return False


# Capitalised after a closed quotation, these begin a sentence of their own.
_SUBJECT_PRONOUNS = frozenset("he she they we you it who one the a an".split())
