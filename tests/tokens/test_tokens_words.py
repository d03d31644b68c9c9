"""Words, sentences and how they fit the paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.quotations import find_quotations
from fabula.schema.story import Paragraph, Story
from fabula.tokens import tokenize
from fabula.tokens import words as cutting


def _story(*texts: str) -> Story:
    blocks, at = [], 0
    for text in texts:
        blocks.append(Paragraph(at, at + len(text)))
        at += len(text) + 2
    return Story("\n\n".join(texts), "test", "", paragraphs=tuple(blocks))


def words(*texts: str) -> list[str]:
    told = _story(*texts)
    tokens = tokenize(told, ())
    return [told.text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]


def sentences(*texts: str) -> list[str]:
    """The sentences as text, white space as it stands."""
    told = _story(*texts)
    tokens = tokenize(told, find_quotations(told))
    spans: dict[int, tuple[int, int]] = {}
    for start, end, number in zip(tokens.starts, tokens.ends, tokens.sentence, strict=True):
        first, _ = spans.get(int(number), (int(start), 0))
        spans[int(number)] = (first, int(end))
    return [told.text[a:b] for a, b in spans.values()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she said--and he,--well", ["she", "said", "--", "and", "he", ",", "--", "well"]),
        ("the _bizarre_ thing", ["the", "_", "bizarre", "_", "thing"]),
        ("a chimney-pot", ["a", "chimney-pot"]),
        ("Mr. Hale doesn't", ["Mr.", "Hale", "does", "n't"]),
        ("so do I.", ["so", "do", "I", "."]),
        ("end.'--'Begin", ["end", ".", "'", "--", "'", "Begin"]),
        ("“‘Go,’ he said”", ["“", "‘", "Go", ",", "’", "he", "said", "”"]),
        ("``Hi''", ["``", "Hi", "''"]),
        ("no…yes...", ["no", "…", "yes", "..."]),
        ("Yes, Miss.", ["Yes", ",", "Miss", "."]),
        ("«oui»", ["«", "oui", "»"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        '"What?" he said.',
        "“What?” said Mr. Hale.",
        '"What?" Ann asked.',
        '"What?" I said.',
        "'Go!' cried the old man.",
        "Mr. and Mrs. J. R. Smith of St. Ives came at 5 p.m. to tea.",
        "MR. HALE came.",
        "He went ... and came back.",
        '"Well ... I think so."',
        "He (alas!) fell.",
        '"Go," she said, "and be quick!"',
        "— Who's there? said Granda.",
    ],
)
def test_one_sentence(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    "parts",
    [
        ['"Go!" cried Ann.', '"Now!"'],
        ['"Go!"', '"No!"'],
        ['"Go."', "He left."],
        ['"Go!"', "He left."],
        ["It rained.", "He left.", "Why?"],
        ["(It rained.)", "He left."],
        ["“It rained.”", "Then he left."],
        ["He drank, ate, etc.", "Then he left."],
        ["He said, 'It rained.'", "Then he left."],
        ["I saw him . . . .", "Then he left."],
    ],
)
def test_sentences(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_sentence_stays_in_its_paragraph() -> None:
    told = _story("It rained and", "then it stopped.")
    tokens = tokenize(told, ())
    assert tokens.sentence.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert tokens.paragraph.tolist() == [0, 0, 0, 1, 1, 1, 1]


def test_only_text_paragraphs() -> None:
    told = Story("One\n\nTwo", "test", "", paragraphs=(Paragraph(0, 3, "heading"), Paragraph(5, 8)))
    tokens = tokenize(told, ())
    assert (tokens.starts.tolist(), tokens.paragraph.tolist()) == ([5], [1])


def test_empty() -> None:
    tokens = tokenize(_story(), ())
    assert tokens.starts.shape == tokens.sentence.shape == (0,)


@given(st.lists(st.text("ab .!?\"'-_“”…\n\tI1é", max_size=60), max_size=4))
@settings(max_examples=150, deadline=None)
def test_words_cover_all_but_white_space(texts: list[str]) -> None:
    told = _story(*texts)
    tokens = tokenize(told, find_quotations(told))
    joined = "".join(told.text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True))
    assert joined == "".join(told.text.split())
    assert all(a < b for a, b in zip(tokens.starts, tokens.ends, strict=True))
    steps = tokens.sentence[1:] - tokens.sentence[:-1]
    assert not len(steps) or (steps.min() >= 0 and steps.max() <= 1)


@pytest.mark.parametrize("unit", ["a", ".", "'", "a b ", '"Go!" ', "-", "I."])
def test_one_endless_paragraph(unit: str) -> None:
    told = _story(unit * (50_000 // len(unit)))
    assert tokenize(told, ()).ends[-1] == len(told.text.rstrip())


def test_the_tokenizer_forgets_before_it_has_met_too_many_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cutting, "_MOST_WORDS", 3_000)
    text = " ".join(f"w{n}x, don't" for n in range(3_000))
    first = list(cutting.WordCutter().words(text, 0, len(text)))
    full = cutting._tokenizer()
    assert len(full.vocab) > 3_000
    assert list(cutting.WordCutter().words(text, 0, len(text))) == first
    assert cutting._tokenizer() is not full
