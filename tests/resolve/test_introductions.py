"""Somebody unnamed says her name."""

from __future__ import annotations

from dataclasses import replace

from marked import mark

from fabula.resolve.introductions import merge_introductions
from fabula.schema.spans import Attribution


def spoken(speaker: int, confidence: float = 0.9) -> Attribution:
    return Attribution(
        0, "anaphoric", speaker, (), None, confidence, "tag", ((speaker, 0.8), (0, 0.1))
    )


def test_my_name_is() -> None:
    doc = mark("{The woman:NOM} sat. “My name is {Ines Corrigan},” said {the woman:NOM}.")
    before = doc.resolve()
    woman, ines = before.entity_of[0], before.entity_of[doc.find("Ines Corrigan")]
    assert woman is not None
    assert ines is not None
    assert woman != ines
    coref = merge_introductions(doc.story, doc.mentions, doc.quotations, before, [spoken(woman)])
    assert coref.entity_of[0] == ines
    assert len(coref.entities) == len(before.entities)


def test_the_name_that_is_asked_for_is_that_of_who_says_it() -> None:
    doc = mark("“What do we call {you}?” {Ann} said. “{Haddow},” {the man:NOM} said. {He} sat.")
    before = doc.resolve()
    man, haddow = (before.entity_of[doc.find(name)] for name in ("the man", "Haddow"))
    assert man is not None
    assert haddow is not None
    mention = doc.mentions[doc.find("the man")]
    said = replace(spoken(haddow), quotation=1, cue=(mention.start, mention.end))
    coref = merge_introductions(doc.story, doc.mentions, doc.quotations, before, [said])
    assert coref.entity_of[doc.find("the man")] == haddow


def test_talk_about_another_name_changes_nothing() -> None:
    doc = mark("{The woman:NOM} sat. “I know {Ines Corrigan},” said {the woman:NOM}.")
    before = doc.resolve()
    woman = before.entity_of[0]
    assert woman is not None
    given = (spoken(woman),)
    assert merge_introductions(doc.story, doc.mentions, doc.quotations, before, given) is before


def test_an_unsure_speaker_is_not_renamed() -> None:
    doc = mark("{The woman:NOM} sat. “My name is {Ines Corrigan},” said {the woman:NOM}.")
    before = doc.resolve()
    woman = before.entity_of[0]
    assert woman is not None
    given = (spoken(woman, 0.3),)
    assert merge_introductions(doc.story, doc.mentions, doc.quotations, before, given) is before


def test_who_spoke_before_without_a_name() -> None:
    text = (
        "{The woman:NOM} sat. “I am cold,” said {the woman:NOM}.\n\n{Tom} nodded. "
        "“My name is {Ines Corrigan}.”"
    )
    for told_of, same in (("", True), ("{Ines Corrigan} was expected. ", False)):
        doc = mark(told_of + text)
        before = doc.resolve()
        woman = before.entity_of[doc.find("The woman")]
        ines = before.entity_of[doc.find("Ines Corrigan")]
        assert woman is not None
        assert ines is not None
        given = [spoken(woman), replace(spoken(ines), quotation=1)]
        coref = merge_introductions(doc.story, doc.mentions, doc.quotations, before, given)
        assert (coref.entity_of[doc.find("The woman")] == ines) is same
