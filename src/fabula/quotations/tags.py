"""Tag clauses beside a quotation: ``he said``, ``said Mr. Hale``, ``was the reply``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from fabula.resources.speech import abbreviations, base_verbs, speech_verbs, thought_verbs
from fabula.resources.tags import tag_words

_TOKEN = re.compile(r"[^\W\d_][^\W_]*(?:['’-][^\W_]+)*|[^\w\s]")
_REACH = 150  # characters in which a tag shows itself
_WORDS = 15
_NEVER_FIRST = frozenset("\"'“”‘’«»„「」.!?:;,")
_PRONOUNS = frozenset("i he she they we you it one who".split())
_PLURALS = frozenset("i they we you".split())
_DETERMINERS = frozenset(
    "the a an my his her their our your this that these those another some each both all one "
    "several two three four many every somebody someone everybody everyone nobody".split()
)
_LEADS = frozenset("and then so again at once but now only still just here".split())
_HELPERS = frozenset(
    "had has have would will could did was then just only always again never now still all both "
    "also even at last once soon merely simply almost quite thus suddenly quickly half".split()
)
_MODALS = frozenset("would will could did can may might must shall should".split())
_GOING_ON = ("is", "was", "are", "were")
_SAYING = ("saying", "asking")
_ANSWERS = frozenset("reply answer response rejoinder retort question comment cry thought".split())
_SUBJECT_WORDS = 7


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag clause; ``verb_end`` is the offset after its last recognised word.

    ``plain``: nothing stands between subject and verb, as in ``he said``, ``said the man``.
    ``names`` are its capitalised words and pronouns but "I", to tell two subjects apart.
    """

    verb_end: int
    thought: bool
    plain: bool = False
    names: frozenset[str] = frozenset()


def tag_at(text: str, at: int, stop: int) -> Tag | None:
    """The tag clause that begins at ``at`` (white space skipped) and before ``stop``, or None."""
    tokens = list(islice(_TOKEN.finditer(text, at, min(stop, at + _REACH)), _WORDS))
    if not tokens or tokens[0].group() in _NEVER_FIRST:
        return None
    first = 0
    while first < len(tokens) and first < 3 and _is_lead(tokens[first].group()):
        first += 1
    words = [token.group() for token in tokens[first:]]
    inverted = _verb_first(words)
    found = inverted or _subject_first(words)
    if found is None:
        return None
    last, verb = found
    low = verb.lower()
    subject = words[: last - (words[last] in _SAYING)]
    plain = inverted is not None or _is_plain(subject)
    thought = low in thought_verbs() and low not in speech_verbs()
    names = {
        word.lower() if word.lower() in _PRONOUNS else word
        for word in words[: last + 1]
        if (word[0].isupper() and word != verb) or word in _PRONOUNS
    }
    return Tag(tokens[first + last].end(), thought, plain, frozenset(names))


def _is_plain(subject: list[str]) -> bool:
    """Whether the words before a verb are a subject and at most an adverb in -ly."""
    words = [word for word in subject if not word.endswith("ly")]
    if words[0].lower() in _PRONOUNS:
        return len(words) == 1
    if words[0] in _DETERMINERS:
        return len(words) <= 4
    return all(word[0].isupper() or word == "." for word in words)


def _is_lead(word: str) -> bool:
    return word.lower() in _LEADS or word in ("—", "-", "–", "_", "*") or word.endswith("ly")


def _is_verb(word: str, subject: str = "") -> bool:
    low = word.lower()
    if low in speech_verbs() or low in thought_verbs():
        return True
    return subject.lower() in _PLURALS and low in base_verbs()


def _is_phrasal(verb: str, particle: str) -> bool:
    return particle in tag_words().phrasal.get(verb, ())


def _subject_end(words: list[str], at: int) -> int | None:
    """Index of the last word of a subject that begins at ``at``."""
    if at >= len(words):
        return None
    word = words[at]
    if word.lower() in _PRONOUNS:
        return at
    if not (word[0].isupper() or word in _DETERMINERS):
        return None
    end = at
    while end + 1 < len(words) and (
        words[end + 1][0].isupper() or (words[end + 1] == "." and _is_short(words[end]))
    ):
        end += 1
    if word in _DETERMINERS and end == at:
        return min(at + 2, len(words) - 1)
    return end


def _is_short(word: str) -> bool:
    """Whether a full stop after a word of a name belongs to it: an initial or "Mr"."""
    return len(word) == 1 or f"{word}." in abbreviations()[0]


def _verb_first(words: list[str]) -> tuple[int, str] | None:
    if len(words) < 2:
        return None
    verb = words[0]
    if words[0] in ("was", "came", "is", "comes") and _ANSWERS.intersection(words[1:5]):
        return 2, "said"
    at = 1
    if _is_phrasal(verb, words[1]):
        verb, at = "said", 2
    elif not _is_verb(verb):
        return None
    while at < len(words) and (words[at].endswith("ly") or words[at] == "again"):
        at += 1
    end = _subject_end(words, at)
    if end is None:
        return (at - 1, verb) if verb in ("said", "says") and at == len(words) else None
    return end, verb


def _subject_first(words: list[str]) -> tuple[int, str] | None:
    if len(words) < 2:
        return None
    subject = words[0]
    pronoun = subject.lower() in _PRONOUNS
    if not (pronoun or subject[0].isupper() or subject in _DETERMINERS):
        return None
    for at in range(1, min(len(words), _SUBJECT_WORDS)):
        word = words[at]
        if _is_verb(word, "they" if words[at - 1] in _MODALS else subject):
            return at, word
        if at + 1 < len(words) and _is_phrasal(word, words[at + 1]):
            return at + 1, "said"
        if word in _GOING_ON and at + 1 < len(words) and words[at + 1] in _SAYING:
            return at + 1, "said"
        if word in _ANSWERS and at + 1 < len(words) and words[at + 1] in ("was", "came", "is"):
            return at + 1, "said"
        if word in ',;:!?()"“”—' or (pronoun and not _is_helper(word)):
            return None
        if word == "." and len(words[at - 1]) > 4:
            return None
    return None


def _is_helper(word: str) -> bool:
    return word in _HELPERS or word.endswith("ly")


_INTRODUCES = re.compile(r"[,:]\s*$|[^\W\d_]\s*$|(?:--|[—–])\s*$")


def tag_before(text: str, start: int, at: int) -> Tag | None:
    """The clause that leads up to a quotation at ``at``, in the text from ``start`` on."""
    lead = text[max(start, at - 90) : at]
    if not _INTRODUCES.search(lead):
        return None
    words = _TOKEN.findall(lead)
    clause: list[str] = []
    for word in reversed(words):
        if word in '.!?;"“”' and clause:
            break
        clause.append(word)
    for word in clause[:12]:
        low = word.lower()
        if low in tag_words().speech:
            return Tag(at, False)
        if low in tag_words().thought:
            return Tag(at, True)
    return None


# Where a tag may follow words that are not closed by a mark.
_BEFORE_TAG = re.compile(r"[,?!…](?:--|[—–])?\s+(?=[^\W\d_])|(?:--|[—–])\s*(?=[^\W\d_])")


def tag_inside(text: str, start: int, end: int) -> tuple[int, Tag] | None:
    """The first tag after a comma, question mark or dash in a stretch: (where, tag).

    Only the surest forms count (``said Ann``, ``he said``): speech itself has clauses.
    """
    for match in _BEFORE_TAG.finditer(text, start, end):
        at = match.end()
        tag = tag_at(text, at, end)
        if tag is not None and tag.plain:
            return at, tag
    return None
