"""PDNC and story scores on a scene written for the purpose, every figure counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.errors import DataError
from fabula.evaluate.dialogue import DialogueScore, GoldLine, score_dialogue
from fabula.evaluate.gold.pdnc import (
    GoldCharacter,
    GoldQuotation,
    GoldQuotedMention,
    PdncNovel,
)
from fabula.evaluate.names import CastMember
from fabula.evaluate.pdnc import quotations_of, report_pdnc, score_novel
from fabula.evaluate.tally import Tally
from fabula.schema.spans import QuoteKind, QuoteType
from fabula.schema.story import Span, Story
from fabula.schema.world import Alias, Character, Quote, World, WorldMention

TEXT = """"Sit down," said Anna, "and eat."

"I can't, Anna," he answered.

"You mean you won't, Peter."

"Somebody at the door!" cried a voice. It was the "famous" door.
"""


def span(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


SIT, EAT, CANT = span("Sit down,"), span("and eat."), span("I can't, Anna,")
WONT, DOOR, FAMOUS = (
    span("You mean you won't, Peter."),
    span("Somebody at the door!"),
    span("famous"),
)

NOVEL = PdncNovel(
    "Supper",
    TEXT,
    (
        GoldCharacter("Anna Vale", ("Anna",), "F", "major"),
        GoldCharacter("Peter", ("Peter",), "M", "major"),
        GoldCharacter("_unknowable", (), "X", "minor"),
    ),
    (
        GoldQuotation("Q0", (SIT, EAT), "Anna Vale", frozenset(["Peter"]), "explicit", None, ()),
        GoldQuotation(
            "Q1",
            (CANT,),
            "Peter",
            frozenset(["Anna Vale"]),
            "anaphoric",
            None,
            (
                GoldQuotedMention(span("Anna,"), ("Anna Vale",)),
                GoldQuotedMention((CANT[0], CANT[0] + 1), ("Peter",)),
            ),
        ),
        GoldQuotation("Q2", (WONT,), "Anna Vale", frozenset(["Peter"]), "implicit", None, ()),
        GoldQuotation(
            "Q3",
            (DOOR,),
            "_unknowable",
            frozenset(["Anna Vale", "Peter"]),
            None,
            None,
            (),
        ),
    ),
)


def character(id_: str, name: str, lines: int = 1) -> Character:
    return Character(id_, name, (Alias(name, 0, 1),), None, 1, lines, False, False, 0)


def quote(
    *spans: Span,
    speaker: str | None,
    to: tuple[str, ...] = (),
    kind: QuoteKind = "speech",
    confidence: float = 0.9,
    type_: QuoteType = "implicit",
) -> Quote:
    return Quote("q", spans, kind, type_, speaker, to, None, confidence, "model", ())


def world(*quotes: Quote, mentions: tuple[WorldMention, ...] = ()) -> World:
    characters = (character("a", "Anna"), character("p", "Peter"), character("x", "the voice"))
    return World(Story(TEXT, "supper", ""), 0, "", "", characters, quotes=quotes, mentions=mentions)


PERFECT = (
    quote(SIT, EAT, speaker="a", to=("p",)),
    quote(CANT, speaker="p", to=("a",)),
    quote(WONT, speaker="a", to=("p",)),
    quote(DOOR, speaker="x", to=("a", "p")),
    quote(FAMOUS, speaker=None, kind="scare"),
)


def outcomes(score: DialogueScore) -> list[str]:
    return [verdict.outcome for verdict in score.verdicts]


def test_all_right_but_for_who_cannot_be_named() -> None:
    score = score_novel(NOVEL, world(*PERFECT)).dialogue
    assert outcomes(score) == ["right", "right", "right", "unmapped"]
    assert score.stands_for == {"a": "Anna Vale", "p": "Peter"}
    assert score.quotations == Tally(4, 4, 4, 4)
    assert score.pieces == Tally(5, 5, 5, 5)
    assert score.addressees == Tally(5, 5, 5, 5)
    assert score.speaking_cast == (2, 3)


def test_each_way_to_fail_is_told_apart_and_counts() -> None:
    score = score_novel(
        NOVEL,
        world(
            quote(SIT, EAT, speaker="p", to=("p", "x")),
            quote(CANT, speaker=None),
            quote(FAMOUS, speaker="a"),
        ),
    ).dialogue
    assert outcomes(score) == ["wrong", "abstained", "missed", "missed"]
    assert score.quotations == Tally(2, 3, 2, 4)
    # Of five addressees one is named; "x" stands for nobody and is wrong.
    assert score.addressees == Tally(1, 2, 1, 5)


def test_a_predicted_scare_quote_is_no_quotation() -> None:
    score = score_novel(NOVEL, world(quote(CANT, speaker="p", kind="scare"))).dialogue
    assert outcomes(score) == ["missed"] * 4
    assert score.quotations == Tally(0, 0, 0, 4)


def test_the_figures_are_by_type_and_every_quotation_counts() -> None:
    wrong = replace(PERFECT[1], speaker="a")
    report = report_pdnc([score_novel(NOVEL, world(PERFECT[0], wrong, PERFECT[2]))])
    assert report["speakers all"] == 2 / 4
    assert report["speakers answered"] == pytest.approx(2 / 3)
    assert report["speakers explicit"] == 1
    assert report["speakers anaphoric"] == 0
    assert report["speakers implicit"] == 1
    assert report.details["outcomes"]["missed"] == 1
    assert report.details["reasons"] == {"model": [2, 3], "missed": [0, 1]}
    assert [item.correct for item in report.items] == [True, False, True, False]
    assert report.items[1].predicted == "Anna Vale"


def test_macro_gives_each_novel_the_same_weight() -> None:
    short = replace(NOVEL, name="Short", quotations=NOVEL.quotations[:1])
    scores = [score_novel(NOVEL, world()), score_novel(short, world(*PERFECT))]
    report = report_pdnc(scores)
    assert report["speakers all"] == 1 / 5
    assert report["speakers all, macro"] == 1 / 2
    # Only the longer novel has an implicit quotation.
    assert report["speakers implicit, macro"] == 0


def test_mentions_in_quotations_must_reach_the_right_character() -> None:
    (anna, _), (i, _) = span("Anna,"), span("I can't")
    mentions = (
        WorldMention(anna, anna + 5, "PROP", "PER", "a", 1.0),
        WorldMention(i, i + 1, "PRON", "PER", "a", 1.0),
    )
    assert score_novel(NOVEL, world(*PERFECT, mentions=mentions)).mentions == (1, 2)


def test_an_annotated_mention_with_a_space_or_without_its_title_is_met() -> None:
    line = NOVEL.quotations[1]
    start, end = span("can't, Anna,")
    loose = GoldQuotedMention((end - 6, end - 1), ("Anna Vale",))  # " Anna"
    longer = WorldMention(start, end - 1, "PROP", "PER", "a", 1.0)
    inner = WorldMention(end - 3, end - 1, "PROP", "PER", "p", 1.0)
    novel = replace(NOVEL, quotations=(NOVEL.quotations[0], replace(line, mentions=(loose,))))
    assert score_novel(novel, world(*PERFECT, mentions=(longer, inner))).mentions == (1, 1)
    exact = WorldMention(end - 5, end - 1, "PROP", "PER", "p", 1.0)
    assert score_novel(novel, world(*PERFECT, mentions=(longer, exact))).mentions == (0, 1)


def test_gold_quotations_take_their_marks_in() -> None:
    first = quotations_of(NOVEL)[0]
    assert [TEXT[start:end] for start, end in first.spans] == ['"Sit down,"', '"and eat."']


def test_another_text_is_refused() -> None:
    other = replace(world(), story=Story("Another text", "x", ""))
    with pytest.raises(DataError, match="Supper"):
        score_novel(NOVEL, other)


def test_by_piece_takes_interrupted_quotations_apart() -> None:
    lines = [
        GoldLine("1", (SIT,), "anna", None, "explicit"),
        GoldLine("2", (EAT,), "anna", None, "explicit"),
    ]
    cast = [CastMember("anna", ("Anna",))]
    joined = world(quote(SIT, EAT, speaker="a", to=("p",)))
    together = score_dialogue("d", lines, cast, joined)
    apart = score_dialogue("d", lines, cast, joined, by_piece=True)
    assert outcomes(together).count("right") == 1
    assert outcomes(apart) == ["right", "right"]
    # Addressees that the gold does not list are not counted against us.
    assert apart.addressees == Tally()
