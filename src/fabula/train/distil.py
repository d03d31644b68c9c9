"""Distillation (Hinton et al. 2015): the small network learns a larger one's soft answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from fabula.errors import DataError
from fabula.train.base import base_folder
from fabula.train.config import TrainConfig, load_config
from fabula.train.encode import word_vectors
from fabula.train.examples import LiteraryExample
from fabula.train.losses import span_mask
from fabula.train.modules import Network


@dataclass(frozen=True)
class Teacher:
    """A finished network and the window it reads in."""

    net: Network
    window: int
    context: int

    def vectors(self, example: LiteraryExample) -> Tensor:
        """Word vectors (n, d) of one example."""
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            return word_vectors(
                self.net.encoder, [example.subwords], self.window, self.context
            ).float()


def load_teacher(config: TrainConfig, runs: Path) -> Teacher | None:
    """The teacher ``distil.teacher`` names, from its run beside ours; None without one."""
    name = config.distil.teacher
    if not name:
        return None
    own = load_config(name)
    path = runs / own.name / "network.pt"
    if not path.is_file():
        raise DataError(
            "the teacher has not been trained.", f"Run `fabula train {name}` first.", path=str(path)
        )
    labels = json.loads((path.parent / "labels.json").read_text(encoding="utf-8"))
    net = Network(base_folder(own.model.encoder, runs), labels, own.model.width)
    net.load_state_dict(torch.load(path, weights_only=True))
    return Teacher(net.eval(), own.model.window, own.model.context)


def distil_loss(
    net: Network, teacher: Teacher, x: Tensor, example: LiteraryExample
) -> dict[str, Tensor]:
    """Divergence from the teacher's probabilities of mentions and events; x: (n, d) of the student.

    Not of antecedents: a larger encoder is no better at those (see docs/experiments.md).
    """
    with torch.no_grad():
        y = teacher.vectors(example)
        wanted, start, end = teacher.net.mentions(y)
        wanted = F.pad(wanted, (1, 0)).log_softmax(2)
        mask = span_mask(example.sentence, net.mentions.width)
        spans = _found(wanted, mask)
        kinds = teacher.net.mentions.kinds(start, end, spans).log_softmax(1)
        events = teacher.net.events(y).sigmoid()
    found = max(len(spans), 1)
    scores, start, end = net.mentions(x)
    given = F.pad(scores, (1, 0)).log_softmax(2)
    mentions = F.kl_div(given[mask], wanted[mask], reduction="sum", log_target=True) / found
    own = net.mentions.kinds(start, end, spans).log_softmax(1)
    mentions = mentions + F.kl_div(own, kinds, reduction="sum", log_target=True) / found
    return {
        "mentions~": mentions,
        "events~": F.binary_cross_entropy_with_logits(net.events(x), events) * 4,
    }


def _found(wanted: Tensor, mask: Tensor) -> Tensor:
    """Word spans (m, 2) of the mentions the teacher sees; wanted: (n, width, 7)."""
    at = torch.nonzero(wanted.argmax(2).masked_fill(~mask, 0))
    return torch.stack([at[:, 0], at[:, 0] + at[:, 1] + 1], 1)
