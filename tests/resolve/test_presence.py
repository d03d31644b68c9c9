"""Who is there from where to where."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fabula.resolve.clauses import Clause
from fabula.resolve.presence import find_presence, present_at
from fabula.resolve.presence.comings import comes, leaves, without_doubtful
from fabula.resolve.presence.signs import Sign, SignKind, find_signs
from fabula.resolve.presence.weigh import NAMES as NAMES_OF_FEATURES
from fabula.resolve.presence.weigh import presence_features
from fabula.schema.findings import Modality
from fabula.schema.spans import (
    Attribution,
    Coreference,
    Entity,
    Mention,
    NarrationSpan,
    Quotation,
    SceneSpan,
)
from fabula.schema.story import Story

TEXT = "x" * 1000
STORY = Story(TEXT, "s", "0")
NAMES = ("Ann", "Bo", "Cy")


def mention_at(start: int) -> Mention:
    return Mention(start, start + 3, "PROP", "PER", 0.9, (start, start + 3))


def clause(
    form: str,
    start: int,
    subject: int,
    *,
    particles: tuple[str, ...] = (),
    modality: Modality = "asserted",
    perfect: bool = False,
) -> Clause:
    return Clause(
        row=start,
        start=start,
        end=start + 4,
        form=form,
        lemma=form,
        quotation=None,
        subjects=(subject,),
        objects=(),
        recipients=(),
        obliques=(),
        particles=particles,
        negated=False,
        modality=modality,
        tense="past",
        perfect=perfect,
        predicate=False,
    )


def coref_of(mentions: list[Mention], who: list[int]) -> Coreference:
    entities = tuple(
        Entity("PER", name, True, tuple(i for i, w in enumerate(who) if w == number))
        for number, name in enumerate(NAMES)
    )
    return Coreference(entities, tuple(who), (1.0,) * len(who))


def presence(
    acts: list[tuple[str, int, int]],
    quotes: list[tuple[int, int]] = (),  # type: ignore[assignment]
    narration: tuple[NarrationSpan, ...] = (),
    **changes: object,
) -> SceneSpan:
    """One scene over the text; acts are (verb, offset, who), quotes (offset, speaker)."""
    mentions = [mention_at(at) for _, at, _ in acts]
    coref = coref_of(mentions, [who for _, _, who in acts])
    clauses = [
        clause(form, at + 4, index, **changes)  # type: ignore[arg-type]
        for index, (form, at, _) in enumerate(acts)
    ]
    quotations = [Quotation(((at, at + 5),), "speech", "double") for at, _ in quotes]
    said = [
        Attribution(n, "implicit", who, (), None, 0.9, "turn") for n, (_, who) in enumerate(quotes)
    ]
    scene = SceneSpan(0, len(TEXT), "chapter", 1.0, "chapter")
    (filled,) = find_presence(STORY, mentions, quotations, coref, said, narration, clauses, [scene])
    return filled


def test_those_who_act_and_speak_are_there_from_the_opening() -> None:
    scene = presence([("rose", 5, 0), ("laughed", 30, 1), ("ate", 50, 0)], [(60, 1), (80, 0)])
    assert {p.who: (p.start, p.end, p.reason) for p in scene.present} == {
        0: (0, 1000, "opening"),
        1: (0, 1000, "opening"),
    }
    assert present_at(scene, 500) == {0, 1}


def test_somebody_comes_in_and_goes_out() -> None:
    acts = [("rose", 5, 0), ("arrived", 300, 1), ("ate", 320, 1), ("left", 600, 1), ("ate", 900, 0)]
    scene = presence(acts, [(400, 1), (410, 0), (420, 1), (430, 0)])
    (ann,) = [p for p in scene.present if p.who == 0]
    (bo,) = [p for p in scene.present if p.who == 1]
    assert (ann.start, ann.end) == (0, 1000)
    assert (bo.start, bo.reason) == (300, "entrance")
    assert 600 <= bo.end < 620
    assert present_at(scene, 100) == {0} and present_at(scene, 500) == {0, 1}


def test_names_are_told_from_pronouns() -> None:
    mentions = [mention_at(5), replace(mention_at(30), kind="PRON")]
    clauses = [clause("rose", 9, 0), clause("ate", 34, 1)]
    signs = find_signs(STORY, mentions, [], coref_of(mentions, [0, 0]), [], clauses)
    assert [sign.named for sign in signs] == [True, False]
    ann = coref_of(mentions, [0, 0]).entities[0]
    values = presence_features(signs, ann, 2, there_before=False, remote=False)
    found = dict(zip(NAMES_OF_FEATURES, values.tolist(), strict=True))
    assert found["some by name"] == 1
    assert found["by name"] == found["acts by name"] < found["acts"]


def test_what_had_happened_or_might_brings_nobody() -> None:
    acts = [("rose", 5, 0), ("ate", 50, 0), ("slept", 90, 0)]
    assert presence(acts, perfect=True).present == ()
    assert presence(acts, modality="possible").present == ()


def test_a_first_person_narrator_is_there() -> None:
    told = NarrationSpan(0, 1000, "first", "past", 2, 0.9)
    assert present_at(presence([("rose", 5, 0)], narration=(told,)), 10) >= {2}


def is_coming(text: str, kind: SignKind, at: int) -> bool:
    scene = SceneSpan(100, 1000, "mark", 1.0, "mark")
    return comes(text, scene, Sign(1, at, kind, (at, at + 3)))


def test_who_arrives_or_shows_beside_a_door_comes_in() -> None:
    door = "x" * 480 + " the door opened and " + "x" * 499
    assert is_coming(TEXT, "enters", 101)
    assert is_coming(door, "acts", 510)
    assert not is_coming(door, "acts", 800)
    assert not is_coming(door, "narrates", 510)
    assert not is_coming(door, "acts", 110)


def sign(kind: SignKind, at: int) -> Sign:
    return Sign(0, at, kind, (at, at + 3))


def test_who_was_only_spoken_to_before_he_arrives_was_not_there() -> None:
    spoken_to, enters, speaks = sign("addressed", 300), sign("enters", 500), sign("speech", 600)
    assert without_doubtful([spoken_to, spoken_to, enters, speaks]) == [enters, speaks]
    assert without_doubtful([sign("acts", 300), enters, speaks]) == [enters, speaks]
    both = [sign("acts", 200), sign("speech", 300), enters]
    assert without_doubtful(both) == both
    assert without_doubtful([spoken_to, speaks]) == [spoken_to, speaks]


def test_who_does_something_after_a_motion_has_not_left() -> None:
    went, spoke = Sign(0, 500, "leaves", (500, 503)), Sign(0, 600, "speech", (600, 603))
    back = Sign(0, 700, "enters", (700, 703))
    assert leaves([went], 0) and leaves([went, back, spoke], 0)
    assert not leaves([went, spoke], 0) and not leaves([went, spoke], 1)


def test_a_voice_on_the_phone_is_no_presence() -> None:
    call = Quotation(((5, 9),), "phone", "double")
    said = Attribution(0, "implicit", 1, (), None, 0.9, "turn")
    signs = find_signs(STORY, [], [call], coref_of([], []), [said], [])
    assert [sign.kind for sign in signs] == ["remote"]


acts = st.lists(
    st.tuples(
        st.sampled_from(["rose", "left", "came", "arrived", "vanished", "sat"]),
        st.integers(0, 990),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(acts, st.lists(st.tuples(st.integers(0, 990), st.integers(0, 2)), max_size=8))
def test_presence_lies_inside_its_scene(
    done: list[tuple[str, int, int]], said: list[tuple[int, int]]
) -> None:
    scene = presence(sorted(done, key=lambda act: act[1]), sorted(said))
    for one in scene.present:
        assert scene.start <= one.start < one.end <= scene.end
        assert 0 <= one.confidence <= 1
    for who in {p.who for p in scene.present}:
        own = [p for p in scene.present if p.who == who]
        assert all(a.end <= b.start for a, b in pairwise(own))
