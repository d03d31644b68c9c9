"""What resolution needs to know of each mention, read off text, tokens and syntax once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.resolve.address import is_vocative_noun
from fabula.resources import key_of_word, words
from fabula.schema.spans import Gender, Mention, Quotation
from fabula.schema.story import Span
from fabula.schema.tokens import Syntax, Tokens

_GENDERS: dict[str, Gender] = {"he": "he", "she": "she", "it": "it", "they": "they"}
_PLURAL = frozenset({"we", "they"})
UNSAID = frozenset({"scare", "title"})
# In reported speech "I" is the reporter, not the one reported.
_OTHER_DEIXIS = UNSAID | {"reported"}
_POSSESSIVE = frozenset({"my", "our", "your", "thy", "his", "her", "its", "their"})
_JOINTS = frozenset({"and", "or", "nor", "&"})
_LONGEST_JOINT = 6
_CO_ARGUMENTS = frozenset({("nsubj", "obj"), ("nsubj", "iobj")})
# Further apart than this, a shared governor is rather a slip of the parser.
_LONGEST_CLAUSE = 6


@dataclass(frozen=True, slots=True)
class MentionView:
    """One mention as resolution sees it.

    word: its head word, case-folded; pronoun: the class in ``pronouns.txt`` (i, we, you,
    he, she, they, it) or None; gender: as the word tells it; plural: None where it does
    not tell; row: its head's row in Tokens; quotation: the innermost quotation of speech
    around it; vocative: a noun of address in a quotation ("sir"), which means "you".
    """

    word: str
    pronoun: str | None
    gender: Gender | None
    plural: bool | None
    row: int
    quotation: int | None
    vocative: bool = False


def mention_views(
    text: str,
    tokens: Tokens,
    syntax: Syntax,
    mentions: Sequence[Mention],
    quotations: Sequence[Quotation],
) -> tuple[MentionView, ...]:
    """Views of all mentions, in one sweep over text order."""
    heads = np.fromiter((m.head[0] for m in mentions), dtype=np.int64, count=len(mentions))
    rows = np.maximum(np.searchsorted(tokens.starts, heads, side="right") - 1, 0)
    joined = _coordinated(syntax)
    inside = innermost([(m.start, m.end) for m in mentions], quotations)
    views: list[MentionView] = []
    for i, mention in enumerate(mentions):
        word = text[mention.head[0] : mention.head[1]].casefold()
        pronoun = pronoun_class(text, mention)
        row = int(rows[i])
        views.append(
            MentionView(
                word=word,
                pronoun=pronoun,
                gender=_GENDERS.get(pronoun or "") or _noun_gender(mention, word),
                plural=_plural(mention, word, pronoun, row, syntax, joined, tokens),
                row=row,
                quotation=inside[i],
                vocative=inside[i] is not None and is_vocative_noun(text, mention),
            )
        )
    return tuple(views)


def pronoun_class(text: str, mention: Mention) -> str | None:
    """The class of a pronoun (i, we, you, he, she, they, it), None for other mentions."""
    if mention.kind != "PRON":
        return None
    return key_of_word("pronouns").get(text[mention.head[0] : mention.head[1]].casefold())


def innermost(
    spans: Iterable[Span],
    quotations: Sequence[Quotation],
    without: Container[str] = _OTHER_DEIXIS,
) -> list[int | None]:
    """The innermost quotation of speech or thought around each span; spans sorted by start.

    Quotations of the kinds ``without`` are passed over.
    """
    pieces = sorted(
        (start, -end, q)
        for q, quotation in enumerate(quotations)
        if quotation.kind not in without
        for start, end in quotation.spans
    )
    found: list[int | None] = []
    stack: list[tuple[int, int]] = []
    following = 0
    for start, _ in spans:
        while following < len(pieces) and pieces[following][0] <= start:
            stack.append((-pieces[following][1], pieces[following][2]))
            following += 1
        while stack and stack[-1][0] <= start:
            stack.pop()
        found.append(stack[-1][1] if stack else None)
    return found


def _coordinated(syntax: Syntax) -> dict[int, int]:
    """Row of a coordinated word to the row of its last conjunct."""
    return {
        int(syntax.head[row]): row for row, label in enumerate(syntax.deprel) if label == "conj"
    }


def _noun_gender(mention: Mention, word: str) -> Gender | None:
    if mention.kind != "NOM" or mention.type != "PER":
        return None
    table = key_of_word("gendered_nouns")
    return _GENDERS.get(table.get(word) or table.get(word.removesuffix("s"), ""))


def _plural(
    mention: Mention,
    word: str,
    pronoun: str | None,
    row: int,
    syntax: Syntax,
    joined: dict[int, int],
    tokens: Tokens,
) -> bool | None:
    if pronoun:
        return None if pronoun in ("they", "you") else pronoun in _PLURAL
    last = joined.get(row)
    if last is not None and row + 1 < last and int(tokens.starts[last]) < mention.end:
        return True
    if mention.kind == "PROP" or word in words("group_nouns", "group"):
        return None
    if word in key_of_word("gendered_nouns"):
        return False
    tag = syntax.xpos[row] if row < len(syntax.xpos) else ""
    return True if tag in ("NNS", "NNPS") else False if tag == "NN" else None


def co_arguments(one: MentionView, other: MentionView, syntax: Syntax) -> bool:
    """Subject and object of one verb: "he saw him" are two, unless the pronoun is reflexive."""
    first, second = sorted((one.row, other.row))
    if second >= len(syntax.deprel) or second - first > _LONGEST_CLAUSE:
        return False
    if one.word.endswith(("self", "selves")) or other.word.endswith(("self", "selves")):
        return False
    labels = (syntax.deprel[first], syntax.deprel[second])
    return labels in _CO_ARGUMENTS and bool(syntax.head[first] == syntax.head[second])


def conjuncts(text: str, earlier: Mention, later: Mention) -> bool:
    """ "X and Y", "X or Y" are two; "X and his wife" says nothing of X and his."""
    if not 0 < later.start - earlier.end <= _LONGEST_JOINT:
        return False
    if text[later.start : later.end].casefold() in _POSSESSIVE:
        return False
    return text[earlier.end : later.start].strip().casefold() in _JOINTS
