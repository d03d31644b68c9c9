"""What a quotation is: speech, unless its wording and its setting say otherwise."""

from __future__ import annotations

import re

from fabula.quotations.join import Group
from fabula.quotations.pairs import Piece
from fabula.quotations.tags import tag_at, tag_before
from fabula.resources.tags import tag_words
from fabula.schema.spans import QuoteKind

_MARKS = "\"“”„‟＂'‘’‚‛`«»‹›「」『』_* \n\t"
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_WORD_BEFORE = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)[\s_*]*$")
_SCARE_WORDS, _TITLE_WORDS = 5, 9
# A capitalised phrase right after one of these is named, not said.
_TITLE_CUES = frozenset(
    "called named entitled titled novel poem song ballad hymn book play opera film movie ship "
    "magazine newspaper chapter article essay story read reading reads sang singing played playing "
    "whistled hummed word words name title nicknamed dubbed christened labelled labeled marked "
    "headed inscribed the a an his her their your my its our this that these those of in by with "
    "from for as on at to or and famous old new".split()
)
# "saying to herself "This is Bill"", "told me "no""
_HEARERS = frozenset("himself herself myself themselves itself yourself me him us them".split())
_SMALL = frozenset("a an and at by for from in of on or the to with de la le du des".split())
# "she read", "which was called", but not "he called".
_NAMING = re.compile(
    r"\b(?:reads?|reading|sang|sings?|singing|entitled|titled|named"
    r"|(?:is|was|are|were|be|been|being|so|often|generally|commonly)\s+called)$"
)
_SENTENCE_END = re.compile(r"[.?!;:]\s")
_SALUTATION = re.compile(
    r"(?:my\s+)?(?:own\s+)?dear(?:est)?\s+[\w.]+(?:\s+[\w.]+){0,4}\s*[,:.—-]", re.I
)
# A verb of thought tags; "She thought of him" only follows.
_TAG_END = re.compile(r"\s*(?:[,.;:!?—–-]|to\s+\w+sel(?:f|ves)\b)")
_LETTER_CUE = re.compile(
    r"\b(?:letter|note|wrote|write|writes|telegram|postcard|message|read|ran)\b"
)


def kind_of(text: str, group: Group) -> QuoteKind:
    """The kind of a quotation; reliable cases only, ``speech`` otherwise."""
    first, last = group.pieces[0], group.pieces[-1]
    if first.marks == "chat":
        return "chat"
    if first.marks in ("dash", "script"):
        return "speech"
    content = text[first.start : first.end].strip(_MARKS)
    start = max(0, first.start - 200)
    lead = text[start : first.start].rpartition("\n\n")[2]
    if (
        _SALUTATION.match(content)
        and _LETTER_CUE.search(lead[-100:])
        and lead.rstrip()[-1:] in ":,—-"
    ):
        return "letter"
    if len(group.pieces) == 1 and last.closed and first.opened:
        mentioned = _mentioned(text, first, content, lead)
        if mentioned:
            return mentioned
    tag = tag_at(text, first.end, first.end + 200) or tag_before(text, start, first.start)
    thought = tag is not None and tag.thought and _TAG_END.match(text, tag.verb_end)
    return "thought" if thought else "speech"


def _mentioned(text: str, piece: Piece, content: str, lead: str) -> QuoteKind | None:
    """Whether words are mentioned rather than spoken: short, unmarked, inside a sentence."""
    words = _WORD.findall(content)
    short = 0 < len(words) <= _TITLE_WORDS and content[-1] not in "?!—-…"
    if not short or _SENTENCE_END.search(content[:-1]):
        return None
    before = _WORD_BEFORE.search(lead[-40:])
    cue = before.group(1).lower() if before else ""
    main = [word for word in words if word.lower() not in _SMALL]
    capital = bool(main) and all(word[0].isupper() or word[0].isdigit() for word in main)
    if capital and before and _NAMING.search(lead.rstrip(_MARKS)):
        return "title"
    if cue in tag_words().speech or cue in tag_words().thought or cue in _HEARERS:
        return None
    few = len(words) <= _SCARE_WORDS
    tagged = tag_at(text, piece.end, piece.end + 200)
    if before and few and not tagged:
        # No pause leads to it, so it is part of the sentence: the "grand hotel".
        return "title" if capital and cue in _TITLE_CUES else "scare"
    if tag_before(text, piece.start - len(lead), piece.start):
        return None
    if content[0].islower() and few and lead.rstrip()[-1:] == "," and not tagged:
        return "scare"
    return "title" if capital and cue in _TITLE_CUES else None
