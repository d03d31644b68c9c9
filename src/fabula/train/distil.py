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
from fabula.train.examples import KINDS, TYPES, LiteraryExample, MentionTable, mention_table
from fabula.train.losses import as_tensor, rank_antecedents, span_mask
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
    """Cross-entropy against the teacher's probabilities, per task; x: (n, d) of the student."""
    with torch.no_grad():
        y = teacher.vectors(example)
        wanted, start, end = teacher.net.mentions(y)
        wanted = F.pad(wanted, (1, 0)).log_softmax(2)
        mask = span_mask(example.sentence, net.mentions.width)
        table = _found(wanted, mask, teacher, start, end, example)
        kinds = teacher.net.mentions.kinds(start, end, as_tensor(table.spans)).log_softmax(1)
        events = teacher.net.events(y).sigmoid()
    found = max(len(table.spans), 1)
    scores, start, end = net.mentions(x)
    given = F.pad(scores, (1, 0)).log_softmax(2)
    mentions = F.kl_div(given[mask], wanted[mask], reduction="sum", log_target=True) / found
    own = net.mentions.kinds(start, end, as_tensor(table.spans)).log_softmax(1)
    mentions = mentions + F.kl_div(own, kinds, reduction="sum", log_target=True) / found
    losses = {
        "mentions~": mentions,
        "events~": F.binary_cross_entropy_with_logits(net.events(x), events) * 4,
    }
    if len(table.spans) > 1:
        losses["antecedents~"] = _antecedents(net, teacher, x, y, table, example)
    return losses


def _found(
    wanted: Tensor,
    mask: Tensor,
    teacher: Teacher,
    start: Tensor,
    end: Tensor,
    example: LiteraryExample,
) -> MentionTable:
    """The mentions the teacher sees."""
    best = wanted.argmax(2).masked_fill(~mask, 0)
    at = torch.nonzero(best)
    spans = torch.stack([at[:, 0], at[:, 0] + at[:, 1] + 1], 1)
    kinds = teacher.net.mentions.kinds(start, end, spans).argmax(1)
    types = best[at[:, 0], at[:, 1]] - 1
    rows = [
        (int(a), int(b), TYPES[int(c)], KINDS[int(d)], -1)
        for (a, b), c, d in zip(spans, types, kinds)
    ]
    return mention_table(example.words, rows)


def _antecedents(
    net: Network,
    teacher: Teacher,
    x: Tensor,
    y: Tensor,
    table: MentionTable,
    example: LiteraryExample,
) -> Tensor:
    with torch.no_grad():
        chosen, wanted = rank_antecedents(teacher.net.antecedents, y, table, example.quote_of)
    _, given = rank_antecedents(net.antecedents, x, table, example.quote_of, chosen)
    given = given.masked_fill(wanted == float("-inf"), float("-inf"))
    none = wanted.new_zeros(len(wanted), 1)
    probable = torch.cat([none, wanted], 1).softmax(1)
    logs = torch.cat([none, given], 1).log_softmax(1)
    return -(probable * logs.masked_fill(probable == 0, 0.0)).sum(1).mean()
