"""From decisions with indices to a World with ids."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from fabula.schema.spans import (
    Attribution,
    Coreference,
    Entity,
    EventTrigger,
    Mention,
    Move,
    NarrationSpan,
    PlaceCluster,
    Presence,
    Quotation,
    SceneSpan,
)
from fabula.schema.story import Paragraph, Span, Story
from fabula.schema.tokens import Syntax, Tokens
from fabula.schema.world import Run, World
from fabula.world.build import build_world

TEXT = "“Stop, Ann,” said Bob. Ann and Bob rose and shot the old dog in Paris."
WORDS = "“ Stop , Ann , ” said Bob . Ann and Bob rose and shot the old dog in Paris .".split()


def spans_of(words: list[str], text: str) -> list[Span]:
    spans, at = [], 0
    for word in words:
        start = text.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    return spans


SPANS = spans_of(WORDS, TEXT)
# head and relation of each word; the tree of the second sentence is what counts
TREE = [
    *[(1, "punct"), (6, "ccomp"), (1, "punct"), (1, "vocative"), (1, "punct"), (1, "punct")],
    *[(6, "root"), (6, "nsubj"), (6, "punct")],
    *[(12, "nsubj"), (11, "cc"), (9, "conj"), (12, "root"), (14, "cc"), (12, "conj")],
    *[(17, "det"), (17, "amod"), (14, "obj"), (19, "case"), (14, "obl"), (12, "punct")],
]


def mention(word: int, kind: Any = "PROP", type_: Any = "PER", first: int | None = None) -> Mention:
    start = SPANS[word if first is None else first][0]
    return Mention(start, SPANS[word][1], kind, type_, 0.9, SPANS[word])


MENTIONS = (
    mention(3),  # Ann
    mention(7),  # Bob
    mention(9),  # Ann
    mention(11),  # Bob
    mention(17, "NOM", first=15),  # the old dog
    mention(19, type_="GPE"),  # Paris
)
COREF = Coreference(
    entities=(
        Entity("GPE", "Paris", True, (5,), (("Paris", SPANS[19][0], 1),)),
        Entity("PER", "the old dog", False, (4,), gender="it"),
        Entity("PER", "Bob", True, (1, 3), (("Bob", SPANS[7][0], 2),), gender="he"),
        Entity("PER", "Ann", True, (0, 2), (("Ann", SPANS[3][0], 2),), gender="she"),
    ),
    entity_of=(3, 2, 3, 2, 1, 0),
    link_confidence=(0.9,) * 6,
)
SPOKEN = Attribution(0, "explicit", 2, (3,), SPANS[7], 0.9, "tag", ((2, 0.9), (1, 0.1)))


def arguments() -> dict[str, Any]:
    starts, ends = (np.array(column, dtype=np.int32) for column in zip(*SPANS, strict=True))
    sentence = np.array([0] * 9 + [1] * 12, dtype=np.int32)
    blank = ("",) * len(WORDS)
    return {
        "story": Story(TEXT, "t.txt", "0" * 64, paragraphs=(Paragraph(0, len(TEXT)),)),
        "tokens": Tokens(starts, ends, sentence, np.zeros(len(WORDS), dtype=np.int32)),
        "syntax": Syntax(
            upos=blank,
            xpos=blank,
            lemma=tuple({"shot": "shoot", "rose": "rise"}.get(w, w) for w in WORDS),
            head=np.array([head for head, _ in TREE], dtype=np.int32),
            deprel=tuple(relation for _, relation in TREE),
        ),
        "mentions": MENTIONS,
        "quotations": (Quotation(((0, SPANS[5][1]),), "speech", "double"),),
        "coref": COREF,
        "attributions": (SPOKEN,),
        "narration": (NarrationSpan(0, len(TEXT), "third", "past", None, 0.9),),
        "events": tuple(EventTrigger(*SPANS[word], 0.9) for word in (6, 12, 14)),
        "scenes": (SceneSpan(0, len(TEXT), "chapter", 1.0, "chapter"),),
        "model": "m",
        "version": "v",
        "run": Run(1.0, 21.0, 100.0),
    }


def build(**changes: Any) -> World:
    return build_world(**{**arguments(), **changes})


def with_entity(number: int, **changes: Any) -> Coreference:
    entities = list(COREF.entities)
    entities[number] = replace(entities[number], **changes)
    return replace(COREF, entities=tuple(entities))


def test_ids_go_by_mentions_then_first_offset() -> None:
    world = build()
    assert [(c.id, c.name) for c in world.characters] == [("c1", "Ann"), ("c2", "Bob")]
    assert [(p.id, p.name) for p in world.places] == [("p1", "Paris")]
    assert [(o.id, o.name) for o in world.others] == [("o1", "the old dog")]
    assert [m.entity for m in world.mentions] == ["c1", "c2", "c1", "c2", "o1", "p1"]


def test_characters_carry_pronouns_counts_and_aliases() -> None:
    ann, bob = build().characters
    assert (ann.pronouns, ann.mentions, ann.lines, ann.start) == ("she/her", 2, 0, SPANS[3][0])
    assert (bob.pronouns, bob.mentions, bob.lines) == ("he/him", 2, 1)
    assert [(a.text, a.start, a.count) for a in ann.aliases] == [("Ann", SPANS[3][0], 2)]


def test_quotes_name_characters_and_only_them() -> None:
    (quote,) = build().quotes
    assert (quote.speaker, quote.addressees, quote.reason) == ("c2", ("c1",), "tag")
    assert quote.candidates == (("c2", 0.9),)


def test_an_unnamed_person_with_a_voice_is_in_the_cast() -> None:
    dog = build(attributions=(replace(SPOKEN, speaker=1, addressees=()),)).characters[2]
    assert (dog.name, dog.lines, dog.pronouns) == ("the old dog", 1, "it/its")


@pytest.mark.parametrize(("type_", "where"), [("ORG", "others"), ("GPE", "places")])
def test_no_company_and_no_town_is_in_the_cast(type_: str, where: str) -> None:
    world = build(coref=with_entity(2, type=type_))
    assert [c.name for c in world.characters] == ["Ann"]
    assert "Bob" in [entity.name for entity in getattr(world, where)]
    assert world.quotes[0].speaker is None


@pytest.mark.parametrize(
    ("changes", "inside"),
    [({}, True), ({"group": True}, False), ({"mentions": (4, 4)}, False), ({"type": "ORG"}, False)],
)
def test_silent_unnamed_people_need_three_mentions_and_to_be_one(
    changes: dict[str, Any], inside: bool
) -> None:
    coref = with_entity(1, **{"mentions": (4, 4, 4), **changes})
    assert ("the old dog" in [c.name for c in build(coref=coref).characters]) is inside


def test_someone_only_pronouns_stand_for_is_not_in_the_cast() -> None:
    mentions = (*MENTIONS[:4], replace(MENTIONS[4], kind="PRON"), MENTIONS[5])
    world = build(mentions=mentions, coref=with_entity(1, mentions=(4, 4, 4)))
    assert [c.name for c in world.characters] == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("sir", False),
        ("young man", False),
        ("my dear", False),
        ("my God", False),
        ("my mother", True),
        ("the doctor", True),
    ],
)
def test_a_form_of_address_alone_makes_no_character(name: str, inside: bool) -> None:
    heard = replace(SPOKEN, addressees=(1,))
    world = build(coref=with_entity(1, name=name), attributions=(heard,))
    assert (name in [c.name for c in world.characters]) is inside
    assert bool(world.quotes[0].addressees) is inside
    spoken = replace(SPOKEN, speaker=1)
    world = build(coref=with_entity(1, name=name), attributions=(spoken,))
    assert name in [c.name for c in world.characters]


def test_a_god_who_does_not_speak_is_not_in_the_cast() -> None:
    coref = with_entity(2, name="God", aliases=(("God", SPANS[7][0], 2),))
    world = build(coref=coref, attributions=(replace(SPOKEN, speaker=3),))
    assert [c.name for c in world.characters] == ["Ann"]
    assert "God" in [c.name for c in build(coref=coref).characters]


def test_titles_in_quotation_marks_are_no_lines() -> None:
    title = Quotation(((0, SPANS[5][1]),), "title", "double")
    assert build(quotations=(title,)).characters[1].lines == 0


def test_conjoined_verbs_share_their_subjects() -> None:
    said, rose, shot = build().events
    assert (said.lemma, said.agents, said.patients) == ("said", ("c2",), ())
    assert (rose.lemma, rose.agents, rose.patients) == ("rise", ("c1", "c2"), ())
    assert (shot.lemma, shot.agents, shot.patients) == ("shoot", ("c1", "c2"), ())
    assert shot.scene == "s1"


def test_objects_are_patients_and_passive_agents_act() -> None:
    world = build(coref=with_entity(1, named=True))
    assert world.events[2].patients == ("c3",)
    syntax = arguments()["syntax"]
    passive = {9: "nsubj:pass", 19: "obl:agent"}
    deprel = tuple(passive.get(row, old) for row, old in enumerate(syntax.deprel))
    coref = with_entity(0, type="PER")
    shot = build(syntax=replace(syntax, deprel=deprel), coref=coref).events[2]
    assert (shot.agents, shot.patients) == (("c3",), ("c1", "c2"))


def test_quotations_are_numbered_in_text_order_outer_first() -> None:
    spans = [(3, 5), (2, 6), (2, 4)]
    quotations = tuple(Quotation((span,), "speech", "double") for span in spans)
    attributions = tuple(replace(SPOKEN, quotation=n) for n in range(3))
    quotes = build(quotations=quotations, attributions=attributions).quotes
    assert [(q.id, q.spans[0]) for q in quotes] == [("q1", (2, 6)), ("q2", (2, 4)), ("q3", (3, 5))]


def test_a_first_person_narrator_is_focal() -> None:
    (part,) = build(narration=(NarrationSpan(0, 9, "first", "past", 3, 0.9, 3),)).narration
    assert (part.narrator, part.focal) == ("c1", "c1")


def test_the_same_input_gives_the_same_world() -> None:
    assert build() == build()


def test_spans_outside_the_text_are_refused() -> None:
    with pytest.raises(ValueError, match=r"mention \[0, 999\)"):
        build(mentions=(replace(MENTIONS[0], start=0, end=999), *MENTIONS[1:]))


def test_scenes_get_ids_for_places_and_people() -> None:
    place = PlaceCluster("the yard", False, ((0, 4), (6, 9)))
    city = PlaceCluster("Paris", True, (SPANS[19],), (0,))
    scene = SceneSpan(
        *(0, len(TEXT), "chapter", 1.0, "chapter"),
        place=0,
        time=SPANS[19],
        moves=(Move(5, 1, (3, 1)),),
        present=(Presence(2, 0, 9, 0.9, "opening"), Presence(1, 0, 9, 0.9, "opening")),
    )
    world = build(places=(place, city), scenes=(scene,))
    assert [(p.id, p.name) for p in world.places] == [("p1", "the yard"), ("p2", "Paris")]
    (built,) = world.scenes
    assert (built.place, built.time) == ("p1", "Paris")
    assert built.moves == ((5, "p2", ("c1",)),)
    assert built.present == (("c2", 0, 9),)
    assert world.mentions[5].entity == "p2"


def test_unnamed_places_nothing_happens_in_are_left_out() -> None:
    far = PlaceCluster("the moon", False, ((0, 4),))
    inner = PlaceCluster("the yard", False, ((6, 9),), inside=2)
    outer = PlaceCluster("the farm", False, ((10, 12),))
    scene = SceneSpan(0, len(TEXT), "chapter", 1.0, "chapter", place=1)
    world = build(places=(far, inner, outer), scenes=(scene,))
    names = {place.name: place.inside for place in world.places}
    farm = next(place.id for place in world.places if place.name == "the farm")
    assert names == {"the yard": farm, "the farm": None, "Paris": None}
