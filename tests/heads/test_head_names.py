"""Names found in one place are found in the others."""

from __future__ import annotations

import numpy as np

from fabula.heads.mentions import WordMentions
from fabula.heads.names import complete_names

PER, PROP, NOM = 0, 0, 1


def complete(text: str, *found: tuple[int, int, int]) -> list[str]:
    """Mentions (start, end, kind) of persons, completed; one sentence a full stop."""
    words = text.split()
    sentence = np.cumsum([0, *(w == "." for w in words[:-1])]).astype(np.int32)
    spans = np.array([f[:2] for f in found], np.int32).reshape(-1, 2)
    table = WordMentions(
        spans,
        np.full(len(found), PER, np.int32),
        np.array([f[2] for f in found], np.int32),
        np.ones(len(found), np.float32),
    )
    done = complete_names(table, words, sentence, PER, PROP)
    assert done.spans.tolist() == sorted(done.spans.tolist(), key=lambda s: (s[0], -s[1]))
    return [" ".join(words[a:b]) for a, b in done.spans]


def test_a_missed_name_is_added_with_its_surname() -> None:
    text = "Ines Corrigan ran . Then Ines sat . I saw Ines ."
    assert complete(text, (5, 6, PROP)) == ["Ines Corrigan", "Ines", "Ines"]


def test_a_word_also_written_small_is_no_name() -> None:
    text = "Will ran . They will see Will ."
    assert complete(text, (0, 1, PROP)) == ["Will"]


def test_nothing_is_added_inside_a_name_or_for_nominals() -> None:
    text = "Mr. Hale ran . Hale sat . Guards came . The Guards left ."
    assert complete(text, (0, 2, PROP), (4, 5, PROP), (7, 8, NOM)) == ["Mr. Hale", "Hale", "Guards"]


def test_no_mentions_stay_none() -> None:
    assert complete("He ran .") == []
