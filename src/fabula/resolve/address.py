"""Forms of address: who is spoken to by name or by a word like "sir"."""

from __future__ import annotations

import re

from fabula.resources.tags import vocative_words
from fabula.schema.spans import Mention
from fabula.schema.story import Span

_ASKS_NAME = re.compile(
    r"\b(?:your (?:\w+ )?name|call you|who(?: \w+){0,3} are you|(?:are you|you are|you're) called"
    r"|(?:got|have) a name|who(?:'s| is| am i) (?:this|asking|calling|(?:talk|speak)ing to))\b"
    r"|\b(?:and|so) you are\?|^\W*(?:name|you are)\?",
    re.IGNORECASE,
)
_ASKED = 60  # characters at the end of a quotation that are looked at
_BEFORE_ADDRESS = frozenset(
    "my dear dearest oh o ah well yes no come good poor now but and why here look say old".split()
)


def is_address(text: str, mention: Mention) -> bool:
    """Set off by punctuation on both sides: "Well, my dear Watson, …"."""
    words = text[max(mention.start - 30, 0) : mention.start].split()
    while words and words[-1].casefold().strip(",!") in _BEFORE_ADDRESS:
        if words.pop().endswith((",", "!")):
            words.append(",")
            break
    opened = not words or words[-1][-1] in ",“”\"'‘’«„—!?.;-…" or words[-1][0] in "“\"'‘«„"
    after = text[mention.end : mention.end + 3].lstrip()
    return opened and (not after or after[0] in ",.!?;—-”\"'’»…:")


def is_vocative_noun(text: str, mention: Mention) -> bool:
    """ "sir", "my dear child", "father" set off by punctuation: means "you", and no one else."""
    if mention.kind != "NOM" or mention.type != "PER":
        return False
    word = text[mention.head[0] : mention.head[1]].casefold().replace("’", "'")
    first = text[mention.start : mention.end].split(maxsplit=1)[0].casefold()
    if word not in vocative_words().gender or first in ("the", "a", "an", "his", "her", "their"):
        return False
    return is_address(text, mention)


def asks_name(text: str, span: Span) -> bool:
    """Whether a quotation ends by asking somebody for his own name: "What do we call you?" """
    start, end = span
    return bool(_ASKS_NAME.search(text[max(start, end - _ASKED) : end].replace("’", "'")))
