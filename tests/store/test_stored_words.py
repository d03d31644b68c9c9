"""The words of a World in its file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from fabula.errors import StoreError
from fabula.store import load_world, save_world
from fabula.store.sql import query
from tale import tale_world


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "tale.fabula"
    save_world(tale_world(), target)
    return target


def change(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(statement)
    connection.commit()
    connection.close()


def test_words_come_back_with_their_trees(path: Path) -> None:
    before, after = tale_world().words, load_world(path).words
    assert before is not None
    assert after is not None
    for column in ("starts", "ends", "sentence", "paragraph"):
        assert np.array_equal(getattr(before.tokens, column), getattr(after.tokens, column))
    assert np.array_equal(before.syntax.head, after.syntax.head)
    for column in ("upos", "xpos", "lemma", "deprel"):
        assert getattr(before.syntax, column) == getattr(after.syntax, column)


def test_sql_joins_a_word_to_its_head(path: Path) -> None:
    answer = query(
        path,
        "SELECT w.text, h.text FROM words w JOIN words h ON h.word = w.head "
        "WHERE w.deprel = 'nsubj:pass'",
    )
    assert answer.rows == [("He", "seen")]


def test_a_world_without_words_stays_without(path: Path) -> None:
    save_world(tale_world(words=False), path)
    assert load_world(path).words is None


def test_a_file_of_version_1_is_read_without_words(path: Path) -> None:
    change(path, "DROP TABLE words")
    assert load_world(path).words is None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE words SET head = 100000",
        "UPDATE words SET start = -1 WHERE word = 3",
        """UPDATE words SET "end" = 9999999999999 WHERE word = 3""",
        "UPDATE words SET start = start - 40 WHERE word = 5",
        "UPDATE words SET sentence = 0 WHERE word = 20",
        "UPDATE words SET head = 'x' WHERE word = 2",
        "UPDATE words SET lemma = x'00' WHERE word = 2",
        "UPDATE words SET head = 3 WHERE word = 4; UPDATE words SET head = 4 WHERE word = 3",
        "UPDATE words SET head = 0 WHERE word = 20",
        "DELETE FROM words WHERE word = 4",
    ],
)
def test_nonsense_is_damage(path: Path, damage: str) -> None:
    change(path, damage)
    with pytest.raises(StoreError, match="damaged"):
        load_world(path)
