"""I is the speaker, you the first addressee."""

from __future__ import annotations

from marked import Marked, mark

from fabula.resolve.deixis import follow, link_deixis
from fabula.schema.spans import Attribution, Coreference

DOC = "“{I} saw {you} and {your} dog,” said {Ann Lee} to {Tom Reed}. {I} laughed."


def attribution(
    speaker: int | None, addressees: tuple[int, ...], quotation: int = 0
) -> Attribution:
    return Attribution(quotation, "explicit", speaker, addressees, None, 0.9, "tag")


def linked(doc: Marked, *attributions: Attribution) -> Coreference:
    return link_deixis(
        doc.story, doc.tokens, doc.mentions, doc.quotations, doc.resolve(), attributions
    )


def test_speaker_and_addressee() -> None:
    doc = mark(DOC)
    before = doc.resolve()
    ann, tom = before.entity_of[doc.find("Ann Lee")], before.entity_of[doc.find("Tom Reed")]
    assert ann is not None
    assert tom is not None
    coref = linked(doc, attribution(ann, (tom,)))
    assert coref.entity_of[doc.find("I")] == ann
    assert coref.entity_of[doc.find("you")] == coref.entity_of[doc.find("your")] == tom
    assert coref.entities[ann].mentions == (doc.find("I"), doc.find("Ann Lee"))
    assert 0.5 < coref.link_confidence[doc.find("you")] < 0.9
    assert len(coref.entities) == len(before.entities)


def test_narrated_i_is_left_alone() -> None:
    doc = mark(DOC)
    before = doc.resolve()
    last = doc.find("I", 1)
    assert (
        linked(doc, attribution(before.entity_of[3], ())).entity_of[last] == before.entity_of[last]
    )


def test_of_several_addressees_you_is_the_first_and_less_sure() -> None:
    doc = mark(DOC)
    before = doc.resolve()
    one = linked(doc, attribution(None, (4,)))
    several = linked(doc, attribution(None, (4, 3)))
    for word in ("you", "your"):
        number = doc.find(word)
        assert several.entity_of[number] == one.entity_of[number] == 4
        assert several.link_confidence[number] < one.link_confidence[number]
    assert several.entity_of[doc.find("I")] == before.entity_of[doc.find("I")]


def test_abstention_leaves_the_pronouns_together() -> None:
    doc = mark(DOC)
    before = doc.resolve()
    assert linked(doc, attribution(None, ())) == before
    assert linked(doc) == before


def test_a_group_does_not_say_i() -> None:
    doc = mark("“{I} ran,” said {the guards:NOM}.", tags={"guards": "NNS"})
    assert linked(doc, attribution(1, ())).entity_of == (0, 1)


def test_who_reports_as_i_is_who_that_turns_out_to_be() -> None:
    """ "I told you that …": attributed to I and you before these are known to be Ann and Tom."""
    doc = mark(DOC)
    before = doc.resolve()
    i, you, ann, tom = (before.entity_of[doc.find(w)] for w in ("I", "you", "Ann Lee", "Tom Reed"))
    assert i is not None and you is not None and tom is not None
    spoken = attribution(ann, (tom,))
    after = linked(doc, spoken)
    reported = attribution(i, (you,), 1)
    assert follow((spoken, reported), before, after) == (spoken, attribution(ann, (tom,), 1))
