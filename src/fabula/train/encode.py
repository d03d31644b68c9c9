"""From an example's subwords to word vectors, through the encoder, in windows."""

from __future__ import annotations

import torch
from torch import Tensor

from fabula.encoder.subwords import Subwords
from fabula.encoder.windows import cut_windows
from fabula.train.modules import CLS, PAD, SEP, Encoder


def word_vectors(encoder: Encoder, subwords: list[Subwords], size: int, context: int) -> Tensor:
    """Vectors of the words of all examples, one after the other: (n, d).

    A word's vector is the mean of its first and its last subword's.
    """
    rows: list[tuple[Subwords, int, int]] = []
    first: list[Tensor] = []
    last: list[Tensor] = []
    width = size + 2
    for sub in subwords:
        starts = torch.from_numpy(sub.first).long()
        for w in cut_windows(sub.first, size, context):
            lo, hi = int(sub.first[w.start]), int(sub.first[w.end])
            base = len(rows) * width + 1 - lo
            first.append(starts[w.keep_start : w.keep_end] + base)
            last.append(starts[w.keep_start + 1 : w.keep_end + 1] - 1 + base)
            rows.append((sub, lo, hi))
    ids = torch.full((len(rows), width), PAD)
    case = torch.zeros((len(rows), width), dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for r, (sub, lo, hi) in enumerate(rows):
        n = hi - lo
        ids[r, 0], ids[r, n + 1] = CLS, SEP
        ids[r, 1 : n + 1] = torch.from_numpy(sub.ids[lo:hi]).long()
        case[r, 1 : n + 1] = torch.from_numpy(sub.case[lo:hi]).long()
        mask[r, : n + 2] = 1
    longest = int(mask.sum(1).max())
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=encoder.training):
        hidden = encoder(ids[:, :longest], case[:, :longest], mask[:, :longest]).float()
    flat = torch.nn.functional.pad(hidden, (0, 0, 0, width - longest)).reshape(-1, hidden.shape[-1])
    return (flat[torch.cat(first)] + flat[torch.cat(last)]) / 2
