"""Who is he and who is she: pronouns are shared among names, by what else is known of these."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import Marked, mark

from fabula.resolve.gender import established, gender_fits, gender_of, pronoun_votes
from fabula.resolve.names import likely_gender, name_forms
from fabula.resolve.views import mention_views
from fabula.schema.spans import Gender

VOTES = st.dictionaries(st.sampled_from(("he", "she", "they")), st.floats(0, 1e6))
LIKELY: st.SearchStrategy[Gender | None] = st.sampled_from(("he", "she", "they", None))


def votes_of(doc: Marked) -> dict[str, dict[Gender, float]]:
    text = doc.story.text
    views = mention_views(text, doc.tokens, doc.syntax, doc.mentions, doc.quotations)
    forms = name_forms(text, doc.mentions)
    keys = [None if form is None else form.key for form in forms]
    likely = {form.key: likely_gender(form) for form in forms if form is not None}
    votes = pronoun_votes(views, keys, likely, doc.antecedents)
    return {key: dict(found) for key, found in votes.items()}


def test_a_pronoun_votes_for_the_name_at_the_end_of_its_chain() -> None:
    votes = votes_of(mark("{Vim} came. {She} sat. {She} sang.", {1: {0: 4.0}, 2: {1: 4.0}}))
    assert set(votes) == {"vim"}
    assert votes["vim"]["she"] == pytest.approx(2, abs=0.2)


def test_a_first_name_takes_the_pronouns_of_its_gender_from_a_nearer_one() -> None:
    links = {2: {0: 1.0, 1: 1.5}}
    text = "{Beatrix} washed. {%s} dried. {She} smiled."
    assert votes_of(mark(text % "Anselm", links))["beatrix"]["she"] > 0.5
    open_ = votes_of(mark(text % "Vim", links))
    assert open_["vim"]["she"] > 0.2


def test_what_one_pronoun_tells_decides_about_another() -> None:
    links = {1: {0: 6.0}, 2: {0: 6.0}, 4: {0: 1.0, 3: 1.0}}
    votes = votes_of(mark("{Vim} came. {He} sat. {He} ate. {Osk} ran. {She} fell.", links))
    assert votes["osk"]["she"] > 2 * votes["vim"].get("she", 0.0)


def test_he_is_never_an_earlier_she() -> None:
    votes = votes_of(mark("{Vim} came. {She} sat. {He} ate.", {1: {0: 4.0}, 2: {1: 4.0}}))
    assert votes["vim"].keys() == {"she"}


def test_a_listed_name_is_not_overturned_by_one_wrong_pronoun() -> None:
    doc = mark("{Beatrix} washed. {He} dried. {She} smiled.", {1: {0: 0.0}, 2: {0: 1.0}})
    coref = doc.resolve()
    assert coref.entities[0].name == "Beatrix"
    assert coref.entity_of[2] == 0 != coref.entity_of[1]


@given(VOTES, LIKELY)
def test_fits_are_likelier_than_anybody_for_some_and_not_for_all(
    votes: dict[Gender, float], likely: Gender | None
) -> None:
    fits = gender_fits(votes, likely)
    assert all(fit > 0 for fit in fits.values())
    assert min(fits.values()) <= 1 + 1e-9 <= max(fits.values()) + 2e-9


@given(VOTES, LIKELY)
def test_what_is_established_has_votes(votes: dict[Gender, float], likely: Gender | None) -> None:
    found = established(votes, likely)
    assert found is None or votes[found] > 0


def test_nothing_is_known_of_nobody() -> None:
    assert gender_fits({}, None) == {"he": 1.0, "she": 1.0, "they": 1.0}
    assert established({}) is None
    assert gender_of([], None, "she") is None
