"""Quotations of a story, found by rule: ``find_quotations``."""

from __future__ import annotations

from fabula.quotations.bare import bare_pieces, is_bare_speech
from fabula.quotations.convention import Convention, conventions
from fabula.quotations.dashes import dash_pieces
from fabula.quotations.join import Group, carries_over, group_paragraph, left_open
from fabula.quotations.kinds import kind_of
from fabula.quotations.labels import labelled_lines
from fabula.quotations.pairs import Piece
from fabula.quotations.scan import scan
from fabula.quotations.telling import Habits, habits_of
from fabula.schema.spans import Quotation
from fabula.schema.story import Paragraph, Span, Story

__all__ = ["find_quotations"]


def find_quotations(story: Story) -> tuple[Quotation, ...]:
    """All quotations of the ``text`` paragraphs, in order of their first span.

    Interrupted quotations and quotations over several paragraphs are one, with a span for
    each piece. Parents come before the quotations nested in them.
    """
    text = story.text
    groups: list[Group] = []
    open_group: Group | None = None
    rules = conventions(story)
    habits = habits_of(text)
    bare = _bare_speech(story, rules, habits)
    for paragraph, convention in zip(story.paragraphs, rules, strict=True):
        if paragraph.kind != "text":
            continue
        if pieces := bare.get(paragraph.start):
            groups += [Group([Piece(*span, "bare") for span in pieces])]
            open_group = None
            continue
        marks = open_group.pieces[-1].marks if open_group else None
        found = _in_paragraph(text, paragraph, convention, habits, marks)
        carried = []
        if open_group and carries_over(open_group, paragraph.start, found):
            carried = [open_group]
            found = found[1:]
        groups += found
        open_group = left_open(carried + found, text, paragraph.end)
    return _quotations(text, groups)


def _bare_speech(story: Story, rules: list[Convention], habits: Habits) -> dict[int, list[Span]]:
    """Spoken stretches by the start of the paragraph, in a story that marks no speech."""
    if not any(rule.bare for rule in rules):
        return {}
    text, told = story.text, story.paragraphs
    found = [bare_pieces(text, p.start, p.end, habits) if p.kind == "text" else [] for p in told]
    for at in (*range(len(told)), *reversed(range(len(told)))):
        if told[at].kind != "text" or found[at]:
            continue
        whole = (told[at].start, told[at].end)
        beside = sum(map(bool, (*found[max(at - 1, 0) : at], *found[at + 1 : at + 2])))
        if beside and is_bare_speech(text, *whole, habits, between=beside == 2):
            found[at] = [whole]
    return {p.start: pieces for p, pieces in zip(told, found, strict=True)}


def _in_paragraph(
    text: str,
    paragraph: Paragraph,
    convention: Convention,
    habits: Habits,
    carried: str | None,
) -> list[Group]:
    start, end = paragraph.start, paragraph.end
    lines = labelled_lines(text, start, end, convention)
    if lines:
        return [Group([Piece(*line.span, line.marks)]) for line in lines]
    if convention.dash:
        spoken = dash_pieces(text, start, end, habits)
        if spoken:
            return [Group([Piece(*span, "dash") for span in spoken])]
    nested = scan(text, start, end, single=convention.single, carried=carried)
    return group_paragraph(text, [(item.piece, item.parent) for item in nested], end)


def _quotations(text: str, groups: list[Group]) -> tuple[Quotation, ...]:
    ordered = sorted(groups, key=lambda group: (group.spans[0][0], -group.spans[0][1]))
    index = {group: i for i, group in enumerate(ordered)}
    return tuple(
        Quotation(
            spans=group.spans,
            kind=kind_of(text, group),
            marks=group.pieces[0].marks,
            parent=None if group.parent is None else index[group.parent],
            closed=group.pieces[-1].closed,
        )
        for group in ordered
    )
