"""Whole-book coreference: names are fixed, the rest follows the scores as far as rules allow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marked import mark

from fabula.resolve.coref import resolve_coref
from fabula.schema.spans import AntecedentScores


def test_pronoun_joins_the_name_the_model_links_it_to() -> None:
    doc = mark("{Ann Lee} came in. {Tom Reed} sat. {She} smiled.", {2: {0: 3.0, 1: 1.0}})
    coref = doc.resolve()
    assert coref.entity_of == (0, 1, 0)
    assert coref.entities[0].name == "Ann Lee"
    assert coref.entities[0].gender == "she"
    assert coref.entities[0].aliases == (("Ann Lee", 0, 1),)
    assert 0.5 < coref.link_confidence[2] < 1


def test_all_mentions_of_an_entity_vote_for_it_with_a_pronoun() -> None:
    text = "{Ann Lee} came. {Eve Roe} sat. {Ann Lee} sang. {She} smiled."
    assert mark(text, {3: {0: 1.5, 1: 1.8, 2: 1.5}}).resolve().entity_of == (0, 1, 0, 0)
    assert mark(text, {3: {0: -9.0, 1: 1.8, 2: 1.5}}).resolve().entity_of == (0, 1, 0, 1)


def test_without_a_fair_score_a_mention_opens_an_entity() -> None:
    coref = mark("{Ann Lee} came in. {She} smiled.", {1: {0: -5.0}}).resolve()
    assert coref.entity_of == (0, 1)


def test_gender_of_a_title_stops_a_pronoun() -> None:
    coref = mark("{Mr. Lee} came. {Mrs. Reed} sat. {She} smiled.", {2: {0: 5.0, 1: 1.0}}).resolve()
    assert coref.entity_of == (0, 1, 1)


def test_one_wrong_link_never_merges_two_named_people() -> None:
    doc = mark("{Ann Lee} met {Tom Reed}. {Tom Reed} left.", {1: {0: 9.0}, 2: {0: 9.0}})
    assert doc.resolve().entity_of == (0, 1, 1)


def test_gender_learnt_from_pronouns_holds_for_the_whole_book() -> None:
    text = "{Osk Vale} came. " + "{She} sat. " * 4 + "{Vim Ode} left. {He} ran."
    links = {i: {0: 4.0} for i in range(1, 5)} | {6: {0: 5.0, 5: 1.0}}
    coref = mark(text, links).resolve()
    assert coref.entity_of == (0, 0, 0, 0, 0, 1, 1)
    assert [e.gender for e in coref.entities] == ["she", "he"]


def test_plural_pronouns_do_not_join_a_single_person() -> None:
    doc = mark("{Ann Lee} met {the guards:NOM}. {They} ran.", {2: {0: 5.0, 1: 1.0}},
               tags={"guards": "NNS"})  # fmt: skip
    coref = doc.resolve()
    assert coref.entity_of == (0, 1, 1)
    assert coref.entities[1].group
    assert not coref.entities[0].group


def test_singular_they_where_the_text_says_so() -> None:
    text = "{Ash Vale} came. " + "{They} sat. " * 4
    coref = mark(text, {i: {0: 4.0} for i in range(1, 5)}).resolve()
    assert coref.entity_of == (0,) * 5
    assert coref.entities[0].gender == "they"
    assert not coref.entities[0].group


def test_a_person_is_not_a_place() -> None:
    coref = mark("{London:GPE} slept. {She} woke.", {1: {0: 5.0}}).resolve()
    assert coref.entity_of == (0, 1)
    assert coref.entities[0].type == "GPE"


@pytest.mark.parametrize("joint", [" and ", " or\n"])
def test_conjuncts_are_two(joint: str) -> None:
    coref = mark(f"{{the boy:NOM}}{joint}{{the lad:NOM}} ran.", {1: {0: 5.0}}).resolve()
    assert coref.entity_of == (0, 1)


def test_a_mention_inside_another_is_somebody_else() -> None:
    coref = mark("{{his:PRON} brother:NOM} ran.", {1: {0: 5.0}}).resolve()
    assert coref.entity_of == (0, 1)


def test_a_pronoun_after_the_head_may_be_what_contains_it() -> None:
    doc = mark("{the man:NOM} sat. {a boy:NOM} and {his} dog ran.", {2: {0: 1.0, 1: 5.0}})
    assert doc.resolve().entity_of == (0, 1, 1)


def test_subject_and_object_are_two() -> None:
    relations = {"He": ("nsubj", "saw"), "him": ("obj", "saw")}
    coref = mark("{He} saw {him}.", {1: {0: 5.0}}, relations=relations).resolve()
    assert coref.entity_of == (0, 1)
    relations = {"He": ("nsubj", "saw"), "himself": ("obj", "saw")}
    coref = mark("{He} saw {himself}.", {1: {0: 5.0}}, relations=relations).resolve()
    assert coref.entity_of == (0, 0)


def test_a_nominal_needs_more_to_join_a_name_than_another_nominal() -> None:
    text = "{Tom Reed} sat. {A guard:NOM} stood. {The guard:NOM} slept."
    assert mark(text, {2: {0: 0.5}}).resolve().entity_of == (0, 1, 2)
    assert mark(text, {2: {1: 0.5}}).resolve().entity_of == (0, 1, 1)
    assert mark(text, {2: {0: 3.0}}).resolve().entity_of == (0, 1, 0)


def test_the_gentleman_is_the_one_of_these_pages() -> None:
    for head, same in (("gentleman", False), ("goatherd", True)):
        for far in (False, True):
            between = "It rained. " * (200 if far else 20)
            text = f"{{The old {head}:NOM}} sat. {between} {{The old {head}:NOM}} rose."
            coref = mark(text, {1: {0: 5.0}}).resolve()
            assert (coref.entity_of[0] == coref.entity_of[1]) == (same or not far)


def test_a_description_takes_the_name_it_turns_out_to_have() -> None:
    doc = mark("{A young man:NOM} came. {Mr. Bingley} bowed. {Bingley} sat.", {1: {0: 4.0}})
    coref = doc.resolve()
    assert coref.entity_of == (0, 0, 0)
    assert coref.entities[0].name == "Mr. Bingley"
    assert {a[0] for a in coref.entities[0].aliases} == {"Mr. Bingley", "Bingley"}


def test_an_ambiguous_name_means_the_latest_bearer_or_whom_the_model_says() -> None:
    text = "{Jane Bennet} ran. {Mary Bennet} sat. {Jane} rose. {Miss Bennet} left."
    assert mark(text).resolve().entity_of == (0, 1, 0, 0)
    assert mark(text, {3: {1: 6.0}}).resolve().entity_of == (0, 1, 0, 1)


def test_quoted_i_stays_with_its_quotation() -> None:
    doc = mark(
        "“{I} saw {my} dog.” {Tom Reed} sat. “{I} did.”\n\n{I} wrote. {I} sealed it.",
        {1: {0: 1.0}, 2: {0: 9.0}, 3: {2: 9.0}, 4: {3: 9.0}},
    )
    first, my, tom, second, narrated, again = doc.resolve().entity_of
    assert first == my
    assert narrated == again
    assert len({first, tom, second, narrated}) == 4


def test_third_person_never_joins_the_speaking_i() -> None:
    coref = mark("“{I} know {him},” said {Tom Reed}.", {1: {0: 9.0}}).resolve()
    assert len(set(coref.entity_of)) == 3


def test_unnamed_entities_are_called_by_their_usual_description() -> None:
    coref = mark("{The guard:NOM} sat. {the guard:NOM} rose.", {1: {0: 5.0}}).resolve()
    assert coref.entities[0].name.casefold() == "the guard"
    assert not coref.entities[0].named


def test_fullest_name_is_shown_and_bare_titles_are_no_aliases() -> None:
    text = (
        "{MR. REED} sat. {Doctor Lee} rose. {the Doctor} left. {Monsieur Farival} ate. {Monsieur}"
    )
    coref = mark(text).resolve()
    assert [e.name for e in coref.entities[:3]] == ["MR. REED", "Doctor Lee", "Monsieur Farival"]
    assert [a[0] for a in coref.entities[1].aliases] == ["Doctor Lee", "Doctor"]
    assert [a[0] for a in coref.entities[2].aliases] == ["Monsieur Farival"]


def test_empty_book_and_no_candidates() -> None:
    assert mark("Nobody.").resolve().entities == ()
    doc = mark("{Ann Lee} sat. {She} rose.")
    none = AntecedentScores(np.zeros((2, 0), np.int32), np.zeros((2, 0), np.float32))
    coref = resolve_coref(doc.story, doc.tokens, doc.syntax, doc.mentions, doc.quotations, none)
    assert coref.entity_of == (0, 1)


_BITS = st.sampled_from(
    ["{Ann Lee}", "{Mr. Reed}", "{Mrs. Reed}", "{she}", "{he}", "{they}", "{I}", "{you}", "{we}",
     "{the guard:NOM}", "{London:GPE}", "{it}", "and", ".", "“{I} ran.”", "{{his:PRON} son:NOM}"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_BITS, max_size=14), st.randoms(use_true_random=False))
def test_whatever_the_scores_the_answer_is_a_sane_partition(
    bits: list[str], random: object
) -> None:
    rand = random.uniform  # type: ignore[attr-defined]
    text = " ".join(bits)
    count = text.count("{")
    doc = mark(text, {i: {j: rand(-4, 4) for j in range(i)} for i in range(1, count)})
    coref = doc.resolve()
    listed = [m for e in coref.entities for m in e.mentions]
    assert sorted(listed) == list(range(count))
    assert all(m in coref.entities[e].mentions for m, e in enumerate(coref.entity_of))  # type: ignore[index]
    assert all(0 <= c <= 1 for c in coref.link_confidence)
    for entity in coref.entities:
        words = {
            doc.story.text[doc.mentions[m].start : doc.mentions[m].end] for m in entity.mentions
        }
        assert len(words & {"Ann Lee", "Mr. Reed", "Mrs. Reed", "London"}) <= 1
        assert not (words & {"Mr. Reed", "he"} and words & {"Mrs. Reed", "she"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{Her brother:NOM} came in.", "her brother"),
        ("{Her} eyes were shut.", "a woman"),
        ("{He} sat.", "a man"),
        ("{We} sat.", "the narrator and others"),
        ("{They} sat.", "several people"),
        ("“Who are {you}?”", "somebody"),
        ("{I} sat.", "the narrator"),
    ],
)
def test_nobody_is_called_by_a_pronoun(text: str, name: str) -> None:
    assert mark(text).resolve().entities[0].name == name


def test_a_description_with_its_article_is_preferred() -> None:
    text = "{Young man:NOM} that he was, {the young man:NOM} sat."
    assert mark(text, {1: {0: 5.0}}).resolve().entities[0].name == "the young man"
