"""Turns: what one speaker says in one paragraph, and the conversations they make up."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from fabula.resolve.speakers.page import LABELLED, Page, spoken
from fabula.resolve.speakers.settings import CONVERSATION_GAP, MERGE_TOKENS
from fabula.resolve.speakers.subjects import Person
from fabula.resolve.speakers.tags import Tag, introducing_tag, tag_after, tag_before
from fabula.schema.spans import Quotation, QuoteKind
from fabula.schema.story import Paragraph, Story

ASIDE: frozenset[QuoteKind] = frozenset({"thought", "letter", "recalled", "reported"})


@dataclass(frozen=True, slots=True)
class Turn:
    """Quotations by one speaker in one paragraph.

    ``gap`` is the number of narration paragraphs since the turn before, -1 in the same
    paragraph; ``opens`` says that a conversation begins here, ``asks`` that it ends in a
    question.
    """

    quotations: tuple[int, ...]
    gap: int
    opens: bool
    asks: bool = False


def find_tag(page: Page, quotation: Quotation) -> Tag | None:
    """The best tag of a quotation: between its pieces, after it, or before it."""
    first, _ = page.rows(quotation.spans[0])
    if first >= len(page.words):
        return None
    level = -1 if quotation.parent is None else page.owner[first]
    best = tag_before(page, first, level) or _tag_in_paragraph_before(page, first)
    for span in quotation.spans:
        _, row = page.rows(span)
        if 0 < row < len(page.words):
            tag = tag_after(page, row, span, level)
            if tag is not None and (best is None or _rank(tag) > _rank(best)):
                best = tag
    return best


def _rank(tag: Tag) -> float:
    """Sure tags before doubtful ones, then names before descriptions before pronouns."""
    kind = {"PROP": 1.0, "NOM": 0.8, "PRON": 0.6}[tag.speaker.kind]
    return kind * tag.sure * (1.0 if tag.speaker.entity is not None else 0.7)


def _tag_in_paragraph_before(page: Page, row: int) -> Tag | None:
    """``Ann said:`` or ``Then Ann spoke.`` as a paragraph of its own, or at the end of one."""
    if row == 0 or page.paragraph[row - 1] == page.paragraph[row]:
        return None
    if page.owner[row - 1] >= 0:
        return None
    return introducing_tag(page, *page.narration_before_end(row), after_stop=2)


def build_turns(
    page: Page, story: Story, quotations: tuple[Quotation, ...], tags: dict[int, Tag]
) -> tuple[Turn, ...]:
    """Groups the outermost spoken quotations into turns, in text order."""
    order = sorted(
        (i for i, quotation in enumerate(quotations) if spoken(quotation)),
        key=lambda i: quotations[i].spans[0],
    )
    stops = _stops(story)
    ranks = _text_ranks(story.paragraphs)
    turns: list[Turn] = []
    members: list[int] = []
    gap, opens = 0, True
    for index in order:
        if members and _same_turn(page, quotations, tags, members, index):
            members.append(index)
            continue
        if members:
            turns.append(Turn(tuple(members), gap, opens, _asks(story, quotations[members[-1]])))
            gap = _gap(page, ranks, quotations[members[-1]], quotations[index])
            opens = gap >= CONVERSATION_GAP or _stopped(stops, quotations, members[-1], index)
        members = [index]
    if members:
        turns.append(Turn(tuple(members), gap, opens, _asks(story, quotations[members[-1]])))
    return tuple(turns)


def _asks(story: Story, quotation: Quotation) -> bool:
    start, end = quotation.spans[-1]
    return "?" in story.text[max(start, end - 3) : end]


def _stops(story: Story) -> list[int]:
    headings = [p.start for p in story.paragraphs if p.kind in ("heading", "break")]
    return sorted({*headings, *(stop.at for stop in story.breaks)})


def _stopped(stops: list[int], quotations: tuple[Quotation, ...], last: int, index: int) -> bool:
    begin, end = quotations[last].spans[-1][1], quotations[index].spans[0][0]
    at = bisect_left(stops, begin)
    return at < len(stops) and stops[at] <= end


def _text_ranks(paragraphs: tuple[Paragraph, ...]) -> list[int]:
    ranks: list[int] = []
    count = 0
    for paragraph in paragraphs:
        ranks.append(count)
        count += paragraph.kind == "text"
    return ranks


def _gap(page: Page, ranks: list[int], last: Quotation, new: Quotation) -> int:
    before = page.row_at(last.spans[-1][1] - 1)
    after, _ = page.rows(new.spans[0])
    if before < 0 or after >= len(page.words):
        return 0
    return ranks[page.paragraph[after]] - ranks[page.paragraph[before]] - 1


def _same_turn(
    page: Page,
    quotations: tuple[Quotation, ...],
    tags: dict[int, Tag],
    members: list[int],
    index: int,
) -> bool:
    """Whether a quotation goes on with the turn: same paragraph, narration but no other tag."""
    last, new = quotations[members[-1]], quotations[index]
    if new.kind in ASIDE or last.kind in ASIDE or new.marks in LABELLED:
        return False
    _, begin = page.rows(last.spans[-1])
    end, _ = page.rows(new.spans[0])
    if end >= len(page.words) or begin == 0 or not 0 < end - begin <= MERGE_TOKENS:
        return False
    if page.paragraph[begin - 1] != page.paragraph[end]:
        return False
    told = next((tags[i] for i in members if i in tags), None)
    tag = tags.get(index)
    return told is None or tag is None or not _differ(told.speaker, tag.speaker)


def _differ(one: Person, other: Person) -> bool:
    if one.span == other.span:
        return False
    if one.entity is not None and other.entity is not None:
        return one.entity != other.entity
    return bool(one.gender and other.gender and one.gender != other.gender)
