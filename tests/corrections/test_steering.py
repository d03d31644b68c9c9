"""What people decide holds, and what follows from it is found anew."""

from __future__ import annotations

from steered import Seen, Told

from fabula.pipeline import resolve_again
from fabula.schema import corrections as c
from fabula.schema.corrections import Who

TALK = Told(
    "{Ann Lee} met {Tom} and {the guard:NOM} at the gate.\n\n"
    "“Who goes there?” said {the guard:NOM}.\n\n"
    "“A friend.”\n\n"
    "“Come in, then.”\n\n"
    "“Thank you.”\n\n"
    "{Ann} laughed. {Mr. Poole} did not.\n",
    {3: {2: 5.0}},
)


def test_no_corrections_change_nothing() -> None:
    plain = TALK.reading()
    again = resolve_again(TALK.reading(c.Rename(Who("Tom"), "Thomas")), c.NO_CORRECTIONS)
    assert plain.coref == again.coref
    assert plain.attributions == again.attributions
    assert plain.unheeded == ()


def test_a_pinned_line_is_certain_and_turns_follow() -> None:
    open_ = TALK.under()
    assert open_.line("A friend").confidence < 0.9
    seen = TALK.under(c.Said(TALK.at("“A friend.”"), Who("Tom"), (Who("the guard"),)))
    line = seen.line("A friend")
    assert (line.confidence, line.reason, line.candidates) == (
        1.0,
        "correction",
        ((line.speaker, 1.0),),
    )
    assert seen.hearers("A friend") == ["the guard"]
    after = seen.speaker("Come in")
    assert seen.speaker("Thank you") == "Tom" != after
    assert seen.line("Thank you").reason != "correction"


def test_only_the_addressee_may_be_known() -> None:
    before = TALK.under()
    seen = TALK.under(c.Said(TALK.at("“Who goes there?”"), None, (Who("Ann Lee"),)))
    assert seen.hearers("Who goes") == ["Ann Lee"]
    assert seen.speaker("Who goes") == before.speaker("Who goes") == "the guard"
    assert seen.line("Who goes").reason == "tag"


def test_somebody_nobody_mentions_may_speak() -> None:
    seen = TALK.under(c.Said(TALK.at("“Come in"), Who("Zoe")), c.Pronouns(Who("Zoe"), "xe/xem"))
    zoe = seen.cast()["Zoe"]
    assert seen.speaker("Come in") == "Zoe"
    assert (zoe.mentions, zoe.lines, zoe.pronouns) == (0, 1, "xe/xem")
    assert zoe.start <= TALK.text.index("“Come in")  # who speaks soon also listens
    assert seen.unheeded == []


def test_one_paragraph_may_hold_two_pinned_speakers() -> None:
    told = Told("{Ann} and {Tom} sat. {Ann} rose. “Go.” {She} waited. “No.” It rained. “Yes.”\n")
    seen = told.under(c.Said(told.at("“Go.”"), Who("Ann")), c.Said(told.at("“No.”"), Who("Tom")))
    assert [seen.speaker(w) for w in ("Go", "No", "Yes")] == ["Ann", "Tom", "Tom"]
    assert [seen.line(w).reason for w in ("Go", "No", "Yes")] == [
        "correction",
        "correction",
        "continuation",
    ]


def test_the_last_word_on_a_line_counts() -> None:
    place = TALK.at("“A friend.”")
    seen = TALK.under(c.Said(place, Who("Tom")), c.Said(place, Who("Ann")))
    assert seen.speaker("A friend") == "Ann Lee"


def test_what_is_no_speech_has_no_speaker() -> None:
    seen = TALK.under(c.NotSpeech(TALK.at("“A friend.”"), "title"))
    line = seen.line("A friend")
    assert (line.kind, line.speaker, line.reason) == ("title", None, "not-speech")


def test_two_are_one() -> None:
    seen = TALK.under(c.Merge((Who("the guard"), Who("Mr. Poole"))))
    assert "the guard" not in seen.cast()
    assert seen.speaker("Who goes") == "Mr. Poole"
    assert seen.cast()["Mr. Poole"].mentions == 3
    called = TALK.under(c.Merge((Who("the guard"), Who("Mr. Poole")), "Old Poole"))
    assert called.speaker("Who goes") == "Old Poole"


def test_one_is_two() -> None:
    told = Told("{Mr. Lee} bowed. {Lee} sat. {Mr. Lee} spoke to {Lee}. {He} rose.\n", {4: {3: 5.0}})
    assert list(told.under().cast()) == ["Mr. Lee"]
    seen = told.under(c.Split(Who("Mr. Lee"), "Young Lee", forms=("Lee",)))
    assert {name: one.mentions for name, one in seen.cast().items()} == {
        "Young Lee": 3,
        "Mr. Lee": 2,
    }
    assert seen.who("He") == "Young Lee"
    one = told.under(c.Split(Who("Mr. Lee"), "Young Lee", mentions=(told.at("He"),)))
    assert one.who("He") == "Young Lee"
    assert one.who("Lee") == "Mr. Lee"


def test_pronouns_steer_what_links_to_whom() -> None:
    links = {2: {1: 3.0, 0: 2.0}}
    told = Told("{Sasha} met {Osk}. Then {she} left. {Sasha} sat. {Osk} sat.\n", links)
    assert told.under().who("she") == "Osk"
    seen = told.under(c.Pronouns(Who("Osk"), "he/him"), c.Pronouns(Who("Sasha"), "she/her"))
    assert seen.who("she") == "Sasha"
    assert seen.cast()["Osk"].pronouns == "he/him"


def test_a_name_is_given_once_and_known_from_then_on() -> None:
    seen = TALK.under(
        c.Rename(Who("the guard"), "Officer Brown"),
        c.Pronouns(Who("Officer Brown"), "they/them"),
    )
    brown = seen.cast()["Officer Brown"]
    assert brown.pronouns == "they/them"
    assert seen.speaker("Who goes") == "Officer Brown"


def test_nobody_and_no_person() -> None:
    told = Told("{Providence} was kind. {Ann} sat in {Norton}. {Norton} slept. {Ann} too.\n")
    seen = told.under(c.NotPerson(Who("Providence")), c.NotPerson(Who("Norton"), "GPE"))
    assert list(seen.cast()) == ["Ann"]
    assert [place.name for place in seen.world.places] == ["Norton"]
    text = [told.text[m.start : m.end] for m in seen.world.mentions]
    assert "Providence" not in text
    assert text.count("Norton") == 2


def test_several_people() -> None:
    assert TALK.under(c.Group(Who("Mr. Poole"))).cast()["Mr. Poole"].group
    assert not TALK.under(c.Group(Who("Mr. Poole"), False)).cast()["Mr. Poole"].group


def test_an_alias_holds_from_where_it_is_revealed() -> None:
    told = Told("{Jekyll} left. {Hyde} came. Night fell.\n\n{Hyde} was found. {Jekyll} was not.\n")
    seen = told.under(c.AliasFrom(Who("Jekyll"), "Hyde", told.at("Night")))
    assert (seen.who("Hyde"), seen.who("Hyde", 1)) == ("Hyde", "Jekyll")
    aliases = {a.text: a.start for a in seen.cast()["Jekyll"].aliases}
    assert aliases["Hyde"] == told.text.rindex("Hyde")
    assert list(told.under(c.AliasFrom(Who("Jekyll"), "Hyde")).cast()) == ["Jekyll"]


NARRATED = (
    "{I} went home. {I} saw {Holmes}. {I} sat down. {I} said nothing. {I} slept. {I} woke.\n\n"
    "“{I} am cold,” said {Holmes}. {Watson} was not named by {me}.\n"
)


def test_this_i_is_somebody_and_so_are_all_the_others() -> None:
    told = Told(NARRATED)
    assert told.under().cast()["the narrator"].narrates
    seen = told.under(c.Is(told.at("I", 1), Who("Watson")))
    watson = seen.cast()["Watson"]
    assert watson.narrates
    assert watson.mentions == 8
    assert {n.narrator for n in seen.world.narration} == {watson.id}


def test_the_narrator_gets_a_name() -> None:
    told = Told(NARRATED)
    narrator = Who("the narrator", told.at("I"))
    for seen in (
        told.under(c.Rename(narrator, "Watson")),
        told.under(c.Merge((Who("Watson"), narrator))),
    ):
        assert "the narrator" not in seen.cast()
        assert seen.cast()["Watson"].mentions == 8
    new = told.under(c.Rename(narrator, "Mrs. Hudson")).cast()
    assert new["Mrs. Hudson"].narrates
    assert new["Watson"].mentions == 1


def test_a_quoted_i_is_the_speaker() -> None:
    told = Told("{Ann} met {Bob}.\n\n“{I} am cold.”\n\n“So am {I}.”\n")
    seen = told.under(c.Is(told.at("I"), Who("Bob")))
    assert seen.speaker("am cold") == "Bob"
    assert seen.who("I") == "Bob"
    assert seen.line("am cold").reason == "correction"


def test_any_mention_can_be_pinned_even_one_nobody_found() -> None:
    told = Told("{Ann} met {Bob}. Later {she} sat, and the redhead smiled.\n", {2: {0: 5.0}})
    seen = told.under(c.Is(told.at("she"), Who("Bob")), c.Is(told.at("the redhead"), Who("Ann")))
    assert seen.who("she") == "Bob"
    assert seen.who("the redhead") == "Ann"
    pinned = [
        m for m in seen.world.mentions if told.text[m.start : m.end] in ("she", "the redhead")
    ]
    assert [m.confidence for m in pinned] == [1.0, 1.0]


def test_scenes_start_and_are_set_where_people_say() -> None:
    told = Told("{Ann} sat. Next day {she} was gone.\n\n{Bob} was gone too.\n")
    seen = told.under(c.SceneStart(told.at("Next day")), c.PlaceIs(told.at("Bob"), "the mill"))
    starts = [told.text[s.start : s.start + 8] for s in seen.world.scenes]
    assert starts == ["Ann sat.", "Next day"]
    assert told.text[slice(seen.world.scenes[0].start, seen.world.scenes[0].end)] == "Ann sat."
    places = {p.id: p.name for p in seen.world.places}
    assert [places.get(s.place or "") for s in seen.world.scenes] == [None, "the mill"]


def test_what_does_not_apply_is_told_and_the_rest_holds() -> None:
    cast = (c.CastMember("Ann Lee"), c.CastMember("Nemo", ("Captain Nemo",)))
    seen = TALK.under(
        c.Rename(Who("Jonah"), "Noah"),
        c.Said(c.Anchor("“Never said by anybody here.”"), Who("Tom")),
        c.Said(TALK.at("laughed"), Who("Tom")),
        c.AliasFrom(Who("Tom"), "the Whale"),
        c.Split(Who("Tom"), "Tim", ("Timothy",)),
        c.Rename(Who("Tom"), "Thomas"),
        cast=cast,
    )
    assert sorted(seen.unheeded) == [
        (0, "nobody here is called Jonah"),
        (1, "its words are no longer in the text"),
        (2, "no quotation stands there"),
        (3, "the Whale is not said after that place"),
        (4, "no such mention of Tom"),
        (7, "nobody here is called Nemo"),
    ]
    assert "Thomas" in seen.cast()


def test_of_two_with_one_name_one_must_be_pointed_at() -> None:
    told = Told("{A guard:NOM} slept. {Ann} woke. Another day {a guard:NOM} came. {Ann} left.\n")
    assert told.under(c.Pronouns(Who("a guard"), "she/her")).unheeded == [
        (0, "2 characters are called a guard: point at one")
    ]
    second = c.Who("a guard", told.at("a guard"))
    place = told.found.heads.mentions[2].start
    seen = told.under(c.Rename(second, "Officer Brown"))
    assert seen.unheeded == []
    mention = next(m for m in seen.world.mentions if m.start == place)
    assert seen.names.get(mention.entity or "", "") in ("Officer Brown", "")


def _lines(seen: Seen) -> list[str | None]:
    return [seen.names.get(q.speaker or "") for q in seen.world.quotes]


DECIDED = (
    c.Said(TALK.at("“A friend.”"), Who("Tom"), (Who("the guard"),)),
    c.Rename(Who("the guard", TALK.at("the guard")), "Officer Brown"),
)


def test_corrections_survive_edits_of_the_text() -> None:
    edited = Told(
        "A preface nobody asked for.\n\n{Ann Lee}, {Tom} and {the guard:NOM} met at the gate.\n\n"
        "“Who goes there?” said {the guard:NOM}.\n\n"
        "“A friend!”\n\n"
        "“Come in, then.”\n\n"
        "“Thank you.”\n\n"
        "{Ann} laughed. {Mr. Poole} did not.\n",
        {3: {2: 5.0}},
    )
    before, after = TALK.under(*DECIDED), edited.under(*DECIDED)
    assert after.unheeded == []
    assert _lines(after) == _lines(before)
    assert _lines(after)[:3] == ["Officer Brown", "Tom", "Officer Brown"]


def test_corrections_survive_another_model() -> None:
    """Other mentions, other links, other numbers; the decisions are the same."""
    other = Told(
        "{Ann Lee} met {Tom} and the guard at {the gate:FAC}.\n\n"
        "“Who goes there?” said {the guard:NOM}.\n\n"
        "“{A friend:NOM}.”\n\n"
        "“Come in, then.”\n\n"
        "“Thank {you}.”\n\n"
        "{Ann} laughed. {Mr. Poole} did not.\n",
        {3: {2: -3.0, 1: -4.0}},
    )
    seen = other.under(*DECIDED)
    assert seen.unheeded == []
    assert _lines(seen)[:2] == ["Officer Brown", "Tom"]


def test_whoever_was_merged_is_meant_by_earlier_decisions_too() -> None:
    seen = TALK.under(
        c.Said(TALK.at("“A friend.”"), Who("Tom")),
        c.Merge((Who("Ann Lee"), Who("Tom")), "Ann Tom"),
        cast=(c.CastMember("Tom", ("Mr. Poole",)), c.CastMember("Ann Lee", ("Mr. Poole",))),
    )
    assert seen.unheeded == []
    assert seen.speaker("A friend") == "Ann Tom"
    assert seen.who("Mr. Poole") == "Ann Tom"


def test_a_full_name_goes_before_an_alias() -> None:
    told = Told("{Tom Lee} sat. {Ann Lee} rose. {Lee} left. {Lee} came.\n")
    seen = told.under(
        c.AliasFrom(Who("Tom Lee"), "Lee"),
        c.Rename(Who("Ann Lee"), "Lee"),
        c.Pronouns(Who("Lee"), "she/her"),
    )
    assert {one.name: one.pronouns for one in seen.world.characters} == {
        "Tom Lee": None,
        "Lee": "she/her",
    }
