"""The JSON contract: its keys, to the letter, and the way there and back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.export import world_json
from fabula.schema.json import from_contract, to_contract
from fabula.schema.spans import QuoteKind, QuoteType
from fabula.schema.story import Header, Story
from fabula.schema.world import Alias, Character, Quote, Run, World, WorldMention
from worlds import sample_world

KEYS = {
    "story": "title author language source sha256 tokens header",
    "header": "rating warnings fandoms relationships characters summary disclaimer other",
    "divisions": "id kind title start end parent",
    "characters": "id name aliases pronouns mentions lines narrates group from",
    "aliases": "text from count",
    "places": "id name aliases in",
    "mentions": "start end kind type entity confidence",
    "quotes": "id spans kind type speaker addressees cue confidence reason candidates",
    "narration": "start end person tense narrator focal mode",
    "scenes": "id start end break place time moves present",
    "events": "start end lemma agents patients scene",
    "run": "seconds tokens_per_second peak_mb",
}
TOP = (
    "format version model story text divisions characters places mentions quotes narration "
    "scenes events relations told claims conflicts profile run"
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scores = st.integers(0, 10_000).map(lambda n: round(n / 10_000, 4))
offsets = st.integers(0, 1_000_000)
spans = st.tuples(offsets, offsets)
ids = st.integers(1, 99).map(lambda n: f"c{n}")
headers = st.builds(
    Header,
    rating=st.none() | texts,
    warnings=st.lists(texts, max_size=2).map(tuple),
    summary=st.none() | texts,
    other=st.dictionaries(texts, texts, max_size=2),
)
stories = st.builds(
    Story, text=texts, source=texts, sha256=texts, title=st.none() | texts, header=headers
)
aliases = st.builds(Alias, texts, offsets, offsets)
characters = st.builds(
    Character,
    id=ids,
    name=texts,
    aliases=st.lists(aliases, max_size=2).map(tuple),
    pronouns=st.none() | texts,
    mentions=offsets,
    lines=offsets,
    narrates=st.booleans(),
    group=st.booleans(),
    start=offsets,
)
mentions = st.builds(
    WorldMention,
    offsets,
    offsets,
    kind=st.sampled_from(["PROP", "NOM", "PRON"]),
    type=st.sampled_from(["PER", "FAC", "LOC", "GPE", "VEH", "ORG"]),
    entity=st.none() | ids,
    confidence=scores,
)
quotes = st.builds(
    Quote,
    id=ids,
    spans=st.lists(spans, max_size=3).map(tuple),
    kind=st.sampled_from(list(QuoteKind.__args__)),  # type: ignore[attr-defined]
    type=st.sampled_from(list(QuoteType.__args__)),  # type: ignore[attr-defined]
    speaker=st.none() | ids,
    addressees=st.lists(ids, max_size=2).map(tuple),
    cue=st.none() | spans,
    confidence=scores,
    reason=texts,
    candidates=st.lists(st.tuples(ids, scores), max_size=2).map(tuple),
    evidence=st.lists(spans, max_size=2).map(tuple),
)
worlds = st.builds(
    World,
    story=stories,
    tokens=offsets,
    model=texts,
    version=texts,
    characters=st.lists(characters, max_size=2).map(tuple),
    mentions=st.lists(mentions, max_size=3).map(tuple),
    quotes=st.lists(quotes, max_size=2).map(tuple),
    run=st.builds(Run, scores, scores, scores),
)


@given(worlds)
def test_a_world_survives_json(world: World) -> None:
    assert from_contract(json.loads(world_json(world))) == world


def test_the_sample_survives_json(world: World) -> None:
    assert from_contract(json.loads(world_json(world, indent=2))) == world


def test_every_key_of_the_contract_is_there(world: World) -> None:
    contract = to_contract(world)
    assert set(TOP.split()) <= set(contract)
    assert contract["format"] == "fabula/1"
    for name in ("story", "run"):
        assert set(KEYS[name].split()) <= set(contract[name]), name
    assert set(KEYS["header"].split()) == set(contract["story"]["header"])
    for name in ("divisions", "characters", "places", "mentions", "quotes", "narration"):
        assert all(set(KEYS[name].split()) <= set(record) for record in contract[name]), name
    for name in ("scenes", "events"):
        assert all(set(KEYS[name].split()) <= set(record) for record in contract[name]), name
    assert set(KEYS["aliases"].split()) == set(contract["characters"][0]["aliases"][0])
    for name in ("relations", "told", "claims", "conflicts", "profile"):
        assert contract[name] == []


def test_what_was_abstained_is_null(world: World) -> None:
    quote = to_contract(world)["quotes"][1]
    assert (quote["speaker"], quote["cue"], quote["addressees"]) == (None, None, [])
    assert to_contract(world)["mentions"][5]["entity"] is None


def test_spans_are_pairs_of_code_points(world: World) -> None:
    contract = to_contract(world)
    start, end = contract["quotes"][0]["spans"][0]
    assert contract["text"][start:end] == "“Come in, Miss Hale,”"


def test_scores_are_rounded_to_four_digits(world: World) -> None:
    long = replace(world.mentions[0], confidence=0.123456789)
    contract = to_contract(replace(world, mentions=(long,)))
    assert contract["mentions"][0]["confidence"] == 0.1235


def test_json_is_the_same_each_time_and_ascii_on_demand() -> None:
    assert world_json(sample_world()) == world_json(sample_world())
    ascii_only = world_json(sample_world(), ascii_only=True)
    assert ascii_only.isascii()
    assert json.loads(ascii_only) == json.loads(world_json(sample_world()))


def test_nan_is_no_json(world: World) -> None:
    with pytest.raises(ValueError, match="JSON"):
        world_json(replace(world, run=Run(float("nan"), 0.0, 0.0)))


@pytest.mark.parametrize("document", [{}, {"format": "fabula/2"}, {"format": "fabula/1"}])
def test_other_documents_are_refused(document: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="fabula/1"):
        from_contract(document)
