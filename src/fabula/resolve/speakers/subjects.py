"""Who does what a sentence tells: subjects by dependency where parsed, else by position."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.resolve.speakers.page import LIGHT_MARKS, Page
from fabula.resources.tags import vocative_words
from fabula.schema.spans import Gender, MentionKind
from fabula.schema.story import Span

_HOPS = 4


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named, described or pointed at; ``entity`` None where coreference abstains.

    ``gender`` is that of a pronoun or noun; ``first`` marks I and me.
    """

    span: Span
    kind: MentionKind
    entity: int | None
    gender: Gender | None
    confidence: float
    first: bool = False

    @property
    def third(self) -> bool:
        """Whether this cannot be who tells the story: "she", "the lady"."""
        return self.gender is not None or self.kind == "NOM"


def person_of(page: Page, index: int) -> Person:
    """The person a mention stands for; "the less courteous Edmund" is Edmund."""
    inner = page.naming.get(page.range_of[index][1] - 1)
    if inner is not None and page.mentions[index].kind == "NOM" and _apposed(page, index, inner):
        index = inner
    mention = page.mentions[index]
    entity = page.entity(index)
    pronoun = mention.kind == "PRON"
    head = page.head_row(index)
    gender = pronoun_gender(page, head) if pronoun else noun_gender(page.words[head])
    return Person(
        (mention.start, mention.end),
        mention.kind,
        entity,
        gender,
        page.coref.link_confidence[index] if entity is not None else 0.0,
        pronoun and page.is_a(head, "first"),
    )


def _apposed(page: Page, outer: int, inner: int) -> bool:
    """Whether a description ends in the name itself, not in a phrase that holds another's."""
    lo, hi = page.range_of[outer][0], page.range_of[inner][0]
    return hi - lo <= 4 and not any(
        page.is_a(row, "preposition") or page.words[row] in ("'s", "'", ",", "and")
        for row in range(lo, hi)
    )


def noun_gender(word: str) -> Gender | None:
    """The gender of a noun like mother, sir, lad."""
    return vocative_words().gender.get(word)


def pronoun_gender(page: Page, row: int) -> Gender | None:
    """The gender a pronoun shows."""
    if page.is_a(row, "he"):
        return "he"
    return "she" if page.is_a(row, "she") else None


def person_at(page: Page, row: int, hi: int) -> Person | None:
    """The person whose phrase begins at ``row`` and can be a subject."""
    if row >= hi:
        return None
    index = page.at.get(row)
    if index is not None and page.range_of[index][1] <= hi + 1:
        return person_of(page, index) if _can_be_subject(page, index) else None
    name = page.name_at(row, hi) if not page.is_a(row, "determiner") else None
    if name is not None:
        return Person(page.span(row, name[1]), "PROP", name[0], None, 0.9)
    if page.words[row] in ("he", "she", "i", "they", "we"):
        gender, first = pronoun_gender(page, row), page.is_a(row, "first")
        return Person(page.span(row, row + 1), "PRON", None, gender, 0.0, first)
    return None


def unseen_person(page: Page, row: int, hi: int) -> Person | None:
    """Somebody described or named where the heads found no mention: "her mother", "Vim"."""
    if row >= hi:
        return None
    words = vocative_words().gender
    if page.is_a(row, "determiner") or page.is_a(row, "possessive"):
        for end in range(row + 1, min(hi, row + 4)):
            if page.words[end] in words:
                return Person(
                    page.span(row, end + 1), "NOM", None, noun_gender(page.words[end]), 0.0
                )
        return Person(page.span(row, min(hi, row + 2)), "NOM", None, None, 0.0)
    if page.cased[row][:1].isupper() and not page.is_a(row, "nominative"):
        return Person(page.span(row, row + 1), "PROP", None, None, 0.0)
    return None


def _can_be_subject(page: Page, index: int) -> bool:
    lo, hi = page.range_of[index]
    if hi < len(page.words) and page.words[hi] in ("'s", "'"):
        return False
    if hi - lo == 1 and page.mentions[index].kind == "PRON":
        return page.is_a(lo, "nominative")
    return True


def is_overheard(page: Page, index: int) -> bool:
    """Whether a mention is what somebody hears speak: "she heard him say"."""
    first = page.range_of[index][0]
    return first > 0 and page.is_a(first - 1, "perception")


def _leads_object(page: Page, row: int) -> bool:
    """Whether the word before ``row`` makes what follows an object."""
    return page.is_a(row, "preposition") or page.words[row] in page.lexicon.hearer


def subject_candidates(page: Page, lo: int, hi: int) -> list[int]:
    """Mentions that begin in [lo, hi) and may be subjects there, in text order."""
    found: list[int] = []
    row = lo
    while row < hi:
        index = page.at.get(row)
        if index is None:
            row += 1
            continue
        if _can_be_subject(page, index) and not (row > lo and _leads_object(page, row - 1)):
            found.append(index)
        row = max(row + 1, min(page.range_of[index][1], page.head_row(index) + 1))
    return found


def _parsed_subject(page: Page, verb: int, lo: int, hi: int) -> int | None:
    """The mention that is subject of a verb, or of the verb it is coordinated with or under."""
    subjects = {
        int(page.syntax.head[row]): row
        for row in range(lo, hi)
        if page.syntax.deprel[row].startswith("nsubj")
    }
    for _ in range(_HOPS):
        row = subjects.get(verb)
        if row is not None:
            index = page.headed.get(row, page.at.get(row))
            return index if index is not None and _can_be_subject(page, index) else None
        head = int(page.syntax.head[verb])
        if head == verb or not lo <= head < hi:
            return None
        verb = head
    return None


def subject_before(page: Page, lo: int, verb: int) -> Person | None:
    """The subject of a verb, looked for in [lo, verb)."""
    row = verb - 1
    while row > lo and (page.is_adverb(row) or page.is_a(row, "auxiliary")):
        row -= 1
    if page.words[row] == "who" and row > lo:
        relative = page.ending.get(row - 2 if page.words[row - 1] == "," else row - 1)
        if relative is not None:
            return person_of(page, relative)
    index = page.ending.get(row)
    if index is not None and _can_be_subject(page, index):
        first = page.range_of[index][0]
        if first <= lo or not _leads_object(page, first - 1):
            return person_of(page, index)
    elif index is not None and is_overheard(page, index):
        return person_of(page, index)
    if row >= lo and index is None and page.words[row] in ("he", "she", "i", "they", "we"):
        return person_at(page, row, verb)
    if page.parsed:
        index = _parsed_subject(page, verb, lo, verb + 1)
        if index is not None:
            return person_of(page, index)
    candidates = subject_candidates(page, lo, verb)
    main = [i for i in candidates if not _subordinate(page, lo, i)]
    return person_of(page, (main or candidates)[-1]) if candidates else None


def _subordinate(page: Page, lo: int, index: int) -> bool:
    """Whether a subject opens a subordinate clause: "when he spoke"."""
    row = page.range_of[index][0]
    return row > lo and page.is_a(row - 1, "subordinator")


def subject_of_sentence(page: Page, lo: int, hi: int) -> Person | None:
    """The subject of a narrated sentence in [lo, hi)."""
    if page.parsed:
        for row in range(lo, hi):
            if page.syntax.deprel[row] == "root":
                index = _parsed_subject(page, row, lo, hi)
                if index is not None:
                    return person_of(page, index)
                break
    candidates = subject_candidates(page, lo, hi)
    return person_of(page, candidates[0]) if candidates else None


def skip_marks(page: Page, row: int, hi: int) -> int:
    """The first row from ``row`` on that is no comma, dash or bracket."""
    while row < hi and page.words[row] in LIGHT_MARKS:
        row += 1
    return row
