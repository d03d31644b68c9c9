"""Person, tense and narrator of stretches of narration."""

from __future__ import annotations

from marked import Marked, mark

from fabula.resolve.narrator import find_narration
from fabula.schema.spans import Coreference, NarrationSpan
from fabula.schema.story import Division

FILLER = " The rain fell on the roof and nobody came by the house at all."


def narrate(doc: Marked) -> tuple[tuple[NarrationSpan, ...], Coreference]:
    return find_narration(
        doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations, doc.resolve()
    )


def test_first_person_counts_outside_quotations_only() -> None:
    spans, coref = narrate(mark("{I} woke. {My} head hurt. “{You} fell,” {she} said." + FILLER))
    assert [s.person for s in spans] == ["first"]
    teller = coref.entities[spans[0].narrator or 0]
    assert teller.narrates
    assert teller.name == "the narrator"
    assert len(teller.mentions) == 2
    spans, coref = narrate(mark("“{I} woke. {I} fell. {I} rose,” said {Ann Lee}." + FILLER))
    assert [(s.person, s.narrator) for s in spans] == [("third", None)]
    assert not any(e.narrates for e in coref.entities)


def test_second_person() -> None:
    spans, _ = narrate(mark("{You} wake. {You} rise. {You} walk to {your} door." + FILLER))
    assert spans[0].person == "second"


def test_tense_is_that_of_the_finite_verbs() -> None:
    text = "{She} woke and rose and went out. “It is late,” {she} said." + FILLER
    tags = dict.fromkeys(["woke", "rose", "went", "said"], "VBD") | {"is": "VBZ"}
    assert narrate(mark(text, tags=tags))[0][0].tense == "past"
    tags = dict.fromkeys(["woke", "rose", "went", "said"], "VBP")
    assert narrate(mark(text, tags=tags))[0][0].tense == "present"
    assert narrate(mark(text))[0][0].tense is None


def test_the_narrator_says_the_name() -> None:
    _, coref = narrate(mark("Call {me} {Ishmael}. {I} went to sea. {My} purse was empty."))
    (teller,) = [e for e in coref.entities if e.narrates]
    assert teller.name == "Ishmael"
    assert len(teller.mentions) == 4


def test_the_narrator_writes_the_name() -> None:
    text = "{I} sat down and typed {my} own name, {Thirza Copeland}, and {I} began. {I} wept."
    (teller,) = [e for e in narrate(mark(text))[1].entities if e.narrates]
    assert teller.name == "Thirza Copeland"


def test_a_name_after_my_name_may_be_anybodys() -> None:
    text = "When {she} heard {my} name, {Ann} smiled. {I} gave {my} name to {the man}, {Simmons}."
    (teller,) = [e for e in narrate(mark(text + " {I} slept."))[1].entities if e.narrates]
    assert teller.name == "the narrator"


def test_who_is_told_of_with_an_article_is_told_of() -> None:
    text = (
        "{I} came. {the Gryphon:PROP} sat up. {the Gryphon:PROP} yawned at {me}. {I} rose.\n\n"
        "“Come, {Gryphon},” said {Alice}. {the Gryphon:PROP} came.\n\n"
        "“Well, {Gryphon}?” said {Alice}."
    )
    (teller,) = [e for e in narrate(mark(text))[1].entities if e.narrates]
    assert teller.name == "the narrator"


def test_what_the_narrator_is_called_may_be_no_name() -> None:
    text = "They call {me} {the Swede:PROP}. {I} went to sea. {My} purse was empty."
    (teller,) = [e for e in narrate(mark(text))[1].entities if e.narrates]
    assert teller.name == "the narrator"
    text = "“Come, {Honey},” said {Ann} to {me}. {I} rose. “Well, {Honey}?” {Ann} asked {me}."
    (teller,) = [e for e in narrate(mark(text))[1].entities if e.narrates]
    assert teller.name == "the narrator"


def test_a_name_the_narrator_tells_outweighs_others_who_bear_it() -> None:
    legend = "{Ishmael} was cast out. {Ishmael} wandered. "
    _, coref = narrate(mark("Call {me} {Ishmael}. {I} went to sea. " + legend + "{I} slept."))
    assert [e.name for e in coref.entities if e.narrates] == ["Ishmael"]


def test_others_address_the_narrator() -> None:
    doc = mark(
        "“Come, {Watson},” said {Holmes} to {me}. {I} rose.\n\n“Well, my dear {Watson}?” "
        "{Holmes} asked {me}.\n\n“So it is, {Holmes},” {I} said. {Holmes} smiled."
    )
    spans, coref = narrate(doc)
    (teller,) = [e for e in coref.entities if e.narrates]
    assert teller.name == "Watson"
    assert coref.entities[spans[0].narrator or 0] == teller
    assert coref.entity_of[doc.find("I")] == coref.entity_of[doc.find("Watson")]


def test_what_the_narrator_does_beside_a_line_tells_that_it_is_the_narrators() -> None:
    # Bo and Cem are called twice as well; only Ann answers
    doc = mark(
        "{I} stood at the valve. “Come here, {Bo}!” called {Cem}.\n\n"
        "“It was you, {Ann}.”\n\n{I} shrugged. “No.”\n\n“I think so, {Ann}.”\n\n"
        "{I} wiped {my} hands. “Never.”\n\n{Cem} coughed. “{Bo}!”\n\n“Where are you, {Bo}?”"
    )
    _, coref = narrate(doc)
    (teller,) = [e for e in coref.entities if e.narrates]
    assert teller.name == "Ann"


def test_a_name_after_a_comma_is_surer_than_a_cry() -> None:
    text = "“{Heave}!” called {Deb}. “{Heave}!” {I} pulled. {My} hands hurt. {I} sat down. "
    _, coref = narrate(mark(text + "“Not now, {Fig},” said {Deb}. {My} face was hot." + FILLER))
    (teller,) = [e for e in coref.entities if e.narrates]
    assert teller.name == "Fig"


def test_the_narrator_is_told_who_she_is() -> None:
    text = "“{You} must be {Judith},” she told {me}. {I} nodded. {I} let {her} in. {I} sat."
    (teller,) = [e for e in narrate(mark(text + FILLER))[1].entities if e.narrates]
    assert teller.name == "Judith"
    others = text.replace("{Judith},", "{Judith}'s girl,")
    (teller,) = [e for e in narrate(mark(others + FILLER))[1].entities if e.narrates]
    assert teller.name == "the narrator"


def test_somebody_else_addressed_is_not_the_narrator() -> None:
    doc = mark(
        "“Come, {Ann},” said {Tom}. {Ann} looked at {me}.\n\n{I} saw {Ann} rise. {Ann} went out "
        "and {I} followed {Ann}.\n\n“Wait, {Ann},” {I} said."
    )
    _, coref = narrate(doc)
    (teller,) = [e for e in coref.entities if e.narrates]
    assert teller.name == "the narrator"


def test_narrators_by_chapter_title_are_kept_apart() -> None:
    one, two = (
        "{I} woke. {Tom} slept. {I} rose and {my} feet were cold.",
        "{I} slept. {Ann} woke {me}. {I} was cross.",
    )
    plain = mark(f"{one}\n\n{two}").story.text
    cut = plain.index("\n\n")
    divisions = (
        Division("d1", "chapter", "1. Ann", 0, cut),
        Division("d2", "chapter", "Tom’s story", cut, len(plain)),
    )
    divisions = (Division("d1", "chapter", "Ann", 0, cut), divisions[1])
    doc = mark(f"{one}\n\n{two}", divisions=divisions)
    spans, coref = narrate(doc)
    names = [coref.entities[s.narrator or 0].name for s in spans]
    assert names == ["Ann", "Tom"]
    assert coref.entity_of[doc.find("I", 0)] == coref.entity_of[doc.find("Ann")]
    assert coref.entity_of[doc.find("I", 2)] == coref.entity_of[doc.find("Tom")]


def test_a_letter_belongs_to_who_signs_it() -> None:
    story = "{Ann} read. {She} wept and {Ann} slept." + FILLER * 6
    letter = "{I} write in haste. {I} am well.\n\nYours,\n\n{Tom Reed}"
    plain = mark(f"{story}\n\n{letter}").story.text
    cut = plain.index("I write")
    divisions = (Division("d1", "letter", None, cut, len(plain)),)
    doc = mark(f"{story}\n\n{letter}", divisions=divisions)
    spans, coref = narrate(doc)
    assert [s.person for s in spans] == ["third", "first"]
    assert coref.entities[spans[1].narrator or 0].name == "Tom Reed"


def test_nothing_narrated() -> None:
    spans, _ = narrate(mark("“Yes.”"))
    assert [(s.person, s.tense, s.narrator) for s in spans] == [(None, None, None)]
    assert narrate(mark(""))[0] == ()
