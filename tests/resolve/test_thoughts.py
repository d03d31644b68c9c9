"""Unmarked thought, monologue and reported speech."""

from __future__ import annotations

from marked import Marked, mark
from parsed import parse

from fabula.resolve.narrator import find_narration
from fabula.resolve.passages import cut_narration
from fabula.resolve.thoughts import find_thoughts
from fabula.schema.spans import Attribution, Coreference, NarrationSpan, Quotation, SceneSpan

PAST = dict.fromkeys(["sat", "looked", "was", "came", "said", "walked", "stood"], "VERB VBD root")
BACKGROUND = (
    "{Ann} sat. The rain came down. The road was wet. The house stood there. {Ann} walked home."
)


def thoughts_in(
    doc: Marked,
) -> tuple[
    Coreference,
    tuple[NarrationSpan, ...],
    list[tuple[Quotation, Attribution]],
]:
    shared = (doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations)
    narration, coref = find_narration(*shared, doc.resolve())
    quotations, attributions = find_thoughts(*shared, coref, narration, ())
    found = [(quotations[a.quotation], a) for a in attributions]
    return coref, narration, found


def texts(doc: Marked, quotation: Quotation) -> list[str]:
    return [doc.story.text[start:end] for start, end in quotation.spans]


def test_tagged_thought_and_its_thinker() -> None:
    rows = PAST | {
        "she": "PRON PRP nsubj thought",
        "thought": "VERB VBD root",
        "Ann": "PROPN NNP nsubj sat",
    }
    doc = parse(mark(BACKGROUND + " E flat, {she} thought. {Ann} looked up."), rows)
    coref, _, ((quotation, attribution),) = thoughts_in(doc)
    assert texts(doc, quotation) == ["E flat"]
    assert (quotation.kind, quotation.marks) == ("thought", "none")
    assert attribution.reason == "thought-tag"
    assert attribution.speaker == coref.entity_of[doc.find("she")]
    assert attribution.type == "anaphoric"


def test_a_tag_that_only_reports_makes_no_thought() -> None:
    rows = PAST | {"she": "PRON PRP nsubj thought", "thought": "VERB VBD root"}
    doc = parse(mark(BACKGROUND + " {she} thought of rain."), rows)
    assert thoughts_in(doc)[2] == []


def test_a_first_person_amid_the_third_is_a_monologue() -> None:
    rows = PAST | {
        "I": "PRON PRP nsubj know",
        "know": "VERB VBP root",
        "Ann": "PROPN NNP nsubj sat",
        "looked": "VERB VBD root",
    }
    doc = parse(mark(BACKGROUND + " {Ann} looked up. {I} know that smell. {Ann} sat."), rows)
    coref, narration, ((quotation, attribution),) = thoughts_in(doc)
    ann = coref.entity_of[doc.find("Ann")]
    assert texts(doc, quotation) == ["I know that smell."]
    assert (attribution.reason, attribution.speaker) == ("thought-voice", ann)
    scene = SceneSpan(0, len(doc.story.text), "chapter", 1.0, "chapter", focal=ann)
    cut = cut_narration(doc.story, narration, [scene], [*doc.quotations, quotation], [attribution])
    assert [(n.mode, n.person, n.narrator, n.focal) for n in cut] == [
        ("narration", "third", None, ann),
        ("monologue", "first", ann, ann),
        ("narration", "third", None, ann),
    ]
    assert "".join(doc.story.text[n.start : n.end] for n in cut) == doc.story.text


def test_a_name_says_more_of_the_thinker_than_a_description_nearby() -> None:
    rows = PAST | {
        "I": "PRON PRP nsubj know",
        "know": "VERB VBP root",
        "Guard": "NOUN NN nsubj sat",
        "Ann": "PROPN NNP nsubj looked",
    }
    story = "{Ann} looked up. {Guard:NOM} sat. {I} know that smell. The rain was wet."
    coref, _, ((_, attribution),) = thoughts_in(doc := parse(mark(story), rows))
    assert attribution.speaker == coref.entity_of[doc.find("Ann")]


def test_plain_narration_holds_no_thought() -> None:
    doc = parse(mark(BACKGROUND), PAST | {"Ann": "PROPN NNP nsubj sat"})
    assert thoughts_in(doc)[2] == []


REPORT = {
    "Ann": "PROPN NNP nsubj told",
    "told": "VERB VBD root",
    "Bo": "PROPN NNP obj told",
    "that": "SCONJ IN mark was",
    "bridge": "NOUN NN nsubj was",
    "was": "VERB VBD ccomp told",
    "out": "ADV RB advmod was",
}


def test_reported_speech_has_speaker_and_hearer() -> None:
    doc = parse(mark("{Ann} told {Bo} that the bridge was out."), REPORT)
    coref, _, ((quotation, attribution),) = thoughts_in(doc)
    assert texts(doc, quotation) == ["that the bridge was out"]
    assert (quotation.kind, attribution.reason) == ("reported", "reported-tag")
    assert attribution.speaker == coref.entity_of[doc.find("Ann")]
    assert attribution.addressees == (coref.entity_of[doc.find("Bo")],)


def test_what_would_be_said_is_not_reported() -> None:
    rows = REPORT | {"would": "AUX MD aux told"}
    doc = parse(mark("{Ann} would told {Bo} that the bridge was out."), rows)
    assert thoughts_in(doc)[2] == []


def test_reported_speech_inside_speech_knows_its_quotation() -> None:
    rows = REPORT | {"know": "VERB VBP root"}
    doc = parse(mark("“{Ann} told {Bo} that the bridge was out,” {he} said."), rows)
    _, _, ((quotation, _),) = thoughts_in(doc)
    assert quotation.parent == 0
