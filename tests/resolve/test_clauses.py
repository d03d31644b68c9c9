"""Clauses read off a dependency tree."""

from __future__ import annotations

from marked import Marked, mark
from parsed import parse

from fabula.resolve.clauses import Clause, read_clauses


def read(doc: Marked) -> dict[str, Clause]:
    clauses = read_clauses(doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations)
    return {clause.form: clause for clause in clauses}


def test_subjects_are_shared_by_coordinated_verbs() -> None:
    doc = parse(
        mark("{Ann} rose and left {Bob} in {the yard:FAC}."),
        {
            "Ann": "PROPN NNP nsubj rose",
            "rose": "VERB VBD root",
            "left": "VERB VBD conj rose",
            "Bob": "PROPN NNP obj left",
            "in": "ADP IN case yard",
            "yard": "NOUN NN obl left",
        },
    )
    clauses = read(doc)
    assert clauses["rose"].subjects == clauses["left"].subjects == (doc.find("Ann"),)
    assert clauses["left"].objects == (doc.find("Bob"),)
    (where,) = clauses["left"].obliques
    assert (where.preposition, where.mention) == ("in", doc.find("the yard"))
    assert clauses["rose"].tense == "past"
    assert clauses["rose"].modality == "asserted"


def test_the_agent_of_a_passive_is_its_subject() -> None:
    doc = parse(
        mark("{Ann} was seen by {Bob}."),
        {
            "Ann": "PROPN NNP nsubj:pass seen",
            "was": "AUX VBD aux:pass seen",
            "seen": "VERB VBN root",
            "Bob": "PROPN NNP obl:agent seen",
        },
    )
    seen = read(doc)["seen"]
    assert (seen.subjects, seen.objects) == ((doc.find("Bob"),), (doc.find("Ann"),))


def test_what_is_only_possible_asked_or_denied_is_marked() -> None:
    doc = parse(
        mark("{Ann} might come. If {Bob} stays. {Cy} never sang. Did {Dee} go?"),
        {
            "Ann": "PROPN NNP nsubj come",
            "might": "AUX MD aux come",
            "come": "VERB VB root",
            "If": "SCONJ IN mark stays",
            "stays": "VERB VBZ root",
            "never": "ADV RB advmod sang",
            "sang": "VERB VBD root",
            "go": "VERB VB root",
        },
    )
    clauses = read(doc)
    assert clauses["come"].modality == "possible"
    assert clauses["stays"].modality == "possible"
    assert clauses["sang"].negated and not clauses["come"].negated
    assert clauses["go"].modality == "asked"


def test_clauses_know_the_quotation_around_them() -> None:
    doc = parse(mark("“Run,” {he} said."), {"Run": "VERB VB root", "said": "VERB VBD root"})
    clauses = read(doc)
    assert (clauses["run"].quotation, clauses["said"].quotation) == (0, None)


def test_the_pluperfect_is_told_from_the_past() -> None:
    doc = parse(
        mark("{Ann} had left. {Bob} left."),
        {"had": "AUX VBD aux left", "left": "VERB VBN root", "Bob": "PROPN NNP nsubj left"},
    )
    first, second = read_clauses(doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations)
    assert (first.perfect, second.perfect) == (True, False)
