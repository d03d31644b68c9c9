"""One hand-written case for every way of marking speech."""

from __future__ import annotations

import pytest

from fabula.quotations import find_quotations
from fabula.schema.spans import Quotation
from fabula.schema.story import Division, Paragraph, Story


def story(*paragraphs: str, kinds: dict[int, str] | None = None) -> Story:
    """A story of these paragraphs, a blank line between them."""
    blocks, at = [], 0
    for i, text in enumerate(paragraphs):
        kind = (kinds or {}).get(i, "text")
        blocks.append(Paragraph(at, at + len(text), kind))  # type: ignore[arg-type]
        at += len(text) + 2
    return Story("\n\n".join(paragraphs), "test", "", paragraphs=tuple(blocks))


def pieces(*paragraphs: str) -> list[list[str]]:
    """The text of every span of every quotation."""
    told = story(*paragraphs)
    return [[told.text[a:b] for a, b in quotation.spans] for quotation in find_quotations(told)]


def found(*paragraphs: str) -> tuple[Quotation, ...]:
    return find_quotations(story(*paragraphs))


@pytest.mark.parametrize(
    ("text", "quoted", "marks"),
    [
        ('He rose. "Good night," said Ann.', '"Good night,"', "double"),
        ("He rose. “Good night,” said Ann.", "“Good night,”", "double"),
        ("He rose. ``Good night,'' said Ann.", "``Good night,''", "double"),
        ("He rose. „Good night“, said Ann.", "„Good night“", "low-high"),
        ("He rose. „Good night”, said Ann.", "„Good night”", "low-high"),
        ("He rose. ”Good night,” said Ann.", "”Good night,”", "double"),
        ("He rose. «Good night», said Ann.", "«Good night»", "guillemets"),
        ("He rose. « Good night », said Ann.", "« Good night »", "guillemets"),
        ("He rose. »Good night«, said Ann.", "»Good night«", "guillemets"),
        ("He rose. »Good night», said Ann.", "»Good night»", "guillemets"),
        ("He rose. 「Good night」 said Ann.", "「Good night」", "corner"),
        ("He rose. 『Good night』 said Ann.", "『Good night』", "corner"),
        ("He rose. 'Good night,' said Ann.", "'Good night,'", "single"),
        ("He rose. ‘Good night,’ said Ann.", "‘Good night,’", "single"),
        ("He rose. `Good night,' said Ann.", "`Good night,'", "single"),
        ('He rose. _"Good night,"_ said Ann.', '"Good night,"', "double"),
        ('He stopped--"Good night"--and went.', '"Good night"', "double"),
    ],
)
def test_marks(text: str, quoted: str, marks: str) -> None:
    told = story(text)
    (quotation,) = find_quotations(told)
    assert [told.text[a:b] for a, b in quotation.spans] == [quoted]
    assert (quotation.marks, quotation.kind, quotation.closed) == (marks, "speech", True)


@pytest.mark.parametrize(
    "spoken",
    [
        "'Tis a fine day, and 'twas a fine night.'",
        "'The dogs' bowl is empty.'",
        "'I was goin' home with 'em.'",
        "'It's five o'clock.'",
        "'Rock 'n' roll is dead.'",
        "'Tell me 'bout it, Ma'am.'",
        "'The '90s were kind.'",
        "‘’Tis a fine day for ’em.’",
        "‘The dogs’ bowl is empty.’",
        "‘Rock ’n’ roll is dead.’",
    ],
)
def test_apostrophes_are_no_marks(spoken: str) -> None:
    assert pieces(spoken + " He rose.", "'Yes,' said Ann.", "'No,' said Bo.")[0] == [spoken]


def test_apostrophes_in_narration() -> None:
    assert pieces("The boys' dogs ran o' nights; 'twas the '90s, an' nobody cared.") == []


def test_nested() -> None:
    first, inner = found("“She said ‘go’ to the boys’ dogs,” said Ann.")
    assert inner.parent == 0 and inner.marks == "single" and first.parent is None
    british = found("'She said \"go\" to me,' said Ann.", "'Well,' said Bo.", "'Yes,' said Ann.")
    assert [quotation.parent for quotation in british] == [None, 0, None, None]
    assert pieces('"I would not say "no" to it," said Ann.') == [
        ['"I would not say "no" to it,"'],
        ['"no"'],
    ]


def test_interrupted_quotation_is_one() -> None:
    assert pieces('"Come in," she said, "and sit."') == [['"Come in,"', '"and sit."']]
    assert pieces('"Come in," said Ann. "Sit."') == [['"Come in,"', '"Sit."']]
    assert pieces('"I have"--he lowered his voice--"been there."') == [
        ['"I have"', '"been there."']
    ]


def test_a_beat_or_another_speaker_separates() -> None:
    assert pieces('"Wait." He looked round. "Now."') == [['"Wait."'], ['"Now."']]
    assert pieces('"Go!" cried Ann. "Never!" cried Bo.') == [['"Go!"'], ['"Never!"']]


def test_a_tag_that_leads_on_to_another_speaker_separates() -> None:
    assert pieces('"Go," said Ann, and Bo said, "Never."') == [['"Go,"'], ['"Never."']]
    assert pieces('"Go," Ann began, but Bo cried: "No!"') == [['"Go,"'], ['"No!"']]
    assert pieces('"Go," said Ann, and Bo told her, "No."') == [['"Go,"'], ['"No."']]
    assert len(pieces('"Go," said Ann, and Bo laughed, "and shut the door."')) == 1
    assert len(pieces('"Go," said Ann, and Bo laughed at that. "Go away."')) == 1
    assert len(pieces('"Go," said Ann, and added, "now."')) == 1
    assert len(pieces('"Go," said Ann, and she said, "now."')) == 1
    assert len(pieces('"Go," said Ann, as Bo came in, "now."')) == 1


def test_over_paragraphs() -> None:
    long = "“When I was young there was a river here, and we all swam in it before breakfast."
    (whole, after) = found(long, "“It is gone now.", "“They moved it.” He sighed.", "“Who?”")
    assert len(whole.spans) == 3 and whole.closed
    assert len(after.spans) == 1


def test_missing_closing_mark_loses_one_paragraph() -> None:
    assert pieces('"Go away, said Ann. He left.', '"No," said Bo.') == [
        ['"Go away,'],
        ['"No,"'],
    ]
    told = found('"Go away.', '"No," said Bo.')
    assert [quotation.closed for quotation in told] == [False, True]


def test_what_a_speaker_believes_is_no_tag() -> None:
    long = "“It had, I believe, been a river when I was young, and we all swam in it before dawn."
    (whole,) = found(long, "“It is gone now.”")
    assert len(whole.spans) == 2


def test_missing_opening_mark() -> None:
    assert pieces('Go away," said Ann.', '"No," said Bo.') == [['Go away,"'], ['"No,"']]


def test_misplaced_space() -> None:
    assert pieces('"Hi, "she said. "Yes."') == [['"Hi, "', '"Yes."']]


@pytest.mark.parametrize(
    ("paragraph", "spoken"),
    [
        ("— Come in, said Pauric, and sit down.", ["— Come in,", "and sit down."]),
        ("— Come in, said Pauric, wiping his hands.", ["— Come in,"]),
        ("— Who's there? said Granda. He turned his head.", ["— Who's there?"]),
        ("— I said nothing to you.", ["— I said nothing to you."]),
        ("— Well, he said. Here we are.", ["— Well,", "Here we are."]),
        ("— Go — said Bo — and stay gone.", ["— Go", "and stay gone."]),
        ("–Come in, she said.", ["–Come in,"]),
        ("--Come in, she said.", ["--Come in,"]),
        ("He turned. — Who's there? said Granda. He stood.", ["— Who's there?"]),
        ("He turned. — and then he was gone.", []),
        ("— The offer stands, Bo was saying. I asked.", ["— The offer stands,", "I asked."]),
    ],
)
def test_dash_dialogue(paragraph: str, spoken: list[str]) -> None:
    others = ("— Yes.", "— No, said Ann.", "— Why?")
    assert pieces(paragraph, *others) == [*([spoken] if spoken else []), *pieces(*others)]


def test_dash_dialogue_told_in_the_present() -> None:
    others = ("— Yes, says Ann.", "— No, says Bo.", "— Why? asks Ann.")
    told = "— Come in, says Bo. He shuts the door. — You'll freeze."
    assert pieces(told, *others)[0] == ["— Come in,", "— You'll freeze."]


def test_a_dash_in_other_texts_is_no_dialogue() -> None:
    assert pieces('"Yes," said Ann.', "— And that was that.", '"No," said Bo.') == [
        ['"Yes,"'],
        ['"No,"'],
    ]
    assert pieces("He bought:", "— eggs", "— milk", "— bread") == []


def test_script_lines() -> None:
    told = found("ANN: Where were you?", "BO: Out.", "ANN: (sighs) Again?", "BO: Yes.")
    assert {quotation.marks for quotation in told} == {"script"}
    assert pieces("Ann: Hello.\nBo: Hi.\nAnn: (sighs) Well.\nBo: Yes?") == [
        ["Hello."],
        ["Hi."],
        ["Well."],
        ["Yes?"],
    ]


def test_one_label_is_no_script() -> None:
    assert pieces("Note: nobody spoke.", "They sat still. However: it rained.") == []


def test_chat_lines() -> None:
    lines = ("<ann> hi", "<bo> hey there", "[12:03] bo: so", "[12:04] ann: yes?")
    assert pieces(*lines) == [["hi"], ["hey there"], ["so"], ["yes?"]]
    assert {(quotation.marks, quotation.kind) for quotation in found(*lines)} == {("chat", "chat")}


def test_convention_changes_with_the_chapter() -> None:
    one = ["'Yes,' said Ann.", "'I saw the boys' dogs,' said Bo.", "'Where?' said Ann."]
    two = ['"Yes," said Ann.', "\"It's the dogs',\" said Bo.", '"So \'twas," said Ann.']
    told = story(*one, *two)
    at = told.paragraphs[3].start
    halves = (
        Division("d1", "chapter", None, 0, at),
        Division("d2", "chapter", None, at, len(told.text)),
    )
    told = Story(told.text, "test", "", paragraphs=told.paragraphs, divisions=halves)
    assert [quotation.marks for quotation in find_quotations(told)] == ["single"] * 3 + [
        "double"
    ] * 3


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The so-called 'experts' left.", "scare"),
        ('The so-called "experts" left.', "scare"),
        ('She read "Great Expectations" twice.', "title"),
        ('They sailed on the "Nautilus" in May.', "title"),
        ('She whispered "yes" and left.', "speech"),
        ('"I shall fail," she thought.', "thought"),
        ('The letter ran: "My dear Ann,--I am well."', "letter"),
        ('He said, "Great Expectations."', "speech"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    (quotation,) = found(text)
    assert quotation.kind == kind


def test_only_text_paragraphs_are_read() -> None:
    told = story('"Yes."', '"No."', kinds={0: "apparatus"})
    assert [told.text[a:b] for quotation in find_quotations(told) for a, b in quotation.spans] == [
        '"No."'
    ]


def test_nothing_quoted() -> None:
    assert found() == () and found("It rained.", "") == ()
