"""A student that answers like its teacher has nothing to learn; any other has."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from fabula.encoder.subwords import Subwords
from fabula.train.distil import Teacher, distil_loss
from fabula.train.examples import LiteraryExample, mention_table
from fabula.train.modules import EventHead, MentionHead

WORDS = tuple("Ann saw the old man and she ran to him .".split())
WIDTH, SIZE = 8, 4


class Net(torch.nn.Module):  # type: ignore[misc]
    """The heads a teacher is asked for, over word vectors given by hand."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.mentions = MentionHead(WIDTH, 6, SIZE, 6, 3)
        torch.nn.init.normal_(self.mentions.widths.weight)
        self.events = EventHead(WIDTH, 6)


def example() -> LiteraryExample:
    n = len(WORDS)
    rows = np.arange(n + 1, dtype=np.int32)
    return LiteraryExample(
        name="x",
        words=WORDS,
        subwords=Subwords(ids=rows[:-1], case=rows[:-1] * 0, first=rows),
        sentence=np.zeros(n, np.int32),
        mentions=mention_table(WORDS, []),
        events=None,
        quotes=(),
        speakers=(),
        addressees=(),
        quote_of=np.full(n, -1, np.int32),
        paragraph=None,
    )


def losses(student: Net, teacher: Net, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    torch.manual_seed(0)
    x = torch.randn(len(WORDS), WIDTH)
    monkeypatch.setattr(Teacher, "vectors", lambda self, example: x)
    found = distil_loss(student.eval(), Teacher(teacher.eval(), 200, 24), x, example())
    return {name: float(value.detach()) for name, value in found.items()}


def test_every_task_is_taught(monkeypatch: pytest.MonkeyPatch) -> None:
    same = losses(Net(1), Net(1), monkeypatch)
    other = losses(Net(2), Net(1), monkeypatch)
    assert set(same) == {"mentions~", "events~"}
    assert same["mentions~"] == pytest.approx(0.0, abs=1e-4)
    for task in same:
        assert other[task] > same[task], task
