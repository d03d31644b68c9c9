"""What labels a line of a chat or a script names its speaker."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.quotations import find_quotations
from fabula.resolve.insert import insert_mentions
from fabula.resolve.labels import label_span, name_labels
from fabula.schema.spans import AntecedentScores, Mention, Quotation, SpeakerScores
from fabula.schema.story import Paragraph, Story
from fabula.tokens import tokenize


def label(text: str, start: int) -> str | None:
    span = label_span(text, Quotation(((start, len(text)),), "chat", "chat"))
    return None if span is None else text[slice(*span)]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("[19:02] moth_eaten: whoever is running a bath", "moth_eaten"),
        ("ANN: Come in.", "ANN"),
        ("Ann (aside): Come in.", "Ann"),
        ("<kaz3> not me", "kaz3"),
        ("12:40 pm - Aunt Jo: here", "Aunt Jo"),
        ("one two three four five six: here", None),
    ],
)
def test_the_label_is_what_stands_before_the_line(line: str, name: str | None) -> None:
    before = "It rang.\n"
    start = max(line.rfind(": ") + 2, line.find("> ") + 2)
    assert label(before + line, len(before) + start) == name


def test_labels_become_names() -> None:
    lines = ["[19:02] moth_eaten: stop", "[19:02] kaz3: not me", "[19:03] moth_eaten: who then",
             "[19:04] kaz3: ask her"]  # fmt: skip
    text = "\n".join(lines)
    story = Story(text, "test", "", paragraphs=(Paragraph(0, len(text), "text"),))
    quotations = find_quotations(story)
    tokens = tokenize(story, quotations)
    nothing = np.zeros((len(quotations), 0), np.float32)
    given_scores = SpeakerScores(nothing.astype(np.int32), nothing, nothing)
    none = AntecedentScores(np.zeros((0, 3), np.int32), np.zeros((0, 3), np.float32))
    mentions, antecedents, _ = name_labels(text, tokens, quotations, (), none, given_scores)
    assert [text[m.start : m.end] for m in mentions] == ["moth_eaten", "kaz3"] * 2
    assert {(m.kind, m.type) for m in mentions} == {("PROP", "PER")}
    assert antecedents.candidates.shape == (4, 3)


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_scores_follow_the_mentions_they_are_of(old: set[int], new: set[int]) -> None:
    def at(start: int) -> Mention:
        return Mention(start, start + 1, "PROP", "PER", 1.0, (start, start + 1))

    mentions = tuple(at(start) for start in sorted(old))
    count = len(mentions)
    candidates = np.arange(-1, count - 1, dtype=np.int32)[:, None]  # each links to the one before
    scores = AntecedentScores(candidates, np.ones((count, 1), np.float32))
    speakers = SpeakerScores(candidates, scores.scores, scores.scores)
    added = [at(start) for start in sorted(new - old)]
    found, antecedents, moved = insert_mentions(mentions, scores, speakers, added)
    assert [m.start for m in found] == sorted(old | new)
    for number, mention in enumerate(found):
        link = int(antecedents.candidates[number, 0])
        before = [m for m in mentions if m.start < mention.start]
        wanted = before[-1].start if mention in mentions and before else None
        assert (found[link].start if link >= 0 else None) == wanted
    assert [found[i].start for i in moved.candidates[1:, 0]] == [m.start for m in mentions[:-1]]
