"""What one voice affirms and another denies, and what only looks like it."""

from __future__ import annotations

import pytest
from parsed_findings import page_of

from fabula.findings.conflicts import Clash, find_clashes
from fabula.findings.find import find_statements

QUOTED = "“/PUNCT/``/{0}/punct {1} ”/PUNCT/''/{0}/punct"


def disputes(*lines: str, by: tuple[str | None, ...] = ()) -> list[Clash]:
    page = page_of(lines, by)
    found = find_clashes(page, find_statements(page))
    return [clash for clash in found if clash.kind == "testimony"]


SNORED = QUOTED.format(3, "You/PRON/PRP/3/nsubj snored/VERB/VBD/0/root ./PUNCT/./3/punct")
NEVER = QUOTED.format(3, "I/PRON/PRP/3/nsubj never/ADV/RB/2/advmod ./PUNCT/./2/punct")


def test_a_reply_that_only_denies() -> None:
    (found,) = disputes(SNORED, NEVER, by=("c1", "c2"))
    assert found.a.polarity != found.b.polarity
    assert (found.a.by, found.b.by) == ("c1", "c2")


@pytest.mark.parametrize(
    "said",
    [
        SNORED.replace("./PUNCT/.", "?/PUNCT/."),  # an answer to a question
        SNORED.replace("You", "He"),  # about another
        SNORED.replace("You/PRON/PRP/3/nsubj", "If/SCONJ/IN/3/mark"),
    ],
)
def test_a_reply_to_what_nobody_said(said: str) -> None:
    assert disputes(said, NEVER, by=("c1", "c2")) == []


TOUCHED = "He/PRON/PRP/2/nsubj=c1 touched/VERB/VBD/0/root the/DET/DT/4/det safe/NOUN/NN/2/obj"
DENIED = QUOTED.format(
    4,
    "I/PRON/PRP/4/nsubj=c1 never/ADV/RB/4/advmod touched/VERB/VBD/0/root the/DET/DT/6/det "
    "{}/NOUN/NN/4/obj ./PUNCT/./4/punct",
)


def test_a_deed_told_by_the_narration_and_denied() -> None:
    (found,) = disputes(TOUCHED, DENIED.format("safe"), by=("c1",))
    assert "touched" in found.why
    assert disputes(TOUCHED, DENIED.format("lamp"), by=("c1",)) == []
    assert disputes(TOUCHED.replace("=c1", "=c2"), DENIED.format("safe"), by=("c1",)) == []


SAID = QUOTED.format(
    3,
    "The/DET/DT/2/det caravan/NOUN/NN/3/nsubj burnt/VERB/VBD/0/root ./PUNCT/./3/punct",
)
UNSAID = QUOTED.format(
    4,
    "I/PRON/PRP/4/nsubj=c1 never/ADV/RB/4/advmod said/VERB/VBD/0/root {}/NOUN/NN/4/obj "
    "./PUNCT/./4/punct",
)


def test_a_word_that_was_said_and_denied() -> None:
    (found,) = disputes(SAID, UNSAID.format("caravan"), by=("c1", "c1"))
    assert found.why == "caravan: said, and denied to have been said"
    assert disputes(SAID, UNSAID.format("boat"), by=("c1", "c1")) == []
    assert disputes(SAID, UNSAID.format("caravan"), by=("c2", "c1")) == []
    assert disputes(UNSAID.format("caravan"), SAID, by=("c1", "c1")) == []


HAD = QUOTED.format(
    3,
    "I/PRON/PRP/3/nsubj=c1 had/VERB/VBD/0/root a/DET/DT/5/det {}/NOUN/NN/3/obj ./PUNCT/./3/punct",
)
NONE = QUOTED.format(
    3,
    "There/PRON/EX/3/expl was/VERB/VBD/0/root no/DET/DT/5/det {}/NOUN/NN/3/nsubj ./PUNCT/./3/punct",
)


def test_what_there_was_and_was_not() -> None:
    assert len(disputes(HAD.format("brother"), NONE.format("brother"), by=("c1", "c2"))) == 1
    assert disputes(HAD.format("brother"), NONE.format("sister"), by=("c1", "c2")) == []
    assert disputes(HAD.format("doubt"), NONE.format("doubt"), by=("c1", "c2")) == []


def test_nobody_disputes_with_himself() -> None:
    assert disputes(HAD.format("brother"), NONE.format("brother"), by=("c1", "c1")) == []


ALIBI = QUOTED.format(
    6,
    "I/PRON/PRP/6/nsubj=c1 was/AUX/VBD/6/cop in/ADP/IN/6/case my/PRON/PRP$/6/nmod:poss=c1 "
    "{}/NOUN/NN/0/root all/DET/DT/8/det night/NOUN/NN/6/obl ./PUNCT/./6/punct",
)
SEEN = QUOTED.format(
    3,
    "I/PRON/PRP/3/nsubj=c2 saw/VERB/VBD/0/root {}/PRON/PRP/3/obj={} on/ADP/IN/7/case "
    "the/DET/DT/7/det stairs/NOUN/NNS/3/obl at/ADP/IN/9/case midnight/NOUN/NN/3/obl "
    "./PUNCT/./3/punct",
)


def test_an_alibi_and_a_sighting() -> None:
    found = disputes(ALIBI.format("room"), SEEN.format("him", "c1"), by=("c1", "c2"))
    assert [clash.a.value for clash in found] == ["room"]


def test_a_sighting_of_somebody_else() -> None:
    assert disputes(ALIBI.format("room"), SEEN.format("her", "c3"), by=("c1", "c2")) == []


def test_seen_where_he_says_he_was() -> None:
    there = SEEN.replace("stairs/NOUN/NNS", "room/NOUN/NN").format("him", "c1")
    assert disputes(ALIBI.format("room"), there, by=("c1", "c2")) == []


DEAD = QUOTED.format(3, "Ann/PROPN/NNP/3/nsubj=c1 drowned/VERB/VBD/0/root ./PUNCT/./3/punct")
WALKS = "Ann/PROPN/NNP/2/nsubj=c1 came/VERB/VBD/0/root in/ADV/RB/2/advmod"


def test_the_dead_do_not_walk() -> None:
    (found,) = disputes(DEAD, WALKS, by=("c2",))
    assert found.why == "dead, but later came"
    assert disputes(WALKS, DEAD, by=("c2",)) == []
    assert disputes(DEAD, WALKS.replace("=c1", "=c3"), by=("c2",)) == []


def test_a_colour_put_right() -> None:
    van = QUOTED.format(
        3,
        "I/PRON/PRP/3/nsubj=c1 saw/VERB/VBD/0/root a/DET/DT/6/det blue/ADJ/JJ/6/amod "
        "van/NOUN/NN/3/obj ./PUNCT/./3/punct",
    )
    wrong = QUOTED.format(
        5,
        "It/PRON/PRP/5/nsubj was/AUX/VBD/5/cop not/PART/RB/5/advmod {}/ADJ/JJ/0/root "
        "./PUNCT/./5/punct",
    )
    assert len(disputes(van, wrong.format("blue"), by=("c1", "c2"))) == 1
    assert disputes(van, wrong.format("green"), by=("c1", "c2")) == []


def test_what_puts_it_right_at_once_belongs_to_the_denial() -> None:
    van = QUOTED.format(
        3,
        "I/PRON/PRP/3/nsubj=c1 saw/VERB/VBD/0/root a/DET/DT/6/det blue/ADJ/JJ/6/amod "
        "van/NOUN/NN/3/obj ./PUNCT/./3/punct",
    )
    wrong = (
        "“/PUNCT/``/5/punct It/PRON/PRP/5/nsubj was/AUX/VBD/5/cop not/PART/RB/5/advmod "
        "blue/ADJ/JJ/0/root ./PUNCT/./5/punct"
    )
    right = (
        "It/PRON/PRP/3/nsubj was/AUX/VBD/3/cop green/ADJ/JJ/0/root or/CCONJ/CC/5/cc "
        "so/ADV/RB/3/advmod ./PUNCT/./3/punct ”/PUNCT/''/3/punct"
    )
    page = page_of([van, wrong, right], ("c1", "c2"))
    (found,) = find_clashes(page, find_statements(page))
    assert page.text[slice(*found.b.span)].endswith("green or so .")


def test_of_two_sightings_that_of_the_liar_himself_counts() -> None:
    unknown = SEEN.format("them", "c4")
    lines = (ALIBI.format("room"), unknown, SEEN.format("him", "c1"))
    (found,) = disputes(*lines, by=("c1", "c2", "c2"))
    assert found.b.subject == "c1"


def test_asleep_and_awake() -> None:
    state = "She/PRON/PRP/3/nsubj=c1 was/AUX/VBD/3/cop {}/ADJ/JJ/0/root"
    said = QUOTED.format(
        4, "I/PRON/PRP/4/nsubj=c1 was/AUX/VBD/4/cop {}/ADJ/JJ/0/root ./PUNCT/./4/punct"
    )
    assert len(disputes(state.format("asleep"), said.format("awake"), by=("c1",))) == 1
    assert disputes(state.format("asleep"), said.format("asleep"), by=("c1",)) == []
