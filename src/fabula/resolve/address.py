"""Forms of address: who is spoken to by name or by a word like "sir"."""

from __future__ import annotations

from fabula.resources.tags import vocative_words
from fabula.schema.spans import Mention

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
