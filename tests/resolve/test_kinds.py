"""Kinds of quotation told by their place, bylines, and focal characters."""

from __future__ import annotations

from dataclasses import replace

from marked import mark
from parsed import parse

from fabula.resolve.bylines import find_bylines
from fabula.resolve.clauses import read_clauses
from fabula.resolve.focal import find_focal
from fabula.resolve.kinds import tell_kinds
from fabula.schema.spans import NarrationSpan, Quotation, SceneSpan


def kinds(marked: str) -> list[str]:
    doc = mark(marked)
    return [q.kind for q in tell_kinds(doc.story, doc.tokens, doc.quotations)]


def test_an_exchange_on_the_phone_lasts_until_it_ends() -> None:
    text = (
        "“Hello,” she said.\n\nShe dialled.\n\n“Is it you?”\n\n“It is.”\n\n"
        "She hung up. The rain fell.\n\n“Well?” said Bo."
    )
    assert kinds(text) == ["speech", "phone", "phone", "speech"]


def test_an_exchange_ends_with_a_paragraph_of_narration() -> None:
    text = "The radio crackled. “Come in.”\n\n“Here.”\n\nThe rain fell.\n\n“Well?” said Bo."
    assert kinds(text) == ["radio", "radio", "speech"]


def test_speech_inside_speech_is_recalled() -> None:
    doc = mark("“He said Stop to me.”")
    inner = Quotation(((9, 13),), "speech", "single", parent=0)
    told = tell_kinds(doc.story, doc.tokens, [*doc.quotations, inner])
    assert [q.kind for q in told] == ["speech", "recalled"]


def test_names_alone_on_a_line_are_bylines() -> None:
    body = "\n\n" + "\n\n".join(["I went out, and the rain fell on me."] * 8) + "\n\n"
    story = mark("Tuppence" + body + "Father Keogh" + body + "Dorrit" + body).story
    assert [d.title for d in find_bylines(story)] == ["Tuppence", "Father Keogh", "Dorrit"]
    assert find_bylines(mark("Tuppence" + body).story) == []
    assert find_bylines(mark("One\n\nTwo\n\nThree" + body).story) == []


def focal(rows: dict[str, str], narration: tuple[NarrationSpan, ...] = ()) -> str | None:
    doc = parse(mark("{Ann} knew it. {Bo} sat. {Bo} rose."), rows)
    coref = doc.resolve()
    clauses = read_clauses(doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations)
    scene = SceneSpan(0, len(doc.story.text), "chapter", 1.0, "chapter")
    (found,) = find_focal(doc.mentions, (), coref, (), narration, clauses, [scene])
    return None if found.focal is None else coref.entities[found.focal].name


ROWS = {
    "Ann": "PROPN NNP nsubj knew",
    "knew": "VERB VBD root",
    "Bo": "PROPN NNP nsubj sat",
    "sat": "VERB VBD root",
}


def test_who_perceives_is_focal() -> None:
    assert focal(ROWS) == "Ann"


def test_nobody_is_focal_where_nobody_stands_out() -> None:
    assert focal({}) is None


def test_the_first_person_narrator_is_focal() -> None:
    told = NarrationSpan(0, 100, "first", "past", 1, 0.9)
    assert focal(ROWS, (told,)) == "Bo"
    assert focal(ROWS, (replace(told, narrator=0),)) == "Ann"
