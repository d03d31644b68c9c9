"""Descriptions and names are joined by what whole conversations tell."""

from __future__ import annotations

from itertools import pairwise

import pytest
from marked import Marked, mark

from fabula.resolve import settings
from fabula.resolve.epithets import link_epithets
from fabula.schema.spans import Coreference

DEN = "{Sikes} sat down.\n\n" + "\n\n".join(
    [
        "“Are you there, {Fagin}?” said {Sikes}.",
        "“I am,” said {the Jew:NOM}.",
        "“Have you eaten, {Fagin}?” said {Sikes}.",
        "“Never,” said {the Jew:NOM}.",
        "“Then eat, {Fagin},” said {Sikes}.",
        "“Later,” said {the Jew:NOM}.",
    ]
)


def joined(doc: Marked) -> Coreference:
    return link_epithets(
        doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations, doc.resolve(),
        doc.antecedents,
    )  # fmt: skip


def chained(text: str, phrase: str) -> Marked:
    """The document, with every mention of ``phrase`` linked to the one before."""
    plain = mark(text)
    found = [i for i, m in enumerate(plain.mentions) if plain.story.text[m.start : m.end] == phrase]
    return mark(text, links={b: {a: 5.0} for a, b in pairwise(found)})


def test_who_answers_to_a_name_bears_it() -> None:
    doc = chained(DEN, "the Jew")
    before, after = doc.resolve(), joined(doc)
    fagin, jew, sikes = (doc.find(name) for name in ("Fagin", "the Jew", "Sikes"))
    assert before.entity_of[fagin] != before.entity_of[jew]
    assert after.entity_of[fagin] == after.entity_of[jew] != after.entity_of[sikes]
    assert len(after.entities) == len(before.entities) - 1


def test_who_uses_a_name_does_not_bear_it() -> None:
    text = DEN.replace("said {Sikes}", "said {the Jew:NOM}").replace("“Never", "“No, {Fagin}")
    doc = chained(text, "the Jew")
    after = joined(doc)
    assert after.entity_of[doc.find("Fagin")] != after.entity_of[doc.find("the Jew")]


def test_a_name_in_the_same_sentence_is_somebody_else() -> None:
    together = "\n\n".join("{The Jew:NOM} looked at {Fagin}." for _ in range(8))
    doc = chained(f"{DEN}\n\n{together.replace('The Jew', 'the Jew')}", "the Jew")
    after = joined(doc)
    assert after.entity_of[doc.find("Fagin")] != after.entity_of[doc.find("the Jew")]


def test_first_name_and_surname_are_one_person() -> None:
    lines = "\n\n".join(
        f"“Is it {n}, {{Henry}}?” said {{Meg}}.\n\n“It is,” said {{Colonel Wilcox}}."
        for n in range(4)
    )
    doc = mark(f"{{He}} came. {lines}")
    after = joined(doc)
    henry, wilcox = (after.entity_of[doc.find(n)] for n in ("Henry", "Colonel Wilcox"))
    assert henry == wilcox is not None
    assert {a[0] for a in after.entities[henry].aliases} == {"Henry", "Colonel Wilcox"}


def calls(called: str, answers: str, times: int) -> Marked:
    lines = (
        f"“Is it {n}, {called}?” said {{Meg}}.\n\n“It is,” said {answers}." for n in range(times)
    )
    about = f"{called} came. {called} went. {called} ate."
    return mark("\n\n".join([about, *lines]))


def test_main_characters_need_fewer_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    doc = calls("{Henry}", "{Colonel Wilcox}", 2)
    henry, wilcox = doc.find("Henry"), doc.find("Colonel Wilcox")
    assert joined(doc).entity_of[henry] != joined(doc).entity_of[wilcox]
    monkeypatch.setattr(settings, "MAIN_MENTIONS", 1)
    assert joined(doc).entity_of[henry] == joined(doc).entity_of[wilcox]


def test_what_follows_an_article_needs_more_signs() -> None:
    for called, times, same in (
        ("Henry", 3, True),
        ("the Voice", 3, False),
        ("the Voice", 7, True),
    ):
        doc = calls(f"{{{called}:PROP}}", "{Colonel Wilcox}", times)
        after = joined(doc)
        one, wilcox = doc.find(called), doc.find("Colonel Wilcox")
        assert (after.entity_of[one] == after.entity_of[wilcox]) is same


def test_the_wife_of_mr_hale_is_mrs_hale() -> None:
    text = (
        "{Mrs. Hale} lived there. {Mr. Hale} met {{his} wife:NOM}.\n\n"
        "{Mrs. Lowe} saw {Mr. Lowe} and {{her} father:NOM}. {Mr. Hale} met {{his} mother:NOM}. "
        "{Mr. Hale} saw {{his} brother's wife:NOM}."
    )
    plain = mark(text)
    owners = {plain.find("his"): {plain.find("Mr. Hale"): 5.0}}
    owners[plain.find("her")] = {plain.find("Mrs. Lowe"): 5.0}
    owners |= {plain.find("his", n): {plain.find("Mr. Hale"): 5.0} for n in (1, 2)}
    doc = mark(text, links=owners)
    after = joined(doc)
    assert after.entity_of[doc.find("his wife")] == after.entity_of[doc.find("Mrs. Hale")]
    father = after.entity_of[doc.find("her father")]
    assert father != after.entity_of[doc.find("Mr. Lowe")], "a married name is not her father's"
    for other in ("his mother", "his brother's wife"):
        assert after.entity_of[doc.find(other)] != after.entity_of[doc.find("Mrs. Hale")], other


def test_the_one_nurse_is_nurse_folarin() -> None:
    text = (
        "{Nurse Folarin} came in.\n\n“Good,” said {the nurse:NOM}.\n\n"
        "“Why?” asked {Gilpin}.\n\n“Rain,” said {the nurse:NOM}."
    )
    doc = chained(text, "the nurse")
    after = joined(doc)
    nurse, folarin = doc.find("the nurse"), doc.find("Nurse Folarin")
    assert after.entity_of[nurse] == after.entity_of[folarin]
    two = chained(text + "\n\n{Nurse Amis} slept.", "the nurse")
    assert (
        joined(two).entity_of[two.find("the nurse")]
        != joined(two).entity_of[two.find("Nurse Folarin")]
    )
